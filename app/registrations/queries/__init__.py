"""Questions about registrations. ``find_`` may give None, ``list_`` lists."""

from app.registrations.queries.lists import (
    count_states,
    list_active_person_ids,
    list_for_event,
    list_for_person,
    list_to_purge,
    list_waiting,
    next_queue_number,
)
from app.registrations.queries.one import Standing, active_parts, find_for, held_of
from app.registrations.queries.seats import seats

__all__ = [
    "Standing",
    "active_parts",
    "count_states",
    "find_for",
    "held_of",
    "list_active_person_ids",
    "list_for_event",
    "list_for_person",
    "list_to_purge",
    "list_waiting",
    "next_queue_number",
    "seats",
]
