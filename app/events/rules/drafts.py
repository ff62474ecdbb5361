"""An event as values: what a form gives, what a template proposes, what a copy is made of."""

from dataclasses import dataclass
from datetime import date, datetime

from app.events.rules.circles import CircleLineValue
from app.events.rules.deadlines import DeadlineDays, GroupDays
from app.events.rules.kinds import EventKind, LegalBasis, NeedQuestion, NeedsGround, PartKind, QueueMode
from app.events.rules.quotas import Quota
from app.people.rules.kinds import RoleGroup


@dataclass(frozen=True)
class EventDetails:
    """What an event says about itself."""

    title: str
    theme: str = ""
    body: str = ""
    purpose: str = ""
    goal: str = ""
    mandate: str = ""
    place: str = ""
    address: str = ""
    map_url: str = ""
    contact_name: str = ""
    contact_address: str = ""


@dataclass(frozen=True)
class EventTerms:
    """On what terms one registers, and who may see it."""

    days: DeadlineDays
    capacity: int | None = None
    waiting_list: bool = True
    queue_mode: QueueMode = QueueMode.GIVEN
    offer_hours: int = 48
    queue_stop_days: int = 0
    public: bool = False
    open_sign_up: bool = False
    approve_substitutes: bool = False
    self_check_in: bool = False
    asks_needs: bool = False
    legal_basis: LegalBasis = LegalBasis.PUBLIC_INTEREST
    needs_ground: NeedsGround | None = None
    diet_question: NeedQuestion = NeedQuestion.SHARED
    allergy_question: NeedQuestion = NeedQuestion.SHARED
    access_question: NeedQuestion = NeedQuestion.SHARED
    needs_kept_days: int = 14
    contact_kept_days: int = 30

    @property
    def need_questions(self) -> tuple[NeedQuestion, NeedQuestion, NeedQuestion]:
        """Diet, allergy, access."""
        return self.diet_question, self.allergy_question, self.access_question


@dataclass(frozen=True)
class PartDraft:
    """A part. ``slot`` is the title of the slot it is one choice of, empty for none; ``circle`` empty: all invited."""

    title: str
    kind: PartKind
    starts_at: datetime
    ends_at: datetime
    description: str = ""
    contributors: str = ""
    room: str = ""
    online_url: str = ""
    capacity: int | None = None
    by_arrival: bool = False
    slot: str = ""
    circle: tuple[CircleLineValue, ...] = ()


@dataclass(frozen=True)
class DocumentDraft:
    """A link to a document for those invited."""

    title: str
    url: str


@dataclass(frozen=True)
class EventDraft:
    """A whole event before it is saved. Days are dates in Stockholm; members are (person id, organisation id), texts
    are (kind of letter, its own words), quotas are (place of their part among the parts or None, quota).
    """

    kind: EventKind
    starts_on: date
    ends_on: date
    details: EventDetails
    terms: EventTerms
    circle: tuple[CircleLineValue, ...] = ()
    slots: tuple[str, ...] = ()
    parts: tuple[PartDraft, ...] = ()
    members: tuple[tuple[int, int | None], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    quotas: tuple[tuple[int | None, Quota], ...] = ()
    group_days: tuple[tuple[RoleGroup, GroupDays], ...] = ()
