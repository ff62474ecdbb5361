"""The pace that letters leave at, where our mail server bears only so many a minute. Nothing here commits."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.kernel.db import db
from app.mail.leasing import LEASE
from app.mail.model import LetterState, OutboxLetter

_MINUTE = timedelta(minutes=1)
_LOCK = 5_2526
"""A number of our own among PostgreSQL's advisory locks."""


def take_turns() -> None:
    """In the open transaction: senders that hold to a pace count and claim one after the other. (On SQLite every
    writing transaction is alone.)
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def count_of_last_minute(now: datetime) -> int:
    """How many letters have left within the last minute, or were claimed within it and may leave any moment."""
    left = OutboxLetter.sent_at > now - _MINUTE
    leaving = sa.and_(OutboxLetter.state == LetterState.SENDING, OutboxLetter.leased_until >= now + LEASE - _MINUTE)
    return db.session.scalar(sa.select(sa.func.count()).where(sa.or_(left, leaving))) or 0


def goes_on_at(now: datetime, rate: int) -> datetime:
    """When one more letter may leave at ``rate`` letters a minute; ``now`` when one may at once."""
    last = sa.select(OutboxLetter.sent_at).where(OutboxLetter.sent_at > now - _MINUTE)
    held = db.session.scalar(last.order_by(OutboxLetter.sent_at.desc()).offset(rate - 1).limit(1))
    return held + _MINUTE + timedelta(seconds=1) if held else now
