"""More or fewer places."""

from datetime import datetime

from app.audit.actor import Actor
from app.desk.edit_event import follow
from app.events import actions
from app.events.model import Event, Part
from app.events.rules.outcomes import EditedMeanwhile, Saved


def change_capacity(event: Event, capacity: int | None, *, now: datetime, actor: Actor) -> Saved | EditedMeanwhile:
    """Let ``capacity`` people come (None: no limit). With more room those in line move up; with less nobody loses a
    seat.
    """
    outcome = actions.set_capacity(event, capacity, now=now, actor=actor)
    follow(event, outcome, now=now)
    return outcome


def change_part_capacity(
    event: Event, part: Part, capacity: int | None, *, now: datetime, actor: Actor
) -> Saved | EditedMeanwhile:
    """The same for a part's places on site."""
    outcome = actions.set_part_capacity(event, part, capacity, now=now, actor=actor)
    follow(event, outcome, now=now)
    return outcome
