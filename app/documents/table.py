"""A list on paper: a table of any kind as a PDF, lying down, with its heading on each page."""

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import chain

from app.documents.frame import MOST_CELLS, TooLongForPaperError, frame
from app.documents.typeset import typeset
from app.kernel.words import clock_time, iso_date
from app.sheets.table import Column, Kind, Table, Value

_SIZES = ((8, "a4", 9.0), (12, "a4", 7.5), (18, "a3", 8.0))
_SMALLEST = ("a3", 6.5)
_WIDTHS = {Kind.TEXT: 20, Kind.NUMBER: 8}
_UNBROKEN = {Kind.DATE: 4.9, Kind.DATETIME: 7.6, Kind.TIME: 2.6}
"""What must stand on one line, and its width by the size of the type."""
_WIDEST = 32
_LONGEST_WORD, _ROOM_FOR_LETTER, _ROOM_BESIDE = 18, 1.5, 4
"""A column has room for its longest word ("Västernorrlands", "Utvecklingsledare"), up to so many letters."""


def table_pdf(table: Table, *, event: str, lead: str = "") -> bytes:
    """``table`` of the meeting named ``event``, as a PDF. Raises TooLongForPaperError, and as ``typeset``."""
    rows: list[list[str]] = []
    for row in chain(table.rows, table.last):
        if len(rows) * len(table.columns) >= MOST_CELLS:
            raise TooLongForPaperError(table.title)
        rows.append([_written(value) for value in row])
    paper, size = _fitting(len(table.columns))
    data = {
        "paper": paper,
        "size": size,
        "columns": [_head(column, _longest_word(row[n] for row in rows)) for n, column in enumerate(table.columns)],
        "rows": rows,
    }
    return typeset("table", frame(table.title, event, lead) | data)


def _fitting(columns: int) -> tuple[str, float]:
    """Paper and size of type (points) for so many columns."""
    return next(((paper, size) for most, paper, size in _SIZES if columns <= most), _SMALLEST)


def _longest_word(cells: Iterable[str]) -> int:
    """How long the longest word is that is no address, so far as a column is made wider for it."""
    words = (word for cell in set(cells) for word in cell.split() if "@" not in word)
    return min(max(map(len, words), default=0), _LONGEST_WORD)


def _head(column: Column, longest_word: int) -> dict[str, object]:
    letters = column.width or max(_WIDTHS.get(column.kind, 0), min(len(column.heading), _WIDEST))
    return {
        "text": column.heading,
        "share": max(min(letters, _WIDEST), longest_word * _ROOM_FOR_LETTER + _ROOM_BESIDE),
        "unbroken": _UNBROKEN.get(column.kind, 0),
        "right": column.kind is Kind.NUMBER,
    }


def _written(value: Value) -> str:
    """A cell as Swedish paper has it: dates as 2027-03-04, times as 10.00."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{iso_date(value)} {clock_time(value)}"
    if isinstance(value, date):
        return iso_date(value)
    return value.strftime("%H.%M") if isinstance(value, time) else str(value)
