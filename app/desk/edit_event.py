"""Changing an event and its parts, and what follows for those who have answered: calendars, and seats that got free."""

from datetime import datetime

from app.audit.actor import Actor
from app.events import actions
from app.events.model import Event, Part
from app.events.rules.drafts import EventDetails, EventTerms, PartDraft
from app.events.rules.outcomes import EditedMeanwhile, Saved
from app.registrations import actions as registrations

_MOVING = frozenset({"capacity", "queue_stop_days", "quota"})
"""Fields whose change may let somebody in line move up."""


def edit_event(
    event: Event, details: EventDetails, terms: EventTerms, *, now: datetime, actor: Actor, seen: int | None = None
) -> Saved | EditedMeanwhile:
    """Write details and terms; calendars follow, and those in line move up when there is more room."""
    outcome = actions.edit_event(event, details, terms, now=now, actor=actor, seen=seen)
    follow(event, outcome, now=now)
    return outcome


def add_part(event: Event, draft: PartDraft, *, now: datetime, actor: Actor) -> Part:
    """Add a part. Nobody has answered for it yet, but a meeting that was one part is told in calendars as several."""
    part = actions.add_part(event, draft, now=now, actor=actor)
    registrations.announce_change(event)
    return part


def edit_part(
    event: Event, part: Part, draft: PartDraft, *, now: datetime, actor: Actor, seen: int | None = None
) -> Saved | EditedMeanwhile:
    """Write a part; calendars follow, and those in line move up when there is more room."""
    outcome = actions.edit_part(event, part, draft, now=now, actor=actor, seen=seen)
    follow(event, outcome, now=now)
    return outcome


def remove_part(event: Event, part: Part, *, now: datetime, actor: Actor) -> None:
    """Take a part out of the programme; it stands as cancelled in the calendars of those who have answered for it."""
    actions.remove_part(event, part, now=now, actor=actor)
    registrations.announce_change(event)


def restore_part(event: Event, part: Part, *, now: datetime, actor: Actor) -> None:
    """Undo that; their calendars have it as before, and seats that got free meanwhile go to those in line."""
    actions.restore_part(event, part, now=now, actor=actor)
    registrations.announce_change(event)
    registrations.promote(event, now=now)


def follow(event: Event, outcome: Saved | EditedMeanwhile, *, now: datetime) -> None:
    """What a change that was saved brings with it: the calendars of those registered, and seats for those in line."""
    if isinstance(outcome, EditedMeanwhile) or not outcome.changed:
        return
    registrations.announce_change(event)
    if any(change.field in _MOVING for change in outcome.changed):
        registrations.promote(event, now=now)
