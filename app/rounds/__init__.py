"""The rounds: what is done again and again, each step in a short transaction of its own. ``worker`` times them, the
commands call them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.audit.actor import SYSTEM
from app.desk.confirming import remind_to_confirm
from app.desk.lapse import lapse_over
from app.desk.let_go import forget_names, let_go, list_to_let_go
from app.events.model import Event
from app.events.queries import list_events
from app.events.queries.reminders import schedule_of
from app.events.rules.kinds import EventState
from app.feeds import actions as feeds
from app.invitations.actions import reminding as invitations
from app.invitations.actions.places import remind_places
from app.invitations.rules import Reminded
from app.kernel.db import end_read, transaction
from app.kernel.words import local
from app.mail import inbox
from app.people import queries
from app.people.actions.importing.uploads import remove_old_uploads
from app.people.queries import PersonMissing
from app.registrations import actions as registrations
from app.registrations.actions.sign_up import purge_sign_ups
from app.registrations.queries.lists import count_needs, list_events_with_passed_offers, list_to_purge
from app.rounds.delivering import Delivered, deliver, goes_on_at
from app.rounds.mailings import write_mailings
from app.rounds.reading import Read, read_mailbox
from app.rounds.reminding import send_by_schedule

__all__ = [
    "Delivered",
    "Read",
    "Swept",
    "deliver",
    "goes_on_at",
    "pass_on_offers",
    "promote",
    "purge",
    "read_mailbox",
    "refresh_feeds",
    "remind",
    "remind_contacts",
    "send_by_schedule",
    "write_mailings",
]


def refresh_feeds(today: date) -> int:
    """Have those feeds built anew, when they are next fetched, that show something too old on ``today``
    (Europe/Stockholm); how many they are. Done again, it finds none.
    """
    with transaction():
        return feeds.let_age(today)


def remind(now: datetime) -> list[tuple[str, int]]:
    """Write reminders to those who have not answered, in every published event that can still be answered and has no
    schedule: where there is one it decides. Titles and how many were written. Done again the same day, it writes none.
    """
    done = []
    for event in list_events(states=[EventState.PUBLISHED]):
        if schedule_of(event).reminders:
            continue
        with transaction():
            outcome = invitations.remind(event, now=now, actor=SYSTEM)
            places = remind_places(event, now=now, actor=SYSTEM)
        if isinstance(outcome, Reminded):
            done.append((event.title, outcome.count + places))
    return done


def remind_contacts(now: datetime) -> int:
    """Remind the organisations that have been asked to confirm the register and have not answered in the days given.
    Gives how many; done again, none.
    """
    due = queries.list_due_requests(now)
    if not due:
        end_read()
        return 0
    done = 0
    for request in due:
        with transaction():
            done += remind_to_confirm(request, now=now, actor=SYSTEM).organisations
    return done


def promote(now: datetime) -> int:
    """Give seats that are free to those who wait for them. A freed seat is given at once; this finds what a change of
    the rules, or of the data by hand, left behind. How many moved up.
    """
    return _promote(list_events(states=[EventState.PUBLISHED]), now)


def pass_on_offers(now: datetime) -> int:
    """Have seats that were offered and not taken in time go to the next. How many got one."""
    return _promote(list_events_with_passed_offers(now), now)


def _promote(events: Sequence[Event], now: datetime) -> int:
    """Each event in a transaction of its own."""
    count = 0
    for event in events:
        with transaction():
            count += registrations.promote(event, now=now)
    return count


@dataclass(frozen=True)
class Swept:
    """What a purge erased, or would erase: needs by the event's title, contact data of people who were there only by an
    event, contact files that were never read in.
    """

    needs: tuple[tuple[str, int], ...]
    contacts: int = 0
    uploads: int = 0


def purge(now: datetime, *, apply: bool) -> Swept:
    """Erase the needs and the contact data whose time is out, with a protocol of counts, the contact files left for a
    day, and what was written for an open sign-up and never confirmed; close what waits about an event that is over.
    Without ``apply`` it only counts needs and contacts. Done again, it finds nothing.
    """
    today = local(now).date()
    due = tuple((event.title, count_needs(event)) for event in list_to_purge(today))
    leaving = list_to_let_go(today)
    if not apply:
        return Swept(due, len(leaving))
    with transaction():
        registrations.purge_needs(now)
        forget_names(now=now)
        lapse_over(now)
        uploads = remove_old_uploads(now)
        purge_sign_ups(now)
        inbox.forget_old(now)
    gone = [uid for uid in leaving if _let_go(uid, now)]
    return Swept(due, len(gone), uploads)


def _let_go(uid: str, now: datetime) -> bool:
    """Whether the person was there and went: another round, or an organizer, may have been first."""
    try:
        with transaction():
            return let_go(uid, now=now)
    except PersonMissing:
        return False
