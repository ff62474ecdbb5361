"""Places without a name: an organisation is invited to send so many people, whoever they turn out to be."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from app.events.rules.deadlines import Phase
from app.events.rules.kinds import EventState
from app.kernel.enums import Labelled
from app.kernel.words import N_

MOST = 50
"""So many people at most can be asked for in one place."""


class ClaimState(Labelled):
    """Where somebody's answer within a place stands."""

    OPEN = "open", N_("Väntar på samordnaren")
    CONFIRMED = "confirmed", N_("Bekräftad")
    REFUSED = "refused", N_("Avböjd")
    LAPSED = "lapsed", N_("Avslutad med mötet")


class Shut(Enum):
    """Why nobody can answer within a place now."""

    CANCELLED = "cancelled"
    OVER = "over"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    TAKEN = "taken"


def shut(state: EventState, at: Phase, left: int) -> Shut | None:
    """Why nobody can answer within a place with ``left`` places; None when somebody can."""
    if state is EventState.CANCELLED:
        return Shut.CANCELLED
    if state is not EventState.PUBLISHED or at is Phase.OVER:
        return Shut.OVER
    if at is not Phase.OPEN:
        return Shut.NOT_OPEN if at is Phase.NOT_OPEN else Shut.CLOSED
    return None if left else Shut.TAKEN


@dataclass(frozen=True)
class Person:
    """Somebody who answers within a place, as written."""

    given_name: str
    family_name: str
    address: str
    phone: str = ""


@dataclass(frozen=True)
class Wanted:
    """A part that the person wants, by uid; ``online``: followed digitally."""

    part_uid: str
    online: bool = False


@dataclass(frozen=True)
class ClaimDraft:
    """An answer within a place as written. ``consents``: where consent is the ground, the person gave it. ``replies``:
    to the event's questions, judged and frozen by registrations; None where none were asked.
    """

    person: Person
    parts: tuple[Wanted, ...]
    consents: bool = False
    replies: list[Any] | None = None


@dataclass(frozen=True)
class Claimed:
    """The answer waits for an organizer; said twice, it is one. ``uid`` names it."""

    uid: str


@dataclass(frozen=True)
class PlacesTaken:
    """As many have answered as there are places; nothing was written."""


@dataclass(frozen=True)
class NotThePart:
    """No part was chosen that is for the role; nothing was written."""


@dataclass(frozen=True)
class PlaceClosed:
    """The meeting cannot be answered now: not open, closed, cancelled or over. Nothing was written."""


@dataclass(frozen=True)
class ClaimDecided:
    """The answer has been decided already; nothing was written."""

    state: ClaimState


@dataclass(frozen=True)
class PlacesSent:
    """So many places were written about, in so many letters; those with nobody to write to stay unsent."""

    places: int
    letters: int


@dataclass(frozen=True)
class PlaceThere:
    """The organisation has this place at the meeting already; nothing was written."""


def left(count: int, answers: int) -> int:
    """How many more can answer: those who wait and those who are confirmed hold a place each."""
    return max(0, count - answers)
