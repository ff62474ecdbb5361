"""Letters that go by themselves: reminders to those who have not answered, the day before, and afterwards. Each on a
working day, and nobody is reminded within five days of the invitation (issue on letters; product.md). Days are dates in
Europe/Stockholm.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from app.events.rules.kinds import EventKind
from app.events.rules.red_days import is_working_day
from app.kernel.words import N_

QUIET_DAYS = 5
"""So long after somebody's invitation there is no reminder."""
CATCH_UP_DAYS = 3
"""A letter whose day nothing was sent on (the worker stood still) may go so many days later, and then no more."""
MOST_DAYS = 120
MOST = 6


class Occasion(Enum):
    """What a letter goes for."""

    UNANSWERED = "unanswered"
    DAY_BEFORE = "day_before"
    AFTERWARDS = "afterwards"


@dataclass(frozen=True)
class Step:
    """One letter of a schedule; ``days`` before "svara senast", for reminders alone."""

    occasion: Occasion
    days: int = 0

    @property
    def key(self) -> str:
        """What the step is known by in an event, and in the letters it gave."""
        return f"{self.occasion.value}:{self.days}" if self.occasion is Occasion.UNANSWERED else self.occasion.value


@dataclass(frozen=True)
class Schedule:
    """What goes by itself at an event. ``skipped``: keys of steps that the organizer does without."""

    days: tuple[int, ...] = ()
    day_before: bool = False
    afterwards: bool = False
    tells_contacts: bool = False
    """Whether organisations' contacts are told, with each reminder, who there has not answered."""
    skipped: frozenset[str] = frozenset()
    since: date = date.min
    """What was to go on a day before this does not go: nobody knows any more to whom it went."""

    @property
    def reminders(self) -> tuple[Step, ...]:
        """The reminders, in the order they go."""
        return tuple(Step(Occasion.UNANSWERED, days) for days in sorted(set(self.days), reverse=True))

    @property
    def steps(self) -> tuple[Step, ...]:
        """Everything, in the order it goes."""
        after = (Step(Occasion.DAY_BEFORE),) * self.day_before + (Step(Occasion.AFTERWARDS),) * self.afterwards
        return self.reminders + after

    def goes(self, step: Step) -> bool:
        """Whether the step is to be: part of the schedule, and not skipped."""
        return step in self.steps and step.key not in self.skipped


@dataclass(frozen=True)
class DaysUnreadable:
    """The days cannot be understood: nothing was changed."""

    fault: str


def read_days(text: str) -> tuple[int, ...] | DaysUnreadable:
    """The days in "21, 7, 2"; none in an empty text."""
    words = [word for word in re.split(r"[\s,;]+|\boch\b", text) if word]
    if any(re.fullmatch(r"[0-9]{1,4}", word) is None for word in words):
        return DaysUnreadable(N_("Skriv antal dagar med komma emellan, till exempel 21, 7, 2."))
    days = tuple(sorted({int(word) for word in words}, reverse=True))
    if any(one > MOST_DAYS for one in days):
        return DaysUnreadable(N_("Högst 120 dagar före."))
    if len(days) > MOST:
        return DaysUnreadable(N_("Högst sex påminnelser."))
    return days


def _moved(day: date, by: int) -> date:
    """``day``, or the nearest working day in that direction."""
    while not is_working_day(day):
        day += timedelta(days=by)
    return day


def day_of(step: Step, *, answer_by: date, starts_on: date, ends_on: date) -> date:
    """When the step goes to somebody whose own last day is ``answer_by``: on the working day before where the day is
    none, and after the meeting on the working day that follows.
    """
    match step.occasion:
        case Occasion.UNANSWERED:
            return _moved(answer_by - timedelta(days=step.days), -1)
        case Occasion.DAY_BEFORE:
            return _moved(starts_on - timedelta(days=1), -1)
        case Occasion.AFTERWARDS:
            return _moved(ends_on + timedelta(days=1), 1)


def is_time(schedule: Schedule, day: date, today: date) -> bool:
    """Whether what was to go on ``day`` goes ``today``."""
    return is_working_day(today) and schedule.since <= day <= today <= day + timedelta(days=CATCH_UP_DAYS)


def usual_schedule(kind: EventKind) -> Schedule:
    """What goes by itself at a new event of this kind, until the organizer says otherwise."""
    match kind:
        case EventKind.CONFERENCE:
            return Schedule((21, 7, 2), day_before=True, tells_contacts=True)
        case EventKind.WORKING_COMMITTEE | EventKind.DEVELOPMENT_GROUP:
            return Schedule((2,), day_before=True)
        case _:
            return Schedule((7, 2), day_before=True)


def reminder_for(schedule: Schedule, *, answer_by: date, invited_on: date, today: date) -> tuple[Step, date] | None:
    """The reminder that somebody who has not answered is to have ``today``, with the day it was to go on: the latest
    whose day has come, and none where that is skipped or was to come too soon after the invitation.
    """
    if today > answer_by:
        return None
    come = [
        (step, day_of(step, answer_by=answer_by, starts_on=answer_by, ends_on=answer_by)) for step in schedule.reminders
    ]
    come = [(step, day) for step, day in come if day <= today]
    if not come:
        return None
    step, day = come[-1]
    return (
        (step, day)
        if schedule.goes(step) and is_time(schedule, day, today) and _is_quiet_over(invited_on, day)
        else None
    )


def reminders_ahead(schedule: Schedule, *, answer_by: date, invited_on: date, today: date) -> list[tuple[Step, date]]:
    """The reminders that somebody will have from ``today`` on if no answer comes, with their days; skipped ones too."""
    days = [
        (one, day_of(one, answer_by=answer_by, starts_on=answer_by, ends_on=answer_by)) for one in schedule.reminders
    ]
    latest = {day: step for step, day in days}  # of two on the same working day one goes
    return [(step, day) for day, step in sorted(latest.items()) if day >= today and _is_quiet_over(invited_on, day)]


def _is_quiet_over(invited_on: date, day: date) -> bool:
    return day - invited_on >= timedelta(days=QUIET_DAYS)


def with_skipped(schedule: Schedule, key: str, *, skip: bool) -> frozenset[str]:
    """The skipped steps when ``key`` is skipped, or is not any more; one that the schedule has not is no step."""
    known = {step.key for step in schedule.steps}
    kept: Collection[str] = schedule.skipped & known
    return frozenset({*kept, key} & known) if skip else frozenset({*kept} - {key})
