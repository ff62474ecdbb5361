"""Dates that follow the ISO week: the network's year is planned in weeks, not in days of the month."""

from datetime import date, timedelta

from app.events.rules.kinds import EventKind

_CONFERENCE_WEEK = 9
_THURSDAY, _FRIDAY = 4, 5


def conference_days(year: int) -> tuple[date, date]:
    """Thursday and Friday of ISO week 9 (the framework text's rule). Raises ValueError for a year outside 1–9999."""
    return (
        date.fromisocalendar(year, _CONFERENCE_WEEK, _THURSDAY),
        date.fromisocalendar(year, _CONFERENCE_WEEK, _FRIDAY),
    )


def same_week_next_year(day: date) -> date:
    """The same ISO week and weekday in the next ISO year; week 53 becomes week 52 where there is no 53."""
    year, week, weekday = day.isocalendar()
    try:
        return date.fromisocalendar(year + 1, week, weekday)
    except ValueError:
        return date.fromisocalendar(year + 1, week - 1, weekday)


def next_first_day(kind: EventKind, first: date) -> date:
    """The first day of next year's event of ``kind``, when this year's began on ``first``."""
    if kind is EventKind.CONFERENCE:
        return conference_days(first.isocalendar().year + 1)[0]
    return same_week_next_year(first)


def moved(day: date, old_first: date, new_first: date) -> date:
    """``day`` of an event that moves from ``old_first`` to ``new_first``: as many days from the first as before."""
    return day + (new_first - old_first)


def event_days(first: date, last: date) -> tuple[date, ...]:
    """Every day from ``first`` to ``last``, both included."""
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
