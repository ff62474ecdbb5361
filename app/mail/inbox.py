"""What has come to the mailbox, as far as it is kept: which kind of message, about which letter, when; and how far the
mailbox has been read. Nothing here commits.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa

from app.kernel.db import db, insert
from app.kernel.settings import Settings
from app.mail.model import CameBack, LetterState, MailboxReading, OutboxLetter, Received

KEPT = timedelta(days=365)
"""How long the fact that a message came is kept."""


def key_of(content: bytes) -> str:
    """What a message is known again by."""
    return hashlib.sha256(content).hexdigest()


def record(key: str, kind: CameBack, letter: OutboxLetter | None, *, now: datetime) -> bool:
    """Write that a message of ``kind`` came; whether that is new. One statement, also where two read at once."""
    table = cast(sa.Table, Received.__table__)
    values = {"key": key, "kind": kind, "letter_uid": letter.uid if letter else "", "at": now}
    once = insert(table).values(**values).on_conflict_do_nothing(index_elements=[table.c.key])
    return db.session.scalar(once.returning(table.c.id)) is not None


def find_letter(message_ids: Sequence[str]) -> OutboxLetter | None:
    """The first of our letters among those that a message names, as the database has it now."""
    if not message_ids:
        return None
    asked = sa.select(OutboxLetter).where(OutboxLetter.message_id.in_(message_ids))
    found = {row.message_id: row for row in db.session.scalars(asked.execution_options(populate_existing=True))}
    return next((found[one] for one in message_ids if one in found), None)


def mark_returned(letter: OutboxLetter, reason: str) -> bool:
    """A letter that had been sent did not arrive, for the ``reason`` in plain Swedish. False where it waits again."""
    sent = sa.update(OutboxLetter).where(OutboxLetter.id == letter.id, OutboxLetter.state == LetterState.SENT)
    values = {"state": LetterState.FAILED, "reason": reason}
    return bool(db.session.scalar(sent.values(**values).returning(OutboxLetter.id)))


def list_of_letter(letter_uid: str) -> Sequence[Received]:
    """What has come about a letter, the latest first."""
    asked = sa.select(Received).where(Received.letter_uid == letter_uid).order_by(Received.id.desc())
    return db.session.scalars(asked.limit(20)).all()


@dataclass(frozen=True)
class MailboxStanding:
    """Whether the mailbox is read: when last, why not since, and how many bounces of the last month fit no letter."""

    read_at: datetime | None
    reason: str
    unknown: int


def standing(settings: Settings, now: datetime) -> MailboxStanding | None:
    """How it stands with the mailbox of the settings; None where none is read."""
    if not settings.imap_is_on:
        return None
    known = find_reading(settings)
    unknown = count_unknown(now - timedelta(days=30))
    return MailboxStanding(known.read_at, known.fault, unknown) if known else MailboxStanding(None, "", unknown)


def count_unknown(since: datetime) -> int:
    """How many bounces have come since then that fit no letter of ours."""
    unknown = (Received.kind == CameBack.UNKNOWN, Received.at >= since)
    return db.session.scalar(sa.select(sa.func.count()).where(*unknown)) or 0


def forget_old(now: datetime) -> None:
    """Remove what has been kept long enough, and what is about letters that are gone."""
    gone = sa.and_(Received.letter_uid != "", Received.letter_uid.not_in(sa.select(OutboxLetter.uid)))
    old = sa.delete(Received).where(sa.or_(Received.at < now - KEPT, gone))
    db.session.execute(old.execution_options(synchronize_session=False))


def find_reading(settings: Settings) -> MailboxReading | None:
    """How far the mailbox of the settings has been read."""
    return db.session.scalar(sa.select(MailboxReading).where(MailboxReading.mailbox == _name(settings)))


def remember_reading(settings: Settings, validity: int, last: int, *, now: datetime) -> None:
    """The mailbox has been read up to the message ``last``."""
    row = _reading(settings)
    row.last = max(row.last, last) if row.validity == validity else last
    row.validity, row.read_at, row.fault = validity, now, ""


def remember_fault(settings: Settings, reason: str) -> None:
    """The mailbox could not be read."""
    _reading(settings).fault = reason


def _reading(settings: Settings) -> MailboxReading:
    row = find_reading(settings)
    if row is None:
        row = MailboxReading(mailbox=_name(settings), validity=0, last=0, fault="")
        db.session.add(row)
    return row


def _name(settings: Settings) -> str:
    return f"{settings.imap_username}/{settings.imap_folder}@{settings.imap_server}"
