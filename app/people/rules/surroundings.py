"""What a row does not say itself but the table around it does: titles, the sheet's name, rows that head a group."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from app.people.rules.cells import cell_line
from app.people.rules.columns import Block, Column
from app.people.rules.headings import Field
from app.people.rules.kinds import OrganisationKind
from app.people.rules.organisation_words import kind_named
from app.people.rules.readers import Readers
from app.people.rules.skipped_rows import Skip
from app.people.rules.written import written_key
from app.sheets.table import Row

_SIGN_OFF = re.compile(r"[\d:!?]|\.$")
_MOST_BLANK = 0.3
_INDEPENDENT = re.compile(r"\bfristående\b|\bfriskol", re.IGNORECASE)


@dataclass(frozen=True)
class Given:
    """What holds for every row of a table that has nothing of its own to say: from titles and the sheet's name."""

    role: str = ""
    organisation: str = ""
    kind: str = ""
    area: str = ""


def given_by(block: Block, readers: Readers, areas: Iterable[str]) -> Given:
    """What the sheet's name and the titles say about everybody in the table, where it has no column for it."""
    said = [block.sheet, *block.titles]
    by_key = {written_key(area): area for area in areas if area}
    role = "" if block.of(Field.ROLE) else next(filter(readers.is_role, said), "")
    named = "" if block.of(Field.ORGANISATION) else next(filter(None, map(readers.organisation_in, said)), "")
    kinds = [kind_named(text) or (OrganisationKind.FRISTAENDE if _INDEPENDENT.search(text) else None) for text in said]
    kind = "" if block.of(Field.KIND) else next((kind.label for kind in kinds if kind), "")
    area = "" if block.of(Field.AREA) else next((by_key[key] for key in map(written_key, said) if key in by_key), "")
    return Given(role, named, kind, area)


def only_text(row: Row) -> str:
    """The only text of a row with one filled cell, else empty."""
    filled = [cell for cell in row.cells if cell is not None]
    return cell_line(filled[0]) if len(filled) == 1 and "@" not in str(filled[0]) else ""


def after(text: str, section: Given, given: Given, readers: Readers) -> tuple[Given, Skip | None]:
    """What holds after a row that says nothing but ``text``."""
    label = text.rstrip(" :")
    if readers.is_organisation(label):
        return Given(given.role, label, section.kind, section.area), Skip.REMARK
    if readers.is_role(label):
        return Given(label, section.organisation, section.kind, section.area), Skip.REMARK
    person = len(text.split()) in {2, 3} and not _SIGN_OFF.search(text) and text.istitle()
    return section, None if person else Skip.REMARK


class GroupedOrganisation:
    """Fills in the organisation where it is written only in the first row of each group. A list is taken to be so if
    enough cells are blank and no organisation is written twice in a row.
    """

    def __init__(self, block: Block) -> None:
        self._last = ""
        columns = block.of(Field.ORGANISATION)
        cells = [_at(row, columns[0]) for row in block.rows if columns and _is_filled(row)]
        blank = sum(not cell for cell in cells)
        repeated = any(one and one == other for one, other in pairwise(cells))
        self._grouped = bool(cells) and bool(cells[0]) and not repeated and blank >= _MOST_BLANK * len(cells)

    def filled(self, written: str) -> str:
        """The organisation of the next row, which writes ``written``."""
        if written:
            self._last = written
        return written or (self._last if self._grouped else "")


def _at(row: Row, column: Column) -> str:
    return cell_line(row.cells[column.index]) if column.index < len(row.cells) else ""


def _is_filled(row: Row) -> bool:
    return sum(cell is not None for cell in row.cells) > 1
