"""The seats of an event and of its parts, as one person finds them."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from app.events.rules.deadlines import Deadlines
from app.events.rules.kinds import EventState
from app.events.rules.quotas import Quota


@dataclass(frozen=True)
class QuotaSeats:
    """A quota that counts the person, with others' seats in it: ``taken``, and ``ahead`` of this person in the queue.
    ``place`` is the organisation's name, where each organisation has places of its own; ``part_id`` the part's it is
    of, None for the event's.
    """

    quota_id: int
    quota: Quota
    place: str = ""
    taken: int = 0
    ahead: int = 0
    part_id: int | None = None

    @cached_property
    def full(self) -> bool:
        """Whether it has no place for somebody new."""
        return self.taken + self.ahead >= self.quota.most


@dataclass(frozen=True)
class PartSeats:
    """One part that the person may answer for. ``taken`` and ``ahead`` count others: with a seat on site (confirmed, or
    held for them by an offer), and in the part's queue before this person; ``stuck`` of those ahead wait for a quota
    and stand in nobody's way. ``capacity`` None is no limit.
    """

    part_id: int
    capacity: int | None = None
    taken: int = 0
    ahead: int = 0
    slot_id: int | None = None
    online: bool = False
    stuck: int = 0
    quotas: tuple[QuotaSeats, ...] = ()

    @cached_property
    def crowded(self) -> bool:
        """Whether the seats are taken, or claimed by those ahead."""
        return _crowded(self)

    @cached_property
    def obstacle(self) -> QuotaSeats | None:
        """The full quota that alone stands in the way."""
        return _obstacle(self)

    @cached_property
    def full(self) -> bool:
        """Whether somebody new would have to queue."""
        return self.crowded or self.obstacle is not None


@dataclass(frozen=True)
class Seats:
    """An event with the parts that are the person's; ``taken`` and ``ahead`` as in ``PartSeats``. ``last_day`` is a
    date in Europe/Stockholm. ``line_ends``: the last day on which the queue moves, where that is before the meeting;
    ``stopped``: it has been.
    """

    parts: tuple[PartSeats, ...]
    deadlines: Deadlines
    last_day: date
    state: EventState = EventState.PUBLISHED
    capacity: int | None = None
    taken: int = 0
    ahead: int = 0
    waiting_list: bool = True
    line_ends: date | None = None
    stopped: bool = False
    stuck: int = 0
    quotas: tuple[QuotaSeats, ...] = ()

    @cached_property
    def crowded(self) -> bool:
        """Whether the seats are taken, or claimed by those ahead."""
        return _crowded(self)

    @cached_property
    def obstacle(self) -> QuotaSeats | None:
        """The full quota that alone stands in the way."""
        return _obstacle(self)

    @cached_property
    def full(self) -> bool:
        """Whether somebody new would have to queue for the event."""
        return self.crowded or self.obstacle is not None

    def on(self, today: date) -> "Seats":
        """As they are ``today``: nobody new stands in a line that does not move any more."""
        if self.line_ends is None or today <= self.line_ends:
            return self
        return replace(self, waiting_list=False, stopped=self.waiting_list)

    def find(self, part_id: int) -> PartSeats | None:
        """The part, if it is the person's."""
        return next((part for part in self.parts if part.part_id == part_id), None)


Level = Seats | PartSeats


def _crowded(level: Level) -> bool:
    return level.capacity is not None and level.taken + level.ahead - level.stuck >= level.capacity


def _obstacle(level: Level) -> QuotaSeats | None:
    return None if level.crowded else next((quota for quota in level.quotas if quota.full), None)
