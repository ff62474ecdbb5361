"""The word that an event has in addresses."""

import re
from collections.abc import Collection

from app.kernel.text import fold

_LONGEST = 60


def slug_of(title: str, taken: Collection[str]) -> str:
    """``title`` in lower case a–z, digits and hyphens, with a number when ``taken`` holds it: "run-konferens-2027".

    Never a word that is a page of its own beside the events' pages.
    """
    word = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:_LONGEST].rstrip("-") or "mote"
    if word in _PAGES:
        word = f"mote-{word}"
    return next(name for name in _names(word, len(taken)) if name not in taken)


_PAGES = frozenset({"nytt"})


def _names(word: str, taken: int) -> list[str]:
    return [word, *(f"{word}-{number}" for number in range(2, taken + 3))]
