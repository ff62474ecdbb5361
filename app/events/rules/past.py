"""What is entered of meetings that were before the system: sums for a year, of one kind of meeting. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.events.rules.kinds import EventKind
from app.kernel.enums import Labelled
from app.kernel.words import N_

FIRST_YEAR = 1990
"""Nobody has papers of what was before."""


class Division(Labelled):
    """What participants are divided by."""

    GROUP = "group", N_("Rollgrupp")
    AREA = "area", N_("Område")
    ORGANISATION = "organisation", N_("Organisation")


@dataclass(frozen=True)
class Share:
    """So many of the participants: of a role group, an area or an organisation (``key``), called ``name``."""

    division: Division
    key: str
    name: str
    participants: int


@dataclass(frozen=True)
class PastYearValue:
    """The sums of all meetings of ``kind`` in ``year``; None where nobody knows. ``expected``: how many were to be
    there.
    """

    year: int
    kind: EventKind
    participants: int
    invited: int | None = None
    answered: int | None = None
    expected: int | None = None
    shares: tuple[Share, ...] = ()


def faults(entered: PastYearValue, this_year: int) -> Iterator[tuple[str, str]]:
    """(field, what to do) for each number that cannot be."""
    if not FIRST_YEAR <= entered.year <= this_year:
        yield "year", N_("Skriv ett år som har varit, med fyra siffror.")
    if entered.answered is not None and entered.invited is not None and entered.answered > entered.invited:
        yield "answered", N_("Skriv högst så många som var inbjudna.")
    if entered.expected is not None and entered.expected < entered.participants:
        yield "expected", N_("Skriv minst så många som deltog.")
    sums = Counter[Division]()
    for share in entered.shares:
        sums[share.division] += share.participants
    for division in Division:
        if sums[division] > entered.participants:
            yield division.value, N_("Summan är större än antalet deltagare. Rätta någon av siffrorna.")
