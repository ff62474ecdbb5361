"""Delivering: what is due leaves the outbox, letter by letter, each outcome in a short transaction of its own."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from app.desk.informing import note_not_told, note_told
from app.events.rules.letter_texts import BY_HAND, DECLINABLE
from app.invitations.queries import still_silent
from app.kernel.db import end_read, transaction
from app.kernel.settings import Settings
from app.kernel.words import N_
from app.mail import leasing, pace, render
from app.mail.letter import CalendarFile
from app.mail.model import OutboxLetter
from app.mail.postman import Parcel, Postman, Refused, Sent, TryAgain, Unreachable, Verdict
from app.mail.reasons import OF_THE_ADDRESS
from app.people.actions import refuse_address

logger = logging.getLogger(__name__)

_BATCH = 25
_LEASE_MARGIN = timedelta(minutes=5)
"""A letter is not begun when less than this is left of its lease: the slowest server, and the slowest token server
before it, need that long for one.
"""
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
    while (batch := _claim(settings, clock())) is not None:
        with Postman(settings) as postman:
            came_to, finished = _send_batch(batch, postman, clock)
        done += came_to
        if not finished:
            break
    return done


def goes_on_at(settings: Settings, now: datetime) -> datetime | None:
    """When to deliver again, where letters that are due only wait for the pace that is set; else None."""
    if not (settings.mail_is_on and settings.mail_rate):
        return None
    moment = pace.goes_on_at(now, settings.mail_rate) if leasing.count_due(now) else now
    end_read()
    return moment if moment > now else None


def _claim(settings: Settings, now: datetime) -> Sequence[OutboxLetter] | None:
    """The letters to send now; None when none is due. None of them may be left to send of those that were due."""
    if not leasing.count_due(now) or _ration(settings, now) <= 0:
        end_read()  # no writer had to wait
        return None
    with transaction():
        if settings.mail_rate:
            pace.take_turns()
        limit = _ration(settings, now)
        rows = leasing.claim(now, limit) if limit > 0 else []
        return _without_needless(rows) if rows else None


def _without_needless(rows: Sequence[OutboxLetter]) -> Sequence[OutboxLetter]:
    """Nobody is reminded who has answered since the reminder was written, been taken off the list, or cannot be
    reached: a letter may have waited long for the pace or for the mail server.
    """
    reminders = [row for row in rows if row.kind == "reminder"]
    if not reminders:
        return rows
    silent = still_silent({row.event_uid for row in reminders}, {row.person_uid for row in reminders})
    needless = {row.uid for row in reminders if (row.event_uid, row.person_uid) not in silent}
    for row in reminders:
        if row.uid in needless:
            leasing.mark_needless(row)
    return [row for row in rows if row.uid not in needless]


def _ration(settings: Settings, now: datetime) -> int:
    """How many letters may be claimed now."""
    rate = settings.mail_rate
    return min(_BATCH, rate - pace.count_of_last_minute(now)) if rate else _BATCH


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
        decline_url=render.link_in(row.data, "decline_link") if row.kind in DECLINABLE else "",
        automatic=row.kind not in BY_HAND,
        calendar=CalendarFile(row.calendar_method, row.calendar) if row.calendar else None,
    )


def _mark(row: OutboxLetter, verdict: Verdict, now: datetime) -> Delivered:
    with transaction():
        match verdict:
            case Sent():
                leasing.mark_sent(row, now)
                note_told(row, now=now)
                return Delivered(sent=1)
            case TryAgain(reason):
                leasing.mark_postponed(row, reason, now)
                note_not_told(OutboxLetter.id == row.id)
                return Delivered(postponed=1)
            case Unreachable(reason):
                leasing.mark_unreachable(row, reason, now)
                return Delivered(postponed=1)
            case Refused(reason):
                leasing.mark_failed(row, reason)
                note_not_told(OutboxLetter.id == row.id)
                if reason in OF_THE_ADDRESS:
                    refuse_address(row.to_address, reason, now=now)
                return Delivered(refused=1)
            case _:
                assert_never(verdict)


def _give_back(rows: Sequence[OutboxLetter]) -> None:
    if rows:
        with transaction():
            leasing.release(rows)
