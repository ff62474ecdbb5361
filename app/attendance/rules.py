"""Närvaro: person × part × time × door × who. What a tick may come to, and what a door may see."""

from dataclasses import dataclass
from datetime import datetime

from app.invitations.rules import InvitationState
from app.kernel.enums import Labelled
from app.kernel.words import N_


class How(Labelled):
    """How somebody was ticked off."""

    NAME = "name", N_("Namn")
    WALK_IN = "walk_in", N_("På plats utan anmälan")


@dataclass(frozen=True)
class Ticked:
    """The person is present from now on."""

    name: str
    at: datetime


@dataclass(frozen=True)
class AlreadyPresent:
    """Somebody ticked the person before; nothing was written."""

    name: str
    at: datetime
    by_name: str


@dataclass(frozen=True)
class Undone:
    """The tick was taken back; its row stays with who did it."""

    name: str


@dataclass(frozen=True)
class NothingToUndo:
    """The person was not ticked; nothing was written."""

    name: str


Outcome = Ticked | AlreadyPresent | Undone | NothingToUndo


@dataclass(frozen=True)
class OwnPart:
    """A part that is the person's own today, and its room."""

    title: str
    room: str


@dataclass(frozen=True)
class DoorRow:
    """Everything the door right sees of a person (trust.md): name, organisation, state, own parts and rooms today."""

    person_uid: str
    name: str
    organisation: str
    state: InvitationState
    own_parts: tuple[OwnPart, ...]
    present_at: datetime | None
    present_by: str


EXPECTED_AT_DOOR = frozenset(
    {
        InvitationState.COMING,
        InvitationState.WAITING,
        InvitationState.UNANSWERED,
        InvitationState.NOT_COMING,
    }
)
"""Whom the door finds: everybody who was asked, whatever the answer; present does not depend on having registered."""


def words_to_find(query: str) -> tuple[str, ...]:
    """The words of a search, at most five; fewer than two letters in all find everybody ("Ek" and "Öh" are names)."""
    words = tuple(query.split()[:5])
    return words if len("".join(words)) >= 2 else ()
