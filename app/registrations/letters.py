"""Letters about registrations: what they are told with, and the calendar file they carry (calendar.md, 13–15)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from app.calendar import ical
from app.calendar.entry import Attendee, Entry, Organizer, Status
from app.events import letters as opening
from app.events.model import Event
from app.events.queries import meeting_of
from app.events.queries.contact import contact_of
from app.events.rules.entries import mail_entry
from app.events.rules.letter_texts import MESSAGE
from app.invitations.letters import (
    about,
    answer_link,
    capacity,
    event_data,
    filled,
    in_stead_of,
    part_data,
    receiver,
    worded,
)
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource
from app.kernel.links import Link, Purpose
from app.kernel.words import N_, short_date, time_span
from app.mail.letter import JSON, CalendarFile, Letter, Receiver
from app.people.model import Person
from app.registrations.model import Registration, RegistrationPart, SignUp
from app.registrations.rules import Decision, Mode, RegistrationState, Waiting
from app.registrations.rules.requests import RequestKind, Wishes

_FIRST = ("receipt", "waiting")
"""The letters that somebody within a place without a name may get first of all."""


def answer(
    kind: str,
    invitation: Invitation,
    registration: Registration,
    decision: Decision,
    calendar: CalendarFile | None,
    answers: Sequence[tuple[str, str]] = (),
    *,
    note: str = "",
    today: date | None = None,
) -> Letter:
    """What somebody is registered for after ``decision``: "receipt", "changed", "waiting", "promoted", "taken_over",
    "given_back" or "request_granted"; ``answers``: (question, answer) pairs, never needs; ``note``: the organizer's
    sentence; ``today``: tells what can still be changed.
    """
    parts = {part.part_id: part for part in registration.parts}
    own = [(parts[one.part_id], one.verdict.place if isinstance(one.verdict, Waiting) else 0) for one in decision.parts]
    own.sort(key=lambda pair: (pair[0].part.starts_at, pair[0].part_id))
    return letter(
        kind,
        invitation,
        {
            "parts": [own_part(part, place) for part, place in own if place == 0],
            "waiting": [own_part(part, place) for part, place in own if place > 0],
            "answers": [{"question": question, "answer": said} for question, said in answers],
            "event_place": decision.event.place if isinstance(decision.event, Waiting) else 0,
            "has_calendar": calendar is not None,
            "note": note,
            "may_change": today is None or today <= invitation.deadlines.change_by,
        },
        calendar,
    )


def coming(kind: str, invitation: Invitation, registration: Registration, *, attended: bool = False) -> Letter:
    """What goes by itself to somebody registered: "day_before", with the parts, or "thanks". Once to each.
    ``attended``: there is a certificate of it, which the letter leads to.
    """
    seats = [row for row in confirmed_parts(registration) if row.part.cancelled_at is None]
    own: list[JSON] = [own_part(row, 0) for row in seats]
    more: dict[str, JSON] = {"parts": own, "waiting": [], "event_place": 0}
    if attended:
        more["certificate_link"] = certificate_link(invitation).as_data()
    told = letter(kind, invitation, more, None)
    return replace(told, dedupe_key=coming_key(kind, invitation.event, registration.uid))


def certificate_link(invitation: Invitation) -> Link:
    """The way to the person's certificate of the meeting."""
    person = invitation.person
    return Link(Purpose.PERSON, person.link_seed, person.link_generation, f"/intyg/{invitation.event.slug}.pdf")


def coming_key(kind: str, event: Event, uid: str) -> str:
    """What makes that letter one for the registration ``uid``: until the meeting moves."""
    return f"{kind}:{uid}:{event.starts_on}"


def offer(invitation: Invitation, registration: Registration, until: datetime) -> Letter:
    """That a seat is held until ``until`` for somebody in line: of which parts, and which are full still."""
    rows = sorted(registration.parts, key=lambda row: (row.part.starts_at, row.part_id))
    waiting = [row for row in rows if row.state is RegistrationState.WAITING]
    return letter(
        "offered",
        invitation,
        {
            "until": until.isoformat(),
            "offered": [own_part(row, 1) for row in waiting if row.offered_until is not None],
            "still_full": [own_part(row, 1) for row in waiting if row.offered_until is None],
        },
        None,
    )


def absence(
    kind: str, invitation: Invitation, calendar: CalendarFile | None = None, today: date | None = None
) -> Letter:
    """That somebody does not come: "declined", "withdrawn", "revoked" by the organizer, or "offer_declined" and
    "offer_passed" where nothing else was waited for. ``today``: tells whether the person can still answer, whether the
    meals are ordered, and whether the list was locked.
    """
    dates = invitation.deadlines
    more: dict[str, JSON] = {
        "has_calendar": calendar is not None,
        "may_answer": today is None or today <= dates.answer_by,
        "meals_frozen": today is not None and today > dates.meals_frozen,
        "excused": today is not None and today > dates.list_locked,
    }
    return letter(kind, invitation, more, calendar)


def request_received(invitation: Invitation, kind: RequestKind, wishes: Wishes) -> Letter:
    """That what somebody asks for has come in: it is no registration yet."""
    modes = dict(wishes.parts)
    parts = [part for part in invitation.event.parts if part.uid in modes]
    asked: list[JSON] = [{**part_data(part), "mode": modes[part.uid].value, "online_url": ""} for part in parts]
    return letter("request_received", invitation, {"parts": asked, "request": kind.value}, None)


def request_declined(invitation: Invitation, note: str, *, registered: bool) -> Letter:
    """That it could not be arranged; ``registered``: what the person has stays as it is."""
    return letter("request_declined", invitation, {"note": note, "registered": registered}, None)


def confirm_sign_up(row: SignUp) -> Letter:
    """To the address that somebody has written on a meeting's open page: nothing of what was written stands in it."""
    data: dict[str, JSON] = {
        **opening.worded("sign_up", row.event, event_data(row.event), {}),
        "confirm_link": Link(Purpose.SIGN_UP, row.link_seed).as_data(),
        "expires_at": row.expires_at.isoformat(),
    }
    return Letter("sign_up", Receiver("", row.address), data, event_uid=row.event.uid)


def message(invitation: Invitation, subject: str, text: str) -> Letter:
    """What an organizer writes to somebody registered, with its fields filled."""
    data = event_data(invitation.event, invitation.deadlines)
    said = {"title": filled(subject, invitation, data), "words": filled(text, invitation, data)}
    return letter(MESSAGE, invitation, said, None)


def letter(kind: str, invitation: Invitation, more: dict[str, JSON], calendar: CalendarFile | None) -> Letter:
    """The letter ``kind`` with what every letter about a registration tells, and ``more``."""
    person, original = invitation.person, invitation.in_stead_of if kind == "taken_over" else None
    who = about(original.person.name) if original else None
    data: dict[str, JSON] = {
        **worded(kind, invitation, event_data(invitation.event, invitation.deadlines), who),
        "capacity": capacity(invitation),
        "answered_for": invitation.answered_for,
        "asks_needs": invitation.event.asks_needs,
        "in_stead_of": in_stead_of(invitation),
        "answer_link": answer_link(invitation).as_data(),
        "person_link": Link(Purpose.PERSON, person.link_seed, person.link_generation).as_data(),
        **more,
    }
    if who:
        data["who"] = who["vem"]
    first = who or (invitation.source is InvitationSource.PLACE and kind in _FIRST)  # nothing was written before
    if first or kind == MESSAGE:
        data["decline_link"] = Link(Purpose.DECLINE_ALL, person.link_seed).as_data()
    return Letter(kind, receiver(person), data, event_uid=invitation.event.uid, calendar=calendar)


def own_part(row: RegistrationPart, place: int) -> dict[str, JSON]:
    """A part as its letters tell it; ``place`` in its queue, 0 for a seat: then with the online address."""
    online = row.mode is Mode.ONLINE
    return {
        **part_data(row.part),
        "mode": row.mode.value,
        "place": place,
        "online_url": row.part.online_url if online and place == 0 else "",
    }


def request(registration: Registration, event: Event, person: Person) -> CalendarFile:
    """METHOD:REQUEST with the meeting, or the banner over its days where it has several parts; METHOD:CANCEL where it
    is cancelled, or everything that the person comes to.
    """
    entry = _entry(registration, event, confirmed_parts(registration))
    if entry.status is Status.CANCELLED:
        return cancel(registration, event, person)
    return CalendarFile("REQUEST", ical.request(entry, _organizer(event), _attendee(person)))


def cancel(registration: Registration, event: Event, person: Person) -> CalendarFile:
    """METHOD:CANCEL for what ``request`` made."""
    entry = _entry(registration, event, [])
    return CalendarFile("CANCEL", ical.cancel(entry, _organizer(event), _attendee(person)))


def confirmed_parts(registration: Registration) -> list[RegistrationPart]:
    """The parts with a seat, in the order of time."""
    rows = [row for row in registration.parts if row.state is RegistrationState.CONFIRMED]
    return sorted(rows, key=lambda row: (row.part.starts_at, row.part_id))


def _entry(registration: Registration, event: Event, rows: list[RegistrationPart]) -> Entry:
    """The entry that feed and download show too, here with the parts in words."""
    entry = mail_entry(meeting_of(event), registration.presence)
    return replace(entry, created=registration.created_at, description=_description(rows))


def _description(rows: list[RegistrationPart]) -> str:
    """The parts line by line, with the online address of those followed online; never the personal link."""
    lines = [_line(row) for row in rows]
    return "\n".join([*lines, "", N_("Det svar som gäller är det du ger på din svarssida.")]).strip()


def _line(row: RegistrationPart) -> str:
    part = row.part
    where = part.online_url if row.mode is Mode.ONLINE else part.room
    when = f"{short_date(part.starts_at)} {time_span(part.starts_at, part.ends_at)}"
    if part.cancelled_at is not None:
        return N_("Inställt: %(part)s") % {"part": f"{when} {part.title}"}
    return ", ".join(filter(None, [f"{when} {part.title}", where]))


def _organizer(event: Event) -> Organizer:
    """The mailbox that somebody reads."""
    return Organizer(*contact_of(event))


def _attendee(person: Person) -> Attendee:
    return Attendee(person.name, person.address)
