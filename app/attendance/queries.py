"""Who can be found at a door, and who is present. The number of statements does not depend on the number of people."""

from collections import defaultdict
from collections.abc import Sequence
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
from app.kernel.db import db
from app.kernel.text import like_pattern
from app.kernel.words import local
from app.people.model import Organisation, Person
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState

PAGE = 50
_LATE = timedelta(days=60)
"""So long after a meeting the door can still be corrected from its own page."""
_WITH_DOORS = (EventState.PUBLISHED, EventState.DONE)


class NotAtEvent(LookupError):
    """The person is not among those who can be found at this event's door."""


class NoSuchDoor(LookupError):
    """There is no such part with a door open to it."""


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
        .where(Event.slug == slug, Part.uid == part_uid, Event.state.in_(_WITH_DOORS))
    ).one_or_none()
    if part is None:
        raise NoSuchDoor(part_uid)
    return part


class AtDoor(NamedTuple):
    """Somebody at a door: as much as ticking off needs. What is read before ``transaction()`` holds in it, since nobody
    who has been invited leaves an event but by being revoked.
    """

    part_id: int
    person_id: int
    name: str


def get_at_door(slug: str, part_uid: str, person_uid: str) -> AtDoor:
    """Somebody at the door of a part of the event at ``slug``, in one statement. Raises NoSuchDoor for another event's
    part, NotAtEvent for somebody who cannot be found at this event's door.
    """
    row = db.session.execute(_at_door(), {"slug": slug, "part_uid": part_uid, "person_uid": person_uid}).one_or_none()
    if row is None:
        raise NoSuchDoor(part_uid)
    if row.person_id is None:
        raise NotAtEvent(person_uid)
    return AtDoor(row.part_id, row.person_id, f"{row.given_name} {row.family_name}".strip())


@cache
def _at_door() -> sa.Select[*tuple[Any, ...]]:
    """The door, beside the person where they are there."""
    there = sa.and_(Invitation.event_id == Event.id, Invitation.state.in_(EXPECTED_AT_DOOR))
    person = sa.and_(
        Person.uid == sa.bindparam("person_uid"), sa.exists().where(Invitation.person_id == Person.id, there)
    )
    return (
        sa.select(Part.id.label("part_id"), Person.id.label("person_id"), Person.given_name, Person.family_name)
        .join(Part.event)
        .outerjoin(Person, person)
        .where(Event.slug == sa.bindparam("slug"), Part.uid == sa.bindparam("part_uid"), Event.state.in_(_WITH_DOORS))
    )


def find_tick(part_id: int, person_id: int) -> Tick | None:
    """The tick that stands for the person at the part."""
    return db.session.scalars(
        sa.select(Tick).where(Tick.part_id == part_id, Tick.person_id == person_id, Tick.undone_at.is_(None))
    ).one_or_none()


def list_at_door(part: Part, query: str, *, page: int = 1, person_uid: str = "") -> list[DoorRow]:
    """Page ``page`` of those who can be found at ``part``'s door, in Swedish order; ``query`` is matched against name
    and organisation, ``person_uid`` picks one. At most ``PAGE`` rows and one more, which tells that there are more.
    """
    held = aliased(InvitationHolding)
    first = sa.select(sa.func.min(held.id)).where(held.invitation_id == Invitation.id)
    statement = (
        sa.select(
            Person.id,
            Person.uid,
            Person.given_name,
            Person.family_name,
            Organisation.name.label("organisation"),
            Invitation.state,
            Tick.at,
            Tick.by_name,
        )
        .join(Invitation, Invitation.person_id == Person.id)
        .outerjoin(InvitationHolding, InvitationHolding.id == first.correlate(Invitation).scalar_subquery())
        .outerjoin(Organisation, Organisation.id == InvitationHolding.organisation_id)
        .outerjoin(Tick, (Tick.part_id == part.id) & (Tick.person_id == Person.id) & Tick.undone_at.is_(None))
        .where(Invitation.event_id == part.event_id, Invitation.state.in_(EXPECTED_AT_DOOR))
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
    rows = db.session.execute(statement).all()
    own = _own_parts(part, [row.id for row in rows])
    return [_door_row(row, own[row.id]) for row in rows]


def _door_row(row: Any, own: list[OwnPart]) -> DoorRow:
    name = f"{row.given_name} {row.family_name}".strip()
    return DoorRow(row.uid, name, row.organisation or "", row.state, tuple(own), row.at, row.by_name or "")


def _own_parts(part: Part, person_ids: Sequence[int]) -> dict[int, list[OwnPart]]:
    """The confirmed parts of the same day, by person."""
    of_day: dict[int, list[OwnPart]] = defaultdict(list)
    if not person_ids:
        return of_day
    mine, theirs = aliased(Part), RegistrationPart
    rows = db.session.execute(
        sa.select(Registration.person_id, mine.title, mine.room, mine.starts_at)
        .join(theirs, theirs.registration_id == Registration.id)
        .join(mine, mine.id == theirs.part_id)
        .where(
            Registration.event_id == part.event_id,
            Registration.person_id.in_(person_ids),
            theirs.state == RegistrationState.CONFIRMED,
        )
        .order_by(mine.starts_at, mine.id)
    )
    for person_id, title, room, starts_at in rows:
        if local(starts_at).date() == local(part.starts_at).date():
            of_day[person_id].append(OwnPart(title, room))
    return of_day


def count_present(part: Part) -> tuple[int, int]:
    """How many are present at ``part``, and how many have a confirmed place on it."""
    present = sa.select(sa.func.count()).where(Tick.part_id == part.id, Tick.undone_at.is_(None))
    expected = sa.select(sa.func.count()).where(
        RegistrationPart.part_id == part.id, RegistrationPart.state == RegistrationState.CONFIRMED
    )
    row = db.session.execute(sa.select(present.scalar_subquery(), expected.scalar_subquery())).one()
    return int(row[0]), int(row[1])
