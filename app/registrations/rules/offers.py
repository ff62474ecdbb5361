"""When a queue moves, and what becomes of a seat that is offered for a time."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from app.kernel.words import STOCKHOLM, local
from app.registrations.rules.deciding import Held, HeldPart
from app.registrations.rules.seats import Seats
from app.registrations.rules.states import Mode, RegistrationState
from app.registrations.rules.verdicts import Confirmed, Decision, PartVerdict, Verdict, Waiting


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


def first_offer(held: Held) -> datetime | None:
    """Until when somebody must answer who is offered seats, the first if there are several; None without an offer."""
    offers = (held.offered_until, *(part.offered_until for part in held.parts))
    return min((until for until in offers if until is not None), default=None)


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


def as_it_stands(held: Held, seats: Seats) -> Decision:
    """What is held, told as a decision, with the places in the queues."""
    event: Verdict = Waiting(seats.ahead + 1, offered_until=held.offered_until) if held.in_event_queue else Confirmed()
    return Decision(event, tuple(PartVerdict(part.part_id, part.mode, _as_held(part, seats)) for part in held.parts))


def _as_held(part: HeldPart, seats: Seats) -> Verdict:
    if part.state is RegistrationState.CONFIRMED:
        return Confirmed()
    found = seats.find(part.part_id)
    return Waiting(found.ahead + 1 if found else 1, offered_until=part.offered_until)


def _goes(offered_until: datetime | None, now: datetime | None) -> bool:
    return offered_until is not None and (now is None or offered_until <= now)
