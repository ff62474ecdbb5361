"""Somebody at the door who is not on its list."""

from dataclasses import dataclass

from app.attendance.rules.marks import Outcome
from app.kernel.text import fold


@dataclass(frozen=True)
class WalkIn:
    """Whom the door writes down. ``in_stead_of``: the uid of the person on the list whose place they take, empty for
    none; ``consents``: where consent is the legal basis of the event; ``is_another``: the door has been told that
    somebody of this name is on the list, and it is somebody else.
    """

    given_name: str
    family_name: str
    organisation: str
    address: str = ""
    in_stead_of: str = ""
    consents: bool = False
    is_another: bool = False

    @property
    def name(self) -> str:
        """Given name first."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class WalkedIn:
    """The person is at the event and ticked off."""

    outcome: Outcome
    person_id: int
    person_uid: str
    name: str


@dataclass(frozen=True)
class OnTheList:
    """Somebody of this name is on the door's list already: nothing was written."""

    person_uid: str
    name: str
    organisation: str


@dataclass(frozen=True)
class NobodyToReplace:
    """The one in whose stead they come is not on the list, or is themselves: nothing was written."""


@dataclass(frozen=True)
class WrittenDown:
    """What came of somebody whom a phone wrote down without network. The person is at the event and ticked off.
    ``not_in_stead_of``: the name of the one whose place they were to have and did not get; ``namesake``: whether
    somebody else of that name is on the list, and the door did not know. None: no, to both.
    """

    outcome: Outcome
    person_id: int
    person_uid: str
    name: str
    not_in_stead_of: str | None = None
    namesake: bool = False


def may_be_same(organisation: str, other: str) -> bool:
    """Whether two of one name, as from these organisations, are taken for one person when there is nobody to ask."""
    one, two = (fold(" ".join(text.split())) for text in (organisation, other))
    return not one or not two or one == two


WalkInOutcome = WalkedIn | OnTheList | NobodyToReplace
