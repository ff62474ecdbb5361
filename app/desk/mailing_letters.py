"""The letter of a mailing, to somebody invited or not: what it is told with. The words stand in templates/mail."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.calendar import ical
from app.calendar.entry import Calendar, Organizer, Status
from app.events import letters as opening
from app.events.model import Event
from app.events.queries import public_meeting_of
from app.events.queries.contact import contact_of
from app.events.rules.entries import own_uid, public_entries
from app.events.rules.letter_texts import MAILING
from app.events.rules.ready_texts import READY
from app.invitations import letters as invited
from app.invitations.model import Invitation
from app.invitations.rules import UNASKED, in_capacity
from app.kernel.links import Link, Purpose
from app.kernel.words import N_
from app.mail import sender
from app.mail.letter import JSON, CalendarFile, Letter
from app.mail.model import Mailing
from app.mail.wording import fields_in, without_links
from app.people.model import Assignment, Person
from app.people.rules.assignments import holds_on
from app.people.rules.kinds import AssignmentSource
from app.registrations.rules.mailings import ReceiverKind


@dataclass(frozen=True)
class To:
    """Somebody whom a mailing is for: the person with addresses and assignments, the invitation to the meeting where
    there is one, and how they stand to it.
    """

    person: Person
    invitation: Invitation | None
    kind: ReceiverKind

    @property
    def is_invited(self) -> bool:
        """Whether there is an invitation that has been sent, and whose link can be given."""
        return self.invitation is not None and self.invitation.state not in UNASKED


def letter(mailing: Mailing, event: Event | None, to: To, *, today: date) -> Letter:
    """The mailing's letter ``to`` somebody ``today``. The key makes it one, whatever workers do."""
    person = to.person
    told = _of_event(event, to)
    held = _held(person, today)
    values = _values(person, held)
    data: dict[str, JSON] = {
        **told,
        "title": _words(mailing.subject, event, to, told, values),
        "words": _words(mailing.text, event, to, told, values),
        "standing": to.kind.value,
        "capacity": capacity(to, today),
        "source": held.source.value if held else AssignmentSource.MANUAL.value,
        "informs": saves_date(mailing),
        "person_link": Link(Purpose.PERSON, person.link_seed, person.link_generation).as_data(),
        "decline_link": Link(Purpose.DECLINE_ALL, person.link_seed).as_data(),
    }
    if to.is_invited and to.invitation is not None:
        data["answer_link"] = invited.answer_link(to.invitation).as_data()
    return Letter(
        MAILING,
        invited.receiver(person),
        data,
        event_uid=mailing.event_uid,
        calendar=save_the_date(event, person.uid) if event and saves_date(mailing) else None,
        dedupe_key=f"mailing:{mailing.uid}:{person.uid}",
        mailing_id=mailing.id,
    )


def saves_date(mailing: Mailing) -> bool:
    """Whether the mailing goes with the days as a calendar file, and tells where the address comes from."""
    return mailing.ready in READY and READY[mailing.ready].saves_date


def capacity(to: To, today: date) -> str:
    """ "rektor, Ånge kommun": as whom the person is invited, or stands in the register."""
    if to.invitation is not None and (said := invited.capacity(to.invitation)):
        return said
    held = _held(to.person, today)
    return in_capacity(held.role.name, held.organisation.name) if held else ""


def save_the_date(event: Event, person_uid: str) -> CalendarFile:
    """The meeting's days, or its time when it has one part, as not yet certain: asks for no answer. What the person is
    sent later about the meeting is of the same entry.
    """
    entry = public_entries(public_meeting_of(event))[0]
    tentative = entry if entry.status is Status.CANCELLED else replace(entry, status=Status.TENTATIVE)
    own = own_uid(event.uid, person_uid)
    entry = replace(tentative, uid=own, organizer=Organizer(*contact_of(event)), transparent=True)
    return CalendarFile("PUBLISH", ical.download(Calendar(event.title, (entry,))))


def as_trial(one: Letter, name: str, address: str) -> Letter:
    """The same letter to an organizer, to see it in a mailbox: it says that it is a trial, and no link in it opens what
    is the receiver's own.
    """
    masked = {name: N_("[personlig länk]") if name.endswith("_link") else value for name, value in one.data.items()}
    to = replace(one.receiver, name=name, address=address, person_uid="")
    return replace(one, receiver=to, data={**masked, "trial": True}, dedupe_key=None, mailing_id=None)


def _of_event(event: Event | None, to: To) -> dict[str, Any]:
    if event is None:
        return {"reply_to": sender.mailbox().address}
    return invited.event_data(event, to.invitation.deadlines if to.invitation else None)


def _held(person: Person, today: date) -> Assignment | None:
    return next((one for one in person.assignments if holds_on(one.term, today)), None)


def _values(person: Person, held: Assignment | None) -> dict[str, str]:
    """What the fields about somebody without an invitation become: none becomes a link."""
    values = {
        "förnamn": person.given_name,
        "efternamn": person.family_name,
        "namn": person.name,
        "inbjuden som": in_capacity(held.role.name, held.organisation.name) if held else N_("medlem i nätverket"),
        "roll": in_capacity(held.role.name, "") if held else N_("medlem i nätverket"),
        "organisation": held.organisation.name if held else "",
    }
    return {name: without_links(value) for name, value in values.items()}


def _words(text: str, event: Event | None, to: To, told: Mapping[str, JSON], values: Mapping[str, str]) -> JSON:
    if event is None:
        return {"text": text, "values": {name: values.get(name, "") for name in fields_in(text)}}
    if to.invitation is not None:
        return invited.filled(text, to.invitation, told)
    return opening.words(text, told, values)
