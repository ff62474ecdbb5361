"""A table as CSV that Swedish Excel opens right: UTF-8 with BOM, semicolons, CRLF.

A text that a spreadsheet program would take for a formula gets an apostrophe before it (trust.md). ``app.sheets.read``
takes it away again, so that a list that is read back is the same. To keep that true for a text which begins with
apostrophes and a formula sign, such a text gets one more.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice

from app.kernel.words import local
from app.sheets.table import Table, Value

_BOM = b"\xef\xbb\xbf"
_ROWS_A_PIECE = 500
_RISKY_FIRST = frozenset("=+-@\t\r'")
_RISKY = re.compile(r"'*[=+\-@\t\r]")


def pieces(table: Table) -> Iterator[bytes]:
    """The file piece by piece, some hundred rows at a time: nothing but a piece is held."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(_written([column.heading for column in table.columns]))
    yield _BOM
    rows = iter(table.rows)
    while piece := list(islice(rows, _ROWS_A_PIECE)):
        writer.writerows(map(_written, piece))
        yield _emptied(buffer)
    yield _emptied(buffer)


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _written(row: Iterable[Value]) -> Sequence[Value]:
    # A plain text is by far the commonest, then nothing at all: both are let through without a call.
    return [
        value if value is None or (type(value) is str and value[:1] not in _RISKY_FIRST) else _as_text(value)
        for value in row
    ]


def _as_text(value: Value) -> Value:
    if isinstance(value, str):
        return "'" + value if _RISKY.match(value) else value
    if isinstance(value, datetime):
        return (local(value) if value.tzinfo else value).strftime("%Y-%m-%d %H.%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H.%M")
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return value
