"""A cell's value as text."""

from datetime import date, datetime

from app.kernel.text import clean_line, clean_text
from app.sheets.table import Cell

_LONGEST = 2_000


def cell_text(cell: Cell) -> str:
    """One cell as clean text, line breaks kept; empty for an empty cell. A day is written 2027-03-04."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return clean_text(cell, _LONGEST)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H.%M")
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)


def cell_line(cell: Cell) -> str:
    """As ``cell_text``, in one line."""
    return clean_line(cell if isinstance(cell, str) else cell_text(cell), _LONGEST)
