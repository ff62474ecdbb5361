"""CSV as it comes: semicolons, commas or tabs; UTF-8, UTF-16 or the Windows code page of Swedish Excel."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from app.sheets import refused
from app.sheets.refused import SpreadsheetRefused
from app.sheets.table import Cell, Sheet
from app.sheets.unwrapped import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, numbered, unguarded

_DELIMITERS = ";\t,"
_LOOKED_AT = 60
_LINES_IN_A_CELL = 30
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(data: bytes, name: str) -> Sheet:
    """The one sheet of a delimited text. Raises SpreadsheetRefused for what is no text, or too much."""
    text, delimiter = _without_excel_line(_decoded(data))
    delimiter = delimiter or guess_delimiter(text)
    rows = _parsed(text, delimiter, quotes=True)
    if any(cell.count("\n") + cell.count("\r") > _LINES_IN_A_CELL for row in rows for cell in row):
        # A lone quotation mark has swallowed the lines after it.
        rows = _parsed(text, delimiter, quotes=False)
    return Sheet(name, numbered([[_cell(text) for text in row] for row in rows]))


def _decoded(data: bytes) -> str:
    """A byte order mark decides; then UTF-8 where it fits (it hardly ever does by chance); else Windows-1252.

    Not guessed by statistics: guessers take Swedish Windows-1252 for the code page of central Europe.
    """
    encodings = [encoding for mark, encoding in _MARKS if data.startswith(mark)] or ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise SpreadsheetRefused(refused.NOT_A_SPREADSHEET)
        return text
    raise SpreadsheetRefused(refused.UNREADABLE_TEXT)


def _without_excel_line(text: str) -> tuple[str, str]:
    """The text without Excel's own first line "sep=;", and the delimiter that it names."""
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) <= len("sep=;"):
        return rest, first.strip("\r")[len("sep=") :] or "\t"
    return text, ""


def guess_delimiter(text: str) -> str:
    """The delimiter that gives the most even table of the first lines; a semicolon when there is but one column. Tabs
    where most lines have some: hardly anybody writes them inside a cell, while dates and names have commas; but where
    semicolons give a more even table, they were written there.
    """
    first = [line for line in islice(io.StringIO(text), _LOOKED_AT) if line.strip()]
    if 2 * sum("\t" in line for line in first) > len(first) and _evenness(text, "\t")[0] >= _evenness(text, ";")[0]:
        return "\t"
    return max(_DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """How large a share of the filled lines have the commonest width above one, and that width."""
    try:
        rows = list(islice(_reader(text, delimiter), _LOOKED_AT))
    except csv.Error:
        return (0.0, 0)
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    split = {width: count for width, count in widths.items() if width > 1}
    if not split:
        return (0.0, 0)
    width = max(split, key=lambda width: (split[width], width))
    return (split[width] / widths.total(), width)


def _parsed(text: str, delimiter: str, *, quotes: bool) -> list[list[str]]:
    try:
        return list(_counted(_reader(text, delimiter, quotes=quotes)))
    except csv.Error:
        raise SpreadsheetRefused(refused.BROKEN) from None


def _reader(text: str, delimiter: str, *, quotes: bool = True) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")  # ends lines at \n and \r only, not at other separators inside a cell
    return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE)


def _counted(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    cells = 0
    for number, row in enumerate(rows, start=1):
        while row and not row[-1].strip():
            row.pop()
        cells += len(row)
        _check(number, len(row), cells)
        yield row


def _check(rows: int, columns: int, cells: int) -> None:
    if rows > MAX_ROWS:
        raise SpreadsheetRefused(refused.TOO_MANY_ROWS)
    if columns > MAX_COLUMNS:
        raise SpreadsheetRefused(refused.TOO_MANY_COLUMNS)
    if cells > MAX_CELLS:
        raise SpreadsheetRefused(refused.TOO_MUCH)


def _cell(text: str) -> Cell:
    return unguarded(text) if text.strip() else None
