"""Reading contacts in from a file: kept for a preview, corrected, read in whole or not at all."""

from app.people.actions.importing.preparing import Prepared, Sheets, prepare
from app.people.actions.importing.reading_in import ReadIn, RegisterMovedOn, read_in
from app.people.actions.importing.uploads import correct_upload, remove_old_uploads, remove_upload, store_upload

__all__ = [
    "Prepared",
    "ReadIn",
    "RegisterMovedOn",
    "Sheets",
    "correct_upload",
    "prepare",
    "read_in",
    "remove_old_uploads",
    "remove_upload",
    "store_upload",
]
