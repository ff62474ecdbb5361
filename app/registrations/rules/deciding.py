"""``decide``: what a registration comes to. Pure: everything it needs comes as values, nothing is written.

Two levels share the seats. **The event**: one seat for each person who comes on site to anything, whether confirmed or
in a part's queue, so that nobody who waits for a seminar is later found without a seat in the house. **A part**: one
seat for each person who is confirmed there on site. Taking part online takes neither. Who finds the event full waits in
its queue, with every part wished for on site; who finds a part full waits in that part's queue.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.events.rules.deadlines import Deadlines, Phase, phase
from app.events.rules.kinds import EventState
from app.kernel.enums import Labelled
from app.kernel.words import N_, local
from app.registrations.rules.states import Mode, RegistrationState


class Reason(Labelled):
    """Why something is refused, in words for the one who asked."""

    CANCELLED = "cancelled", N_("Mötet är inställt.")
    NOT_OPEN = "not_open", N_("Anmälan har inte öppnat än.")
    CLOSED = "closed", N_("Sista svarsdag har passerat.")
    CHANGE_CLOSED = "change_closed", N_("Sista dagen att ändra har passerat.")
    OVER = "over", N_("Mötet har varit.")
    NOTHING_CHOSEN = "nothing_chosen", N_("Välj minst en del som du kommer till.")
    UNKNOWN_PART = "unknown_part", N_("En del som du valde finns inte längre. Välj igen.")
    TWO_AT_ONCE = "two_at_once", N_("Välj bara en av delarna som går samtidigt.")
    NOT_ONLINE = "not_online", N_("Delen går inte att följa digitalt. Välj att komma på plats.")
    NO_CONSENT = (
        "no_consent",
        N_("Samtyck till att vi använder dina uppgifter för mötet, annars kan vi inte anmäla dig."),
    )
    FULL = (
        "full",
        N_("Blev fullt medan du svarade. Skicka igen för att ställa dig på väntelistan, eller välj något annat."),
    )
    FULL_CLOSED = "full_closed", N_("Är fullt och har ingen väntelista. Välj något annat.")


@dataclass(frozen=True)
class Confirmed:
    """There is a seat, or none is needed."""


@dataclass(frozen=True)
class Waiting:
    """In the queue, at this place counted from one."""

    place: int


@dataclass(frozen=True)
class Refused:
    """Not possible; nothing is written of anything."""

    reason: Reason


Verdict = Confirmed | Waiting | Refused


@dataclass(frozen=True)
class PartVerdict:
    """The verdict for one part."""

    part_id: int
    mode: Mode
    verdict: Verdict

    @property
    def state(self) -> RegistrationState:
        """Where the part stands when the verdict has been written."""
        return RegistrationState.CONFIRMED if isinstance(self.verdict, Confirmed) else RegistrationState.WAITING


@dataclass(frozen=True)
class Decision:
    """The verdict for the event and for each part asked for, in the order asked."""

    event: Verdict
    parts: tuple[PartVerdict, ...] = ()

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """Every reason for refusing, the event's first; empty when the registration can be written."""
        verdicts = (self.event, *(part.verdict for part in self.parts))
        return tuple(dict.fromkeys(one.reason for one in verdicts if isinstance(one, Refused)))

    @property
    def state(self) -> RegistrationState:
        """The registration's: confirmed when the event and at least one part are."""
        some = any(part.state is RegistrationState.CONFIRMED for part in self.parts)
        return RegistrationState.WAITING if self.in_event_queue or not some else RegistrationState.CONFIRMED

    @property
    def in_event_queue(self) -> bool:
        """Whether the event itself is full."""
        return isinstance(self.event, Waiting)


@dataclass(frozen=True)
class Wish:
    """A part that somebody wants. ``seen_full``: it was shown as full, so choosing it means queueing for it."""

    part_id: int
    mode: Mode = Mode.ON_SITE
    seen_full: bool = False


@dataclass(frozen=True)
class HeldPart:
    """What somebody has of a part already."""

    part_id: int
    mode: Mode
    state: RegistrationState


@dataclass(frozen=True)
class Held:
    """Somebody's present registration; ``in_event_queue``: waits for the event itself."""

    parts: tuple[HeldPart, ...]
    in_event_queue: bool = False

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


@dataclass(frozen=True)
class Override:
    """An organizer lets somebody in although it is full, for a reason that is logged (never about health)."""

    reason: str


@dataclass(frozen=True)
class PartSeats:
    """One part that the person may answer for. ``taken`` and ``ahead`` count others: confirmed on site, and in the
    part's queue before this person. ``capacity`` None is no limit.
    """

    part_id: int
    capacity: int | None = None
    taken: int = 0
    ahead: int = 0
    slot_id: int | None = None
    online: bool = False

    @property
    def full(self) -> bool:
        """Whether somebody new would have to queue."""
        return _full(self.capacity, self.taken, self.ahead)


@dataclass(frozen=True)
class Seats:
    """An event with the parts that are the person's; ``taken`` and ``ahead`` as in ``PartSeats``. ``last_day`` is a
    date in Europe/Stockholm.
    """

    parts: tuple[PartSeats, ...]
    deadlines: Deadlines
    last_day: date
    state: EventState = EventState.PUBLISHED
    capacity: int | None = None
    taken: int = 0
    ahead: int = 0
    waiting_list: bool = True

    @property
    def full(self) -> bool:
        """Whether somebody new would have to queue for the event."""
        return _full(self.capacity, self.taken, self.ahead)

    def find(self, part_id: int) -> PartSeats | None:
        """The part, if it is the person's."""
        return next((part for part in self.parts if part.part_id == part_id), None)


def _full(capacity: int | None, taken: int, ahead: int) -> bool:
    return capacity is not None and taken + ahead >= capacity


def decide(ask: Ask, seats: Seats, now: datetime) -> Decision:
    """What ``ask`` comes to at ``now`` (aware). Asked again for what one holds, the answer is the same."""
    reason = closed(ask, seats, now) or _unanswerable(ask.wishes, seats)
    if reason is not None:
        return Decision(Refused(reason))
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
    if ask.held is None or not ask.wishes:
        return False
    return {(w.part_id, w.mode) for w in ask.wishes} == {(p.part_id, p.mode) for p in ask.held.parts}


def _unanswerable(wishes: Iterable[Wish], seats: Seats) -> Reason | None:
    """What is wrong with the wishes themselves, whatever seats there are."""
    parts = [(wish, seats.find(wish.part_id)) for wish in wishes]
    if not parts:
        return Reason.NOTHING_CHOSEN
    slots: list[int] = []
    for wish, part in parts:
        if part is None:
            return Reason.UNKNOWN_PART
        if wish.mode is Mode.ONLINE and not part.online:
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
    queueing = ask.event_seen_full or (ask.held is not None and ask.held.in_event_queue)
    return _seat(full=seats.full, ahead=seats.ahead, queueing=queueing, waiting_list=seats.waiting_list)


def _part_verdict(wish: Wish, ask: Ask, event: Verdict, seats: Seats) -> PartVerdict:
    part = seats.find(wish.part_id)
    held = ask.held.find(wish.part_id) if ask.held else None
    verdict: Verdict
    if wish.mode is Mode.ONLINE or ask.override or part is None:
        verdict = Confirmed()
    elif not isinstance(event, Confirmed):
        verdict = event
    elif held == HeldPart(wish.part_id, Mode.ON_SITE, RegistrationState.CONFIRMED):
        verdict = Confirmed()
    else:
        in_line = held is not None and held.state is RegistrationState.WAITING
        verdict = _seat(
            full=part.full, ahead=part.ahead, queueing=wish.seen_full or in_line, waiting_list=seats.waiting_list
        )
    return PartVerdict(wish.part_id, wish.mode, verdict)


def _seat(*, full: bool, ahead: int, queueing: bool, waiting_list: bool) -> Verdict:
    if not full:
        return Confirmed()
    if not waiting_list:
        return Refused(Reason.FULL_CLOSED)
    return Waiting(ahead + 1) if queueing else Refused(Reason.FULL)


def may_move_up(starts_at: datetime, now: datetime) -> bool:
    """Whether a freed seat still goes to the next in line: until the meeting or the part has begun."""
    return now < starts_at
