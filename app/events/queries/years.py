"""The meetings of a year, and what becomes of them the year after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from app.events.model import Event
from app.events.queries.breaks import list_breaks
from app.events.rules.kinds import EventKind, EventState
from app.events.rules.next_dates import Proposed, propose
from app.kernel.db import db

_AROUND = timedelta(weeks=10)
"""So far round a year lov can matter: another date is looked for within eight weeks."""


@dataclass(frozen=True)
class NextMeeting:
    """A meeting, when the next year's is proposed to be, and that one where it is there already."""

    event: Event
    proposed: Proposed
    made: Event | None


def list_of_days(first: date, last: date) -> list[Event]:
    """The events that begin from ``first`` to ``last``, whatever has become of them, in the order of time."""
    asked = sa.select(Event).where(Event.starts_on.between(first, last))
    return list(db.session.scalars(asked.order_by(Event.starts_on, Event.id)))


def has_meetings(year: int) -> bool:
    """Whether there is a meeting to make the next year's of. One statement."""
    within = Event.starts_on.between(date(year, 1, 1), date(year, 12, 31)), Event.state != EventState.CANCELLED
    return bool(db.session.scalar(sa.select(sa.exists().where(*within))))


def list_next_meetings(year: int) -> list[NextMeeting]:
    """The meetings of ``year`` that are not cancelled, each with next year's: three statements."""
    events = [
        one for one in list_of_days(date(year, 1, 1), date(year, 12, 31)) if one.state is not EventState.CANCELLED
    ]
    breaks = list_breaks(date(year + 1, 1, 1) - _AROUND, date(year + 1, 12, 31) + _AROUND)
    proposed = [propose(one.kind, one.starts_on, one.ends_on, breaks) for one in events]
    made = _made(events, proposed, year)
    return [NextMeeting(one, dates, made.get(one.id)) for one, dates in zip(events, proposed, strict=True)]


def _made(events: Sequence[Event], proposed: Sequence[Proposed], year: int) -> dict[int, Event]:
    """By the id of a meeting, next year's: its copy, or one made by hand of the same kind on a day that is proposed (of
    the conference, of which there is one a year, on any). Each is the next of one meeting.
    """
    ids = [one.id for one in events]
    next_year = Event.starts_on.between(date(year + 1, 1, 1), date(year + 1, 12, 31))
    asked = sa.select(Event).where(
        Event.state != EventState.CANCELLED, Event.id.not_in(ids), sa.or_(Event.copied_from_id.in_(ids), next_year)
    )
    later = list(db.session.scalars(asked.order_by(Event.id)))
    found = {one.copied_from_id: one for one in reversed(later) if one.copied_from_id in set(ids)}
    others = [one for one in later if one.copied_from_id not in set(ids)]
    by_id = {number: one for number, one in found.items() if number is not None}
    for event, dates in zip(events, proposed, strict=True):
        same = next((one for one in others if event.id not in by_id and _is_next(one, event, dates)), None)
        if same is not None:
            by_id[event.id] = same
            others.remove(same)
    return by_id


def _is_next(one: Event, event: Event, dates: Proposed) -> bool:
    return one.kind is event.kind and (event.kind is EventKind.CONFERENCE or one.starts_on in dates.firsts)


def lock_events(uids: Iterable[str]) -> list[Event]:
    """The events with these uids, their rows locked until the transaction ends, in an order that no two cross."""
    asked = sa.select(Event).where(Event.uid.in_(list(uids))).order_by(Event.id).with_for_update()
    return list(db.session.scalars(asked.execution_options(populate_existing=True)))
