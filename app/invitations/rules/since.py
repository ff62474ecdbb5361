"""What has become of a circle since last year's meeting: who is new, who is gone, of whom nobody has said for as long
that it is still right.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.events.rules.circles import CircleLineValue, HoldingValue, in_circle
from app.people.rules.assignments import Term, holds_on

A_YEAR = timedelta(days=365)
"""How far back is looked where there was no meeting last year."""


@dataclass(frozen=True)
class Known:
    """An assignment: when it was entered, and when somebody last said that it is right (None: nobody has)."""

    assignment_id: int
    person_id: int
    role_id: int
    organisation_id: int
    holding: HoldingValue
    term: Term
    entered_on: date
    confirmed_on: date | None = None

    def held_on(self, day: date) -> bool:
        """Whether it was so on ``day``. One without a first day is known of since it was entered."""
        return holds_on(self.term, day) and (self.term.starts_on is not None or self.entered_on <= day)


@dataclass(frozen=True)
class Since:
    """Ids of assignments, in the order given. ``holders``: all who are pointed out now."""

    holders: tuple[int, ...]
    new: tuple[int, ...]
    gone: tuple[int, ...]
    unconfirmed: tuple[int, ...]


def since(circle: Iterable[CircleLineValue], known: Iterable[Known], day: date, before: date | None) -> Since:
    """Whom ``circle`` points out on ``day``, beside whom it points out on ``before``, the day of last year's meeting
    (None: there was none, so nobody is new or gone). The same role in the same organisation is the same, whatever has
    become of the term.
    """
    lines = tuple(circle)
    meant = [one for one in known if in_circle(lines, [one.holding])]
    now = [one for one in meant if holds_on(one.term, day)]
    then = now if before is None else [one for one in meant if one.held_on(before)]
    here, there = {_office(one) for one in now}, {_office(one) for one in then}
    limit = before or day - A_YEAR
    return Since(
        holders=tuple(one.assignment_id for one in now),
        new=tuple(one.assignment_id for one in now if _office(one) not in there),
        gone=_once(one for one in then if _office(one) not in here),
        unconfirmed=tuple(
            one.assignment_id for one in now if _office(one) in there and (one.confirmed_on or one.entered_on) < limit
        ),
    )


def _office(one: Known) -> tuple[int, int, int]:
    return one.person_id, one.role_id, one.organisation_id


def _once(gone: Iterable[Known]) -> tuple[int, ...]:
    """Each office by its last assignment."""
    return tuple({_office(one): one.assignment_id for one in gone}.values())
