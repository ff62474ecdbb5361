"""What an answer came to: closed sets of frozen values."""

from dataclasses import dataclass

from app.registrations.rules.answering import Blame
from app.registrations.rules.needs import NeedFault
from app.registrations.rules.verdicts import Decision


@dataclass(frozen=True)
class Registered:
    """Written, with a letter. ``changed``: there was a registration before."""

    decision: Decision
    changed: bool = False


@dataclass(frozen=True)
class Unchanged:
    """What was asked for is what there is already: no letter."""

    decision: Decision


@dataclass(frozen=True)
class NotRegistered:
    """Refused, for the decision or for answers to questions: nothing was written."""

    decision: Decision
    blame: tuple[Blame, ...] = ()


@dataclass(frozen=True)
class NeedsRefused:
    """The needs cannot be kept as they are written: nothing was written, of the answer neither."""

    fault: NeedFault


RegisterOutcome = Registered | Unchanged | NotRegistered | NeedsRefused


@dataclass(frozen=True)
class NoneOfTheParts:
    """None of the parts asked for is for this person: nothing was written."""


@dataclass(frozen=True)
class SpeakForThemselves:
    """The meeting rests on consent, which nobody gives for another: nothing was written."""


@dataclass(frozen=True)
class Declined:
    """The person does not come; a letter says so."""


@dataclass(frozen=True)
class Withdrawn:
    """The registration is cancelled, its seats freed, its needs erased; a letter says so."""


@dataclass(frozen=True)
class AlreadySo:
    """That was the answer already: nothing was written."""


@dataclass(frozen=True)
class TooLate:
    """The meeting has been, or is cancelled: nothing was written."""


AbsenceOutcome = Declined | Withdrawn | AlreadySo | TooLate


@dataclass(frozen=True)
class OfferTaken:
    """The seat that was offered is the person's; a letter says so."""

    decision: Decision


@dataclass(frozen=True)
class OfferDeclined:
    """The person stands in line for it no more; the seat goes to the next, and a letter says so."""


@dataclass(frozen=True)
class NoOffer:
    """Nothing is offered, or no longer."""


OfferOutcome = OfferTaken | OfferDeclined | NoOffer


@dataclass(frozen=True)
class NeedsKept:
    """The needs are kept, how many; zero when they were taken away."""

    count: int


@dataclass(frozen=True)
class NotAsked:
    """Needs are not asked for: the event does not, the person is not registered, or they have been erased."""


NeedsOutcome = NeedsKept | NeedsRefused | NotAsked


@dataclass(frozen=True)
class Purged:
    """How many needs of an event were erased."""

    event_uid: str
    count: int
