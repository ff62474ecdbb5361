"""What may come of an organizer's change."""

from dataclasses import dataclass
from datetime import datetime

from app.events.rules.changes import Change
from app.events.rules.states import Fault
from app.people.rules.kinds import RoleGroup


@dataclass(frozen=True)
class Saved:
    """It is so now; ``changed`` is empty when it was so before."""

    changed: tuple[Change, ...]


@dataclass(frozen=True)
class Edit:
    """What somebody else changed, and when (UTC)."""

    at: datetime
    who: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class EditedMeanwhile:
    """Somebody else saved the same fields first: nothing was written. ``version``: what a second try builds upon."""

    edits: tuple[Edit, ...]
    version: int


@dataclass(frozen=True)
class NotReady:
    """The event cannot be published yet."""

    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class OutOfOrder:
    """The days of these role groups come in the wrong order, each with what is wrong in words: nothing was written."""

    faults: dict[RoleGroup, str]


@dataclass(frozen=True)
class PartsOutside:
    """The event cannot have those days: parts (their titles) would lie outside them."""

    titles: tuple[str, ...]


@dataclass(frozen=True)
class WrongState:
    """The event's state does not allow it."""
