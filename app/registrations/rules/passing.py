"""Whether a seat may go from one to another: a quota that did not count the one who leaves may have no place. Pure."""

from dataclasses import replace

from app.registrations.rules.deciding import Held, HeldPart
from app.registrations.rules.seats import Level, PartSeats, QuotaSeats, Seats
from app.registrations.rules.states import Mode, RegistrationState


def broken_quota(held: Held, seats: Seats) -> QuotaSeats | None:
    """A quota that has no place for somebody who is to have ``held``; ``seats`` as that one finds them, without the
    one who leaves. Those who wait for it are passed: the seat is another's already.
    """
    of_event = _broken(seats) if held.has_event_seat else None
    return of_event or next((quota for part in _seated(held, seats) if (quota := _broken(part))), None)


def in_line(held: Held, seats: Seats) -> Held:
    """What somebody has of ``held`` when what a quota has no place for is waited for instead."""
    if held.has_event_seat and _broken(seats):
        on_site = {part.part_id for part in held.parts if part.mode is Mode.ON_SITE}
        return replace(held, parts=_waiting(held, on_site), in_event_queue=True, offered_until=None)
    return replace(held, parts=_waiting(held, {part.part_id for part in _seated(held, seats) if _broken(part)}))


def _waiting(held: Held, ids: set[int]) -> tuple[HeldPart, ...]:
    wait = RegistrationState.WAITING
    return tuple(replace(part, state=wait, offered_until=None) if part.part_id in ids else part for part in held.parts)


def _seated(held: Held, seats: Seats) -> list[PartSeats]:
    """The parts with a seat on site, taken or offered."""
    has = [part for part in held.parts if part.mode is Mode.ON_SITE]
    ids = {part.part_id for part in has if part.state is RegistrationState.CONFIRMED or part.offered_until}
    return [part for part in seats.parts if part.part_id in ids]


def _broken(level: Level) -> QuotaSeats | None:
    return next((quota for quota in level.quotas if quota.taken >= quota.quota.most), None)
