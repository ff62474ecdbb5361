"""Tables as values: what a list hands to a writer (``Table``), and what a reader makes of a file (``Sheet``).

Pure: nothing here knows of a database, a request or a file format.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

Cell = str | int | float | date | datetime | None
"""What a reader finds in a cell. Whole numbers come as int (a phone number in a number cell is no decimal number)."""

Value = str | int | float | date | datetime | time | None
"""What a writer takes. An aware datetime is written as the clock shows it in Europe/Stockholm."""


class Kind(StrEnum):
    """What a column holds, and so how it is written and aligned."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """A column: its heading, what it holds, and how wide it is in letters (None: by kind and heading)."""

    heading: str
    kind: Kind = Kind.TEXT
    width: int | None = None


@dataclass(frozen=True)
class Table:
    """A list to download. ``rows`` may be a generator: the writers go through it once and keep nothing of it."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


@dataclass(frozen=True)
class Row:
    """A row of a read sheet, with the number that a spreadsheet program shows beside it (from 1)."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet of a read file: its name, and every row from the first to the last filled one, blank ones too."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
