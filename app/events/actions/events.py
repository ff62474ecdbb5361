"""Creating, changing, publishing, moving, cancelling and copying events."""

from dataclasses import fields, replace
from datetime import date, datetime

from app.audit.actor import Actor
from app.events import queries
from app.events.actions import marks
from app.events.actions.circles import lines_of
from app.events.actions.deadlines import rows_of
from app.events.actions.parts import new_part
from app.events.actions.questions import carry_questions
from app.events.actions.quotas import new_quota
from app.events.actions.reminders import begin_as_usual
from app.events.model import Event, EventMember, EventText, Slot
from app.events.queries import drafts
from app.events.rules import moves, states
from app.events.rules.changes import Change, changes, shown
from app.events.rules.deadlines import DeadlineDays
from app.events.rules.drafts import EventDetails, EventDraft, EventTerms
from app.events.rules.kinds import EventState
from app.events.rules.outcomes import EditedMeanwhile, NotReady, PartsOutside, Saved, WrongState
from app.events.rules.slugs import slug_of
from app.events.rules.times import move_moment, span_fault
from app.kernel.db import db
from app.kernel.text import sort_key

_PLACE = frozenset({"place", "address"})
_IN_CALENDARS = frozenset(item.name for item in fields(EventDetails)) | {"public"}
_EDITED = frozenset(item.name for of in (EventDetails, EventTerms, DeadlineDays) for item in fields(of))
_DAYS = frozenset({"starts_on", "ends_on"})


def create_event(draft: EventDraft, *, now: datetime, actor: Actor, copied_from: Event | None = None) -> Event:
    """A new event in state DRAFT with everything that ``draft`` holds."""
    event = Event(
        slug=slug_of(draft.details.title, queries.list_slugs()),
        kind=draft.kind,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        content_changed_at=now,
        created_at=now,
        version=0,
        copied_from_id=copied_from.id if copied_from else None,
    )
    _write_details(event, draft.details)
    _write_terms(event, draft.terms)
    begin_as_usual(event, copied_from)
    event.slots = [Slot(title=title, position=position) for position, title in enumerate(draft.slots)]
    event.group_deadlines = rows_of(dict(draft.group_days))
    event.members = [EventMember(person_id=person, organisation_id=place) for person, place in draft.members]
    event.texts = [EventText(kind=kind, text=text) for kind, text in draft.texts]
    db.session.add(event)
    db.session.flush()
    event.circle.extend(lines_of(draft.circle))
    parts = [new_part(event, part, position, now) for position, part in enumerate(draft.parts)]
    for position, (place, quota) in enumerate(draft.quotas):
        new_quota(event, None if place is None else parts[place], quota, position)
    marks.record(event, "event.created", (), now=now, actor=actor, title=event.title)
    db.session.flush()
    db.session.expire(event, ["parts", "circle", "slots"])
    return event


def edit_event(
    event: Event,
    details: EventDetails,
    terms: EventTerms,
    *,
    now: datetime,
    actor: Actor,
    seen: int | None = None,
) -> Saved | EditedMeanwhile:
    """Write details and terms over an event that the editor saw as version ``seen`` (None: whatever it is now)."""
    event = queries.lock_event(event)
    told = changes(drafts.details_of(event), details) + changes(drafts.terms_of(event), terms)
    if not told:
        return Saved(())
    if (edited := marks.meanwhile(event, seen, _EDITED)) is not None:
        return edited
    shown_before = marks.is_shown_to_all(event)
    names, before = {change.field for change in told}, event.spot
    _write_details(event, details)
    marks.remember(event, before, event, now)
    _write_terms(event, terms)
    if names & _IN_CALENDARS:
        marks.mark(event, now, sequence=bool(names & _PLACE))
        if shown_before or marks.is_shown_to_all(event):
            marks.raise_public()
    marks.record(event, "event.edited", told, now=now, actor=actor)
    return Saved(told)


def set_capacity(event: Event, capacity: int | None, *, now: datetime, actor: Actor) -> Saved | EditedMeanwhile:
    """Change how many may come; ``desk.change_capacity`` also lets those in line move up."""
    terms = replace(drafts.terms_of(event), capacity=capacity)
    return edit_event(event, drafts.details_of(event), terms, now=now, actor=actor)


def publish(event: Event, today: date, *, now: datetime, actor: Actor) -> Saved | NotReady | WrongState:
    """Make a draft open for invitations and answers, if nothing is missing. ``today`` in Europe/Stockholm."""
    event = queries.lock_event(event)
    if not states.may_become(event.state, EventState.PUBLISHED):
        return WrongState()
    if found := states.faults(drafts.draft_of(event), today):
        return NotReady(found)
    event.published_at = now
    return _become(event, EventState.PUBLISHED, now=now, actor=actor)


def cancel(event: Event, *, now: datetime, actor: Actor) -> Saved | WrongState:
    """Mark a published event as cancelled; ``desk.cancel_event`` also tells those concerned. Final."""
    event = queries.lock_event(event)
    if not states.may_become(event.state, EventState.CANCELLED):
        return WrongState()
    event.cancelled_at = now
    for part in event.parts:
        marks.mark(part, now, sequence=True)
    return _become(event, EventState.CANCELLED, now=now, actor=actor)


def finish(event: Event, *, now: datetime, actor: Actor) -> Saved | WrongState:
    """Mark a published event as done."""
    event = queries.lock_event(event)
    if not states.may_become(event.state, EventState.DONE):
        return WrongState()
    return _become(event, EventState.DONE, now=now, actor=actor)


def _become(event: Event, state: EventState, *, now: datetime, actor: Actor) -> Saved:
    told = (Change("state", shown(event.state), shown(state)),)
    event.state = state
    if state is not EventState.DONE:  # a calendar shows the same before and after a meeting is called done
        marks.mark(event, now, sequence=True)
        if event.public:
            marks.raise_public()
    marks.record(event, f"event.{state.value}", told, now=now, actor=actor)
    return Saved(told)


def reschedule(
    event: Event, first: date, last: date, *, now: datetime, actor: Actor, seen: int | None = None
) -> Saved | EditedMeanwhile | PartsOutside | WrongState:
    """Move the event to other days: its parts stay as many days from the first, at the same time of the clock, and
    deadlines follow by themselves. ``desk.reschedule_event`` also tells those concerned.
    """
    event = queries.lock_event(event)
    if event.state in {EventState.CANCELLED, EventState.DONE}:
        return WrongState()
    if (edited := marks.meanwhile(event, seen, _DAYS)) is not None:
        return edited
    moved = [(part, *_moved(part.starts_at, part.ends_at, event.starts_on, first)) for part in event.parts]
    outside = tuple(
        part.title
        for part, starts_at, ends_at in moved
        if part.cancelled_at is None and span_fault(starts_at, ends_at, first, last)
    )
    if outside:
        return PartsOutside(outside)
    told = _day_changes(event, first, last)
    if not told:
        return Saved(())
    for part, starts_at, ends_at in moved:
        if (part.starts_at, part.ends_at) != (starts_at, ends_at):
            before, part.starts_at, part.ends_at = part.spot, starts_at, ends_at
            marks.remember(part, before, event, now)
            marks.mark(part, now, sequence=True)
    before, event.starts_on, event.ends_on = event.spot, first, last
    marks.remember(event, before, event, now)
    marks.mark(event, now, sequence=True)
    if marks.is_shown_to_all(event):
        marks.raise_public()
    marks.record(event, "event.rescheduled", told, now=now, actor=actor)
    return Saved(told)


def _moved(starts_at: datetime, ends_at: datetime, old: date, new: date) -> tuple[datetime, datetime]:
    return move_moment(starts_at, old, new), move_moment(ends_at, old, new)


def _day_changes(event: Event, first: date, last: date) -> tuple[Change, ...]:
    pairs = (("starts_on", event.starts_on, first), ("ends_on", event.ends_on, last))
    return tuple(Change(name, shown(old), shown(new)) for name, old, new in pairs if old != new)


def copy_to_next_year(event: Event, *, now: datetime, actor: Actor, first: date | None = None) -> Event:
    """A draft of the same event a year later: every date moved by the rule of its kind, or as far as to ``first``.
    Documents and answers stay.
    """
    draft = moves.next_year(drafts.draft_of(event), first)
    copied = create_event(draft, now=now, actor=actor, copied_from=event)
    old = (part for part in event.parts if part.cancelled_at is None)
    fresh = sorted(copied.parts, key=lambda part: part.position)
    carry_questions(event, copied, {one.id: other.id for one, other in zip(old, fresh, strict=True)}, now=now)
    return copied


def _write_details(event: Event, details: EventDetails) -> None:
    for item in fields(details):
        setattr(event, item.name, getattr(details, item.name))
    event.sort_key = sort_key(details.title)


def _write_terms(event: Event, terms: EventTerms) -> None:
    for item in fields(terms.days):
        setattr(event, f"{item.name}_days", getattr(terms.days, item.name))
    for item in fields(terms):
        if item.name != "days":
            setattr(event, item.name, getattr(terms, item.name))
