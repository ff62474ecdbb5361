"""People who are in the register only by an event, and do not ask to be invited again: when their time is out they are
erased, and counts stay.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.attendance.queries import was_at
from app.desk.erase_person import erase_person
from app.events.model import Event, EventMember
from app.invitations.actions.forgetting import forget_unsettled
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource
from app.kernel.db import db
from app.kernel.words import local
from app.mail import outbox
from app.people import queries
from app.people.actions.proposals import forget_undecided
from app.people.model import Assignment, Person
from app.people.rules.assignments import Term
from app.people.rules.keeping import Attended, Ties, is_to_leave
from app.registrations.model import PurgeProtocol, Registration
from app.registrations.rules.erased import ErasedKind

_LETTERS_KEPT = timedelta(days=30)
_BY_OFFICE = [source for source in InvitationSource if source.by_office]


def list_to_let_go(today: date) -> list[str]:
    """The uids of those whose contact data are to leave ``today`` (Europe/Stockholm); two statements."""
    return [uid for uid, ties in _ties().items() if is_to_leave(ties, today)]


def let_go(uid: str, *, now: datetime) -> bool:
    """Erase the person, if that still is to be done: somebody may have asked to be kept since. The address is not
    remembered as erased: who gets an office later comes with the next contact list. Gives whether the person went.
    """
    person = queries.lock_person(uid)
    ties = _ties(person.id).get(uid)
    if ties is None or not is_to_leave(ties, local(now).date()):
        return False
    erase_person(person, now=now, kind=ErasedKind.CONTACT, remember_addresses=False)
    return True


def forget_names(*, now: datetime) -> int:
    """Names that were given of people who never came into the register, and that nobody settled, go when their event's
    guests do, and those in proposals about the register after half a year, with a protocol of how many; the letters
    that told such people no, or named who had not answered, after a month.
    """
    for kind in ("not_needed", "place_refused", "silent_there"):
        outbox.forget(kind, now - _LETTERS_KEPT)
    done = forget_unsettled(local(now).date(), now=now)
    for event_uid, count in done.items():
        db.session.add(PurgeProtocol(at=now, kind=ErasedKind.CONTACT.value, event_uid=event_uid, count=count))
    if proposed := forget_undecided(now):
        db.session.add(PurgeProtocol(at=now, kind=ErasedKind.PROPOSAL.value, count=proposed))
    return sum(done.values()) + proposed


def _ties(person_id: int | None = None) -> dict[str, Ties]:
    """What ties those to the register who came by an event; of one person if so wished."""
    attended: defaultdict[str, list[Attended]] = defaultdict(list)
    for uid, last, kept_days in db.session.execute(_attended(person_id)):
        attended[uid].append(Attended(last, kept_days))
    terms: defaultdict[str, list[Term]] = defaultdict(list)
    for uid, starts_on, ends_on in db.session.execute(_terms(person_id)):
        terms[uid].append(Term(starts_on, ends_on))
    return {uid: Ties(terms=tuple(terms[uid]), attended=tuple(events)) for uid, events in attended.items()}


def _guests(person_id: int | None) -> sa.ColumnElement[bool]:
    """Neither invited nor a member of a group by office, and without consent: the many others are not read."""
    by_office = sa.exists().where(Invitation.person_id == Person.id, Invitation.source.in_(_BY_OFFICE))
    member = sa.exists().where(EventMember.person_id == Person.id)
    this = Person.id == person_id if person_id is not None else sa.true()
    return sa.and_(this, Person.keep_consent_at.is_(None), ~by_office, ~member)


def _attended(person_id: int | None) -> sa.Select[str, date, int]:
    """By invitation, by registration, or ticked off at the door."""
    came = sa.union(
        sa.select(Invitation.person_id, Invitation.event_id),
        sa.select(Registration.person_id, Registration.event_id),
        was_at(),
    ).subquery()
    return (
        sa.select(Person.uid, Event.ends_on, Event.contact_kept_days)
        .join(came, came.c.person_id == Person.id)
        .join(Event, Event.id == came.c.event_id)
        .where(_guests(person_id))
        .order_by(Person.id)
    )


def _terms(person_id: int | None) -> sa.Select[str, date | None, date | None]:
    held = sa.select(Person.uid, Assignment.starts_on, Assignment.ends_on).join(Assignment.person)
    return held.where(_guests(person_id))
