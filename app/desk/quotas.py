"""Quotas are set, changed and taken away, and whoever they no longer stop moves up."""

from datetime import datetime

from app.audit.actor import Actor
from app.desk.edit_event import follow
from app.events import actions
from app.events.model import Event, Part, Quota
from app.events.rules import quotas
from app.events.rules.outcomes import EditedMeanwhile, Saved


def add_quota(event: Event, part: Part | None, quota: quotas.Quota, *, now: datetime, actor: Actor) -> Saved:
    """Add a quota to the event, or to a part of it. Nobody loses a seat."""
    outcome = actions.add_quota(event, part, quota, now=now, actor=actor)
    follow(event, outcome, now=now)
    return outcome


def edit_quota(
    event: Event, row: Quota, part: Part | None, quota: quotas.Quota, *, now: datetime, actor: Actor, seen: int | None
) -> Saved | EditedMeanwhile:
    """Change a quota. With a larger one those whom it stopped move up; with a smaller one nobody loses a seat."""
    outcome = actions.edit_quota(event, row, part, quota, now=now, actor=actor, seen=seen)
    follow(event, outcome, now=now)
    return outcome


def remove_quota(event: Event, row: Quota, *, now: datetime, actor: Actor) -> Saved:
    """Take a quota away: those whom it stopped move up."""
    outcome = actions.remove_quota(event, row, now=now, actor=actor)
    follow(event, outcome, now=now)
    return outcome
