"""What every document has: its title and meeting, who made it, how its pages are numbered, and how much it may hold."""

from app.kernel.words import N_

_PAGE = N_("Sida {page} av {pages}")
_AUTHOR = "RUN"
MOST_CELLS = 20_000
"""More is for a spreadsheet: typst takes 400 MB for so many, and a hundred pages are no list to hold."""


class TooLongForPaperError(ValueError):
    """More than MOST_CELLS."""


def frame(title: str, event: str, lead: str = "", *, cells: int = 0) -> dict[str, object]:
    """The data that every template has; ``lead`` stands under the heading. Raises TooLongForPaperError for so many
    ``cells``.
    """
    if cells > MOST_CELLS:
        raise TooLongForPaperError(title)
    said = {"page": _PAGE, "lead": lead, "empty": N_("Listan är tom")}
    return {"title": title, "event": event, "author": _AUTHOR, **said}
