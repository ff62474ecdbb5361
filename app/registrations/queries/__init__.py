"""Questions about registrations. ``find_`` may give None, ``list_`` lists."""

from app.registrations.queries.answers import (
    CLOSED,
    answer_key,
    count_answers,
    count_chosen,
    has_answers,
    list_answers,
    questionnaire,
)
from app.registrations.queries.bulk import find_act, is_line_too_short, list_for_act
from app.registrations.queries.lists import (
    has_number,
    list_active_person_ids,
    list_events_with_passed_offers,
    list_for_event,
    list_for_person,
    list_to_purge,
    list_waiting,
    next_queue_number,
)
from app.registrations.queries.needs import need_grounds
from app.registrations.queries.one import Standing, active_parts, find_for, held_of
from app.registrations.queries.requests import (
    REQUESTS_A_PAGE,
    RequestMissing,
    count_open_requests,
    find_latest_request,
    find_open_request,
    foresee,
    get_request,
    list_held,
    list_requests,
    list_waiting_requests,
)
from app.registrations.queries.seats import CountedBy, count_quotas, counted_by, seats, seats_left, taken_of

__all__ = [
    "CLOSED",
    "REQUESTS_A_PAGE",
    "CountedBy",
    "RequestMissing",
    "Standing",
    "active_parts",
    "answer_key",
    "count_answers",
    "count_chosen",
    "count_open_requests",
    "count_quotas",
    "counted_by",
    "find_act",
    "find_for",
    "find_latest_request",
    "find_open_request",
    "foresee",
    "get_request",
    "has_answers",
    "has_number",
    "held_of",
    "is_line_too_short",
    "list_active_person_ids",
    "list_answers",
    "list_events_with_passed_offers",
    "list_for_act",
    "list_for_event",
    "list_for_person",
    "list_held",
    "list_requests",
    "list_to_purge",
    "list_waiting",
    "list_waiting_requests",
    "need_grounds",
    "next_queue_number",
    "questionnaire",
    "seats",
    "seats_left",
    "taken_of",
]
