"""When an event may be published, cancelled, or called done."""

from dataclasses import dataclass
from datetime import date

from app.events.rules.deadlines import deadlines, group_faults, order_fault
from app.events.rules.drafts import EventDraft
from app.events.rules.kinds import EventKind, EventState
from app.events.rules.need_questions import needs_fault
from app.events.rules.times import span_fault
from app.kernel.words import N_

_FOLLOWING = {
    EventState.DRAFT: frozenset({EventState.PUBLISHED}),
    EventState.PUBLISHED: frozenset({EventState.CANCELLED, EventState.DONE}),
    EventState.CANCELLED: frozenset[EventState](),
    EventState.DONE: frozenset[EventState](),
}


@dataclass(frozen=True)
class Fault:
    """Why an event cannot be published yet. ``area``: which page mends it ("programme", "settings",
    "group_deadlines", "move").
    """

    area: str
    words: str


def may_become(old: EventState, new: EventState) -> bool:
    """Whether an event in state ``old`` may be made ``new``. A cancelled or finished event stays so."""
    return new in _FOLLOWING[old]


def faults(draft: EventDraft, today: date) -> tuple[Fault, ...]:
    """What must be mended before ``draft`` can be published, in words for the organizer; empty when nothing."""
    found = []
    if not draft.parts:
        found.append(Fault("programme", N_("Lägg till minst en del i programmet.")))
    if any(span_fault(part.starts_at, part.ends_at, draft.starts_on, draft.ends_on) for part in draft.parts):
        found.append(Fault("programme", N_("Flytta de delar som ligger utanför mötets dagar.")))
    if draft.terms.asks_needs and (wrong := needs_fault(draft.terms.need_questions, draft.terms.needs_ground)):
        found.append(Fault("settings", wrong))
    if (fault := order_fault(draft.terms.days)) is not None:
        found.append(Fault("settings", fault))
    elif group_faults(draft.terms.days, dict(draft.group_days)):
        found.append(Fault("group_deadlines", N_("Rätta ordningen på en rollgrupps egna datum.")))
    if draft.ends_on < today:
        found.append(Fault("move", N_("Mötet har redan varit: flytta det till kommande dagar.")))
    return tuple(found)


def cautions(draft: EventDraft, today: date) -> tuple[Fault, ...]:
    """What does not stop publishing but is worth a look."""
    found = []
    if not draft.details.place and not any(part.online_url for part in draft.parts):
        found.append(Fault("settings", N_("Platsen saknas.")))
    if draft.ends_on >= today and deadlines(draft.terms.days, draft.starts_on).answer_by < today:
        found.append(Fault("settings", N_("Sista svarsdag har redan passerat.")))
    if not draft.circle and not draft.members:
        words = (
            N_("Gruppen har inga medlemmar.")
            if draft.kind is EventKind.DEVELOPMENT_GROUP
            else N_("Målgruppen är tom: alla bjuds in för hand.")
        )
        found.append(Fault("circle", words))
    return tuple(found)
