"""Who stays in the register: those with an office, and those who have asked to be invited again. Somebody who is there
only by an event leaves a set number of days after it (the retention rule).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel.words import N_
from app.people.rules.assignments import Term

KEEP_WORDS = N_("Jag vill bli inbjuden till fler av nätverkets möten")
"""What stands at the box that asks for consent to be invited again."""
OFFICE_KEPT = timedelta(days=365)
"""For how long an assignment that has ended still keeps its holder in the register."""


@dataclass(frozen=True)
class Attended:
    """An event that somebody came by, other than by office: its last day, and for how many days after it the contact
    data are kept.
    """

    last: date
    kept_days: int


@dataclass(frozen=True)
class Ties:
    """What ties somebody to the register. ``by_office``: invited or a member of a group by office, at some time."""

    terms: tuple[Term, ...] = ()
    by_office: bool = False
    consents: bool = False
    attended: tuple[Attended, ...] = ()


def has_office(terms: Iterable[Term], today: date) -> bool:
    """Whether an assignment to come, one that goes on, or one that ended not long ago keeps its holder."""
    return any(term.ends_on is None or term.ends_on + OFFICE_KEPT >= today for term in terms)


def leaves_on(ties: Ties, today: date) -> date | None:
    """The day on which the contact data are to leave; None for somebody who stays. Somebody without any event was
    entered by an organizer and stays until an organizer says otherwise.
    """
    if ties.consents or ties.by_office or not ties.attended or has_office(ties.terms, today):
        return None
    return max(event.last + timedelta(days=event.kept_days + 1) for event in ties.attended)


def is_to_leave(ties: Ties, today: date) -> bool:
    """Whether the contact data are to leave ``today``."""
    day = leaves_on(ties, today)
    return day is not None and day <= today
