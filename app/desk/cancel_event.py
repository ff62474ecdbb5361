"""Cancelling an event."""

from datetime import datetime

from app.audit.actor import Actor
from app.events import actions
from app.events.model import Event
from app.events.rules.outcomes import Saved, WrongState
from app.registrations import actions as registrations


def cancel_event(event: Event, *, now: datetime, actor: Actor) -> Saved | WrongState:
    """Cancel a published event, and have the calendars of those who have answered show it."""
    outcome = actions.cancel(event, now=now, actor=actor)
    if isinstance(outcome, Saved):
        registrations.announce_change(event)
    return outcome
