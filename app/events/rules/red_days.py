"""Days on which Sweden does not work, and klämdagar between them. Days are dates in Europe/Stockholm."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Monday to Friday and neither a Swedish holiday nor an eve that is kept as one."""
    return day.weekday() < _SATURDAY and day not in red_days(day.year)


def is_squeezed(day: date) -> bool:
    """Klämdag: the only working day between two days off, which many take off too."""
    return is_working_day(day) and not is_working_day(day - _DAY) and not is_working_day(day + _DAY)


@cache
def red_days(year: int) -> Mapping[date, str]:
    """The Swedish holidays of ``year`` and the eves that are kept as such, with their Swedish names, whatever weekday
    they fall on; common Sundays are none of them.
    """
    from holidays.countries.sweden import Sweden  # on first need: every process would carry the world's calendars

    found = Sweden(years=year, categories=("public", "de_facto"), include_sundays=False, language="sv")
    return dict(sorted(found.items()))


def squeezed_days(year: int) -> tuple[date, ...]:
    """The klämdagar of ``year``: before and after each red day there can be one."""
    near = {red + step for red in red_days(year) for step in (-_DAY, _DAY)}
    return tuple(sorted(day for day in near if day.year == year and is_squeezed(day)))
