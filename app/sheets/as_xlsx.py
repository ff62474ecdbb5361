"""A table as a workbook: one sheet, a bold heading row that stays in view, a filter, real dates.

Every text is written as text, whatever it looks like: no formulas, no links, no numbers made of it (trust.md).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
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
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_SHEET_NAME = 31


def workbook(table: Table) -> IO[bytes]:
    """The workbook as an open temporary file, standing at its beginning; whoever takes it closes it, and it is gone."""
    from xlsxwriter import Workbook  # only where it is used: start and memory

    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever takes it closes it
    book = Workbook(file, _OPTIONS)
    last_row = _write(book, table)
    sheet = book.worksheets()[0]
    sheet.autofilter(0, 0, last_row, max(len(table.columns) - 1, 0))
    book.close()
    file.seek(0)
    return file


def _write(book: Workbook, table: Table) -> int:
    """Write everything; give the number of the last row, counted from 0."""
    sheet = book.add_worksheet(_sheet_name(table.title))
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, _width(column))
        sheet.write_string(0, number, column.heading, bold)
    write = _writer(book, sheet)
    row_number = 0
    for row_number, row in enumerate(table.rows, start=1):
        for number, value in enumerate(row):
            if value is not None and value != "":
                write(row_number, number, value)
    return row_number


def _writer(book: Workbook, sheet: Any) -> Callable[[int, int, Value], None]:
    """A function that writes one value of any kind as what it is."""
    formats = {kind: book.add_format({"num_format": written}) for kind, written in _FORMATS.items()}
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
    """``title`` as Excel accepts the name of a sheet."""
    name = _NOT_IN_SHEET_NAME.sub(" ", title)[:_LONGEST_SHEET_NAME].strip(" '")
    return "Lista" if not name or name.casefold() == "history" else name
