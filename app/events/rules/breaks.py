"""Lov: when schools are closed, in one area or in all. Each huvudman decides its own, so they are entered by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.kernel.text import sort_key

EVERYWHERE = ""
"""The area of a break that is for all of them."""


@dataclass(frozen=True)
class SchoolBreak:
    """A break from ``first`` to ``last``, both included; ``area`` EVERYWHERE where all have it."""

    name: str
    first: date
    last: date
    area: str = EVERYWHERE

    def touches(self, first: date, last: date) -> bool:
        """Whether some day of it is from ``first`` to ``last``."""
        return self.first <= last and first <= self.last


@dataclass(frozen=True)
class Shared:
    """One break with all the areas that have it on the same days, in Swedish order; none named: all have it."""

    name: str
    first: date
    last: date
    areas: tuple[str, ...] = ()


def shared(breaks: Iterable[SchoolBreak]) -> tuple[Shared, ...]:
    """The breaks by their first day, each once for the areas that have it on the same days."""
    areas: dict[tuple[date, date, str], set[str]] = {}
    for one in breaks:
        areas.setdefault((one.first, one.last, one.name), set()).add(one.area)
    return tuple(
        Shared(name, first, last, () if EVERYWHERE in having else tuple(sorted(having, key=sort_key)))
        for (first, last, name), having in sorted(areas.items())
    )
