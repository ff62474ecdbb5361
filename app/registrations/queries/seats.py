"""How many seats are taken, and how many wait: one statement for an event and all its parts."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.events.model import Event, Part
from app.events.queries import deadlines_of
from app.events.rules.deadlines import Deadlines
from app.kernel.db import db
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, PartSeats, RegistrationState, Seats

_EVENT = 0
"""Stands for the event itself among the ids of parts in the answer."""
_LAST = 2**31 - 1
"""A queue number that everybody who waits is before."""


class _Count(NamedTuple):
    taken: int = 0
    ahead: int = 0


def seats(
    event: Event,
    parts: Sequence[Part],
    registration: Registration | None = None,
    dates: Deadlines | None = None,
) -> Seats:
    """The seats of ``event`` and of ``parts``, as somebody with ``registration`` (or without any) finds them: others'
    seats, and others before in the queues. Nothing is asked where nothing has a limit. ``dates``: what binds the one
    who asks; the event's own where nobody is bound.
    """
    counts = _counts(event, parts, registration)
    of_event = counts.get(_EVENT, _Count())
    return Seats(
        parts=tuple(_of_part(part, counts.get(part.id, _Count())) for part in parts),
        deadlines=dates or deadlines_of(event),
        last_day=event.ends_on,
        state=event.state,
        capacity=event.capacity,
        taken=of_event.taken,
        ahead=of_event.ahead,
        waiting_list=event.waiting_list,
    )


def _of_part(part: Part, count: _Count) -> PartSeats:
    return PartSeats(part.id, part.capacity, count.taken, count.ahead, part.slot_id, bool(part.online_url))


def _counts(event: Event, parts: Sequence[Part], registration: Registration | None) -> dict[int, _Count]:
    limited = [part.id for part in parts if part.capacity is not None]
    if not limited and event.capacity is None:
        return {}
    asked: dict[str, object] = {"mine": registration.id if registration is not None else 0}
    if limited:
        asked["part_ids"] = limited
    if event.capacity is not None:
        waits = registration is not None and registration.queued_at is not None
        asked |= {"event_id": event.id, "before": registration.queue_number if registration and waits else _LAST}
    rows = db.session.execute(_asking(bool(limited), event.capacity is not None), asked)
    return {row.part_id: _Count(row.taken or 0, row.ahead or 0) for row in rows}


@cache  # asked with every form and every registration: made once
def _asking(for_parts: bool, for_event: bool) -> sa.Executable:
    asked = ([_of_parts()] if for_parts else []) + ([_of_event()] if for_event else [])
    return sa.union_all(*asked) if len(asked) > 1 else asked[0]


def _number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _of_parts() -> sa.Select[int, int, int]:
    """Taken and ahead of "mine" in the queue, of each of "part_ids"."""
    own = aliased(RegistrationPart)
    theirs, mine = RegistrationPart, sa.bindparam("mine", type_=sa.Integer)
    confirmed = sa.and_(theirs.state == RegistrationState.CONFIRMED, theirs.mode == Mode.ON_SITE)
    before = sa.or_(own.id.is_(None), theirs.queue_number < own.queue_number)
    in_line = sa.and_(theirs.state == RegistrationState.WAITING, theirs.queued_at.is_not(None), before)
    own_place = sa.and_(
        own.part_id == theirs.part_id,
        own.registration_id == mine,
        own.state == RegistrationState.WAITING,
        own.queued_at.is_not(None),
    )
    return (
        sa.select(theirs.part_id.label("part_id"), _number(confirmed).label("taken"), _number(in_line).label("ahead"))
        .outerjoin(own, own_place)
        .where(theirs.part_id.in_(sa.bindparam("part_ids", expanding=True)), theirs.registration_id != mine)
        .group_by(theirs.part_id)
    )


def _of_event() -> sa.Select[int, int, int]:
    """Taken, and in line with a number lower than "before", of the event itself, "mine" not counted."""
    on_site = (
        sa.exists()
        .where(
            RegistrationPart.registration_id == Registration.id,
            RegistrationPart.mode == Mode.ON_SITE,
            RegistrationPart.state != RegistrationState.CANCELLED,
        )
        .correlate(Registration)
    )
    in_line = sa.and_(Registration.queued_at.is_not(None), Registration.queue_number < sa.bindparam("before"))
    return sa.select(
        sa.literal(_EVENT).label("part_id"),
        _number(sa.and_(Registration.queued_at.is_(None), on_site)).label("taken"),
        _number(in_line).label("ahead"),
    ).where(
        Registration.event_id == sa.bindparam("event_id"),
        Registration.id != sa.bindparam("mine", type_=sa.Integer),
        Registration.state != RegistrationState.CANCELLED,
    )
