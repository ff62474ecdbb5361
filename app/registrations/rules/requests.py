"""Requests: what somebody asks the organizer for after the last day of doing it oneself. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.events.rules.deadlines import Phase
from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.registrations.rules.answering import Blame
from app.registrations.rules.replies import Reply, as_data, of_data
from app.registrations.rules.states import Mode
from app.registrations.rules.verdicts import FULL, Decision, Refused

MESSAGE_LIMIT = 500


class RequestKind(Labelled):
    """What is asked for: to come after all, or to have something else than one has."""

    LATE = "late", N_("Vill komma")
    CHANGE = "change", N_("Vill ändra")


class RequestState(Labelled):
    """Where a request stands. WITHDRAWN: taken back, or overtaken by what the person did since. LAPSED: the meeting is
    cancelled, or has been.
    """

    OPEN = "open", N_("Väntar på svar")
    GRANTED = "granted", N_("Beviljad")
    DECLINED = "declined", N_("Avslagen")
    WITHDRAWN = "withdrawn", N_("Tillbakatagen")
    LAPSED = "lapsed", N_("Avslutad med mötet")


class Way(Labelled):
    """How a request is granted: with seats that are free, with a place in line, or beyond what is full."""

    SEATS = "seats", N_("Ge platserna")
    LINE = "line", N_("Ställ på väntelistan där det är fullt")
    OVERRIDE = "override", N_("Ge plats ändå")


@dataclass(frozen=True)
class Wishes:
    """What is asked for, by the parts' uids. Never needs: they are given when one is registered."""

    parts: tuple[tuple[str, Mode], ...]
    replies: tuple[Reply, ...] | None = None
    consents: bool = True

    def as_data(self) -> dict[str, Any]:
        """As the database keeps it."""
        replies = None if self.replies is None else as_data(self.replies)
        return {"parts": [[uid, mode.value] for uid, mode in self.parts], "replies": replies, "consents": self.consents}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Wishes":
        """What ``as_data`` gave."""
        parts = tuple((uid, Mode(mode)) for uid, mode in data["parts"])
        return cls(parts, of_data(data["replies"]), data["consents"])


def kind_at(at: Phase, *, registered: bool) -> RequestKind | None:
    """Which request can be made in a phase; None while the person can do it without asking, or when all is over."""
    if registered:
        return RequestKind.CHANGE if at is Phase.FIXED else None
    return RequestKind.LATE if at in (Phase.CHANGES, Phase.FIXED) else None


def refusal(decision: Decision) -> Decision | None:
    """Why what is asked for cannot even be asked for; that something is full is for the organizer to weigh."""
    if isinstance(decision.event, Refused) and decision.event.reason not in FULL:
        return decision
    parts = tuple(one for one in decision.parts if isinstance(one.verdict, Refused) and one.verdict.reason not in FULL)
    return Decision(decision.event, parts) if parts else None


@dataclass(frozen=True)
class Telling:
    """What the letter about a registration is called and says besides, where it is no plain receipt."""

    kind: str
    note: str = ""


@dataclass(frozen=True)
class RequestMade:
    """Written, with a letter. ``replaced``: instead of one that was open."""

    replaced: bool


@dataclass(frozen=True)
class AlreadyAsked:
    """Just that is asked for already: nothing was written."""


@dataclass(frozen=True)
class NotNeeded:
    """The person can do it without asking: nothing was written."""


@dataclass(frozen=True)
class NothingNew:
    """The person has just that already: nothing was written."""


@dataclass(frozen=True)
class RequestRefused:
    """Cannot be asked for: nothing was written."""

    decision: Decision
    blame: tuple[Blame, ...] = ()


@dataclass(frozen=True)
class Granted:
    """The request is granted and the registration written, with one letter."""

    decision: Decision


@dataclass(frozen=True)
class NotGranted:
    """It cannot be granted that way, mostly since something is full: nothing was written."""

    decision: Decision
    blame: tuple[Blame, ...] = ()


@dataclass(frozen=True)
class TurnedDown:
    """The request is declined, with a letter; the registration is as it was."""


@dataclass(frozen=True)
class MeetingOff:
    """The meeting is cancelled or done, and nobody waits for an answer: nothing was written."""


@dataclass(frozen=True)
class AlreadyDecided:
    """Somebody was before: nothing was written. ``by`` is the name, empty for the person's own doing."""

    state: RequestState
    by: str
