"""What each kind of meeting usually is: circle, deadlines, parts. A proposal, editable before anything is saved.

Circles and times are those of the network's framework text and of its programmes (product.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from app.events.rules.circles import CircleLineValue
from app.events.rules.deadlines import DeadlineDays
from app.events.rules.drafts import EventDetails, EventDraft, EventTerms, PartDraft
from app.events.rules.kinds import EventKind, PartKind
from app.events.rules.times import nearest_moment_of
from app.kernel.words import MONTHS
from app.people.rules.kinds import OrganisationKind as Kind


@dataclass(frozen=True)
class UsualLine:
    """A circle's line by the role's key."""

    role: str
    kind: Kind | None = None
    agreement_only: bool = False


@dataclass(frozen=True)
class UsualPart:
    """A part by the day's number from the first (0) and clock times; ``ends_day`` when it ends on another day."""

    day: int
    starts: time
    ends: time
    title: str
    kind: PartKind
    description: str = ""
    slot: str = ""
    circle: tuple[UsualLine, ...] = ()
    ends_day: int | None = None


@dataclass(frozen=True)
class Usual:
    """A kind's template."""

    days: DeadlineDays
    parts: tuple[UsualPart, ...]
    circle: tuple[UsualLine, ...] = ()
    slots: tuple[str, ...] = ()
    length: int = 1
    asks_needs: bool = False
    public: bool = False
    open_sign_up: bool = False
    approve_substitutes: bool = False


_DIALOGUE_CIRCLE = (
    UsualLine("skolchef", Kind.KOMMUN, agreement_only=True),
    UsualLine("prefekt", Kind.INSTITUTION),
    UsualLine("utbildningschef", Kind.UTBILDNING),
    UsualLine("samordnare"),
)
_CONFERENCE_CIRCLE = (
    UsualLine("skolpolitiker", Kind.KOMMUN),
    UsualLine("verksamhetschef", Kind.KOMMUN),
    UsualLine("rektor", Kind.KOMMUN),
    UsualLine("utvecklingsledare", Kind.KOMMUN),
    UsualLine("kvalitetsutvecklare", Kind.KOMMUN),
    UsualLine("fakultetsledning", Kind.FAKULTET),
    UsualLine("institutionsledning", Kind.INSTITUTION),
    UsualLine("programansvarig"),
    *_DIALOGUE_CIRCLE,
)
_FIRST_SLOT, _SECOND_SLOT = "Seminarier 9.00", "Seminarier 10.45"


def _seminars(letters: str, slot: str, starts: time, ends: time) -> tuple[UsualPart, ...]:
    return tuple(UsualPart(1, starts, ends, f"Seminarium {n}", PartKind.PARALLEL, slot=slot) for n in letters)


_CONFERENCE = Usual(
    days=DeadlineDays(opens=120, answer=28, change=14, meals=10, locked=1),
    length=2,
    circle=_CONFERENCE_CIRCLE,
    slots=(_FIRST_SLOT, _SECOND_SLOT),
    asks_needs=True,
    parts=(
        UsualPart(0, time(10), time(12), "Dialogmöte", PartKind.MEETING, circle=_DIALOGUE_CIRCLE),
        UsualPart(0, time(12), time(13), "Lunch torsdag", PartKind.MEAL),
        UsualPart(
            0, time(13), time(16, 15), "Konferens torsdag", PartKind.PLENARY,
            "- 13.00 Inledning\n- 13.30 Föreläsning\n- 14.30 Kaffe\n- 15.00 Samtal",
        ),
        UsualPart(0, time(19), time(22), "Middag", PartKind.MEAL),
        UsualPart(0, time(22), time(8), "Övernattning", PartKind.NIGHT, ends_day=1),
        *_seminars("ABC", _FIRST_SLOT, time(9), time(10, 30)),
        *_seminars("DEF", _SECOND_SLOT, time(10, 45), time(12, 15)),
        UsualPart(1, time(12, 15), time(13, 15), "Lunch fredag", PartKind.MEAL),
    ),
)  # fmt: skip
_DIALOGUE = Usual(
    days=DeadlineDays(opens=90, answer=14, change=7, meals=5, locked=1),
    circle=_DIALOGUE_CIRCLE,
    asks_needs=True,
    approve_substitutes=True,
    parts=(
        UsualPart(0, time(10), time(15), "Dialogmöte", PartKind.MEETING),
        UsualPart(0, time(12), time(13), "Lunch", PartKind.MEAL),
    ),
)
_USUAL = {
    EventKind.CONFERENCE: _CONFERENCE,
    EventKind.DIALOGUE: _DIALOGUE,
    EventKind.WORKING_COMMITTEE: Usual(
        days=DeadlineDays(opens=60, answer=7, change=3, meals=3, locked=1),
        circle=(UsualLine("arbetsutskott"), UsualLine("samordnare")),
        approve_substitutes=True,
        parts=(UsualPart(0, time(9), time(12), "Arbetsutskott", PartKind.MEETING),),
    ),
    EventKind.DEVELOPMENT_GROUP: Usual(
        days=DeadlineDays(opens=60, answer=7, change=3, meals=3, locked=1),
        parts=(UsualPart(0, time(13), time(16), "Gruppmöte", PartKind.MEETING),),
    ),
    EventKind.NETWORK: Usual(
        days=DeadlineDays(opens=90, answer=14, change=7, meals=5, locked=1),
        circle=(UsualLine("utvecklingsledare", Kind.KOMMUN), UsualLine("kvalitetsutvecklare", Kind.KOMMUN)),
        parts=(UsualPart(0, time(13), time(16), "Nätverksträff", PartKind.MEETING),),
    ),
    EventKind.SEMINAR: Usual(
        days=DeadlineDays(opens=90, answer=14, change=7, meals=5, locked=1),
        circle=(
            UsualLine("rektor"), UsualLine("utvecklingsledare"), UsualLine("kvalitetsutvecklare"),
            UsualLine("programansvarig"),
        ),
        public=True,
        open_sign_up=True,
        parts=(UsualPart(0, time(13), time(16), "Seminarium", PartKind.PLENARY),),
    ),
}  # fmt: skip


def usual(kind: EventKind) -> Usual:
    """The template of ``kind``."""
    return _USUAL[kind]


def usual_title(kind: EventKind, first: date) -> str:
    """ "RUN-konferens 2027"; the other kinds meet several times a year and are named by their day."""
    if kind is EventKind.CONFERENCE:
        return f"{kind.label} {first.year}"
    return f"{kind.label} {first.day} {MONTHS[first.month - 1]} {first.year}"


def usual_draft(kind: EventKind, first: date, role_ids: Mapping[str, int]) -> EventDraft:
    """The proposal for an event of ``kind`` that begins on ``first``. ``role_ids`` gives the register's roles by key:
    a line whose role has been removed from the register is left out.
    """
    template = usual(kind)
    return EventDraft(
        kind=kind,
        starts_on=first,
        ends_on=first + timedelta(days=template.length - 1),
        details=EventDetails(title=usual_title(kind, first)),
        terms=EventTerms(
            days=template.days,
            asks_needs=template.asks_needs,
            public=template.public,
            open_sign_up=template.open_sign_up,
            approve_substitutes=template.approve_substitutes,
        ),
        circle=_lines(template.circle, role_ids),
        slots=template.slots,
        parts=tuple(_part(part, first, role_ids) for part in template.parts),
    )


def _lines(circle: Iterable[UsualLine], role_ids: Mapping[str, int]) -> tuple[CircleLineValue, ...]:
    return tuple(
        CircleLineValue(role_ids[line.role], line.kind, line.agreement_only) for line in circle if line.role in role_ids
    )


def _part(part: UsualPart, first: date, role_ids: Mapping[str, int]) -> PartDraft:
    starts_on = first + timedelta(days=part.day)
    ends_on = first + timedelta(days=part.day if part.ends_day is None else part.ends_day)
    return PartDraft(
        title=part.title,
        kind=part.kind,
        starts_at=nearest_moment_of(starts_on, part.starts),
        ends_at=nearest_moment_of(ends_on, part.ends),
        description=part.description,
        slot=part.slot,
        circle=_lines(part.circle, role_ids),
    )
