"""What goes by itself at each event by its schedule: some letters in each short transaction, on working days and by
daylight in Stockholm. Done again, or by two at once, nobody gets anything twice.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import islice

from app.attendance.queries import list_present_ids
from app.attendance.queries.certificates import list_certificates
from app.audit.actor import SYSTEM
from app.events.model import Event
from app.events.queries import list_events
from app.events.queries.reminders import schedule_of
from app.events.rules.kinds import EventState
from app.events.rules.red_days import is_working_day
from app.events.rules.reminders import Occasion, Schedule, Step, day_of, is_time
from app.invitations import queries as invitations
from app.invitations.actions.places import remind_places
from app.invitations.actions.reminding import remind_by_schedule, tell_contacts
from app.invitations.queries.places import list_places
from app.invitations.queries.reminding import contacts_due, places_due, step_for
from app.kernel.db import end_read, transaction
from app.kernel.words import local
from app.mail import outbox
from app.registrations.actions.coming import write_coming
from app.registrations.letters import coming_key
from app.registrations.queries.lists import list_confirmed_uids

SOME = 50
"""So many letters are written while others wait."""
HOURS = range(8, 17)
"""By the clock in Stockholm."""


def send_by_schedule(clock: Callable[[], datetime], *, at_any_hour: bool = False) -> int:
    """Write the letters that are due now; how many. ``at_any_hour``: also at night, on a working day."""
    now = local(clock())
    if not is_working_day(now.date()) or not (at_any_hour or now.hour in HOURS):
        return 0
    events = list_events(states=[EventState.PUBLISHED, EventState.DONE])
    due = [event for event in events if schedule_of(event).steps]
    end_read()
    return sum(_send(event, clock) for event in due)


def _send(event: Event, clock: Callable[[], datetime]) -> int:
    schedule, today = schedule_of(event), local(clock()).date()
    count = 0
    if event.state is EventState.PUBLISHED and any(map(schedule.goes, schedule.reminders)):
        count += _remind(event, schedule, today, clock)
    if _is_time(schedule, Occasion.DAY_BEFORE, event, today) and today < event.starts_on:
        count += _tell(event, "day_before", clock)
    if _is_time(schedule, Occasion.AFTERWARDS, event, today):
        count += _tell(event, "thanks", clock)
    return count


def _is_time(schedule: Schedule, occasion: Occasion, event: Event, today: date) -> bool:
    step = Step(occasion)
    day = day_of(step, answer_by=event.starts_on, starts_on=event.starts_on, ends_on=event.ends_on)
    return schedule.goes(step) and is_time(schedule, day, today)


def _remind(event: Event, schedule: Schedule, today: date, clock: Callable[[], datetime]) -> int:
    there = invitations.list_silent(event.id)
    silent = [one.uid for one in there if step_for(schedule, one, today)]
    contacts = contacts_due(schedule, there, today)
    places = places_due(schedule, list_places(event.id), today)
    end_read()
    count = 0
    if contacts:  # before those who are reminded: afterwards nobody would be due
        with transaction():
            count += tell_contacts(event, contacts, now=clock())
    for uids in _some(silent):
        with transaction():
            count += remind_by_schedule(event, uids, now=clock())
    if places:
        with transaction():
            count += remind_places(event, now=clock(), actor=SYSTEM, uids=places)
    return count


def _tell(event: Event, kind: str, clock: Callable[[], datetime]) -> int:
    """``thanks`` go to those who were ticked off, where a door was open; else to everybody registered."""
    registered = list_confirmed_uids(event.id)
    present = list_present_ids(event.id) if kind == "thanks" else set()
    attended = list_certificates(event.id, clock()) if present else {}
    told = outbox.list_keys(event.uid, kind)
    left = [
        uid
        for uid, person in registered.items()
        if coming_key(kind, event, uid) not in told and person in (present or {person})
    ]
    end_read()
    count = 0
    for uids in _some(left):
        with transaction():
            count += write_coming(event, kind, uids, now=clock(), attended=attended)
    return count


def _some(uids: Iterable[str]) -> Iterable[Sequence[str]]:
    left = iter(uids)
    while some := list(islice(left, SOME)):
        yield some
