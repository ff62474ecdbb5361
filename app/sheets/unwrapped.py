"""What both readers do to a cell's text and to the rows around it, and how much they take."""

import re
from collections.abc import Iterable, Sequence

from app.sheets.table import Cell, Row

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 600_000
MAX_AREA = 1_500_000
MAX_TEXT = 20_000_000

_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def unguarded(text: str) -> str:
    """``text`` without the apostrophe that ``app.sheets.as_csv`` puts before what looks like a formula."""
    return text[1:] if _GUARDED.match(text) else text


def numbered(rows: Iterable[Sequence[Cell]]) -> tuple[Row, ...]:
    """The rows with their numbers, up to the last one with something in it."""
    numbers = tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, start=1))
    filled = [row.number for row in numbers if any(cell is not None for cell in row.cells)]
    return numbers[: filled[-1]] if filled else ()
