"""A mailed entry whose one attendee has another address: nothing else in it changes."""

import re
from collections.abc import Iterator

from app.calendar.ical import folded, mailto

_FOLD = re.compile(rb"\r?\n[ \t]")


def readdressed(content: bytes, old: str, new: str) -> bytes:
    """The bytes of an .ics file for the same person at ``new``; unchanged where ``old`` is nobody's in it."""
    lines = _FOLD.sub(b"", content).decode().split("\r\n")
    return b"\r\n".join(map(folded, _lines(lines, f":{mailto(old)}".casefold(), f":{mailto(new)}")))


def _lines(lines: list[str], old: str, new: str) -> Iterator[str]:
    for line in lines:
        of_attendee = line.startswith("ATTENDEE") and line.casefold().endswith(old)
        yield f"{line[: -len(old)]}{new}" if of_attendee else line
