"""By when somebody whose address came from elsewhere is to be told that it is kept here (GDPR art. 14.3 a): at the
latest one month after it was collected.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

REMIND_AFTER = 21
"""So many days after they were entered whoever has not told them is reminded: then there is still time for a letter."""


@dataclass(frozen=True)
class Uninformed:
    """How many are still to be told, and how many days the most urgent has left; below 0: it is late."""

    count: int
    days_left: int


def last_day(collected: date) -> date:
    """The same day of the next month, or its last day where it has no such day (regulation 1182/71 art. 3.2 c). That a
    period which ends on a holiday goes on to a working day is not made use of.
    """
    year, month = collected.year + collected.month // 12, collected.month % 12 + 1
    return date(year, month, min(collected.day, monthrange(year, month)[1]))


def days_left(collected: date, today: date) -> int:
    """Days from ``today`` to the last one; 0 on the last day, below 0 when it is over. Days of Europe/Stockholm."""
    return (last_day(collected) - today).days
