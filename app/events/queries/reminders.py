"""What goes by itself at an event."""

from datetime import date

from app.events.model import Event
from app.events.rules.reminders import Schedule


def schedule_of(event: Event) -> Schedule:
    """The event's schedule."""
    return Schedule(
        days=tuple(event.reminder_days),
        day_before=event.tells_day_before,
        afterwards=event.thanks_afterwards,
        tells_contacts=event.tells_contacts,
        skipped=frozenset(event.reminders_skipped),
        since=event.reminders_since or date.min,
    )
