"""The letters that are to go by themselves at a meeting, with their days and to how many. Statements do not grow with
the people.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app.events.model import Event
from app.events.queries import deadlines_of
from app.events.queries.deadlines import group_days_of
from app.events.queries.reminders import schedule_of
from app.events.rules.reminders import Occasion, Schedule, Step, day_of
from app.invitations import queries as invitations
from app.invitations.letters.organisations import silent_there_key
from app.invitations.model import Invitation
from app.invitations.queries.reminding import ahead
from app.mail import outbox
from app.people.letters import receivers_of
from app.people.model import Organisation
from app.people.queries import list_contacts
from app.people.rules.kinds import RoleGroup
from app.registrations.queries.lists import list_confirmed_uids


@dataclass(frozen=True)
class Coming:
    """A letter that is to go: on which day, to how many as it stands now, whether it is skipped, and which role groups'
    own last day gives that day.
    """

    step: Step
    day: date
    count: int
    skipped: bool
    groups: tuple[RoleGroup, ...] = ()
    contacts: int = 0
    """How many letters go with it to those who answer for organisations."""


def coming(event: Event, today: date) -> list[Coming]:
    """What is to go from ``today`` on, in the order of days. Reminders stand with each day that somebody's own last
    day gives, and with the event's own where nobody waits for one.
    """
    schedule = schedule_of(event)
    silent = invitations.list_silent(event.id) if schedule.reminders else []
    numbers = _reminders(event, schedule, silent, today)
    contacts = _contacts(event, schedule, silent, today)
    for step in schedule.steps:
        if step.occasion is not Occasion.UNANSWERED:
            day = _day_of(event, step)
            if day >= today:
                numbers[step, day] = len(list_confirmed_uids(event.id))
    rows = [
        Coming(step, day, number, not schedule.goes(step), _groups_on(event, step, day), contacts[step, day])
        for (step, day), number in numbers.items()
    ]
    return sorted(rows, key=lambda row: (row.day, row.step.occasion.value, -row.step.days))


def _reminders(
    event: Event, schedule: Schedule, silent: Collection[Invitation], today: date
) -> Counter[tuple[Step, date]]:
    numbers: Counter[tuple[Step, date]] = Counter()
    for one in silent:
        numbers.update(ahead(schedule, one, today))
    for step in schedule.reminders:
        day = _day_of(event, step)
        if day >= today and all(known != step for known, _day in numbers):
            numbers[step, day] += 0
    return numbers


def _contacts(
    event: Event, schedule: Schedule, silent: Collection[Invitation], today: date
) -> Counter[tuple[Step, date]]:
    """Each organisation is told once at each step: on the first day that somebody there is reminded."""
    there: dict[tuple[Step, Organisation], date] = {}
    for one in silent if schedule.tells_contacts else []:
        if one.person.protected:
            continue
        for step, day in ahead(schedule, one, today):
            for held in one.holdings:
                key = step, held.organisation
                there[key] = min(day, there.get(key, day))
    known = list_contacts({organisation.id for _step, organisation in there}, today) if there else {}
    told = outbox.list_keys(event.uid, "silent_there") if there else set()
    numbers: Counter[tuple[Step, date]] = Counter()
    for (step, organisation), day in there.items():
        to = receivers_of(organisation, known.get(organisation.id, []))
        numbers[step, day] += sum(silent_there_key(event, organisation, step.key, one) not in told for one in to)
    return numbers


def _groups_on(event: Event, step: Step, day: date) -> tuple[RoleGroup, ...]:
    if step.occasion is not Occasion.UNANSWERED or day == _day_of(event, step):
        return ()
    return tuple(group for group in group_days_of(event) if _day_of(event, step, {group}) == day)


def _day_of(event: Event, step: Step, groups: Collection[RoleGroup] = ()) -> date:
    answer_by = deadlines_of(event, groups).answer_by
    return day_of(step, answer_by=answer_by, starts_on=event.starts_on, ends_on=event.ends_on)
