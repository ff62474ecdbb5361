"""Närvarolistan that goes with the minutes, with lines for those who sign them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from app.documents.frame import frame
from app.documents.typeset import typeset
from app.kernel.words import N_

SIGNERS = (N_("Vid protokollet"), N_("Ordförande"), N_("Justerare"))
"""Who signs at the end."""


@dataclass(frozen=True)
class Group:
    """A heading, and (name, as whom) of each under it."""

    heading: str
    people: Sequence[tuple[str, str]]


def minutes_pdf(
    groups: Sequence[Group], *, event: str, of: str, when: str, lead: str, title: str = N_("Närvarolista")
) -> bytes:
    """The list of the part or day ``of``, held ``when``, as a PDF. Raises TooLongForPaperError, and as ``typeset``."""
    cells = sum(len(one.people) for one in groups) * 2
    data = {
        "of": of,
        "when": when,
        "groups": [asdict(one) for one in groups],
        "signers": list(SIGNERS),
        "sign": (N_("Namnteckning"), N_("Namnförtydligande")),
    }
    return typeset("minutes", frame(title, event, lead, cells=cells) | data)
