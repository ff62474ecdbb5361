"""What ``decide`` answers: confirmed, waiting or refused, for the event and for each part."""

from dataclasses import dataclass
from datetime import datetime

from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.registrations.rules.seats import QuotaSeats
from app.registrations.rules.states import Mode, RegistrationState


class Reason(Labelled):
    """Why something is refused, in words for the one who asked."""

    CANCELLED = "cancelled", N_("Mötet är inställt.")
    NOT_OPEN = "not_open", N_("Anmälan har inte öppnat än.")
    CLOSED = "closed", N_("Sista svarsdag har passerat.")
    SIGN_UP_SHUT = "sign_up_shut", N_("Mötet tar inte längre emot öppna anmälningar.")
    CHANGE_CLOSED = "change_closed", N_("Sista dagen att ändra har passerat.")
    OVER = "over", N_("Mötet har varit.")
    NOTHING_CHOSEN = "nothing_chosen", N_("Välj minst en del som du kommer till.")
    UNKNOWN_PART = "unknown_part", N_("En del som du valde finns inte längre. Välj igen.")
    TWO_AT_ONCE = "two_at_once", N_("Välj bara en av delarna som går samtidigt.")
    NOT_ONLINE = "not_online", N_("Delen går inte att följa digitalt. Välj att komma på plats.")
    REPLACED = "replaced", N_("Någon annan kommer i stället.")
    NO_CONSENT = (
        "no_consent",
        N_("Samtyck till att vi använder dina uppgifter för mötet, annars kan vi inte anmäla dig."),
    )
    FULL = (
        "full",
        N_("Blev fullt medan du svarade. Skicka igen för att ställa dig på väntelistan, eller välj något annat."),
    )
    FULL_CLOSED = "full_closed", N_("Är fullt, och ingen väntelista är öppen. Välj något annat.")
    QUOTA = "quota", N_("Så många som får vara med är redan anmälda. Skicka igen för att ställa dig på väntelistan.")
    QUOTA_CLOSED = "quota_closed", N_("Så många som får vara med är redan anmälda.")


FULL = frozenset({Reason.FULL, Reason.FULL_CLOSED, Reason.QUOTA, Reason.QUOTA_CLOSED})
"""That something is full, or that a quota is: what an organizer can weigh."""


@dataclass(frozen=True)
class Confirmed:
    """There is a seat, or none is needed."""


@dataclass(frozen=True)
class Waiting:
    """In the queue, at this place counted from one. ``quota``: there are seats, but this quota has none for the person.
    ``offered_until``: out of the line, a seat is held for the person until then.
    """

    place: int
    quota: QuotaSeats | None = None
    offered_until: datetime | None = None


@dataclass(frozen=True)
class Refused:
    """Not possible; nothing is written of anything. ``quota``: the one that is full, whose words tell it."""

    reason: Reason
    quota: QuotaSeats | None = None


Verdict = Confirmed | Waiting | Refused


@dataclass(frozen=True)
class PartVerdict:
    """The verdict for one part."""

    part_id: int
    mode: Mode
    verdict: Verdict

    @property
    def state(self) -> RegistrationState:
        """Where the part stands when the verdict has been written."""
        return RegistrationState.CONFIRMED if isinstance(self.verdict, Confirmed) else RegistrationState.WAITING


@dataclass(frozen=True)
class Decision:
    """The verdict for the event and for each part asked for, in the order asked."""

    event: Verdict
    parts: tuple[PartVerdict, ...] = ()

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """Every reason for refusing, the event's first; empty when the registration can be written."""
        verdicts = (self.event, *(part.verdict for part in self.parts))
        return tuple(dict.fromkeys(one.reason for one in verdicts if isinstance(one, Refused)))

    @property
    def state(self) -> RegistrationState:
        """The registration's: confirmed when the event and at least one part are."""
        some = any(part.state is RegistrationState.CONFIRMED for part in self.parts)
        return RegistrationState.WAITING if self.in_event_queue or not some else RegistrationState.CONFIRMED

    @property
    def in_event_queue(self) -> bool:
        """Whether the event itself is full."""
        return isinstance(self.event, Waiting)
