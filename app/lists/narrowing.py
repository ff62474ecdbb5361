"""Filters with counts: each count is what the choice would show with the other filters as they are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.people.rules.register import matches, words


class Line(NamedTuple):
    """One row of a list as far as filters ask: its id, what its search looks in, and its values by filter name. A row
    may have several values of one filter, such as somebody with two roles. Rows of one kind share their ``values``.
    """

    id: int
    searched: str
    values: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Found:
    """The lines of a list in its order, and the words of its filters' values in the order to show them."""

    lines: tuple[Line, ...]
    words: Mapping[str, Mapping[str, str]]


def narrow(lines: Iterable[Line], chosen: Mapping[str, str], query: str = "") -> list[Line]:
    """The lines that have every chosen value and every word of ``query``; in the order given."""
    found = [line for line in lines if _has(line.values, chosen)] if any(chosen.values()) else list(lines)
    for word in words(query):
        found = [line for line in found if matches(word, line.searched)]
    return found


Kinds = list[tuple[Mapping[str, frozenset[str]], int]]
"""The different values of lines, and how many lines share each."""


def counts(kinds: Kinds, chosen: Mapping[str, str], name: str) -> Counter[str]:
    """How many lines each value of the filter ``name`` would show, the other filters as they are."""
    others = {other: value for other, value in chosen.items() if other != name}
    found: Counter[str] = Counter()
    for values, number in kinds:
        if _has(values, others):
            found.update(dict.fromkeys(values.get(name, ()), number))
    return found


def kinds_of(lines: Iterable[Line]) -> Kinds:
    """Of ``lines``, for ``counts``: few hundred are asked instead of thousands, and once for all filters."""
    shared = [line.values for line in lines]
    number = Counter(map(id, shared))
    return [(values, number[key]) for key, values in {id(values): values for values in shared}.items()]


def _has(values: Mapping[str, frozenset[str]], chosen: Mapping[str, str]) -> bool:
    return all(value in values.get(name, ()) for name, value in chosen.items() if value)
