"""Reminders: by hand, and by the event's schedule."""

from collections.abc import Collection, Mapping
from datetime import datetime

from app.audit import log
from app.audit.actor import SYSTEM, Actor
from app.events.model import Event
from app.events.queries import deadlines_of
from app.events.queries.reminders import schedule_of
from app.events.rules.kinds import EventState
from app.invitations import letters, queries
from app.invitations.letters import organisations
from app.invitations.model import Invitation
from app.invitations.queries.reminding import step_for
from app.invitations.rules import AnsweringClosed, NotPublished, Reminded, may_be_reminded
from app.kernel.words import local
from app.mail import outbox
from app.people import actions as people
from app.people.letters import receivers_of
from app.people.queries import list_contacts


def remind(
    event: Event, *, now: datetime, actor: Actor, uids: Collection[str] | None = None
) -> Reminded | NotPublished | AnsweringClosed:
    """Write a reminder to those who have not answered and still can, and to nobody else, at most one a day to each;
    none to an address that letters come back from.
    """
    if event.state is not EventState.PUBLISHED:
        return NotPublished()
    silent, today = queries.list_to_remind(event.id, uids), local(now).date()
    last = max((queries.deadlines_for(one).answer_by for one in silent), default=deadlines_of(event).answer_by)
    if today > last:
        return AnsweringClosed(last)
    count = 0
    for one in silent:
        if not (is_due(one, now) and one.person.takes_letters):
            continue
        count += _remind(one, "", now, actor)
    return Reminded(count)


def is_due(one: Invitation, now: datetime) -> bool:
    """Whether a reminder may go to the invited ``now``: until their own last day."""
    sent_on = local(one.sent_at).date() if one.sent_at else None
    reminded_on = local(one.reminded_at).date() if one.reminded_at else None
    return may_be_reminded(one.state, sent_on, reminded_on, queries.deadlines_for(one).answer_by, local(now).date())


def _remind(one: Invitation, step: str, now: datetime, actor: Actor) -> bool:
    """Write one reminder, and count it; whether there was none of that ``step`` (or, by hand, of that number) yet."""
    letter = letters.reminder(one, queries.parts_of(one), one.reminders + 1, step)
    if outbox.put(letter, now=now) is None:
        return False
    one.reminders, one.reminded_at = one.reminders + 1, now
    log.record(actor, "invitation.reminded", now=now, subject=("person", one.person.uid), event_uid=one.event.uid)
    return True


def remind_by_schedule(event: Event, uids: Collection[str], *, now: datetime) -> int:
    """Write the reminders that are due ``now`` to those of ``uids`` who still have not answered; gives how many. Each
    step is one letter for each person, however often and by however many this is done.
    """
    if event.state is not EventState.PUBLISHED:
        return 0
    schedule, today, count = schedule_of(event), local(now).date(), 0
    for one in queries.list_to_remind(event.id, uids):
        step = step_for(schedule, one, today)
        if step is None:
            continue
        count += _remind(one, step.key, now, SYSTEM)
    return count


def tell_contacts(event: Event, due: Mapping[int, str], *, now: datetime) -> int:
    """Tell those who answer for organisations who there has not answered, but for protected people, who are reminded
    alone: one letter to each address at each step; gives how many.
    """
    if event.state is not EventState.PUBLISHED:
        return 0
    there: dict[int, list[Invitation]] = {}
    for one in (silent for silent in queries.list_silent(event.id) if not silent.person.protected):
        for organisation_id in {held.organisation_id for held in one.holdings} & due.keys():
            there.setdefault(organisation_id, []).append(one)
    contacts, count = list_contacts(there, local(now).date()), 0
    for number, silent in sorted(there.items()):
        organisation = next(held.organisation for held in silent[0].holdings if held.organisation_id == number)
        people.open_link(organisation)
        for receiver in receivers_of(organisation, contacts.get(number, [])):
            letter = organisations.silent_there(event, organisation, receiver, silent, due[number])
            count += outbox.put(letter, now=now) is not None
    return count
