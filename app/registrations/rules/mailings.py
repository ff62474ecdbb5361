"""Utskick: for whom one can be, who is left out and why, how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, assert_never

from app.invitations.rules import InvitationState
from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.registrations.rules.bulk import UNDO_WINDOW
from app.registrations.rules.states import RegistrationState

SAME_AGAIN = timedelta(minutes=10)
"""The same words to the same person within this are asked about once more."""
LIMIT = 10_000
"""How long a text may be, in characters."""


class AudienceKind(Labelled):
    """Whom a mailing is for."""

    INVITED = "invited", N_("Alla inbjudna")
    UNANSWERED = "unanswered", N_("De som inte har svarat")
    COMING = "coming", N_("De som är anmälda")
    WAITING = "waiting", N_("De som står på väntelistan")
    PART = "part", N_("De som är anmälda till en del")
    REGISTER = "register", N_("Personer ur registret")


LATER = frozenset({AudienceKind.INVITED, AudienceKind.COMING, AudienceKind.WAITING, AudienceKind.PART})
"""Those that somebody may come to belong to by being invited or by registering."""


@dataclass(frozen=True)
class Audience:
    """Whom a mailing is for; ``limits``: what the register, or those invited, are narrowed to, by the names in the
    address of the register's page.
    """

    kind: AudienceKind
    part_uid: str = ""
    limits: Mapping[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """As it is kept."""
        return {"kind": self.kind.value, "part": self.part_uid, "limits": dict(self.limits)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Audience":
        """As it was kept."""
        return cls(AudienceKind(data["kind"]), data["part"], data["limits"])


class ReceiverKind(Labelled):
    """How a receiver stands to the meeting: what a letter says differs by it."""

    COMING = "coming", N_("Anmälda")
    WAITING = "waiting", N_("På väntelistan")
    UNANSWERED = "unanswered", N_("Har inte svarat")
    NOT_COMING = "not_coming", N_("Kommer inte")
    NOT_INVITED = "not_invited", N_("Inte inbjudna")


class LeftOut(Labelled):
    """Why somebody who is meant gets no letter."""

    WITHOUT_ADDRESS = "without_address", N_("Saknar e-postadress")
    REFUSED = "refused", N_("Brev kommer inte fram")
    DECLINED_ALL = "declined_all", N_("Har avböjt alla inbjudningar")
    NO_LONGER = "no_longer", N_("Hör inte längre till dem som brevet är till")
    GONE = "gone", N_("Finns inte längre i registret")


def receiver_kind(invitation: InvitationState | None, registration: RegistrationState | None) -> ReceiverKind:
    """How somebody with this invitation and this registration stands; None: has none."""
    if registration is RegistrationState.CONFIRMED or invitation is InvitationState.COMING:
        return ReceiverKind.COMING
    if registration is RegistrationState.WAITING or invitation is InvitationState.WAITING:
        return ReceiverKind.WAITING
    if invitation is InvitationState.UNANSWERED:
        return ReceiverKind.UNANSWERED
    if invitation in (InvitationState.NOT_COMING, InvitationState.REPLACED):
        return ReceiverKind.NOT_COMING
    return ReceiverKind.NOT_INVITED


def why_left_out(kind: ReceiverKind, *, has_address: bool, refused: bool, declined_all: bool) -> LeftOut | None:
    """Why somebody gets no letter; None when they do. Who has declined all invitations and yet comes, or waits, is told
    what those who come are told.
    """
    if not has_address:
        return LeftOut.WITHOUT_ADDRESS
    if refused:
        return LeftOut.REFUSED
    if declined_all and kind not in (ReceiverKind.COMING, ReceiverKind.WAITING):
        return LeftOut.DECLINED_ALL
    return None


def is_still_meant(audience: AudienceKind, kind: ReceiverKind, *, has_part: bool = False) -> bool:
    """Whether somebody who was chosen is still meant when the letter is written: who has answered since is not asked
    to, who has withdrawn since gets nothing for those who come. ``has_part``: is confirmed at the part it is for.
    """
    match audience:
        case AudienceKind.REGISTER:
            return True
        case AudienceKind.INVITED:
            return kind is not ReceiverKind.NOT_INVITED
        case AudienceKind.UNANSWERED:
            return kind is ReceiverKind.UNANSWERED
        case AudienceKind.COMING:
            return kind is ReceiverKind.COMING
        case AudienceKind.WAITING:
            return kind is ReceiverKind.WAITING
        case AudienceKind.PART:
            return has_part
        case _:
            assert_never(audience)


class Stage(Labelled):
    """How far a mailing has come."""

    DRAFT = "draft", N_("Utkast")
    PLANNED = "planned", N_("Planerat")
    HELD = "held", N_("Kan ångras")
    SENDING = "sending", N_("Skickas")
    SENT = "sent", N_("Skickat")
    CANCELLED = "cancelled", N_("Avbrutet")


def leaves_at(send_at: datetime | None, now: datetime, undo: timedelta = UNDO_WINDOW) -> datetime:
    """When a mailing that is decided ``now`` leaves: when it was asked to, and never before the time to ``undo`` is
    out.
    """
    earliest = now + undo
    return earliest if send_at is None else max(send_at, earliest)


def stage_of(leaves: datetime, *, planned: bool, waiting: int, now: datetime) -> Stage:
    """How far one has come that was decided and not ended, ``waiting`` of whose letters have not left; ``planned``: for
    a time of its own.
    """
    if now < leaves:
        return Stage.PLANNED if planned else Stage.HELD
    return Stage.SENDING if waiting else Stage.SENT


@dataclass(frozen=True)
class Decided:
    """The mailing goes at ``leaves_at``, to ``count``."""

    leaves_at: datetime
    count: int


@dataclass(frozen=True)
class DecidedAlready:
    """It is no draft any more: nothing was done."""


@dataclass(frozen=True)
class ChangedMeanwhile:
    """Text or receivers are not what was shown: nothing was done."""

    count: int


@dataclass(frozen=True)
class SameLately:
    """So many of its receivers got the very same words in another way in the last minutes: nothing was done."""

    count: int


@dataclass(frozen=True)
class Nobody:
    """There is nobody to send it to: nothing was done."""
