"""A table as a workbook: on each sheet a bold heading row that stays in view and stands on each printed page,
a filter, real dates.

Every text is written as text, whatever it looks like: no formulas, no links, no numbers made of it (trust.md).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import IO, TYPE_CHECKING, Any

from app.kernel.words import local
from app.sheets.table import Column, Kind, Table, Value

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.DATETIME: 'yyyy-mm-dd hh"."mm', Kind.TIME: 'hh"."mm'}
_WIDTHS = {Kind.TEXT: 22, Kind.DATE: 12, Kind.DATETIME: 17, Kind.TIME: 8, Kind.NUMBER: 10}
_ROOM_FOR_FILTER_BUTTON = 4
_LONGEST_TEXT = 32_767
_A4, _A3 = 9, 8
_MOST_ON_A4 = 240
"""So many letters beside each other can still be read there."""
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_SHEET_NAME = 31


def workbook(table: Table, about: Callable[[int], Table] | None = None) -> IO[bytes]:
    """The workbook as an open temporary file, standing at its beginning; whoever takes it closes it, and it is gone.
    ``about`` makes the last sheet of how many rows the table turned out to have.
    """
    from xlsxwriter import Workbook  # only where it is used: start and memory

    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever takes it closes it
    book = Workbook(file, _OPTIONS)
    style = _Style(book)
    count = _fill(style, table)
    for one in table.beside:
        _fill(style, one)
    if about is not None:
        _fill(style, about(count))
    book.close()
    file.seek(0)
    return file


class _Style:
    """What the sheets of a workbook share: their formats, and which names are taken."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.formats = {
            kind: book.add_format({"num_format": written, "align": "left"}) for kind, written in _FORMATS.items()
        }
        self._taken: set[str] = set()

    def name(self, title: str) -> str:
        """``title`` as the name of a sheet that no other has."""
        name, number = _sheet_name(title), 1
        while name.casefold() in self._taken:
            number += 1
            ending = f" ({number})"
            name = _sheet_name(title)[: _LONGEST_SHEET_NAME - len(ending)].rstrip() + ending
        self._taken.add(name.casefold())
        return name


class _Sheet:
    """A sheet to which rows are added from above: nothing of them is kept but the last."""

    def __init__(self, style: _Style, title: str, columns: Sequence[Column]) -> None:
        self.sheet = style.book.add_worksheet(style.name(title))
        self.rows, self._last = 0, max(len(columns) - 1, 0)
        self._write = _writer(style, self.sheet)
        self.sheet.freeze_panes(1, 0)
        self._to_print(sum(map(_width, columns)))
        for number, column in enumerate(columns):
            self.sheet.set_column(number, number, _width(column))
            self.sheet.write_string(0, number, column.heading, style.bold)

    def _to_print(self, letters: int) -> None:
        """Lying down, all columns on the page, the heading on each, and which page of how many."""
        self.sheet.set_paper(_A4 if letters <= _MOST_ON_A4 else _A3)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_footer("&L&A&R&P (&N)")

    def add(self, row: Sequence[Value]) -> None:
        """One row below the last."""
        self.rows += 1
        for number, value in enumerate(row):
            if value is not None and value != "":
                self._write(self.rows, number, value)

    def close(self) -> None:
        """The filter goes over all rows."""
        self.sheet.autofilter(0, 0, self.rows, self._last)


def _fill(style: _Style, table: Table) -> int:
    """The sheets of ``table``; gives how many rows it has, without those that only say something of it."""
    first = _Sheet(style, table.title, table.columns)
    others = [(_Sheet(style, one.title, one.columns), one.of) for one in table.extracts]
    for row in table.rows:
        first.add(row)
        for sheet, of in others:
            if (drawn := of(row)) is not None:
                sheet.add(drawn)
    for sheet in (first, *(sheet for sheet, _of in others)):
        sheet.close()
    count = first.rows
    for row in table.last:
        first.add(row)
    return count


def _writer(style: _Style, sheet: Any) -> Callable[[int, int, Value], None]:
    """A function that writes one value of any kind as what it is."""
    formats = style.formats
    write_string = sheet.write_string
    write_datetime = sheet.write_datetime

    def write(row: int, column: int, value: Value) -> None:
        if isinstance(value, str):
            write_string(row, column, value[:_LONGEST_TEXT])
        elif isinstance(value, datetime):
            shown = local(value).replace(tzinfo=None) if value.tzinfo else value
            write_datetime(row, column, shown, formats[Kind.DATETIME])
        elif isinstance(value, date):
            write_datetime(row, column, value, formats[Kind.DATE])
        elif isinstance(value, time):
            write_datetime(row, column, value.replace(tzinfo=None), formats[Kind.TIME])
        else:
            sheet.write_number(row, column, value)

    return write


def _width(column: Column) -> int:
    return column.width or max(_WIDTHS[column.kind], len(column.heading) + _ROOM_FOR_FILTER_BUTTON)


def _sheet_name(title: str) -> str:
    """``title`` as Excel accepts the name of a sheet: no sign that it has a use for, and not too long."""
    name = " ".join(_NOT_IN_SHEET_NAME.sub(" ", title).split()).strip(" '")
    if len(name) > _LONGEST_SHEET_NAME:
        cut = name[: _LONGEST_SHEET_NAME - 1]
        name = (cut.rpartition(" ")[0] or cut).rstrip(" ,") + "…"
    return "Lista" if not name or name.casefold() == "history" else name
