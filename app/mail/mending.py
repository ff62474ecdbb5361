"""What an organizer does about letters in the outbox: send again, to another address, or not at all. Nothing here
commits.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from app.calendar.readdressed import readdressed
from app.kernel import bell
from app.kernel.db import after_commit, db
from app.kernel.text import clean_line
from app.mail.model import LetterState, OutboxLetter
from app.mail.outbox import DUE, changed_by, message_id
from app.mail.wanted import LetterFilter, conditions

RESENDABLE = (LetterState.FAILED, LetterState.PAUSED, LetterState.CANCELLED)
"""Where nothing happens by itself."""
CANCELLABLE = (*DUE, LetterState.PAUSED)
READDRESSABLE = (LetterState.FAILED, LetterState.RETRYING)


@dataclass(frozen=True)
class Changed:
    """It is done, for so many letters."""

    count: int


@dataclass(frozen=True)
class TooLate:
    """The letter has come further than that."""

    state: LetterState


def resend(row: OutboxLetter, *, now: datetime) -> Changed | TooLate:
    """Send a letter that failed, was paused or was cancelled, as if for the first time."""
    return _moved(row, RESENDABLE, **_anew(now))


def send_once_more(row: OutboxLetter, *, now: datetime) -> Changed | TooLate:
    """Send a letter that has left a second time, to the same address. Whether what it says still holds is the caller's
    to know.
    """
    return _moved(row, (LetterState.SENT,), **_anew(now) | {"sent_at": row.sent_at})


def resend_all(wanted: LetterFilter, *, now: datetime) -> Changed:
    """The same for every letter ``wanted``, whose state is one where nothing happens by itself. What is paused only
    until its time to undo is out leaves then.
    """
    if wanted.state not in RESENDABLE:
        raise ValueError(wanted.state)
    after_commit(bell.ring)
    again = sa.update(OutboxLetter).where(*conditions(wanted, now), OutboxLetter.state == wanted.state)
    return Changed(changed_by(again.values(**_anew(now))))


def readdress(row: OutboxLetter, address: str, *, now: datetime) -> Changed | TooLate:
    """Send a letter that failed, or has not got through yet, to ``address`` instead. A new Message-ID: what still comes
    back from the old address is not about this one.
    """
    calendar = readdressed(row.calendar, row.to_address, address) if row.calendar else None
    to = {"to_address": clean_line(address), "message_id": message_id(str(uuid4())), "calendar": calendar}
    return _moved(row, READDRESSABLE, **_anew(now), **to)


def _anew(now: datetime) -> dict[str, Any]:
    return {"state": LetterState.WAITING, "due_at": now, "tries": 0, "reason": "", "sent_at": None}


def cancel(row: OutboxLetter) -> Changed | TooLate:
    """Keep a letter that has not left from being sent."""
    return _moved(row, CANCELLABLE, state=LetterState.CANCELLED)


def _moved(row: OutboxLetter, allowed: Collection[LetterState], **values: Any) -> Changed | TooLate:
    """One conditional statement: a worker may claim the letter at the same moment."""
    after_commit(bell.ring)
    here = sa.update(OutboxLetter).where(OutboxLetter.id == row.id, OutboxLetter.state.in_(allowed))
    if changed_by(here.values(**values)):
        return Changed(1)
    state = db.session.scalar(sa.select(OutboxLetter.state).where(OutboxLetter.id == row.id))
    return TooLate(state or LetterState.CANCELLED)
