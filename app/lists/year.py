"""A year of the network: its meetings and what stands in their way, lov, red days. What the wheel shows and the table
says is the same value, so that they cannot differ.
"""

from dataclasses import dataclass
from datetime import date

from app.events.model import Event
from app.events.queries.breaks import list_breaks
from app.events.queries.years import list_of_days
from app.events.rules.breaks import EVERYWHERE, SchoolBreak, Shared, shared
from app.events.rules.kinds import EventKind, EventState
from app.events.rules.next_dates import Flag, flags
from app.events.rules.red_days import red_days, squeezed_days
from app.events.rules.weeks import conference_days
from app.kernel.text import sort_key


@dataclass(frozen=True)
class YearMeeting:
    """A meeting with its number in the year, and what stands in its way: nothing is said of one that is cancelled."""

    number: int
    event: Event
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class Year:
    """Everything of a year, in the order of time."""

    year: int
    meetings: tuple[YearMeeting, ...]
    breaks: tuple[SchoolBreak, ...]
    red_days: tuple[tuple[date, str], ...]
    squeezed: tuple[date, ...]

    @property
    def shared_breaks(self) -> tuple[Shared, ...]:
        """Lov, each once for the areas that have it on the same days."""
        return shared(self.breaks)

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas that have lov of their own, in Swedish order."""
        return tuple(sorted({one.area for one in self.breaks} - {EVERYWHERE}, key=sort_key))

    @property
    def kinds(self) -> tuple[EventKind, ...]:
        """The kinds of meeting that there are."""
        there = {one.event.kind for one in self.meetings}
        return tuple(kind for kind in EventKind if kind in there)

    @property
    def conference_days(self) -> tuple[date, date]:
        """Thursday and Friday of week 9."""
        return conference_days(self.year)


def read_year(year: int) -> Year:
    """The year as it stands: two statements."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    breaks = list_breaks(first, last)
    return Year(
        year=year,
        meetings=tuple(_meeting(n, event, breaks) for n, event in enumerate(list_of_days(first, last), start=1)),
        breaks=tuple(breaks),
        red_days=tuple(red_days(year).items()),
        squeezed=squeezed_days(year),
    )


def _meeting(number: int, event: Event, breaks: list[SchoolBreak]) -> YearMeeting:
    on = event.state is not EventState.CANCELLED
    return YearMeeting(number, event, flags(event.starts_on, event.ends_on, breaks) if on else ())
