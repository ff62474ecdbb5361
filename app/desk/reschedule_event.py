"""Moving an event to other days."""

from datetime import date, datetime

from app.audit.actor import Actor
from app.events import actions
from app.events.model import Event
from app.events.rules.outcomes import EditedMeanwhile, PartsOutside, Saved, WrongState
from app.registrations import actions as registrations


def reschedule_event(
    event: Event, first: date, last: date, *, now: datetime, actor: Actor, seen: int | None = None
) -> Saved | EditedMeanwhile | PartsOutside | WrongState:
    """Move the event with all its parts and deadlines, and have the calendars of those who have answered
    follow. A queue that had stopped moves again, when its end is to come again."""
    outcome = actions.reschedule(event, first, last, now=now, actor=actor, seen=seen)
    if isinstance(outcome, Saved) and outcome.changed:
        registrations.announce_change(event)
        registrations.promote(event, now=now)
    return outcome
