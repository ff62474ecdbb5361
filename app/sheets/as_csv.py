"""A table as CSV that Swedish Excel opens right: UTF-8 with BOM, semicolons, CRLF.

A text that a spreadsheet program would take for a formula gets an apostrophe before it (trust.md). ``app.sheets.read``
takes it away again, so that a list that is read back is the same. To keep that true for a text which begins with
apostrophes and a formula sign, such a text gets one more.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from itertools import chain, islice
from operator import itemgetter
from typing import Any

from app.kernel.words import local
from app.sheets.table import Table, Value

_BOM = b"\xef\xbb\xbf"
_DELIMITER, _END = ";", "\r\n"
_ROWS_A_PIECE = 500
_RISKY_FIRST = frozenset("=+-@\t\r'")
_first = itemgetter(0)
_RISKY = re.compile(r"'*[=+\-@\t\r]")


def pieces(table: Table) -> Iterator[bytes]:
    """The file piece by piece, some hundred rows at a time: nothing but a piece is held."""
    yield _BOM + _lines([[column.heading for column in table.columns]]).encode()
    rows = chain(table.rows, table.last)
    while piece := list(islice(rows, _ROWS_A_PIECE)):
        yield _lines(piece).encode()


def _lines(piece: Sequence[Sequence[Value]]) -> str:
    """The rows as lines. Where no cell holds a sign that asks for quotes, which is seen at once in them all, they are
    what stands between the delimiters: to look at each cell takes csv four times as long.
    """
    columns = [_column(values) for values in zip(*piece, strict=True)]  # a column is mostly of one kind
    joined = _END.join(map(_DELIMITER.join, zip(*columns, strict=True))) + _END
    signs = (joined.count(_DELIMITER), joined.count("\r"), joined.count("\n"), joined.count('"'))
    if signs == ((len(columns) - 1) * len(piece), len(piece), len(piece), 0) and len(columns) > 1:
        return joined
    quoted = io.StringIO()
    csv.writer(quoted, delimiter=_DELIMITER, lineterminator=_END).writerows(zip(*columns, strict=True))
    return quoted.getvalue()


def _column(values: Sequence[Value]) -> Sequence[str]:
    """A column's values as texts."""
    if None in values:
        values = ["" if value is None else value for value in values]
    try:
        if _RISKY_FIRST.isdisjoint(map(_first, filter(len, values))):  # type: ignore[arg-type]
            return values  # type: ignore[return-value]
    except TypeError:  # not texts alone
        pass
    return [_WRITERS.get(type(value), _as_text)(value) for value in values]


def _text(text: str) -> str:
    return "'" + text if _RISKY.match(text) else text


def _moment(moment: datetime) -> str:
    return (local(moment) if moment.tzinfo else moment).strftime("%Y-%m-%d %H.%M")


@lru_cache(maxsize=1024)
def _day(day: date) -> str:
    """A list has few days, thousands of times."""
    return day.isoformat()


def _clock(hour: time) -> str:
    return hour.strftime("%H.%M")


def _decimal(number: float) -> str:
    return str(number).replace(".", ",")


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _text,
    datetime: _moment,
    date: _day,
    time: _clock,
    float: _decimal,
    int: str,
}


def _as_text(value: Value) -> str:
    """The same for what is a kind of one of them. Raises TypeError for what is none."""
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    raise TypeError(type(value))
