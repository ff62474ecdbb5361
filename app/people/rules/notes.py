"""Notes: the content of columns we do not know, kept as lines of text. Never a date, a formula or a secret."""

import re

from app.kernel.text import clean_line, clean_text, without_personnummer
from app.people.rules.party import note_without_party

_LONGEST_LINE = 300
_TIDY = re.compile(r"\s*[,;]\s*(?=[,;]|$)|^\s*[,;:-]+\s*")


def note_line(heading: str, content: str) -> str:
    """A line of a note: the content, after its heading unless the column itself was for remarks. Party is left out."""
    kept = _TIDY.sub("", note_without_party(clean_line(content, _LONGEST_LINE))).strip()
    return f"{heading}: {kept}" if kept and heading else kept


def without_secret_number(content: str) -> tuple[str, bool]:
    """The content without what looks like a personnummer, and whether there was one."""
    kept = without_personnummer(content)
    return (kept, False) if kept == content else (" ".join(kept.split()), True)


def with_lines(note: str, lines: list[str]) -> str:
    """The note with those of ``lines`` that it does not have yet, each on a line of its own at the end."""
    present = set(note.split("\n"))
    fresh = [line for line in dict.fromkeys(lines) if line and line not in present]
    return clean_text("\n".join([*filter(None, [note]), *fresh])) if fresh else note
