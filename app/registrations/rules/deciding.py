"""``decide``: what a registration comes to. Pure: everything it needs comes as values, nothing is written.

Two levels share the seats. **The event**: one seat for each person who comes on site to anything, whether confirmed or
in a part's queue, so that nobody who waits for a seminar is later found without a seat in the house. **A part**: one
seat for each person who is confirmed there on site. Taking part online takes neither. Who finds the event full waits in
its queue, with every part wished for on site; who finds a part full waits in that part's queue.

**Quotas** limit both: where there are seats but a quota has none for the person, the person waits in the same queue and
lets those pass whom the quota does not count. A seat may be **offered** for a time instead of given: it is held, and
the person waits until it is taken.
"""

from dataclasses import dataclass
from datetime import datetime

from app.events.rules.deadlines import Phase, phase
from app.events.rules.kinds import EventState
from app.kernel.words import local
from app.registrations.rules.seats import Level, Seats
from app.registrations.rules.states import Mode, RegistrationState
from app.registrations.rules.verdicts import (
    Confirmed,
    Decision,
    PartVerdict,
    Reason,
    Refused,
    Verdict,
    Waiting,
)


@dataclass(frozen=True)
class Wish:
    """A part that somebody wants. ``seen_full``: it was shown as full, so choosing it means queueing for it."""

    part_id: int
    mode: Mode = Mode.ON_SITE
    seen_full: bool = False


@dataclass(frozen=True)
class HeldPart:
    """What somebody has of a part already; ``offered_until``: a seat is held for the person."""

    part_id: int
    mode: Mode
    state: RegistrationState
    offered_until: datetime | None = None


@dataclass(frozen=True)
class Held:
    """Somebody's present registration; ``in_event_queue``: waits for the event itself, ``offered_until``: which holds
    a seat for the person.
    """

    parts: tuple[HeldPart, ...]
    in_event_queue: bool = False
    offered_until: datetime | None = None

    @property
    def has_event_seat(self) -> bool:
        """Whether a seat of the event's is taken by this registration."""
        return not self.in_event_queue and any(part.mode is Mode.ON_SITE for part in self.parts)

    def find(self, part_id: int) -> HeldPart | None:
        """What is held of the part."""
        return next((part for part in self.parts if part.part_id == part_id), None)


@dataclass(frozen=True)
class Ask:
    """What somebody asks for. ``event_seen_full``: the event was shown as full. ``unbound``: an organizer answers for
    somebody, or a queue moves: no deadline stands in the way. ``override``: nor does a full house.
    """

    wishes: tuple[Wish, ...]
    held: Held | None = None
    event_seen_full: bool = False
    unbound: bool = False
    override: bool = False
    changes_answers: bool = False
    """Whether an answer to a question would change: then it is a change although the parts are the same."""


@dataclass(frozen=True)
class Override:
    """An organizer lets somebody in although it is full, for a reason that is logged (never about health)."""

    reason: str


def decide(ask: Ask, seats: Seats, now: datetime) -> Decision:
    """What ``ask`` comes to at ``now`` (aware). Asked again for what one holds, the answer is the same."""
    reason = closed(ask, seats, now) or _unanswerable(ask, seats)
    if reason is not None:
        return Decision(Refused(reason))
    seats = seats.on(local(now).date())
    event = _event_verdict(ask, seats)
    return Decision(event, tuple(_part_verdict(wish, ask, event, seats) for wish in ask.wishes))


def closed(ask: Ask, seats: Seats, now: datetime) -> Reason | None:
    """Why nothing can be asked at all at ``now``; None when it can. The dates are days in Europe/Stockholm."""
    at = phase(seats.deadlines, seats.last_day, local(now).date())
    if seats.state is EventState.CANCELLED:
        return Reason.CANCELLED
    if at is Phase.OVER or seats.state is EventState.DONE:
        return Reason.OVER
    if seats.state is EventState.DRAFT:
        return Reason.NOT_OPEN
    if ask.unbound or _asks_for_the_same(ask):
        return None
    return _LATE[ask.held is not None].get(at)


_LATE = {
    False: {Phase.NOT_OPEN: Reason.NOT_OPEN, Phase.CHANGES: Reason.CLOSED, Phase.FIXED: Reason.CLOSED},
    True: {Phase.FIXED: Reason.CHANGE_CLOSED},
}
"""By whether one is registered: what a phase refuses."""


def _asks_for_the_same(ask: Ask) -> bool:
    if ask.held is None or not ask.wishes or ask.changes_answers:
        return False
    return {(w.part_id, w.mode) for w in ask.wishes} == {(p.part_id, p.mode) for p in ask.held.parts}


def _unanswerable(ask: Ask, seats: Seats) -> Reason | None:
    """What is wrong with the wishes themselves, whatever seats there are. What is held online stays so."""
    parts = [(wish, seats.find(wish.part_id)) for wish in ask.wishes]
    online = {part.part_id for part in ask.held.parts if part.mode is Mode.ONLINE} if ask.held else set()
    if not parts:
        return Reason.NOTHING_CHOSEN
    slots: list[int] = []
    for wish, part in parts:
        if part is None:
            return Reason.UNKNOWN_PART
        if wish.mode is Mode.ONLINE and not part.online and wish.part_id not in online:
            return Reason.NOT_ONLINE
        slots += [part.slot_id] if part.slot_id is not None else []
    chosen = [wish.part_id for wish, _part in parts]
    if len(set(slots)) < len(slots) or len(set(chosen)) < len(chosen):
        return Reason.TWO_AT_ONCE
    return None


def _event_verdict(ask: Ask, seats: Seats) -> Verdict:
    on_site = any(wish.mode is Mode.ON_SITE for wish in ask.wishes)
    if not on_site or ask.override or (ask.held is not None and ask.held.has_event_seat):
        return Confirmed()
    if ask.held is not None and ask.held.offered_until is not None:
        return Waiting(seats.ahead + 1, offered_until=ask.held.offered_until)
    in_line = ask.held is not None and ask.held.in_event_queue
    return _seat(seats, in_line=in_line, may_queue=seats.waiting_list, queueing=ask.event_seen_full)


def _part_verdict(wish: Wish, ask: Ask, event: Verdict, seats: Seats) -> PartVerdict:
    part = seats.find(wish.part_id)
    held = ask.held.find(wish.part_id) if ask.held else None
    offered = held.offered_until if held else None
    verdict: Verdict
    if wish.mode is Mode.ONLINE or ask.override or part is None:
        verdict = Confirmed()
    elif isinstance(event, Refused):
        verdict = event
    elif isinstance(event, Waiting):
        verdict = Waiting(event.place, offered_until=offered)
    elif held == HeldPart(wish.part_id, Mode.ON_SITE, RegistrationState.CONFIRMED):
        verdict = Confirmed()
    elif offered is not None:
        verdict = Waiting(part.ahead + 1, offered_until=offered)
    else:
        in_line = held is not None and held.state is RegistrationState.WAITING
        verdict = _seat(part, in_line=in_line, may_queue=seats.waiting_list, queueing=wish.seen_full)
    return PartVerdict(wish.part_id, wish.mode, verdict)


def _seat(level: Level, *, in_line: bool, may_queue: bool, queueing: bool) -> Verdict:
    """Who stands in line stays there, also where the waiting list has been closed since."""
    if not level.full:
        return Confirmed()
    quota = level.obstacle
    if in_line or (may_queue and queueing):
        return Waiting(level.ahead + 1, quota)
    if may_queue:
        return Refused(Reason.QUOTA if quota else Reason.FULL, quota)
    return Refused(Reason.QUOTA_CLOSED if quota else Reason.FULL_CLOSED, quota)
