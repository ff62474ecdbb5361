"""Changing a meeting and telling those concerned: who hears of what, in which letter, with which calendar file."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from app.audit import log
from app.audit.actor import Actor
from app.desk import news_letters
from app.desk.concerned import Concerned, Finding, Telling
from app.desk.news_letters import KINDS
from app.desk.renew_letters import Changed, Lines, receiver_of, renew
from app.events import queries
from app.events.model import Event
from app.events.queries.news import known_of
from app.events.rules import news as rules
from app.events.rules.kinds import EventState
from app.invitations.queries.lists import list_own_dates
from app.kernel.db import db
from app.kernel.words import local
from app.mail import outbox
from app.mail.letter import Letter
from app.mail.model import OutboxLetter
from app.registrations.rules import RegistrationState
from app.registrations.rules.bulk import UNDO_WINDOW

Outcome = TypeVar("Outcome")


def change(
    event: Event,
    act: Callable[[], Outcome],
    *,
    now: datetime,
    actor: Actor,
    tell: bool,
    note: str = "",
    undo: timedelta = UNDO_WINDOW,
) -> tuple[Outcome, Telling]:
    """Do ``act``, which changes the event or a part of it, and find who is to be told of what. Letters that have not
    left say what holds now, also those about an earlier change to whom this one is nothing. With ``tell`` the letters
    about it are written, to leave when the time to ``undo`` is out, each with the organizer's ``note`` and in the place
    of one that has not left; the log says how many, also where none are.
    """
    before, number = known_of(queries.lock_event(event)), outbox.next_number()
    outcome = act()
    after = known_of(event)
    news, today = rules.compare(before, after), local(now).date()
    if not news or not (event.state is EventState.PUBLISHED or rules.is_off(news)):
        return outcome, Telling()
    found = Finding(event, before, news, note, now)
    telling = found.telling() if max(before.whole.spot.ends, event.ends_on) >= today else Telling(news)
    unsent = outbox.list_unsent(event.uid, number)
    anew = {one.key for one in telling.concerned} if tell else set()
    old = [row for row in unsent if row.kind in KINDS and (rules.is_off(news) or receiver_of(row) in anew)]
    told_before = _taken_back(old)
    if not rules.is_off(news):
        registered = {one.person.uid: one for one in found.registered}
        left = [row for row in unsent if not (row.kind in KINDS and receiver_of(row) in told_before)]
        own = list_own_dates(event.id) if left else {}
        renew(Changed(event, before, after, registered, own), left, found.lines_of)
    written = _send(telling.concerned, told_before, now, undo) if tell else 0
    if telling.concerned:
        _record("event.told", event, written, now, actor)
    return outcome, telling


def waiting(event: Event) -> tuple[int, datetime | None]:
    """How many letters about changes of the event have not left, and when the first of them may."""
    return outbox.find_waiting(event.uid, KINDS)


def stop(event: Event, *, now: datetime, actor: Actor) -> int:
    """Keep the letters about changes of the event that have not left from being sent; gives how many."""
    number = outbox.stop_asking(event.uid, KINDS)
    if number:
        _record("event.letters_stopped", event, number, now, actor)
    return number


def _record(action: str, event: Event, count: int, now: datetime, actor: Actor) -> None:
    about = ("event", event.uid)
    log.record(actor, action, now=now, subject=about, event_uid=event.uid, details={"count": count})


def _taken_back(old: Sequence[OutboxLetter]) -> dict[str, Lines]:
    """Letters about earlier changes that have not left do not leave: what they tell, by receiver, is told with this."""
    outbox.cancel_unsent([row.uid for row in old])
    return {receiver_of(row): row.data.get("news", ()) for row in old}


def _send(concerned: Sequence[Concerned], told_before: dict[str, Lines], now: datetime, undo: timedelta) -> int:
    """All sequences first: one statement then writes them all, and no calendar file goes out under an old one; one
    more writes the letters, while others wait. Gives how many letters it came to.
    """
    for one in concerned:
        if one.registration is not None and one.registration.state is RegistrationState.CONFIRMED:
            one.registration.calendar_sequence += 1
    db.session.flush()
    with outbox.held_until(now + undo) as written:
        found = (_with_earlier(one.write(), told_before.get(one.key, ())) for one in concerned)
        outbox.put_many([letter for letter in found if letter is not None], now=now)
    return len(written)


def _with_earlier(letter: Letter, earlier: Lines) -> Letter | None:
    """The letter with the lines of one that was taken back; None where all is as it was last told."""
    told = letter.data.get("news")
    if not earlier or not isinstance(told, list):
        return letter
    lines = rules.joined(earlier, told)
    return news_letters.with_lines(letter, lines) if lines else None
