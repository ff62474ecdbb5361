"""A mark of exactly what a preview would write, so that what is read in is what somebody saw."""

import hashlib

from app.people.rules.preview import Preview


def seal(preview: Preview) -> str:
    """SHA-256 of every row's verdict and everything that would be written, hexadecimal."""
    whole = repr((preview.rows, preview.people, preview.organisations))
    return hashlib.sha256(whole.encode("utf-8", "backslashreplace")).hexdigest()
