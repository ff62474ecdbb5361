"""A freed seat goes to the next in line at once, with a letter in the same transaction."""

from datetime import datetime

from app.audit.actor import SYSTEM
from app.events.model import Event, Part
from app.events.rules.kinds import EventState
from app.invitations.queries import lock_event
from app.registrations import queries
from app.registrations.actions.rows import follow_up, write
from app.registrations.actions.sending import send
from app.registrations.model import Registration
from app.registrations.rules import (
    Ask,
    Confirmed,
    Decision,
    Held,
    RegistrationState,
    Seats,
    Wish,
    decide,
    may_move_up,
)


def promote(event: Event, *, now: datetime) -> int:
    """Let those who wait into the seats there are, in order, each with one letter; returns how many moved up. Also
    after more seats have been added. Nothing when the event is not published or has begun; asked twice, or by two
    workers at once, nobody is offered a seat twice.
    """
    lock_event(event.id)
    parts = [part for part in event.parts if part.cancelled_at is None]
    begins = min((part.starts_at for part in parts), default=now)
    if event.state is not EventState.PUBLISHED or not may_move_up(begins, now):
        return 0
    room = queries.seats(event, parts)
    if not _anything_free(room):
        return 0
    return sum(_move_up(registration, event, parts, now) for registration in queries.list_waiting(event.id))


def _anything_free(room: Seats) -> bool:
    """Whether a seat that is not taken has somebody in line for it."""
    levels = [(room.capacity, room.taken, room.ahead), *((one.capacity, one.taken, one.ahead) for one in room.parts)]
    return any(capacity is None or (taken < capacity and ahead > 0) for capacity, taken, ahead in levels)


def _move_up(registration: Registration, event: Event, parts: list[Part], now: datetime) -> int:
    held = queries.held_of(registration)
    if held is None:
        return 0
    open_ids = {part.id for part in parts}
    wishes = tuple(Wish(part.part_id, part.mode, seen_full=True) for part in held.parts if part.part_id in open_ids)
    ask = Ask(wishes, held, event_seen_full=True, unbound=True)
    decision = decide(ask, queries.seats(event, parts, registration), now)
    if decision.refusals or not _moved(held, decision):
        return 0
    was = registration.state
    write(registration, decision, now)
    follow_up(registration, "registration.moved_up", now=now, actor=SYSTEM, details={"state": decision.state.value})
    send(registration, decision, was, now, first=False, kind="promoted")
    return 1


def _moved(held: Held, decision: Decision) -> bool:
    if held.in_event_queue:
        return isinstance(decision.event, Confirmed)
    waited = {part.part_id for part in held.parts if part.state is RegistrationState.WAITING}
    return any(one.part_id in waited and isinstance(one.verdict, Confirmed) for one in decision.parts)
