"""Stämmer personerna? Whom a year's meetings point out on their days, beside whom last year's pointed out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.events.model import Event, EventMember
from app.events.queries.years import list_of_days
from app.events.rules.circles import HoldingValue
from app.events.rules.kinds import EventState
from app.invitations.queries import lines_of
from app.invitations.rules.since import Known, Since, since
from app.kernel.db import db
from app.kernel.words import local
from app.people.model import Assignment, Organisation, Person
from app.people.queries import VacantRole, list_vacancies_of
from app.people.queries.sight import everybody, sees_protected

_NEAR = timedelta(weeks=8)
"""So far from a year earlier the meeting can be that another is compared with, unless it was copied from it."""


@dataclass(frozen=True)
class Gone:
    """Somebody who no longer holds a role, and who holds it there now without having done so then."""

    held: Assignment
    successors: tuple[Assignment, ...]


@dataclass(frozen=True)
class Checked:
    """What has become of those whom a circle points out, in Swedish order of organisation and name. ``everybody``
    counts also those whom whoever looks may not see; the rest names only those in sight.
    """

    everybody: Since
    new: tuple[Assignment, ...]
    gone: tuple[Gone, ...]
    unconfirmed: tuple[Assignment, ...]
    vacant: tuple[VacantRole, ...]

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.everybody.new or self.everybody.gone or self.everybody.unconfirmed or self.vacant)


@dataclass(frozen=True)
class MeetingChecked:
    """A meeting, the one it is compared with (None: there was none), and what was found. ``people``: how many are to be
    invited, each once; ``members``: how many of them by name, whatever roles they hold. Both count everybody.
    """

    event: Event
    before: Event | None
    found: Checked
    people: int
    members: int


def check_year(year: int) -> list[MeetingChecked]:
    """Every meeting of ``year`` that is not cancelled, in the order of time: ten statements, however many they are."""
    events = _events(date(year, 1, 1), date(year, 12, 31))
    earlier = {one.id: one for one in list_of_days(date(year - 1, 1, 1), date(year - 1, 12, 31))}
    lines = {event.id: lines_of(event) for event in events}
    held = _assignments({line.role_id for each in lines.values() for line in each})
    vacant = list_vacancies_of({event.starts_on for event in events})
    known = [_known(one, one.organisation) for one in held.values()]
    members = _members([event.id for event in events])
    found = []
    for event in events:
        before = _before(event, earlier.values())
        roles = {line.role_id for line in lines[event.id]}
        told = since(lines[event.id], known, event.starts_on, before.starts_on if before else None)
        missing = tuple(one for one in vacant[event.starts_on] if one.role.id in roles)
        named = members.get(event.id, frozenset())
        people = named | {held[number].person_id for number in told.holders}
        found.append(MeetingChecked(event, before, _checked(told, held, missing), len(people), len(named)))
    return found


def count_unconfirmed(event: Event) -> int:
    """How many of those whom ``event`` is for nobody has confirmed since last year's meeting: two statements, beside
    what of the event is not read yet.
    """
    lines = lines_of(event)
    if not lines:
        return 0
    year = event.starts_on.year - 1
    before = _before(event, list_of_days(date(year, 1, 1), date(year, 12, 31)))
    asked = sa.select(Assignment, Organisation).join(Assignment.organisation)
    held = db.session.execute(asked.where(Assignment.role_id.in_({line.role_id for line in lines})))
    known = [_known(one, place) for one, place in held]
    return len(since(lines, known, event.starts_on, before.starts_on if before else None).unconfirmed)


def together(meetings: Iterable[MeetingChecked]) -> Checked:
    """The same of all of them, everybody and everything once."""
    found = [one.found for one in meetings]
    vacant = {
        (one.role.id, one.organisation.id if one.organisation else 0, one.area): one
        for each in found
        for one in each.vacant
    }
    return Checked(
        everybody=Since(*(_all(ids) for ids in zip(*(astuple(each.everybody) for each in found), strict=True)))
        if found
        else Since((), (), (), ()),
        new=_once(one for each in found for one in each.new),
        gone=tuple({one.held.id: one for each in found for one in each.gone}.values()),
        unconfirmed=_once(one for each in found for one in each.unconfirmed),
        vacant=tuple(vacant.values()),
    )


def by_organisation(held: Iterable[Assignment]) -> list[tuple[Organisation, tuple[Assignment, ...]]]:
    """Each organisation with what is held there, in Swedish order."""
    ordered = sorted(
        held, key=lambda one: (one.organisation.sort_key, one.organisation_id, one.person.sort_key, one.id)
    )
    groups = groupby(ordered, key=lambda one: one.organisation)
    return [(place, tuple(there)) for place, there in groups]


def _all(ids: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for each in ids for number in each))


def _once(held: Iterable[Assignment]) -> tuple[Assignment, ...]:
    return tuple({one.id: one for one in held}.values())


def _events(first: date, last: date) -> list[Event]:
    asked = sa.select(Event).where(Event.starts_on.between(first, last), Event.state != EventState.CANCELLED)
    whole = asked.options(selectinload(Event.circle), selectinload(Event.parts))
    return list(db.session.scalars(whole.order_by(Event.starts_on, Event.id)))


def _members(event_ids: list[int]) -> dict[int, frozenset[int]]:
    """By event, the ids of those who are invited by name."""
    asked = sa.select(EventMember.event_id, EventMember.person_id).where(EventMember.event_id.in_(event_ids))
    found: dict[int, frozenset[int]] = {}
    for event_id, person_id in db.session.execute(asked):
        found[event_id] = found.get(event_id, frozenset()) | {person_id}
    return found


def _assignments(role_ids: set[int]) -> dict[int, Assignment]:
    """Every assignment with these roles, also past and coming ones, by id: also of those who are not in sight, whom
    ``_checked`` counts and leaves out.
    """
    asked = sa.select(Assignment).join(Assignment.person).join(Assignment.organisation)
    asked = asked.where(Assignment.role_id.in_(role_ids)).order_by(
        Organisation.sort_key, Person.sort_key, Assignment.id
    )
    whole = asked.options(*map(joinedload, (Assignment.person, Assignment.role, Assignment.organisation)))
    with everybody():
        return {one.id: one for one in db.session.scalars(whole)}


def _known(one: Assignment, place: Organisation) -> Known:
    return Known(
        assignment_id=one.id,
        person_id=one.person_id,
        role_id=one.role_id,
        organisation_id=one.organisation_id,
        holding=HoldingValue(one.role_id, place.kind, place.agreement),
        term=one.term,
        entered_on=local(one.created_at).date(),
        confirmed_on=one.confirmed_on,
    )


def _before(event: Event, earlier: Iterable[Event]) -> Event | None:
    """The meeting that it was copied from; else the one of its kind that was nearest to a year earlier."""
    copied = next((one for one in earlier if one.id == event.copied_from_id), None)
    if copied is not None:
        return copied
    day = event.starts_on - timedelta(weeks=52)
    same = [one for one in earlier if one.kind is event.kind and one.state is not EventState.CANCELLED]
    near = [one for one in same if abs(one.starts_on - day) <= _NEAR]
    return min(near, key=lambda one: abs(one.starts_on - day), default=None)


def _checked(told: Since, held: Mapping[int, Assignment], vacant: Sequence[VacantRole]) -> Checked:
    sees = sees_protected()
    seen = {number: one for number, one in held.items() if sees or not one.person.protected}
    new = _seen(told.new, seen)
    return Checked(
        everybody=told,
        new=new,
        gone=tuple(
            Gone(one, tuple(other for other in new if _same_office(one, other))) for one in _seen(told.gone, seen)
        ),
        unconfirmed=_seen(told.unconfirmed, seen),
        vacant=tuple(vacant),
    )


def _seen(ids: Iterable[int], seen: Mapping[int, Assignment]) -> tuple[Assignment, ...]:
    return tuple(seen[number] for number in ids if number in seen)


def _same_office(one: Assignment, other: Assignment) -> bool:
    return (one.role_id, one.organisation_id) == (other.role_id, other.organisation_id)
