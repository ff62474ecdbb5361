"""Cancelling an event."""

from datetime import datetime

from app.audit.actor import Actor
from app.events import actions
from app.events.model import Event
from app.events.rules.outcomes import Saved, WrongState


def cancel_event(event: Event, *, now: datetime, actor: Actor) -> Saved | WrongState:
    """Cancel a published event, and have the calendars of those who have answered show it."""
    return actions.cancel(event, now=now, actor=actor)
