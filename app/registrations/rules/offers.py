"""When a queue moves, and what becomes of a seat that is offered for a time."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from app.kernel.words import STOCKHOLM, local
from app.registrations.rules.deciding import Held, HeldPart
from app.registrations.rules.states import Mode, RegistrationState


def queue_stops_on(first_day: date, stop_days: int) -> date | None:
    """The last day on which the queue moves; None: until the meeting begins."""
    return first_day - timedelta(days=stop_days) if stop_days else None


def may_move_up(starts_at: datetime, now: datetime, stops_on: date | None = None) -> bool:
    """Whether a freed seat still goes to the next in line: until the meeting has begun, or its last day is over."""
    return now < starts_at and (stops_on is None or local(now).date() <= stops_on)


def offer_until(now: datetime, hours: int, starts_at: datetime, stops_on: date | None) -> datetime:
    """Until when somebody may take a seat that is offered at ``now``, in whole minutes; never past the queue's end."""
    ends = [(now + timedelta(hours=hours)).replace(second=0, microsecond=0), starts_at]
    if stops_on is not None:
        ends.append(datetime.combine(stops_on + timedelta(days=1), time(), STOCKHOLM))
    return min(ends)


def stands(offered_until: datetime | None, now: datetime) -> bool:
    """Whether the seat can still be taken."""
    return offered_until is not None and now < offered_until


def accepted(held: Held) -> Held:
    """What is held when every seat that is offered is taken."""
    return Held(
        tuple(
            replace(part, state=RegistrationState.CONFIRMED, offered_until=None) if part.offered_until else part
            for part in held.parts
        ),
        in_event_queue=held.in_event_queue and held.offered_until is None,
    )


def left_behind(held: Held, now: datetime | None = None) -> tuple[HeldPart, ...]:
    """What is left to somebody who leaves the queue for what is offered, or (with ``now``) for what was offered until
    then. Who leaves the event's queue comes on site to nothing.
    """
    if _goes(held.offered_until, now):
        return tuple(part for part in held.parts if part.mode is Mode.ONLINE)
    return tuple(part for part in held.parts if not _goes(part.offered_until, now))


def _goes(offered_until: datetime | None, now: datetime | None) -> bool:
    return offered_until is not None and (now is None or offered_until <= now)
