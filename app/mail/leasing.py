"""Letters are taken out of the outbox under a lease by whoever sends.

Nothing here commits. A letter is claimed, sent, and marked in three steps; a sender that dies in between leaves a lease
that runs out, and the letter is claimed anew with the same Message-ID.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from app.kernel.db import db
from app.mail.model import LetterState, OutboxLetter
from app.mail.outbox import DUE

LEASE = timedelta(minutes=10)
"""How long a claimed batch is its claimer's own. Longer than a batch takes, also with a slow server."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60))
"""How long a letter waits after its first, second … refusal that may pass; after the last it is given up."""
UNREACHABLE_WAIT = timedelta(minutes=5)
"""How long a letter waits while our own mail server cannot be used: no fault of the letter's, so it is not counted."""


def claim(now: datetime, limit: int) -> Sequence[OutboxLetter]:
    """Take the oldest ``limit`` letters that are due, or whose sender's lease has run out, for LEASE. In a short
    transaction of its own: two senders never get the same letter.
    """
    lease = str(uuid4())
    # A common table expression, since PostgreSQL may run a plain subquery that locks once for each row it tries, and
    # then takes more letters than ``limit``: the pace asked for would not hold.
    oldest = (
        sa.select(OutboxLetter.id)
        .where(_due(now))
        .order_by(OutboxLetter.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("oldest")
    )
    taken = (
        sa.update(OutboxLetter)
        .where(OutboxLetter.id.in_(sa.select(oldest.c.id)))
        .values(state=LetterState.SENDING, lease=lease, leased_until=now + LEASE)
        .returning(OutboxLetter)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return sorted(db.session.scalars(taken), key=lambda row: row.id)


def mark_sent(row: OutboxLetter, now: datetime) -> None:
    """The mail server has taken the letter."""
    _settle(row, state=LetterState.SENT, sent_at=now, tries=OutboxLetter.tries + 1, reason="")


def mark_needless(row: OutboxLetter) -> None:
    """The letter is not sent: what it asks for has happened since."""
    _settle(row, state=LetterState.CANCELLED)


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


def count_due(now: datetime) -> int:
    """How many letters ``claim`` would find."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(OutboxLetter).where(_due(now))) or 0


def _due(now: datetime) -> sa.ColumnElement[bool]:
    """Those that wait, and those whose sender has died."""
    waiting = sa.and_(OutboxLetter.state.in_(DUE), OutboxLetter.due_at <= now)
    left_behind = sa.and_(OutboxLetter.state == LetterState.SENDING, OutboxLetter.leased_until <= now)
    return sa.or_(waiting, left_behind)
