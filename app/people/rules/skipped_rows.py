"""Rows that are no people: blank ones, sums, headings, vacancies."""

import re
from dataclasses import dataclass

from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.people.rules.addresses import looks_like_address
from app.people.rules.cells import cell_line
from app.people.rules.columns import Block, is_heading_row
from app.people.rules.headings import Field
from app.people.rules.written import written_key
from app.sheets.table import Cell, Row

_TOTAL = re.compile(r"^(?:summa|totalt|total|sum|delsumma|antal|s a|sammanlagt)\b")
_VACANT = re.compile(r"^(?:vakan\w*|n ?n|(?:ej |inte )?tillsatt\w*|obesatt|(?:ny)?rekrytering\w*)\b")


class Skip(Labelled):
    """Why a row is passed over although nothing is wrong with it."""

    BLANK = "blank", N_("tom rad")
    TOTAL = "total", N_("summarad")
    HEADING = "heading", N_("rubrikrad")
    REMARK = "remark", N_("rubrik eller anmärkning")
    VACANT = "vacant", N_("vakant")
    DOUBLED = "doubled", N_("samma som en tidigare rad")


@dataclass(frozen=True)
class SkippedRow:
    """A row that is no person."""

    sheet: str
    number: int
    why: Skip


def why_skipped(block: Block, row: Row) -> Skip | None:
    """Why the row is no person, or None."""
    texts = [cell for cell in row.cells if cell is not None and (not isinstance(cell, str) or cell_line(cell))]
    if not texts:
        return Skip.BLANK
    if is_heading_row(row):
        return Skip.HEADING
    has_address = any(looks_like_address(str(text)) for text in texts)
    if not has_address and (_TOTAL.match(written_key(str(texts[0]))) or all(map(_is_number, texts))):
        return Skip.TOTAL
    columns = [column for name in (Field.NAME, Field.GIVEN, Field.FAMILY) for column in block.of(name)]
    names = [cell_line(row.cells[column.index]) for column in columns if column.index < len(row.cells)]
    return Skip.VACANT if any(_VACANT.match(written_key(name)) for name in names) else None


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float)
