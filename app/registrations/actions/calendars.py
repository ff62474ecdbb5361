"""Telling the personal feeds that something they show has changed."""

from app.events.model import Event
from app.people.actions import touch_calendar
from app.registrations import queries


def announce_change(event: Event) -> int:
    """The event or one of its parts has changed: the feeds of everybody registered show it at the next poll. Returns
    how many people that are.
    """
    people = queries.list_active_person_ids(event.id)
    touch_calendar(people)
    return len(people)
