"""Making the preview of a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.people import queries
from app.people.rules.corrections import Corrections
from app.people.rules.importing import preview_import
from app.people.rules.preview import Preview
from app.people.rules.snapshot import Register
from app.sheets.table import Sheet

Sheets = Sequence[Sheet]


@dataclass(frozen=True)
class Prepared:
    """A file beside the register as it was just now, and what reading it in would do."""

    sheets: Sheets
    corrections: Corrections
    register: Register
    preview: Preview


def prepare(sheets: Sheets, corrections: Corrections, today: date) -> Prepared:
    """Compare the sheets with the register; nothing is written. Called outside ``transaction()``: it takes a while."""
    register = queries.read_register(today)
    return Prepared(sheets, corrections, register, preview_import(sheets, register, corrections))
