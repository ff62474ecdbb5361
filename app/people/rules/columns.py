"""Finding the tables in a sheet: the heading row below titles and blank rows, and what each column holds. It is told by
the heading, else by the content; the guess is a value that is shown and can be corrected.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.people.rules.addresses import looks_like_address
from app.people.rules.cells import cell_line
from app.people.rules.column_content import guess_field, guess_name_columns
from app.people.rules.headings import Field, columns_of_own_list, family_comes_first, heading_field, rank
from app.people.rules.readers import Readers
from app.sheets.table import Cell, Row, Sheet

ColumnCorrections = Mapping[tuple[str, int], Mapping[int, Field]]
"""What the page said of columns: by sheet and number of the heading row (0: none), then by place from 0."""

_FEWEST_HEADINGS = 2
_HEADINGS_OF_ANOTHER_TABLE = 3
_SAMPLE = 60
_NUMBER = re.compile(r"\d{4}")
_NAMES = frozenset({Field.NAME, Field.GIVEN, Field.FAMILY})
_TOLD_BY_HEADING = frozenset({Field.ROLE, Field.ORGANISATION, Field.EMAIL, Field.PHONE})
"""Where a heading names such a column, no other is taken for one by its content: that may be somebody else's."""
_ONE_COLUMN = frozenset({Field.GIVEN, Field.FAMILY, Field.NAME, Field.KIND, Field.AREA})


@dataclass(frozen=True)
class Column:
    """A column of a table: its place from 0, its heading, what it is read as, and whether its content told that."""

    index: int
    heading: str
    field: Field
    by_content: bool = False

    @property
    def family_first(self) -> bool:
        """Whether the family name stands before the given name in the cell."""
        return self.field is Field.NAME and family_comes_first(self.heading)


@dataclass(frozen=True)
class Block:
    """A table in a sheet. ``header``: the number of its heading row, 0 for none. ``titles``: what stands above."""

    sheet: str
    header: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    titles: tuple[str, ...] = ()

    def of(self, field: Field) -> tuple[Column, ...]:
        """The columns read as ``field``, the one to look into first standing first."""
        return self._by_field.get(field, ())

    @cached_property
    def _by_field(self) -> dict[Field, tuple[Column, ...]]:
        ordered = sorted(self.columns, key=lambda column: (rank(column.field, column.heading), column.index))
        return {field: tuple(c for c in ordered if c.field is field) for field in {c.field for c in ordered}}

    @property
    def is_contacts(self) -> bool:
        """Whether there are people in it, and something to know about them."""
        fields = {column.field for column in self.columns}
        known = fields & {Field.EMAIL, Field.PHONE, Field.ROLE, Field.ORGANISATION}
        return bool(fields & (_NAMES | {Field.EMAIL})) and bool(known)


def find_blocks(sheet: Sheet, readers: Readers, corrected: ColumnCorrections) -> tuple[Block, ...]:
    """The tables of contacts in a sheet, in order; none for a sheet that holds something else."""
    headers = _header_places(sheet.rows)
    first = headers[0] if headers else len(sheet.rows)
    titles = tuple(cell for row in sheet.rows[:first] for cell in row.cells if isinstance(cell, str))
    if not headers:
        found = [_without_known_headings(sheet, readers, corrected)]
    else:
        ends = [*headers[1:], len(sheet.rows)]
        spans = [sheet.rows[start:end] for start, end in zip(headers, ends, strict=True)]
        found = [_block(sheet.name, span, titles, readers, corrected) for span in spans]
    return tuple(block for block in found if block and block.is_contacts)


def is_heading_row(row: Row) -> bool:
    """Whether at least half of what is filled in the row are headings, two different ones or more."""
    filled = sum(cell is not None for cell in row.cells)
    if any(not isinstance(cell, str) or "@" in cell for cell in row.cells if cell is not None):
        return False
    fields = [heading_field(cell) for cell in row.cells if isinstance(cell, str)]
    known = [field for field in fields if field]
    return len(set(known) - {Field.NOTE, Field.SKIP}) >= _FEWEST_HEADINGS and 2 * len(known) >= filled


def _has_address(row: Row) -> bool:
    return any(isinstance(cell, str) and looks_like_address(cell) for cell in row.cells)


def _header_places(rows: Sequence[Row]) -> list[int]:
    """The places (from 0) of the rows that begin a table each. A repeated heading row begins none, nor does the second
    of two heading rows that belong together.
    """
    found: list[int] = []
    for place, row in enumerate(rows):
        if is_heading_row(row) and (not found or _begins_another(rows[found[-1]], row, place - found[-1])):
            found.append(place)
    return found


def _begins_another(first: Row, row: Row, apart: int) -> bool:
    mine, its = _fields(first), _fields(row)
    return apart > 1 and mine != its and len(set(its.values())) >= _HEADINGS_OF_ANOTHER_TABLE


def _fields(row: Row) -> dict[int, Field]:
    named = {index: heading_field(cell) for index, cell in enumerate(row.cells) if isinstance(cell, str)}
    return {index: field for index, field in named.items() if field}


def _without_known_headings(sheet: Sheet, readers: Readers, corrected: ColumnCorrections) -> Block | None:
    """The table in a sheet whose headings, if there are any, nobody knows; None if there is no address in it."""
    places = [place for place, row in enumerate(sheet.rows) if _has_address(row)]
    if not places:
        return None
    above = sheet.rows[places[0] - 1] if places[0] else Row(0, ())
    texts = [cell for cell in above.cells if cell is not None]
    if len(texts) >= _FEWEST_HEADINGS and not any(_NUMBER.search(str(cell)) for cell in texts):
        return _block(sheet.name, sheet.rows[places[0] - 1 :], (), readers, corrected)
    return _block(sheet.name, (Row(0, ()), *sheet.rows), (), readers, corrected)


def _block(
    sheet: str, rows: Sequence[Row], titles: tuple[str, ...], readers: Readers, corrected: ColumnCorrections
) -> Block:
    """The table of these rows, of which the first is the heading row."""
    headings = _headings(rows)
    data = rows[1:]
    said = corrected.get((sheet, rows[0].number), {})
    width = max((len(row.cells) for row in rows), default=0)
    columns = [_column(index, headings.get(index, ""), _sample(data, index), readers) for index in range(width)]
    settled = _settled([column for column in columns if column], data)
    own = columns_of_own_list([headings.get(index, "") for index in range(width)])
    if own is not None:
        settled = [column if column.index in own else replace(column, field=Field.SKIP) for column in settled]
    final = (replace(column, field=said.get(column.index, column.field)) for column in settled)
    return Block(sheet, rows[0].number, tuple(final), tuple(data), titles)


def _headings(rows: Sequence[Row]) -> dict[int, str]:
    """The headings by place; where a second heading row follows at once, what it says of a column counts."""
    headings = {index: cell_line(cell) for index, cell in enumerate(rows[0].cells)}
    if len(rows) > 1 and rows[0].cells and is_heading_row(rows[1]):
        headings |= {index: cell_line(rows[1].cells[index]) for index in _fields(rows[1])}
    return headings


def _sample(rows: Sequence[Row], index: int) -> list[Cell]:
    cells: list[Cell] = []
    for row in rows:
        if index < len(row.cells) and row.cells[index] is not None:
            cells.append(row.cells[index])
            if len(cells) == _SAMPLE:
                break
    return cells


def _column(index: int, heading: str, values: list[Cell], readers: Readers) -> Column | None:
    if not heading and not values:
        return None
    field = heading_field(heading)
    if field is Field.NAME and guess_field(values, readers) is Field.EMAIL:
        return Column(index, heading, Field.EMAIL, by_content=True)  # "Kontakt" may be either
    if field:
        return Column(index, heading, field)
    guess = guess_field(values, readers)
    return Column(index, heading, guess or Field.NOTE, by_content=guess is not None)


def _settled(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    """The columns with each field given once where there can be one only, and the names found."""
    headed = {column.field for column in columns if not column.by_content}
    kept: list[Column] = []
    for column in columns:
        taken = {other.field for other in kept}
        twice = column.field in _ONE_COLUMN and column.field in taken
        told_already = column.by_content and column.field in headed & _TOLD_BY_HEADING
        kept.append(replace(column, field=Field.NOTE, by_content=False) if twice or told_already else column)
    return _with_names(kept, rows)


def _with_names(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    fields = {column.field for column in columns}
    if Field.NAME in fields and fields & {Field.GIVEN, Field.FAMILY}:
        # "Namn" beside "Efternamn" is the given name; beside both it says nothing new.
        meant = Field.SKIP if {Field.GIVEN, Field.FAMILY} <= fields else ({Field.GIVEN, Field.FAMILY} - fields).pop()
        return [replace(column, field=meant) if column.field is Field.NAME else column for column in columns]
    if Field.NAME in fields or {Field.GIVEN, Field.FAMILY} <= fields:
        return columns
    found = _guessed_names(columns, rows, fields)
    return [
        replace(column, field=found[column.index], by_content=True) if column.index in found else column
        for column in columns
    ]


def _guessed_names(columns: list[Column], rows: Sequence[Row], fields: set[Field]) -> dict[int, Field]:
    """What the columns without a known heading are, where names are missing."""
    some = [row for row in rows if _has_address(row)][:_SAMPLE]
    free = [column.index for column in columns if column.field is Field.NOTE and not heading_field(column.heading)]
    cells = {index: [row.cells[index] if index < len(row.cells) else None for row in some] for index in free}
    addresses = [next((str(cell).strip() for cell in row.cells if looks_like_address(str(cell))), "") for row in some]
    found = guess_name_columns(cells, addresses)
    missing = {Field.GIVEN, Field.FAMILY} - fields
    if len(missing) == 1:
        return {index: missing.pop() for index in list(found)[:1]}
    return found
