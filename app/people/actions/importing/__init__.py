"""Reading contacts in from a file: kept for a preview, corrected, read in whole or not at all."""

from app.people.actions.importing.uploads import remove_old_uploads, remove_upload, store_upload

__all__ = ["remove_old_uploads", "remove_upload", "store_upload"]
