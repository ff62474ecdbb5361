"""Terms of assignments. Both days of a term are included; None is open. Days are dates in Europe/Stockholm."""

from dataclasses import dataclass
from datetime import date

from app.kernel.enums import Labelled
from app.kernel.words import N_


class TermState(Labelled):
    """Where a day stands in relation to a term."""

    COMING = "coming", N_("kommande")
    CURRENT = "current", N_("pågår")
    PAST = "past", N_("avslutat")


@dataclass(frozen=True)
class Term:
    """From a day to a day."""

    starts_on: date | None = None
    ends_on: date | None = None


def is_possible(term: Term) -> bool:
    """Whether the term does not end before it starts."""
    return term.starts_on is None or term.ends_on is None or term.starts_on <= term.ends_on


def term_state(term: Term, day: date) -> TermState:
    """Whether the term is to come, goes on or is over on ``day``."""
    if term.starts_on is not None and day < term.starts_on:
        return TermState.COMING
    if term.ends_on is not None and day > term.ends_on:
        return TermState.PAST
    return TermState.CURRENT


def holds_on(term: Term, day: date) -> bool:
    """Whether somebody with this term holds the role on ``day``."""
    return term_state(term, day) is TermState.CURRENT


def overlap(one: Term, other: Term) -> bool:
    """Whether the two terms have a day in common."""
    return _starts_by_end(one, other) and _starts_by_end(other, one)


def _starts_by_end(one: Term, other: Term) -> bool:
    return one.starts_on is None or other.ends_on is None or one.starts_on <= other.ends_on
