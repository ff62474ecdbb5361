"""Somebody else comes in one's stead: when a name can be given, who can be named, and what came of it. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.events.rules.deadlines import Deadlines, Phase, phase
from app.invitations.rules import InvitationState
from app.kernel.enums import Labelled
from app.kernel.words import N_

REPLACED_BY = N_("%(who)s kommer i stället")
"""The words for the state REPLACED where it is known who comes."""


class SubstitutionState(Labelled):
    """Where a name that somebody has given stands."""

    WAITING = "waiting", N_("Väntar på samordnaren")
    MADE = "made", N_("Kommer i stället")
    DECLINED = "declined", N_("Samordnaren sa nej")
    TAKEN_BACK = "taken_back", N_("Återtaget")
    LAPSED = "lapsed", N_("Avslutat med mötet")


class Obstacle(Labelled):
    """Why no name can be given now, in words for the one who would give it."""

    OVER = "over", N_("Mötet har varit eller är inställt.")
    REPLACED = "replaced", N_("Du har redan angett vem som kommer i ditt ställe.")
    WAITING = "waiting", N_("Ditt förslag väntar på samordnaren.")
    CLOSED = "closed", N_("Tiden att ange någon annan har gått ut.")


class Availability(Labelled):
    """Whether the person who is named can come in the other's stead. ``UNAVAILABLE`` covers every reason, so that the
    one who names learns nothing about the other.
    """

    FREE = "free", N_("Kan tillfrågas")
    THEMSELVES = "themselves", N_("Det är du själv. Skriv namnet på den som kommer i ditt ställe.")
    UNAVAILABLE = (
        "unavailable",
        N_("Vi kan inte fråga den personen i ditt ställe. Skriv någon annan, eller svara att du inte kommer."),
    )


@dataclass(frozen=True)
class Named:
    """Whom somebody names: the name and address as written, perhaps a role (by id)."""

    given_name: str
    family_name: str
    address: str
    role_id: int | None = None

    @property
    def name(self) -> str:
        """Given name first."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class Known:
    """What the register and the event know of somebody who is named. ``state`` None: not invited;
    ``stands_in``: asked in somebody's stead already.
    """

    themselves: bool = False
    wants_none: bool = False
    state: InvitationState | None = None
    stands_in: bool = False


def obstacle(
    state: InvitationState,
    dates: Deadlines,
    last_day: date,
    today: date,
    *,
    registered: bool,
    waiting: bool,
    open_: bool,
) -> Obstacle | None:
    """Why the holder of an invitation in ``state`` can name nobody ``today``; None when they can. A seat can be handed
    over until the list of participants is locked; who has none can name somebody as long as one may answer.
    ``waiting``: a proposal lies with the organizer. ``open_``: the event is published.
    """
    at = phase(dates, last_day, today)
    if not open_ or at is Phase.OVER:
        return Obstacle.OVER
    if state is InvitationState.REPLACED:
        return Obstacle.REPLACED
    if waiting:
        return Obstacle.WAITING
    in_time = today <= dates.list_locked if registered else at is Phase.OPEN
    return None if in_time else Obstacle.CLOSED


_DAYS_TO_ANSWER = 7


def own_answer_by(dates: Deadlines, today: date) -> date | None:
    """The last day to answer of somebody who is let in ``today`` without a seat: a week, but no longer than until the
    list of participants is locked, where the usual last day has been. None where the usual one holds.
    """
    if today <= dates.answer_by:
        return None
    return max(today, min(today + timedelta(days=_DAYS_TO_ANSWER), dates.list_locked))


_TAKEN = frozenset({InvitationState.COMING, InvitationState.WAITING, InvitationState.REPLACED})


def availability(known: Known) -> Availability:
    """Whether somebody can be asked to come in another's stead. Who has not answered, or has said no, is asked; who
    comes already, has somebody else in their own place or wants no invitations is not.
    """
    if known.themselves:
        return Availability.THEMSELVES
    asked_already = known.stands_in and known.state is InvitationState.UNANSWERED
    if known.wants_none or known.state in _TAKEN or asked_already:
        return Availability.UNAVAILABLE
    return Availability.FREE


def may_come_anyway(state: InvitationState, dates: Deadlines, last_day: date, today: date, *, open_: bool) -> bool:
    """Whether the one who is replaced can still take it back: as long as a registration may be changed."""
    at = phase(dates, last_day, today)
    return open_ and state is InvitationState.REPLACED and at in (Phase.NOT_OPEN, Phase.OPEN, Phase.CHANGES)


@dataclass(frozen=True)
class Replaced:
    """The other is asked, or has got the seat (``passed``): letters to both."""

    passed: bool


@dataclass(frozen=True)
class Proposed:
    """The proposal waits for the organizer; the one who made it keeps what they have."""


@dataclass(frozen=True)
class NotNow:
    """Nobody can be named now: nothing was written."""

    obstacle: Obstacle


@dataclass(frozen=True)
class NotThem:
    """That person cannot be named: nothing was written."""

    availability: Availability


NamingOutcome = Replaced | Proposed | NotNow | NotThem


@dataclass(frozen=True)
class TakenBack:
    """The one replaced comes after all, or can answer anew; ``seated``: the seat has gone back."""

    seated: bool


@dataclass(frozen=True)
class NothingToTakeBack:
    """There was nothing to take back, or it is too late: nothing was written."""


TakingBackOutcome = TakenBack | NothingToTakeBack


@dataclass(frozen=True)
class Settled:
    """The organizer's answer is written, with letters. ``granted``: the other is asked."""

    granted: bool


@dataclass(frozen=True)
class SettledBefore:
    """Somebody else had answered, or the proposal was taken back: nothing was written."""


@dataclass(frozen=True)
class MeetingOver:
    """The meeting is cancelled or has been, and nobody comes in anybody's stead: nothing was written."""


SettlingOutcome = Settled | SettledBefore | MeetingOver
