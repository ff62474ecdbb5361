"""Underlag för representation on paper: each meal on pages of its own, as it goes with the bill."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from app.documents.frame import frame
from app.documents.typeset import typeset
from app.kernel.words import N_


@dataclass(frozen=True)
class MealPage:
    """A meal: why, when and where it was, and (name, title, organisation) of each who ate."""

    title: str
    facts: Sequence[tuple[str, str]]
    people: Sequence[tuple[str, str, str]]


def representation_pdf(meals: Sequence[MealPage], *, title: str, event: str, lead: str) -> bytes:
    """The meals as a PDF. Raises TooLongForPaperError, and as ``typeset``."""
    cells = sum(len(one.people) for one in meals) * 4
    words = {"columns": [N_("Nr"), N_("Namn"), N_("Titel"), N_("Organisation")]}
    framed = frame(title, event, lead, cells=cells)
    return typeset("representation", framed | words | {"meals": [asdict(one) for one in meals]})
