"""How many were there: counts and shares of states, for a part, a day or a group of people."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.attendance.rules.states import Attendance


@dataclass(frozen=True)
class Tally:
    """How many people stand in each state."""

    present: int = 0
    instead: int = 0
    excused: int = 0
    absent: int = 0

    @property
    def seats(self) -> int:
        """What shares are of. Whoever sent somebody else is not among them: the other is, and would count twice."""
        return self.present + self.excused + self.absent

    def share(self, count: int) -> int | None:
        """``count`` in whole per cent of the seats, a half upwards; None where there are none."""
        return (200 * count + self.seats) // (2 * self.seats) if self.seats else None

    @property
    def is_empty(self) -> bool:
        """Whether nobody was to be there, and nobody was."""
        return not (self.seats or self.instead)


def tally(states: Iterable[Attendance | None]) -> Tally:
    """Count; None is nobody's: they were not to be there."""
    found = Counter(state for state in states if state is not None)
    return Tally(**{state.value: found[state] for state in Attendance})


_TELLING = tuple(Attendance)


def over_parts(states: Iterable[Attendance | None]) -> Attendance | None:
    """How somebody stands to several parts together, as a day: present at one is present; else that somebody else
    came, before förhinder, before absence.
    """
    return min((state for state in states if state is not None), key=_TELLING.index, default=None)


def so_far(state: Attendance | None, *, over: bool) -> Attendance | None:
    """``state`` of a part that may not be over: until it is, nobody is absent."""
    return None if state is Attendance.ABSENT and not over else state
