"""Which earlier meeting one is compared with. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

_A_YEAR = timedelta(weeks=52)
_AWAY = timedelta(weeks=13)
"""Further from a year before it is another term's meeting."""


def window(starts_on: date) -> tuple[date, date]:
    """Between which days last year's meeting began, of one that begins on ``starts_on``."""
    return starts_on - _A_YEAR - _AWAY, starts_on - _A_YEAR + _AWAY


def nearest(starts_on: date, days: Iterable[date]) -> date | None:
    """Which of ``days`` lies nearest to a year before ``starts_on``; the later of two as near. None where none is
    within the window.
    """
    first, last = window(starts_on)
    return min(
        (day for day in days if first <= day <= last),
        key=lambda day: (abs(starts_on - _A_YEAR - day), -day.toordinal()),
        default=None,
    )
