"""Next year's date of a meeting: the one by the rule of its kind, what stands in its way, and another date instead.

Week 9 stays for the conference whatever stands in its way, since the framework text has it so; the other date is for
an organizer who decides otherwise.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.events.rules.breaks import SchoolBreak, shared
from app.events.rules.kinds import EventKind
from app.events.rules.red_days import is_squeezed, red_days
from app.events.rules.weeks import event_days, moved, next_first_day
from app.kernel.words import N_, date_span, day_date, listed
from app.people.rules.sentences import Sentence, say

_MOST_WEEKS = 8
"""So far from the date by the rule another is looked for."""
_FRIDAY = 4


def _within_a_sentence(name: str) -> str:
    """ "Sportlov" as "sportlov", but what begins with more capitals as it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


@dataclass(frozen=True)
class RedDay:
    """A day of the meeting is a holiday."""

    day: date
    name: str

    @property
    def said(self) -> Sentence:
        """In Swedish words."""
        return say(N_("%(day)s är röd dag (%(name)s)"), day=day_date(self.day).capitalize(), name=self.name)


@dataclass(frozen=True)
class SqueezedDay:
    """A day of the meeting is a klämdag."""

    day: date

    @property
    def said(self) -> Sentence:
        """In Swedish words."""
        return say(N_("%(day)s är klämdag"), day=day_date(self.day).capitalize())


@dataclass(frozen=True)
class Clash:
    """A break is on while the meeting is; ``areas`` none: everywhere."""

    name: str
    first: date
    last: date
    areas: tuple[str, ...] = ()

    @property
    def said(self) -> Sentence:
        """In Swedish words."""
        when, name = date_span(self.first, self.last), _within_a_sentence(self.name)
        if not self.areas:
            return say(N_("Krockar med %(name)s i alla områden (%(when)s)"), name=name, when=when)
        words = N_("Krockar med %(name)s i %(areas)s (%(when)s)")
        return say(words, name=name, areas=listed(self.areas), when=when)


Flag = RedDay | SqueezedDay | Clash


@dataclass(frozen=True)
class Dates:
    """First and last day of a proposal, with what stands in its way."""

    first: date
    last: date
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class Proposed:
    """``by_rule``, and where something stands in its way ``other``: free, or None where none near is. ``best`` is what
    to choose unless somebody says otherwise.
    """

    kind: EventKind
    by_rule: Dates
    other: Dates | None = None

    @property
    def firsts(self) -> tuple[date, ...]:
        """The first days that can be chosen."""
        return (self.by_rule.first, *([self.other.first] if self.other else []))

    @property
    def best(self) -> Dates:
        """The other date where there is one; but the conference's week stays."""
        return self.other if self.other and self.kind is not EventKind.CONFERENCE else self.by_rule


def flags(first: date, last: date, breaks: Iterable[SchoolBreak]) -> tuple[Flag, ...]:
    """What stands in the way of a meeting from ``first`` to ``last``: red days and klämdagar in order, then breaks."""
    days = (flag for day in event_days(first, last) if (flag := _of_the_day(day)))
    on = shared(one for one in breaks if one.touches(first, last))
    return (*days, *(Clash(one.name, one.first, one.last, one.areas) for one in on))


def _of_the_day(day: date) -> RedDay | SqueezedDay | None:
    if (name := red_days(day.year).get(day)) is not None:
        return RedDay(day, name)
    return SqueezedDay(day) if is_squeezed(day) else None


def propose(kind: EventKind, first: date, last: date, breaks: Sequence[SchoolBreak]) -> Proposed:
    """The dates of next year's meeting when this year's was from ``first`` to ``last``."""
    new_first = next_first_day(kind, first)
    by_rule = _dates(new_first, moved(last, first, new_first), breaks)
    free = (one for one in _others(by_rule) if not flags(one.first, one.last, breaks))
    return Proposed(kind, by_rule, next(free, None) if by_rule.flags else None)


def _dates(first: date, last: date, breaks: Sequence[SchoolBreak]) -> Dates:
    return Dates(first, last, flags(first, last, breaks))


def _others(taken: Dates) -> Iterator[Dates]:
    """Dates to try instead: weekdays of the same week, the nearest first; then the same weekday of the weeks around,
    the nearest first. Of two as near the later, which leaves more time.
    """
    length = taken.last - taken.first
    monday = taken.first - timedelta(days=taken.first.weekday())
    week = [monday + timedelta(days=n) for n in range(_FRIDAY + 1 - length.days)]
    near = sorted(
        (day for day in week if day != taken.first), key=lambda day: (abs(day - taken.first), taken.first > day)
    )
    weeks = [timedelta(weeks=n * way) for n in range(1, _MOST_WEEKS + 1) for way in (1, -1)]
    for first in (*near, *(taken.first + by for by in weeks)):
        yield Dates(first, first + length)
