"""Excel workbooks (.xlsx), weighed before they are parsed."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from app.sheets import refused
from app.sheets.refused import SpreadsheetRefused
from app.sheets.table import Cell, Sheet
from app.sheets.unwrapped import numbered, unguarded
from app.sheets.weigh import weigh

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_Span = tuple[tuple[int, int], tuple[int, int]]


def read_workbook(data: bytes) -> tuple[Sheet, ...]:
    """The sheets of an .xlsx file. Raises SpreadsheetRefused for other kinds, broken, and too large ones."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            _check_kind(archive)
            weigh(archive)
    except SpreadsheetRefused:
        raise
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error):
        raise SpreadsheetRefused(refused.BROKEN) from None
    return _parsed(data)


def _check_kind(archive: ZipFile) -> None:
    if any(member.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for member in archive.infolist()):
        raise SpreadsheetRefused(refused.BROKEN)
    names = {name.casefold() for name in archive.namelist()}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise SpreadsheetRefused(refused.MACROS)
    if "xl/workbook.bin" in names:
        raise SpreadsheetRefused(refused.BINARY_EXCEL)
    if "xl/workbook.xml" not in names:
        open_document = "content.xml" in names and "mimetype" in names
        raise SpreadsheetRefused(refused.OPEN_DOCUMENT if open_document else refused.NOT_A_SPREADSHEET)


def _parsed(data: bytes) -> tuple[Sheet, ...]:
    import python_calamine as calamine  # only where it is used: start and memory

    shown = calamine.SheetVisibleEnum.Visible
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return tuple(
                _sheet(meta.name, book.get_sheet_by_name(meta.name), hidden=meta.visible != shown)
                for meta in book.sheets_metadata
                if meta.typ == calamine.SheetTypeEnum.WorkSheet
            )
    except calamine.PasswordError:
        raise SpreadsheetRefused(refused.PASSWORD) from None
    except (calamine.CalamineError, OSError, ValueError):
        raise SpreadsheetRefused(refused.BROKEN) from None


def _sheet(name: str, sheet: CalamineSheet, *, hidden: bool) -> Sheet:
    grid = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    _fill_merged(grid, sheet.merged_cell_ranges or [])
    return Sheet(name, numbered(grid), hidden)


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return unguarded(value) if value.strip() else None
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, int | datetime | date):
        return value
    if isinstance(value, time):
        return value.strftime("%H.%M")
    return str(value) if isinstance(value, timedelta) else None


def _fill_merged(grid: list[list[Cell]], spans: Sequence[_Span]) -> None:
    """Give the rows of a cell merged downwards the value that the eye sees beside them. Blank rows stay blank."""
    for (top, left), (bottom, right) in spans:
        if left != right or bottom == top or top >= len(grid) or left >= len(grid[top]):
            continue
        for row in grid[top + 1 : bottom + 1]:
            if any(cell is not None for cell in row):
                row[left] = grid[top][left]
