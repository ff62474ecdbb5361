"""When two ways of writing are the same, or nearly: keys to look up by, and distances between misspelled words."""

import re
from functools import lru_cache

from app.kernel.text import fold

_NOT_WORD = re.compile(r"[^\w]+|_")


@lru_cache(maxsize=20_000)
def written_key(text: str) -> str:
    """What is remembered and looked up: lower case, no accents (å ä ö too), words with single spaces between.

    "Verks.chef " and "verks chef" have the same key.
    """
    return _NOT_WORD.sub(" ", fold(text)).strip()


def distance(one: str, other: str, limit: int) -> int:
    """How many letters are added, left out, changed or swapped with a neighbour; ``limit + 1`` for anything more."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > limit or limit < 1:
        return limit + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, its in enumerate(other, start=1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != its))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, last = last, current
    return min(last[-1], limit + 1)


def tolerance(word: str) -> int:
    """How many slips a word of its length is forgiven: none under five letters, one under eight, else two."""
    return 0 if len(word) < 5 else 1 if len(word) < 8 else 2


@lru_cache(maxsize=200_000)
def misspelled(one: str, other: str) -> int | None:
    """The slips between two words that are so alike that one is a misspelling of the other; else None."""
    limit = tolerance(min(one, other, key=len))
    slips = distance(one, other, limit)
    return slips if slips <= limit else None


def misspelled_words(one: tuple[str, ...], other: tuple[str, ...]) -> int | None:
    """The slips between two phrases whose words are misspellings of each other one by one; else None."""
    if len(one) != len(other):
        return None
    slips = 0
    for mine, its in zip(one, other, strict=True):
        here = misspelled(mine, its)
        if here is None:
            return None
        slips += here
    return slips
