"""The outbox: letters are put here in the transaction of their fact, and taken out under a lease by whoever sends.

Nothing here commits. A letter is claimed, sent, and marked in three steps; a sender that dies in between leaves a lease
that runs out, and the letter is claimed anew with the same Message-ID.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

import sqlalchemy as sa

from app.kernel import bell, links
from app.kernel.db import after_commit, db, insert
from app.kernel.text import clean_line
from app.mail import render
from app.mail.letter import CalendarFile, Letter, Receiver
from app.mail.model import LetterState, OutboxLetter

LEASE = timedelta(minutes=10)
"""How long a claimed batch is its claimer's own. Longer than a batch takes, also with a slow server."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60))
"""How long a letter waits after its first, second … refusal that may pass; after the last it is given up."""
UNREACHABLE_WAIT = timedelta(minutes=5)
"""How long a letter waits while our own mail server cannot be used: no fault of the letter's, so it is not counted."""

_HOLD = "letters_held"
DUE = (LetterState.WAITING, LetterState.RETRYING)
"""Letters that leave by themselves when their time has come."""


class LetterMissing(LookupError):
    """There is no such letter."""


def put(letter: Letter, *, now: datetime, due: bool = True) -> str | None:
    """Write the letter in the open transaction, to be sent when it has committed (with ``due=False`` never by itself),
    and give its uid. None when a letter with the same ``dedupe_key`` is there already. Raises LetterUnreadable when the
    letter's data do not fit its template: the fact it reports is not written either.
    """
    values = _row(letter, now=now, due=due)
    hold: _Hold | None = db.session().info.get(_HOLD)
    if due and hold is not None:
        values["due_at"] = hold.until
        hold.uids.append(values["uid"])
    elif due:
        after_commit(bell.ring)
    uid: str | None = db.session.scalar(_insert(db.engine.dialect.name, letter.dedupe_key is not None), values)
    return uid


@dataclass(frozen=True)
class _Hold:
    until: datetime
    uids: list[str]


@contextmanager
def held_until(until: datetime) -> Iterator[list[str]]:
    """Letters that are put meanwhile wait until then, so that what they report can be undone; gives the list that
    their uids come to stand in.
    """
    info = db.session().info
    info[_HOLD] = hold = _Hold(until, [])
    try:
        yield hold.uids
    finally:
        del info[_HOLD]


def cancel_unsent(uids: Collection[str]) -> int:
    """Keep those of the letters that have not left from being sent; gives how many."""
    unsent = sa.update(OutboxLetter).where(OutboxLetter.uid.in_(uids), OutboxLetter.state.in_(DUE))
    return changed_by(unsent.values(state=LetterState.CANCELLED)) if uids else 0


def stop_asking(event_uid: str, kinds: Collection[str]) -> int:
    """Keep the letters of these kinds about an event that have not left from being sent; gives how many."""
    about = (OutboxLetter.event_uid == event_uid, OutboxLetter.kind.in_(kinds))
    unsent = sa.update(OutboxLetter).where(*about, OutboxLetter.state.in_((*DUE, LetterState.PAUSED)))
    return changed_by(unsent.values(state=LetterState.CANCELLED, due_at=None))


def forget(kind: str, before: datetime) -> None:
    """Remove the letters of ``kind`` that were written ``before``, whatever became of them."""
    old = sa.delete(OutboxLetter).where(OutboxLetter.kind == kind, OutboxLetter.created_at <= before)
    db.session.execute(old.execution_options(synchronize_session=False))


def as_letter(row: OutboxLetter) -> Letter:
    """The letter that ``row`` was written from."""
    return Letter(
        kind=row.kind,
        receiver=Receiver(row.to_name, row.to_address, row.language, row.person_uid),
        data=row.data,
        event_uid=row.event_uid,
        calendar=CalendarFile(row.calendar_method, row.calendar) if row.calendar else None,
        dedupe_key=row.dedupe_key,
    )


def _row(letter: Letter, *, now: datetime, due: bool) -> dict[str, Any]:
    uid = str(uuid4())
    to, calendar = letter.receiver, letter.calendar
    return {
        "uid": uid,
        "message_id": message_id(uid),
        "kind": letter.kind,
        "language": to.language,
        "to_name": clean_line(to.name),
        "to_address": clean_line(to.address),
        "subject": render.subject(letter),
        "person_uid": to.person_uid,
        "event_uid": letter.event_uid,
        "data": dict(letter.data),
        "calendar": calendar.content if calendar else None,
        "calendar_method": calendar.method if calendar else "",
        "dedupe_key": letter.dedupe_key,
        "state": LetterState.WAITING,
        "created_at": now,
        "due_at": now if due else None,
        "lease": "",
        "tries": 0,
        "reason": "",
    }


def message_id(uid: str) -> str:
    """The Message-ID of the letter ``uid``."""
    return f"<{uid}@{urlsplit(links.absolute('/')).hostname}>"


@cache  # into the table, past the unit of work: a letter goes with every answer, while others wait
def _insert(dialect: str, once: bool) -> Any:
    """``once``: one statement, also where two workers write the same reminder at once."""
    table = cast(sa.Table, OutboxLetter.__table__)
    row = insert(table, dialect)
    if once:
        row = row.on_conflict_do_nothing(index_elements=[table.c.dedupe_key])
    return row.returning(table.c.uid)


def claim(now: datetime, limit: int) -> Sequence[OutboxLetter]:
    """Take the oldest ``limit`` letters that are due, or whose sender's lease has run out, for LEASE. In a short
    transaction of its own: two senders never get the same letter.
    """
    lease = str(uuid4())
    oldest = (
        sa.select(OutboxLetter.id)
        .where(_due(now))
        .order_by(OutboxLetter.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        sa.update(OutboxLetter)
        .where(OutboxLetter.id.in_(oldest.scalar_subquery()))
        .values(state=LetterState.SENDING, lease=lease, leased_until=now + LEASE)
        .returning(OutboxLetter)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return sorted(db.session.scalars(taken), key=lambda row: row.id)


def mark_sent(row: OutboxLetter, now: datetime) -> None:
    """The mail server has taken the letter."""
    _settle(row, state=LetterState.SENT, sent_at=now, tries=OutboxLetter.tries + 1, reason="")


def mark_failed(row: OutboxLetter, reason: str) -> None:
    """The letter is refused for good, for the ``reason`` given in plain Swedish."""
    _settle(row, state=LetterState.FAILED, tries=OutboxLetter.tries + 1, reason=reason)


def mark_postponed(row: OutboxLetter, reason: str, now: datetime) -> None:
    """The letter is refused for now: it waits its turn in WAITS, or is given up after the last."""
    if row.tries >= len(WAITS):
        mark_failed(row, reason)
        return
    later = now + WAITS[row.tries]
    _settle(row, state=LetterState.RETRYING, due_at=later, tries=OutboxLetter.tries + 1, reason=reason)


def mark_unreachable(row: OutboxLetter, reason: str, now: datetime) -> None:
    """Our own mail server cannot be used now: the letter waits, however long that lasts."""
    _settle(row, state=LetterState.RETRYING, due_at=now + UNREACHABLE_WAIT, reason=reason)


def release(rows: Sequence[OutboxLetter]) -> None:
    """Give back what was claimed and not tried."""
    for row in rows:
        _settle(row, state=LetterState.WAITING if not row.reason else LetterState.RETRYING)


def _settle(row: OutboxLetter, **values: Any) -> None:
    """Write the outcome, if the lease is still ours: a sender that was too slow does not overwrite the next one's."""
    db.session.execute(
        sa.update(OutboxLetter)
        .where(OutboxLetter.id == row.id, OutboxLetter.lease == row.lease, OutboxLetter.state == LetterState.SENDING)
        .values(lease="", leased_until=None, **values)
        .execution_options(synchronize_session=False)
    )


def changed_by(statement: sa.Update) -> int:
    """Do it, and tell how many rows it changed."""
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)


def count_due(now: datetime) -> int:
    """How many letters ``claim`` would find."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(OutboxLetter).where(_due(now))) or 0


def _due(now: datetime) -> sa.ColumnElement[bool]:
    """Those that wait, and those whose sender has died."""
    waiting = sa.and_(OutboxLetter.state.in_(DUE), OutboxLetter.due_at <= now)
    left_behind = sa.and_(OutboxLetter.state == LetterState.SENDING, OutboxLetter.leased_until <= now)
    return sa.or_(waiting, left_behind)
