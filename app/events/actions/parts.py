"""Parts and slots of an event."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime

import sqlalchemy as sa

from app.audit.actor import Actor
from app.events import queries
from app.events.actions import marks
from app.events.actions.circles import lines_of
from app.events.actions.questions import forget_questions_about
from app.events.model import CircleLine, Event, Part, Slot
from app.events.queries import drafts
from app.events.rules.changes import Change, changes
from app.events.rules.drafts import PartDraft
from app.events.rules.kinds import EventState
from app.events.rules.outcomes import EditedMeanwhile, Saved
from app.kernel.db import db

_WHEN_AND_WHERE = frozenset({"starts_at", "ends_at", "room"})
_NOT_IN_CALENDARS = frozenset({"capacity", "slot", "circle", "kind", "by_arrival"})
_PLAIN = tuple(item.name for item in fields(PartDraft) if item.name not in {"slot", "circle"})
_EDITED = frozenset(item.name for item in fields(PartDraft))


def new_part(event: Event, draft: PartDraft, position: int, now: datetime) -> Part:
    """A part of ``event`` with its circle. Raises ValueError for a slot that the event does not have."""
    part = Part(event_id=event.id, position=position, content_changed_at=now)
    _write(event, part, draft)
    db.session.add(part)
    db.session.flush()
    db.session.add_all(_own(line, event, part) for line in lines_of(draft.circle))
    return part


def add_part(event: Event, draft: PartDraft, *, now: datetime, actor: Actor) -> Part:
    """Add a part last among those that begin at the same time."""
    event = queries.lock_event(event)
    was_whole = len(event.parts) == 1
    part = new_part(event, draft, 1 + max((part.position for part in event.parts), default=-1), now)
    _changed(event, now, sequence=was_whole)  # a time of day becomes a banner over the days
    marks.record(event, "part.added", (), now=now, actor=actor, part=part, title=part.title)
    _reload(event)
    return part


def edit_part(
    event: Event, part: Part, draft: PartDraft, *, now: datetime, actor: Actor, seen: int | None = None
) -> Saved | EditedMeanwhile:
    """Write ``draft`` over a part whose event the editor saw as version ``seen``."""
    event = queries.lock_event(event)
    old = drafts.part_draft_of(event, part)
    told = changes(old, draft)
    if not told:
        return Saved(())
    if (edited := marks.meanwhile(event, seen, _EDITED, part)) is not None:
        return edited
    names, before = {change.field for change in told}, part.spot
    _write(event, part, draft)
    marks.remember(part, before, event, now)
    if "circle" in names:
        for line in db.session.scalars(sa.select(CircleLine).where(CircleLine.part_id == part.id)):
            db.session.delete(line)
        db.session.add_all(_own(line, event, part) for line in lines_of(draft.circle))
    if names - _NOT_IN_CALENDARS:
        elsewhere = bool(names & _WHEN_AND_WHERE)
        marks.mark(part, now, sequence=elsewhere)
        _changed(event, now, sequence=elsewhere and _is_whole(event))
    marks.record(event, "part.edited", told, now=now, actor=actor, part=part, title=part.title)
    _reload(event)
    return Saved(told)


def set_part_capacity(
    event: Event, part: Part, capacity: int | None, *, now: datetime, actor: Actor
) -> Saved | EditedMeanwhile:
    """Change a part's places on site; ``desk.change_capacity`` also lets those in line move up."""
    draft = replace(drafts.part_draft_of(event, part), capacity=capacity)
    return edit_part(event, part, draft, now=now, actor=actor)


def remove_part(event: Event, part: Part, *, now: datetime, actor: Actor) -> None:
    """Take a part away. Of a draft it disappears with its questions; of an event that has been published it is
    cancelled and stays, since people may have answered for it and have it in their calendars.
    """
    event = queries.lock_event(event)
    if part.cancelled_at is not None:
        return
    if event.state is EventState.DRAFT:
        forget_questions_about(event, part.id)
        db.session.delete(part)
        action = "part.removed"
    else:
        part.cancelled_at = now
        marks.mark(part, now, sequence=True)
        action = "part.cancelled"
    _changed(event, now, sequence=_is_whole(event))
    marks.record(event, action, (Change("title", part.title, ""),), now=now, actor=actor, part=part)
    _reload(event)


def restore_part(event: Event, part: Part, *, now: datetime, actor: Actor) -> None:
    """Undo the cancelling of a part."""
    event = queries.lock_event(event)
    if part.cancelled_at is None:
        return
    part.cancelled_at = None
    marks.mark(part, now, sequence=True)
    _changed(event, now, sequence=_is_whole(event))
    marks.record(event, "part.restored", (Change("title", "", part.title),), now=now, actor=actor, part=part)
    _reload(event)


def edit_slots(
    event: Event, rows: Sequence[tuple[int | None, str]], *, now: datetime, actor: Actor, seen: int | None = None
) -> Saved | EditedMeanwhile:
    """Have the event's slots be ``rows`` (id of one it has, or None for a new; title) in that order. A slot that is
    not among them disappears, and its parts are no longer a choice of one. Ids of other events are ignored.
    """
    event = queries.lock_event(event)
    own = {slot.id: slot for slot in event.slots}
    before, after = " · ".join(slot.title for slot in event.slots), " · ".join(title for _, title in rows)
    if before == after:
        return Saved(())
    if (edited := marks.meanwhile(event, seen, {"slots"})) is not None:
        return edited
    kept = []
    for position, (slot_id, title) in enumerate(rows):
        slot = own.get(slot_id or 0) or Slot(event_id=event.id)
        slot.title, slot.position = title, position
        kept.append(slot)
    event.slots = kept
    told = (Change("slots", before, after),)
    marks.record(event, "event.slots_edited", told, now=now, actor=actor)
    _reload(event)
    return Saved(told)


def _write(event: Event, part: Part, draft: PartDraft) -> None:
    for name in _PLAIN:
        setattr(part, name, getattr(draft, name))
    part.slot_id = _slot_id(event, draft.slot)


def _slot_id(event: Event, title: str) -> int | None:
    if not title:
        return None
    for slot in event.slots:
        if slot.title == title:
            return slot.id
    raise ValueError(f"no slot {title!r}")


def _own(line: CircleLine, event: Event, part: Part) -> CircleLine:
    line.event_id, line.part_id = event.id, part.id
    return line


def _is_whole(event: Event) -> bool:
    """Whether the event is one part, which calendars show as the meeting itself."""
    return len(event.parts) == 1


def _changed(event: Event, now: datetime, *, sequence: bool) -> None:
    """The programme is part of what the event's own entry and the public feed show; ``sequence``: also when and where
    that entry is.
    """
    marks.mark(event, now, sequence=sequence)
    if marks.is_shown_to_all(event):
        marks.raise_public()


def _reload(event: Event) -> None:
    db.session.flush()
    db.session.expire(event, ["parts", "slots", "circle"])
