"""A table as JSON: a list with an object for each row, its values by the headings. Dates are ISO 8601, a moment as the
clock shows it in Europe/Stockholm, with its offset; what is not known is null. UTF-8.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import chain, islice

from app.kernel.words import local
from app.sheets.table import Table, Value

_ROWS_A_PIECE = 500


def pieces(table: Table) -> Iterator[bytes]:
    """The file piece by piece, some hundred rows at a time: nothing but a piece is held."""
    names, rows, before = distinct(column.heading for column in table.columns), chain(table.rows, table.last), "[\n"
    while piece := list(islice(rows, _ROWS_A_PIECE)):
        written = [json.dumps(dict(zip(names, map(_plain, row), strict=True)), ensure_ascii=False) for row in piece]
        yield (before + ",\n".join(written)).encode()
        before = ",\n"
    yield (("[" if before == "[\n" else "\n") + "]\n").encode()


def distinct(headings: Iterable[str]) -> list[str]:
    """The headings, with a number where one stands before: an object has a name once."""
    found: list[str] = []
    for heading in headings:
        others = (f"{heading} ({number})" for number in range(2, len(found) + 2))
        found.append(heading if heading not in found else next(one for one in others if one not in found))
    return found


def _plain(value: Value) -> str | int | float | None:
    if isinstance(value, datetime):
        return (local(value) if value.tzinfo else value).isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return value
