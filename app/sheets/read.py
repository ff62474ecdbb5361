"""Bytes that somebody uploaded, to sheets of cells. The kind of file is seen by its content, never by its name alone.

Everything that can be checked without parsing is checked first: a small file can become very large (trust.md).
"""

from pathlib import PurePath

from app.sheets import refused
from app.sheets.delimited import read_text
from app.sheets.refused import SpreadsheetRefused
from app.sheets.table import Sheet
from app.sheets.workbook import read_workbook

MAX_BYTES = 10_000_000

_ZIP_FIRST = b"PK"
_OLE_FIRST = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXT_ENDINGS = {"", ".csv", ".txt", ".tsv", ".tab"}
_OTHER_FIRST = (b"%PDF", b"{\\rtf", b"<", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


def read(data: bytes, filename: str) -> tuple[Sheet, ...]:
    """The sheets of an .xlsx or CSV file with something in them, in the order of the file.

    Raises SpreadsheetRefused, whose text is Swedish and says what to do.
    """
    if not data.strip():
        raise SpreadsheetRefused(refused.EMPTY)
    if len(data) > MAX_BYTES:
        raise SpreadsheetRefused(refused.TOO_BIG)
    ending = PurePath(filename).suffix.casefold()
    sheets = _sheets(data, PurePath(filename).stem, ending)
    filled = tuple(sheet for sheet in sheets if sheet.rows)
    if not filled:
        raise SpreadsheetRefused(refused.NO_CELLS)
    return filled


def _sheets(data: bytes, stem: str, ending: str) -> tuple[Sheet, ...]:
    if data.startswith(_OLE_FIRST):
        raise SpreadsheetRefused(refused.PASSWORD if _ENCRYPTED in data else refused.OLD_EXCEL)
    if data.startswith(_ZIP_FIRST):
        if ending == ".xlsm":
            raise SpreadsheetRefused(refused.MACROS)
        return read_workbook(data)
    if ending in {".xlsx", ".xlsm", ".xlsb"}:
        raise SpreadsheetRefused(refused.BROKEN)
    if ending not in _TEXT_ENDINGS or data.lstrip().startswith(_OTHER_FIRST):
        raise SpreadsheetRefused(refused.NOT_A_SPREADSHEET)
    return (read_text(data, stem),)
