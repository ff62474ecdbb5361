"""What a door may see and find, and why a scan fails."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.invitations.rules import InvitationState
from app.kernel.enums import Labelled
from app.kernel.words import N_


@dataclass(frozen=True)
class OwnPart:
    """A part that is the person's own today, and its room."""

    id: int
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
    excused: bool = False
    """Said no when the list was locked."""


class ScanFault(Labelled):
    """Why somebody could not be ticked off."""

    UNKNOWN = "unknown", N_("Koden finns inte")
    OTHER_EVENT = "other_event", N_("Gäller ett annat möte")
    NOT_AT_EVENT = "not_at_event", N_("Är inte inbjuden till mötet")
    NO_SUCH_PART = "no_such_part", N_("Delen finns inte")


EXPECTED_AT_DOOR = frozenset(
    {
        InvitationState.COMING,
        InvitationState.WAITING,
        InvitationState.UNANSWERED,
        InvitationState.NOT_COMING,
    }
)
"""Whom the door finds: everybody who was asked, whatever the answer; present does not depend on having registered."""


@dataclass(frozen=True)
class Today:
    """What somebody who comes does on a day: from when, where that is not the first part (UTC), and the common parts
    that they do not come to. ``nothing``: they come on another day.
    """

    begins_at: datetime | None = None
    not_to: tuple[str, ...] = ()
    nothing: bool = False


@dataclass(frozen=True)
class ToldPart:
    """A part of the day, as far as telling that asks. ``common``: no choice of several, and no meal."""

    id: int
    title: str
    starts_at: datetime
    common: bool = True


def today_of(parts: Sequence[ToldPart], places: Collection[int]) -> Today:
    """What somebody with ``places`` (ids of parts) does among the ``parts`` of a day, which are in order."""
    own = [one for one in parts if one.id in places]
    if not own:
        return Today(nothing=bool(parts))
    begins = own[0].starts_at
    later = begins if begins > parts[0].starts_at else None
    return Today(later, tuple(one.title for one in parts if one.common and one.id not in places))


def words_to_find(query: str) -> tuple[str, ...]:
    """The words of a search, at most five; fewer than two letters in all find everybody ("Ek" and "Öh" are names)."""
    words = tuple(query.split()[:5])
    return words if len("".join(words)) >= 2 else ()
