"""The rounds: what is done again and again, each step in a short transaction of its own. ``worker`` times them, the
commands call them.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import assert_never

from app.audit.actor import SYSTEM
from app.desk.lapse import lapse_over
from app.desk.let_go import forget_names, let_go, list_to_let_go
from app.events.model import Event
from app.events.queries import list_events
from app.events.rules.kinds import EventState
from app.feeds import actions as feeds
from app.invitations import actions as invitations
from app.invitations.actions.places import remind_places
from app.invitations.rules import Reminded
from app.kernel.db import end_read, transaction
from app.kernel.settings import Settings
from app.kernel.words import N_, local
from app.mail import outbox, render
from app.mail.letter import CalendarFile
from app.mail.model import OutboxLetter
from app.mail.postman import Parcel, Postman, Refused, Sent, TryAgain, Unreachable, Verdict
from app.people import actions as people
from app.people import queries
from app.people.actions.importing.uploads import remove_old_uploads
from app.people.queries import PersonMissing
from app.registrations import actions as registrations
from app.registrations.actions.sign_up import purge_sign_ups
from app.registrations.queries.lists import count_needs, list_events_with_passed_offers, list_to_purge

logger = logging.getLogger(__name__)

_BATCH = 25
_LEASE_MARGIN = timedelta(minutes=3)
"""A letter is not begun when less than this is left of its lease: the slowest server needs that long for one."""
_UNREADABLE = N_("Brevet kunde inte skrivas: ett fel i systemet")


@dataclass(frozen=True)
class Delivered:
    """What a delivery came to."""

    sent: int = 0
    postponed: int = 0
    refused: int = 0

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(self.sent + other.sent, self.postponed + other.postponed, self.refused + other.refused)


def deliver(settings: Settings, clock: Callable[[], datetime]) -> Delivered:
    """Send every letter that is due, until none is, the mail server cannot be used, or this minute's ration is used up.
    Without a mail server nothing is touched. Several may do this at once.
    """
    done = Delivered()
    if not settings.mail_is_on:
        return done
    while batch := _claim(settings, clock()):
        with Postman(settings) as postman:
            came_to, finished = _send_batch(batch, postman, clock)
        done += came_to
        if not finished:
            break
    return done


def _claim(settings: Settings, now: datetime) -> Sequence[OutboxLetter]:
    limit = _BATCH
    if settings.mail_rate:
        limit = min(limit, settings.mail_rate - outbox.count_sent_since(now - timedelta(minutes=1)))
    if limit <= 0 or not outbox.count_due(now):
        end_read()  # no writer had to wait
        return []
    with transaction():
        return outbox.claim(now, limit)


def _send_batch(
    batch: Sequence[OutboxLetter], postman: Postman, clock: Callable[[], datetime]
) -> tuple[Delivered, bool]:
    """What the batch came to, and whether it is worth going on. What was not begun is given back."""
    done = Delivered()
    for number, row in enumerate(batch):
        if row.leased_until is None or clock() > row.leased_until - _LEASE_MARGIN:
            _give_back(batch[number:])
            return done, True
        verdict = _send(row, postman)
        done += _mark(row, verdict, clock())
        if isinstance(verdict, Unreachable):
            _give_back(batch[number + 1 :])
            return done, False
    return done, True


def _send(row: OutboxLetter, postman: Postman) -> Verdict:
    """Render and send, outside any transaction."""
    try:
        return postman.send(_parcel(row))
    except render.LetterUnreadable:
        logger.exception("letter %s of kind %s", row.message_id, row.kind)
        return Refused(_UNREADABLE)


def _parcel(row: OutboxLetter) -> Parcel:
    rendered = render.render(row.kind, row.language, row.data, row.to_name)
    return Parcel(
        to_name=row.to_name,
        to_address=row.to_address,
        message_id=row.message_id,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        reply_to=str(row.data.get("reply_to") or ""),
        decline_url=render.link_in(row.data, "decline_link"),
        calendar=CalendarFile(row.calendar_method, row.calendar) if row.calendar else None,
    )


def _mark(row: OutboxLetter, verdict: Verdict, now: datetime) -> Delivered:
    with transaction():
        match verdict:
            case Sent():
                outbox.mark_sent(row, now)
                return Delivered(sent=1)
            case TryAgain(reason):
                outbox.mark_postponed(row, reason, now)
                return Delivered(postponed=1)
            case Unreachable(reason):
                outbox.mark_unreachable(row, reason, now)
                return Delivered(postponed=1)
            case Refused(reason):
                outbox.mark_failed(row, reason)
                return Delivered(refused=1)
            case _:
                assert_never(verdict)


def _give_back(rows: Sequence[OutboxLetter]) -> None:
    if rows:
        with transaction():
            outbox.release(rows)


def refresh_feeds(today: date) -> int:
    """Have those feeds built anew, when they are next fetched, that show something too old on ``today``
    (Europe/Stockholm); how many they are. Done again, it finds none.
    """
    with transaction():
        return feeds.let_age(today)


def remind(now: datetime) -> list[tuple[str, int]]:
    """Write reminders to those who have not answered, in every published event that can still be answered. Titles and
    how many were written. Done again the same day, it writes none.
    """
    done = []
    for event in list_events(states=[EventState.PUBLISHED]):
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
            done += people.remind_to_confirm(request, now=now, actor=SYSTEM).organisations
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
    gone = [uid for uid in leaving if _let_go(uid, now)]
    return Swept(due, len(gone), uploads)


def _let_go(uid: str, now: datetime) -> bool:
    """Whether the person was there and went: another round, or an organizer, may have been first."""
    try:
        with transaction():
            return let_go(uid, now=now)
    except PersonMissing:
        return False
