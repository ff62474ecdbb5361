"""Lov of the years that the demo tells of. Weeks as such lov often are; which year has which is invented."""

from datetime import date, datetime, timedelta

from app.audit.actor import Actor
from app.events import actions
from app.events.rules.breaks import EVERYWHERE, SchoolBreak
from app.kernel.db import transaction

_JAMTLAND, _VASTERNORRLAND, _HALSINGLAND = "Jämtlands län", "Västernorrlands län", "Hälsingland"
_SUMMER, _CHRISTMAS = timedelta(days=66), timedelta(days=18)
_WEEKS = (
    ("Sportlov", 9, _VASTERNORRLAND),
    ("Sportlov", 9, _HALSINGLAND),
    ("Sportlov", 10, _JAMTLAND),
    ("Höstlov", 44, EVERYWHERE),
)
_EASTER_WEEKS = {2026: 15, 2027: 13, 2028: 16}


def tell(*, now: datetime, actor: Actor) -> None:
    """Three years' lov, as an organizer enters them."""
    for year, easter in _EASTER_WEEKS.items():
        found = [_week(name, year, week, area) for name, week, area in (*_WEEKS, ("Påsklov", easter, EVERYWHERE))]
        for name, day, length in (
            ("Sommarlov", date(year, 6, 12), _SUMMER),
            ("Jullov", date(year, 12, 22), _CHRISTMAS),
        ):
            found.append(SchoolBreak(name, day, day + length))
        with transaction():
            actions.add_breaks(found, now=now, actor=actor)


def _week(name: str, year: int, week: int, area: str) -> SchoolBreak:
    return SchoolBreak(name, date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 5), area)
