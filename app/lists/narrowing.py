"""Filters with counts: each count is what the choice would show with the other filters as they are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.people.rules.register import matches, words


@dataclass(frozen=True)
class Line:
    """One row of a list as far as filters ask: its id, what its search looks in, and its values by filter name. A row
    may have several values of one filter, such as somebody with two roles.
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
    wanted = words(query)
    return [line for line in lines if _has(line, chosen) and all(matches(word, line.searched) for word in wanted)]


def counts(lines: Iterable[Line], chosen: Mapping[str, str], name: str) -> Counter[str]:
    """How many of ``lines`` each value of the filter ``name`` would show, the other filters as they are."""
    others = {other: value for other, value in chosen.items() if other != name}
    return Counter(value for line in lines if _has(line, others) for value in line.values.get(name, ()))


def _has(line: Line, chosen: Mapping[str, str]) -> bool:
    return all(value in line.values.get(name, ()) for name, value in chosen.items() if value)
