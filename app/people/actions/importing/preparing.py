"""Making the preview of a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.people import queries
from app.people.queries.sight import may_see
from app.people.rules.corrections import Corrections
from app.people.rules.importing import preview_import
from app.people.rules.preview import Preview
from app.people.rules.snapshot import Register
from app.sheets.table import Sheet

Sheets = Sequence[Sheet]


@dataclass(frozen=True)
class Prepared:
    """A file beside the register as it was just now, and what reading it in would do; ``hides``: for somebody who may
    not see protected people.
    """

    sheets: Sheets
    corrections: Corrections
    register: Register
    preview: Preview
    hides: bool = False


def prepare(sheets: Sheets, corrections: Corrections, today: date) -> Prepared:
    """Compare the sheets with the register; nothing is written. Called outside ``transaction()``: it takes a while."""
    register, hides = queries.read_register(today), not may_see()
    preview = preview_import(sheets, register, corrections, hides=hides)
    return Prepared(sheets, corrections, register, preview, hides)
