"""Ankomst: one tick for the parts of a day that are chosen for it, so that nobody is ticked again after lunch."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel.words import local


@dataclass(frozen=True)
class DayPart:
    """A part, as far as arrival asks. ``one_of_several``: it is a choice of a slot."""

    id: int
    starts_at: datetime
    by_arrival: bool
    one_of_several: bool = False
    cancelled: bool = False


def of_arrival(parts: Iterable[DayPart], day: date) -> list[DayPart]:
    """The parts that one tick at "Ankomst" can cover on ``day`` (Europe/Stockholm)."""
    return [one for one in parts if one.by_arrival and not one.cancelled and local(one.starts_at).date() == day]


def covered(parts: Iterable[DayPart], day: date, places: Collection[int]) -> tuple[int, ...]:
    """The ids of the parts that somebody with confirmed ``places`` (ids of parts) is ticked off at by arriving on
    ``day``: those they have a place on; for somebody with none of them (a walk-in, somebody who never answered) all,
    but for the choices of a slot, since nobody is in two rooms.
    """
    meant = of_arrival(parts, day)
    own = tuple(one.id for one in meant if one.id in places)
    return own or tuple(one.id for one in meant if not one.one_of_several)
