"""A list on the screen: its first rows."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from app.kernel import words
from app.sheets.table import Kind, Table, Value

_SHOWN = 100


@dataclass(frozen=True)
class Shown:
    """What the macro ``table`` takes, and whether the files have more rows."""

    columns: list[dict[str, str]]
    rows: list[list[str]]
    more: bool


def shown(table: Table, number: int = _SHOWN) -> Shown:
    """The first rows of ``table`` in words, ``number`` at most; the others are let go of."""
    made = iter(table.rows)
    rows = [[_words(value) for value in row] for row in islice(made, number + 1)]
    if isinstance(made, Generator):
        made.close()
    columns = [{"text": one.heading, "kind": "number" if one.kind is Kind.NUMBER else ""} for one in table.columns]
    return Shown(columns, rows[:number], len(rows) > number)


def _words(value: Value) -> str:
    if isinstance(value, datetime):
        return f"{words.iso_date(value)} {words.clock_time(value)}"
    return "" if value is None else str(value)
