"""The list that a door's phone keeps, and what has changed of it since; each in a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.attendance.model import FailedScan, Tick
from app.attendance.queries.doors import STATE_COLUMNS, WITH_DOORS, NoSuchDoor, is_excused
from app.attendance.rules import EXPECTED_AT_DOOR, DayPart
from app.events.model import Event, Part
from app.events.queries import kept
from app.events.rules.kinds import PartKind
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.queries import first_holding, organisation_of
from app.invitations.rules import InvitationState
from app.kernel.db import ask_alone, db
from app.kernel.words import local
from app.people.model import Organisation, Person
from app.people.queries.sight import hidden_ids
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState

_OVERLAP = {"sqlite": 20, "postgresql": 200}
"""So many of the latest records are told again: on PostgreSQL one may be committed after those that came later, on
SQLite the number of one that was erased comes again.
"""


class OpenDoor(NamedTuple):
    """An event whose doors are open, as far as its doors ask. Days are dates in Europe/Stockholm."""

    id: int
    uid: str
    slug: str
    title: str
    starts_on: date
    ends_on: date
    stamp: str

    def day(self, wanted: date) -> date:
        """``wanted``, or the event's day that is nearest."""
        return min(max(wanted, self.starts_on), self.ends_on)


def get_open_door(slug: str) -> OpenDoor:
    """The published or held event at ``slug``, in one statement. Raises NoSuchDoor."""
    rows = ask_alone(_open_door(), {"slug": slug})
    if not rows:
        raise NoSuchDoor(slug)
    return OpenDoor._make(rows[0])


@cache
def _open_door() -> sa.Select[*tuple[Any, ...]]:
    shown = (Event.id, Event.uid, Event.slug, Event.title, Event.starts_on, Event.ends_on, Event.stamp)
    return sa.select(*shown).where(Event.slug == sa.bindparam("slug"), Event.state.in_(WITH_DOORS))


def list_parts(door: OpenDoor) -> list[Part]:
    """The parts that one can be ticked off at, in order; without a statement while the event is kept. Raises
    NoSuchDoor.
    """
    event = kept.whole(door.id, door.stamp)
    if event is None:
        raise NoSuchDoor(door.slug)
    return [part for part in event.parts if part.cancelled_at is None and part.kind is not PartKind.NIGHT]


def day_part(part: Part) -> DayPart:
    """As the rules of arrival have it."""
    return DayPart(part.id, part.starts_at, part.by_arrival, part.slot_id is not None, part.cancelled_at is not None)


def of_day(parts: Collection[Part], day: date) -> list[Part]:
    """Those that begin on ``day`` in Sweden."""
    return [part for part in parts if local(part.starts_at).date() == day]


class Listed(NamedTuple):
    """Somebody on a door's list; never an address, a telephone number or a need. ``code`` is the badge's.
    ``excused``: withdrew when the list was locked.
    """

    person_id: int
    uid: str
    code: str
    name: str
    organisation: str
    state: InvitationState
    excused: bool

    @property
    def is_expected(self) -> bool:
        """Whether a door finds them."""
        return self.state in EXPECTED_AT_DOOR


def list_people(event_id: int, *, since: datetime | None = None) -> list[Listed]:
    """Everybody who can be found at the event's doors, in Swedish order. ``since``: only those of whom something may
    have changed since then (UTC), and also those who cannot be found any more.
    """
    asked = _people().where(Invitation.event_id == event_id)
    if since is None:
        asked = asked.where(Invitation.state.in_(EXPECTED_AT_DOOR))
    else:
        moments = (Invitation.created_at, Invitation.sent_at, Invitation.answered_at, Invitation.revoked_at)
        changed = (*moments, Registration.changed_at, Person.changed_at)
        asked = asked.where(sa.or_(*(one >= since for one in changed)))
    return [_listed(row) for row in db.session.execute(asked.order_by(Person.sort_key, Person.id))]


def list_named(event_id: int, uids: Collection[str], codes: Collection[str]) -> list[Listed]:
    """Those with an invitation to the event, however it stands, by their uids or their badges' codes."""
    named = Person.uid.in_(uids) | Invitation.uid.in_(codes)
    return [_listed(row) for row in db.session.execute(_people().where(Invitation.event_id == event_id, named))]


def _people() -> sa.Select[*tuple[Any, ...]]:
    named = (Person.given_name, Person.family_name, organisation_of().label("organisation"))
    shown = (Person.id, Person.uid, Invitation.uid.label("code"), *named, *STATE_COLUMNS)
    return (
        sa.select(*shown)
        .join(Invitation, Invitation.person_id == Person.id)
        .join(Event, Event.id == Invitation.event_id)
        .outerjoin(InvitationHolding, first_holding())
        .outerjoin(Organisation, Organisation.id == InvitationHolding.organisation_id)
        .outerjoin(Registration, Registration.invitation_id == Invitation.id)
    )


def _listed(row: Any) -> Listed:
    name = f"{row.given_name} {row.family_name}".strip()
    return Listed(row.id, row.uid, row.code, name, row.organisation or "", row.state, is_excused(row))


def list_places(event_id: int, person_ids: Collection[int] | None = None) -> dict[int, set[int]]:
    """The ids of the parts that people have a confirmed place on, by person; of some people alone if so wished."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    asked = (
        sa.select(Registration.person_id, RegistrationPart.part_id)
        .join(RegistrationPart, RegistrationPart.registration_id == Registration.id)
        .where(Registration.event_id == event_id, RegistrationPart.state == RegistrationState.CONFIRMED)
    )
    if person_ids is not None:
        asked = asked.where(Registration.person_id.in_(person_ids))
    for person_id, part_id in db.session.execute(asked):
        found[person_id].add(part_id)
    return dict(found)


class Pulse(NamedTuple):
    """Where the list stands: the last record's number, how many stand how, and how many of them are not on it."""

    last: int
    states: str

    @property
    def unlisted(self) -> str:
        """When it changes, the list that a phone has may hold somebody who is on it no more."""
        return unlisted_in(self.states)


def unlisted_in(states: str) -> str:
    """How many are not on the list, of what a ``Pulse`` says of the states."""
    return states.rpartition(";")[2]


def pulse(event_id: int) -> Pulse:
    """To be asked for before the rest is read, so that nothing falls between two answers."""
    last = db.session.scalar(sa.select(sa.func.max(Tick.id))) or 0
    hidden = sa.func.count().filter(Invitation.person_id.in_(hidden_ids()))
    counted = sa.select(Invitation.state, sa.func.count(), hidden).where(Invitation.event_id == event_id)
    rows = db.session.execute(counted.group_by(Invitation.state)).all()
    stand = ",".join(sorted(f"{state.value}{count}" for state, count, _hidden in rows))
    return Pulse(last, f"{stand};{sum(number for _state, _count, number in rows)}")


def list_failures(event_id: int, most: int) -> Sequence[FailedScan]:
    """The scans that failed at the event, the latest first, at most so many."""
    asked = sa.select(FailedScan).where(FailedScan.event_id == event_id).limit(most)
    return db.session.scalars(asked.order_by(FailedScan.received_at.desc(), FailedScan.id.desc())).all()


class Seen(NamedTuple):
    """Whether somebody is present at a part: since when (UTC; None: not) and by whom."""

    person_uid: str
    part_uid: str
    at: datetime | None
    by_name: str


def list_seen(event_id: int, after: int) -> Sequence[Seen]:
    """How everybody stands of whom there is a record at the event after the number ``after``, or shortly before."""
    number = after - _OVERLAP[db.engine.dialect.name]
    recent = (
        sa.select(Tick.part_id, Tick.person_id)
        .join(Part, Part.id == Tick.part_id)
        .where(Tick.id > number, Part.event_id == event_id)
        .distinct()
        .subquery()
    )
    stands = sa.and_(Tick.part_id == recent.c.part_id, Tick.person_id == recent.c.person_id, Tick.standing)
    asked = (
        sa.select(Person.uid, Part.uid.label("part_uid"), Tick.at, Tick.by_name)
        .select_from(recent)
        .join(Person, Person.id == recent.c.person_id)
        .join(Part, Part.id == recent.c.part_id)
        .outerjoin(Tick, stands)
    )
    return [Seen(row.uid, row.part_uid, row.at, row.by_name or "") for row in db.session.execute(asked)]


def list_standing(
    person_ids: Collection[int], part_ids: Collection[int]
) -> dict[tuple[int, int], tuple[datetime, str]]:
    """Since when (UTC) and by whom those people are present at those parts, by (person, part)."""
    asked = sa.select(Tick.person_id, Tick.part_id, Tick.at, Tick.by_name).where(
        Tick.person_id.in_(person_ids), Tick.part_id.in_(part_ids), Tick.standing
    )
    return {(row.person_id, row.part_id): (row.at, row.by_name) for row in db.session.execute(asked)}
