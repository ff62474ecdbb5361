"""Tables as values: what a list hands to a writer (``Table``), and what a reader makes of a file (``Sheet``).

Pure: nothing here knows of a database, a request or a file format.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from app.kernel.words import N_

Cell = str | int | float | date | datetime | None
"""What a reader finds in a cell. Whole numbers come as int (a phone number in a number cell is no decimal number)."""

Value = str | int | float | date | datetime | time | None
"""What a writer takes. An aware datetime is written as the clock shows it in Europe/Stockholm."""


ABOUT = N_("Om listan")
"""The last sheet of every workbook that is made here: the sheets between it and the first repeat the first."""


class Kind(StrEnum):
    """What a column holds, and so how it is written and aligned."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """A column: its heading, what it holds, and how wide it is in letters (None: by kind and heading). ``key`` is what
    it is known by where the heading may come to change.
    """

    heading: str
    kind: Kind = Kind.TEXT
    width: int | None = None
    key: str = ""


@dataclass(frozen=True)
class Extract:
    """A sheet of its own in a workbook: of each row of the table it has what ``of`` makes of that row, or nothing where
    that is None. So the rows are read once, however many sheets there are.
    """

    title: str
    columns: Sequence[Column]
    of: Callable[[Sequence[Value]], Sequence[Value] | None]


@dataclass(frozen=True)
class Table:
    """A list to download. ``rows`` may be a generator: the writers go through it once and keep nothing of it. For the
    formats that have sheets there are ``extracts``, and ``beside`` tables with rows of their own. In files ``last`` are
    rows below the others that say something of the list: nobody counts them in.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    extracts: Sequence[Extract] = ()
    beside: Sequence["Table"] = ()
    last: Sequence[Sequence[Value]] = ()


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
