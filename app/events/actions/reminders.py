"""What goes by itself at an event: the schedule, and what the organizer does without."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from app.audit.actor import Actor
from app.events import queries
from app.events.actions import marks
from app.events.model import Event
from app.events.queries.reminders import schedule_of
from app.events.rules.changes import Change
from app.events.rules.kinds import EventState
from app.events.rules.reminders import Schedule, usual_schedule, with_skipped
from app.kernel.db import db


def set_schedule(event: Event, schedule: Schedule, *, now: datetime, actor: Actor) -> bool:
    """Have that go by itself. What was skipped stays so, where it is a step still. False when nothing changed."""
    event = queries.lock_event(event)
    old = schedule_of(event)
    if replace(old, skipped=schedule.skipped, since=schedule.since) == schedule:
        return False
    _write(event, schedule)
    event.reminders_skipped = sorted(old.skipped & {step.key for step in schedule.steps})
    told = Change("reminders", ", ".join(map(str, old.days)) or "–", ", ".join(map(str, schedule.days)) or "–")
    marks.record(event, "event.reminders_set", (told,), now=now, actor=actor)
    db.session.flush()
    return True


def skip_step(event: Event, key: str, *, skip: bool, now: datetime, actor: Actor) -> bool:
    """Do without the step, or not any more. False when it was so already, or is no step."""
    event = queries.lock_event(event)
    schedule = schedule_of(event)
    skipped = with_skipped(schedule, key, skip=skip)
    if skipped == schedule.skipped:
        return False
    event.reminders_skipped = sorted(skipped)
    action = "event.reminder_skipped" if skip else "event.reminder_resumed"
    marks.record(event, action, (), now=now, actor=actor, step=key)
    db.session.flush()
    return True


def begin_again(today: date) -> None:
    """After a restored backup: what was to go by itself until ``today`` (Europe/Stockholm) may have gone to anybody,
    and goes to nobody.
    """
    for event in queries.list_events(states=[EventState.PUBLISHED, EventState.DONE]):
        event.reminders_since = today + timedelta(days=1)


def begin_as_usual(event: Event, copied_from: Event | None) -> None:
    """The schedule of a new event: as the one it is copied from, else as its kind's usual one."""
    schedule = schedule_of(copied_from) if copied_from is not None else usual_schedule(event.kind)
    _write(event, schedule)
    event.reminders_skipped = []


def _write(event: Event, schedule: Schedule) -> None:
    event.reminder_days, event.tells_contacts = list(schedule.days), schedule.tells_contacts
    event.tells_day_before, event.thanks_afterwards = schedule.day_before, schedule.afterwards
