"""Doors, and who can be found at them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, selectinload

from app.attendance.model import Tick
from app.attendance.rules import EXPECTED_AT_DOOR, DoorRow, OwnPart, words_to_find
from app.events.model import Event, Part
from app.events.rules.kinds import EventState
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.queries import first_holding, organisation_of
from app.invitations.rules import InvitationState
from app.kernel.db import ask_alone, db
from app.kernel.text import like_pattern
from app.kernel.words import local
from app.people.model import Organisation, Person
from app.people.queries.sight import open_to, sees_protected
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState

PAGE = 50
_LATE = timedelta(days=60)
"""So long after a meeting the door can still be corrected from its own page, and its list be read there."""
WITH_DOORS = (EventState.PUBLISHED, EventState.DONE)
"""Events with doors that are open."""


class NotAtEvent(LookupError):
    """The person is not among those who can be found at this event's door."""


class NoSuchDoor(LookupError):
    """There is no such part with a door open to it."""


def is_past(ends_on: date, today: date) -> bool:
    """Whether an event that ended then is too long ago for its list to be read at a door (dates in Sweden)."""
    return ends_on < today - _LATE


def list_doors(today: date) -> list[Event]:
    """The published events of today and later, the nearest first, then those just held (for late corrections), the
    latest first; with their parts, in two statements.
    """
    coming = sa.case((Event.ends_on >= today, Event.starts_on))
    rows = db.session.scalars(
        sa.select(Event)
        .where(Event.state.in_([EventState.PUBLISHED, EventState.DONE]), Event.ends_on >= today - _LATE)
        .options(selectinload(Event.parts))
        .order_by(Event.ends_on < today, coming, Event.starts_on.desc())
        .limit(20)
    )
    return list(rows)


def get_door(slug: str, part_uid: str) -> Part:
    """The part of the event at ``slug``, event loaded. Raises NoSuchDoor: another event's part is not found either."""
    part = db.session.scalars(
        sa.select(Part)
        .join(Part.event)
        .options(contains_eager(Part.event))
        .where(Event.slug == slug, Part.uid == part_uid, Event.state.in_(WITH_DOORS))
    ).one_or_none()
    if part is None:
        raise NoSuchDoor(part_uid)
    return part


class Badge(NamedTuple):
    """Whose badge it is, and at which event."""

    slug: str
    person_uid: str
    name: str


def find_by_code(code: str) -> Badge | None:
    """Whose badge says ``code``: somebody who can be found at an event with open doors."""
    row = db.session.execute(
        sa.select(Event.slug, Person.uid, Person.given_name, Person.family_name)
        .join(Invitation, Invitation.event_id == Event.id)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.uid == code, Invitation.state.in_(EXPECTED_AT_DOOR), Event.state.in_(WITH_DOORS))
    ).one_or_none()
    return Badge(row.slug, row.uid, f"{row.given_name} {row.family_name}".strip()) if row else None


class AtDoor(NamedTuple):
    """Somebody at a door: as much as ticking off needs. What is read before ``transaction()`` holds in it, since nobody
    who has been invited leaves an event but by being revoked.
    """

    part_id: int
    person_id: int
    name: str


class DoorAddress(NamedTuple):
    """Where somebody is to be ticked off: an event, its part, a person."""

    slug: str
    part_uid: str
    person_uid: str


def get_at_door(slug: str, part_uid: str, person_uid: str) -> AtDoor:
    """Somebody at the door of a part of the event at ``slug``, in one statement. Raises NoSuchDoor for another event's
    part, NotAtEvent for somebody who cannot be found at this event's door.
    """
    rows = ask_alone(at_door(sees_protected()), {"slug": slug, "part_uid": part_uid, "person_uid": person_uid})
    if not rows:
        raise NoSuchDoor(part_uid)
    row = rows[0]
    if row.person_id is None:
        raise NotAtEvent(person_uid)
    return AtDoor(row.part_id, row.person_id, f"{row.given_name} {row.family_name}".strip())


@cache
def at_door(sees: bool) -> sa.Select[*tuple[Any, ...]]:
    """The statement for a ``DoorAddress``: the door, beside the person where they are there."""
    there = sa.and_(Invitation.event_id == Event.id, Invitation.state.in_(EXPECTED_AT_DOOR))
    person = sa.and_(
        open_to(sees),
        Person.uid == sa.bindparam("person_uid"),
        sa.exists().where(Invitation.person_id == Person.id, there),
    )
    return (
        sa.select(Part.id.label("part_id"), Person.id.label("person_id"), Person.given_name, Person.family_name)
        .join(Part.event)
        .outerjoin(Person, person)
        .where(Event.slug == sa.bindparam("slug"), Part.uid == sa.bindparam("part_uid"), Event.state.in_(WITH_DOORS))
    )


def list_at_door(part: Part, query: str, *, page: int = 1, person_uid: str = "") -> list[DoorRow]:
    """Page ``page`` of those who can be found at ``part``'s door, in Swedish order; ``query`` is matched against name
    and organisation, ``person_uid`` picks one. At most ``PAGE`` rows and one more, which tells that there are more.
    """
    stands = aliased(Tick)
    here = sa.and_(stands.part_id == part.id, stands.person_id == Person.id, stands.standing)
    asked = (
        _found(part.event_id, query, page, person_uid).add_columns(stands.at, stands.by_name).outerjoin(stands, here)
    )
    return _rows(asked, part.event_id, local(part.starts_at).date())


def list_arriving(
    event_id: int, part_ids: Collection[int], day: date, query: str, *, page: int = 1, person_uid: str = ""
) -> list[DoorRow]:
    """The same at the arrival of ``day``: present is who is ticked off at any of the parts that it can cover."""
    first = (
        sa.select(Tick.person_id, sa.func.min(Tick.at).label("at"), sa.func.min(Tick.by_name).label("by_name"))
        .where(Tick.part_id.in_(part_ids), Tick.standing)
        .group_by(Tick.person_id)
        .subquery()
    )
    asked = _found(event_id, query, page, person_uid).add_columns(first.c.at, first.c.by_name)
    return _rows(asked.outerjoin(first, first.c.person_id == Person.id), event_id, day)


def _found(event_id: int, query: str, page: int, person_uid: str) -> sa.Select[*tuple[Any, ...]]:
    named = (Person.id, Person.uid, Person.given_name, Person.family_name)
    statement = (
        sa.select(*named, organisation_of().label("organisation"), *STATE_COLUMNS)
        .join(Invitation, Invitation.person_id == Person.id)
        .join(Event, Event.id == Invitation.event_id)
        .outerjoin(InvitationHolding, first_holding())
        .outerjoin(Organisation, Organisation.id == InvitationHolding.organisation_id)
        .outerjoin(Registration, Registration.invitation_id == Invitation.id)
        .where(Invitation.event_id == event_id, Invitation.state.in_(EXPECTED_AT_DOOR))
        .order_by(Person.sort_key, Person.id)
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    if person_uid:
        statement = statement.where(Person.uid == person_uid)
    for word in words_to_find(query):
        pattern = like_pattern(word)
        statement = statement.where(
            Person.name_key.like(pattern, escape="\\") | Organisation.search_key.like(pattern, escape="\\")
        )
    return statement


STATE_COLUMNS = (
    Invitation.state,
    Invitation.answered_at,
    Registration.withdrawn_after_lock,
    Event.starts_on,
    Event.locked_days,
)
"""What ``is_excused`` asks of a row."""


def is_excused(row: Any) -> bool:
    """Whether a no came when the list was locked, by the event's own day: förhinder."""
    if row.state is not InvitationState.NOT_COMING:
        return False
    if row.withdrawn_after_lock is not None:
        return bool(row.withdrawn_after_lock)
    locked = row.starts_on - timedelta(days=row.locked_days)
    return row.answered_at is not None and local(row.answered_at).date() > locked


def _rows(asked: sa.Select[*tuple[Any, ...]], event_id: int, day: date) -> list[DoorRow]:
    rows = db.session.execute(asked).all()
    own = _own_parts(event_id, day, [row.id for row in rows])
    return [_door_row(row, own[row.id]) for row in rows]


def _door_row(row: Any, own: list[OwnPart]) -> DoorRow:
    name = f"{row.given_name} {row.family_name}".strip()
    organisation, by_name = row.organisation or "", row.by_name or ""
    return DoorRow(row.uid, name, organisation, row.state, tuple(own), row.at, by_name, is_excused(row))


def _own_parts(event_id: int, day: date, person_ids: Sequence[int]) -> dict[int, list[OwnPart]]:
    """The confirmed parts of ``day``, by person."""
    of_day: dict[int, list[OwnPart]] = defaultdict(list)
    if not person_ids:
        return of_day
    mine, theirs = aliased(Part), RegistrationPart
    rows = db.session.execute(
        sa.select(Registration.person_id, mine.id, mine.title, mine.room, mine.starts_at)
        .join(theirs, theirs.registration_id == Registration.id)
        .join(mine, mine.id == theirs.part_id)
        .where(
            Registration.event_id == event_id,
            Registration.person_id.in_(person_ids),
            theirs.state == RegistrationState.CONFIRMED,
        )
        .order_by(mine.starts_at, mine.id)
    )
    for person_id, part_id, title, room, starts_at in rows:
        if local(starts_at).date() == day:
            of_day[person_id].append(OwnPart(part_id, title, room))
    return of_day
