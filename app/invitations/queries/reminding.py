"""Who is to be reminded by the event's schedule (``events.rules.reminders``), and when."""

from collections.abc import Collection
from datetime import date, datetime

from app.events.queries import deadlines_of
from app.events.rules.reminders import Schedule, Step, reminder_for, reminders_ahead
from app.invitations.model import Invitation, Place
from app.invitations.queries.one import deadlines_for
from app.invitations.rules import may_be_reminded
from app.kernel.words import local


def step_for(schedule: Schedule, one: Invitation, today: date) -> Step | None:
    """The reminder that the invited is to have ``today``: nobody who has answered, whose letters come back, or who has
    been reminded today already.
    """
    answer_by, invited_on = deadlines_for(one).answer_by, _day(one.sent_at)
    may = may_be_reminded(one.state, invited_on, _day(one.reminded_at), answer_by, today)
    if invited_on is None or not (may and one.person.takes_letters):
        return None
    due = reminder_for(schedule, answer_by=answer_by, invited_on=invited_on, today=today)
    return due[0] if due else None


def ahead(schedule: Schedule, one: Invitation, today: date) -> list[tuple[Step, date]]:
    """The reminders that the invited will have from ``today`` on, if no answer comes; skipped ones too."""
    invited_on = _day(one.sent_at)
    if invited_on is None or not one.person.takes_letters:
        return []
    return reminders_ahead(schedule, answer_by=deadlines_for(one).answer_by, invited_on=invited_on, today=today)


def places_due(schedule: Schedule, places: Collection[Place], today: date) -> list[str]:
    """Uids of the places without a name that the organisation is to be reminded of ``today``: once for each step."""
    found = []
    for place in places:
        invited_on, reminded_on = _day(place.sent_at), _day(place.reminded_at)
        if invited_on is None or place.left == 0:
            continue
        answer_by = deadlines_of(place.event, {place.role.group}).answer_by
        due = reminder_for(schedule, answer_by=answer_by, invited_on=invited_on, today=today)
        if due and (reminded_on is None or reminded_on < due[1]):
            found.append(place.uid)
    return found


def contacts_due(schedule: Schedule, silent: Collection[Invitation], today: date) -> dict[int, str]:
    """By the id of an organisation where somebody is to be reminded ``today``: the step."""
    found: dict[int, str] = {}
    for one in silent if schedule.tells_contacts else []:
        if one.person.protected:  # is reminded alone: what leaves the house names them nowhere
            continue
        if step := step_for(schedule, one, today):
            found |= {held.organisation_id: step.key for held in one.holdings}
    return found


def _day(at: datetime | None) -> date | None:
    return local(at).date() if at is not None else None
