"""A kind of meeting year by year, for the yearly follow-up: counted where the system holds the meetings, as entered
where it does not. Eight statements at most, however many people and years.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.attendance.queries import present_parts_there
from app.attendance.rules import Attendance, over_parts, tally
from app.events.model import CircleLine, Event
from app.events.queries import list_between
from app.events.queries.past import list_past_years, past_kinds
from app.events.rules.kinds import EventKind, EventState
from app.events.rules.past import Division, PastYearValue
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.queries import first_holding, organisation_of
from app.invitations.rules import UNASKED
from app.kernel.db import db
from app.kernel.words import local
from app.lists import attendance, statements
from app.lists.answering import ANSWERED
from app.people.model import Organisation, Role
from app.registrations.model import Registration

_HELD = (EventState.PUBLISHED, EventState.DONE)


@dataclass(frozen=True)
class Counted:
    """How many. ``participants``: those who were ticked off at one part at least, whether they had registered or not;
    whoever was at two parts is one, at two meetings two. ``expected``: those who were to be there, of whom
    ``participants`` are a share, as on the page Närvaro. None: not known, or not yet.
    """

    invited: int | None = None
    answered: int | None = None
    expected: int | None = None
    participants: int | None = None

    @property
    def answer_rate(self) -> int | None:
        """Answers in whole per cent of the invited."""
        return _percent(self.answered, self.invited)

    @property
    def attendance(self) -> int | None:
        """Participants in whole per cent of those who were to be there."""
        return _percent(self.participants, self.expected)


def _percent(part: int | None, whole: int | None) -> int | None:
    return (200 * part + whole) // (2 * whole) if whole and part is not None else None


@dataclass(frozen=True)
class Part:
    """A role group, an area or an organisation in a year; ``name`` is "" where none is known."""

    key: str
    name: str
    counted: Counted


@dataclass(frozen=True)
class Year:
    """All meetings of the kind in a year together. ``entered``: by hand, from papers."""

    year: int
    whole: Counted
    parts: Mapping[Division, Sequence[Part]]
    entered: bool = False


def kinds_with_years() -> list[EventKind]:
    """The kinds of meetings that there is something to tell of. Two statements."""
    held = sa.select(Event.kind).where(Event.state.in_(_HELD)).distinct()
    there = set(db.session.scalars(held)) | past_kinds()
    return [kind for kind in EventKind if kind in there]


def years(kind: EventKind, now: datetime) -> list[Year]:
    """The years of ``kind``, the oldest first, as it stands ``now`` (aware). Of a meeting that is not over, nobody has
    taken part yet; what is entered of a year that the system holds counts for nothing.
    """
    held = _meetings(kind)
    found = _counted(held, now)
    counted = {year: _year(year, found[year]) for year in sorted({event.starts_on.year for event in held})}
    entered = {row.year: _entered(row.value) for row in list_past_years(kind)}
    return [one for _year, one in sorted((entered | counted).items())]


def is_held_here(year: int, kind: EventKind) -> bool:
    """Whether the system holds a meeting of that kind in that year. One statement."""
    there = list_between(kind, date(year, 1, 1), date(year, 12, 31))
    return any(event.state in _HELD for event in there)


def _meetings(kind: EventKind) -> Sequence[Event]:
    """With parts and circles."""
    asked = sa.select(Event).where(Event.kind == kind, Event.state.in_(_HELD)).order_by(Event.starts_on, Event.id)
    circle = selectinload(Event.circle).options(joinedload(CircleLine.role))
    return db.session.scalars(asked.options(selectinload(Event.parts), circle)).all()


@dataclass
class _Sum:
    """Counts on their way."""

    invited: int = 0
    answered: int = 0
    states: list[Attendance | None] = field(default_factory=list)
    known: bool = False
    """Whether attendance was recorded at all."""

    def counted(self) -> Counted:
        """As it is told."""
        if not self.known:
            return Counted(self.invited, self.answered)
        told = tally(self.states)
        return Counted(self.invited, self.answered, told.seats, told.present)


Key = tuple[Division | None, str, str]
"""What is summed: all (None), or one role group, area or organisation by its key and name."""


def _counted(events: Sequence[Event], now: datetime) -> dict[int, dict[Key, _Sum]]:
    """By year."""
    today = local(now).date()
    over = {event.id: attendance.attended_parts(event) if event.ends_on < today else [] for event in events}
    closed = attendance.closed([(event, over[event.id]) for event in events])
    verdict = {event.id: attendance.verdicts(event, over[event.id], now, closed) for event in events}
    year = {event.id: event.starts_on.year for event in events}
    rows = list(statements.stream(_invited([event.id for event in events]))) if events else []
    recorded = {row.event_id for row in rows if row.ticks and over[row.event_id]}
    found: dict[int, dict[Key, _Sum]] = {number: defaultdict(_Sum) for number in year.values()}
    for row in rows:
        state = _at_meeting(row, verdict)
        for key in _keys(row):
            one = found[year[row.event_id]][key]
            one.invited += row.state not in UNASKED
            one.answered += row.state in ANSWERED
            if row.event_id in recorded:
                one.known = True
                one.states.append(state)
    return found


def _at_meeting(row: Any, verdict: Mapping[int, Callable[[Any], Mapping[int, Attendance | None]]]) -> Attendance | None:
    return over_parts(verdict[row.event_id](row).values())


def _keys(row: Any) -> list[Key]:
    group = row.group.value if row.group else ""
    return [
        (None, "", ""),
        (Division.GROUP, group, row.group.label if row.group else ""),
        (Division.AREA, row.area or "", row.area or ""),
        (Division.ORGANISATION, row.organisation_uid or row.organisation or "", row.organisation or ""),
    ]


def _invited(event_ids: Sequence[int]) -> sa.Select[*tuple[Any, ...]]:
    """Everybody with an invitation, protected people too: no name is read."""
    return (
        sa.select(
            Invitation.event_id,
            Invitation.id.label("invitation_id"),
            Invitation.state,
            Role.group.label("group"),
            Organisation.area,
            Organisation.uid.label("organisation_uid"),
            organisation_of().label("organisation"),
            statements.parts_of_registration().label("parts"),
            present_parts_there().label("ticks"),
        )
        .select_from(Invitation)
        .outerjoin(InvitationHolding, first_holding())
        .outerjoin(Role, Role.id == InvitationHolding.role_id)
        .outerjoin(Organisation, Organisation.id == InvitationHolding.organisation_id)
        .outerjoin(Registration, Registration.invitation_id == Invitation.id)
        .where(Invitation.event_id.in_(event_ids))
    )


def _year(year: int, sums: Mapping[Key, _Sum]) -> Year:
    parts: defaultdict[Division, list[Part]] = defaultdict(list)
    for (division, key, name), one in sums.items():
        counted = one.counted()
        if division is not None and (counted.invited or counted.participants):
            parts[division].append(Part(key, name, counted))
    whole = sums.get((None, "", ""), _Sum()).counted()
    return Year(year, whole, parts)


def _entered(value: PastYearValue) -> Year:
    parts: defaultdict[Division, list[Part]] = defaultdict(list)
    for share in value.shares:
        parts[share.division].append(Part(share.key, share.name, Counted(participants=share.participants)))
    whole = Counted(value.invited, value.answered, value.expected, value.participants)
    return Year(value.year, whole, parts, entered=True)
