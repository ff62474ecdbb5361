"""Mailings as rows: drafts, frozen receivers, how far each has come. Nothing here commits."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from app.kernel.db import db, insert
from app.mail.model import LetterState, Mailing, MailingReceiver, MailingState, OutboxLetter
from app.mail.outbox import DUE, changed_by

PAGE_SIZE = 50
_LOCK = 5_2527
"""A number of our own among PostgreSQL's advisory locks."""


class MailingMissing(LookupError):
    """There is no such mailing."""


def find(uid: str) -> Mailing | None:
    """The mailing with ``uid``."""
    return db.session.scalars(sa.select(Mailing).where(Mailing.uid == uid)).one_or_none()


def uid_of(mailing_id: int | None) -> str:
    """The uid of the mailing that a letter is one of; empty where it is of none."""
    return (db.session.scalar(sa.select(Mailing.uid).where(Mailing.id == mailing_id)) or "") if mailing_id else ""


def get(uid: str) -> Mailing:
    """The mailing with ``uid``. Raises MailingMissing."""
    row = find(uid)
    if row is None:
        raise MailingMissing(uid)
    return row


def lock(uid: str) -> Mailing:
    """The mailing as the database has it now, held until the transaction ends. Raises MailingMissing."""
    asked = sa.select(Mailing).where(Mailing.uid == uid).with_for_update().execution_options(populate_existing=True)
    row = db.session.scalars(asked).one_or_none()
    if row is None:
        raise MailingMissing(uid)
    return row


def take_turns() -> None:
    """In the open transaction: those who decide upon mailings do it one after the other, so that the same words are
    seen to be the same. (On SQLite every writing transaction is alone.)
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def list_newest(event_uid: str | None = None, page: int = 1) -> tuple[Sequence[Mailing], int]:
    """One page of the mailings, of those about an event where it is given, the newest first; and how many in all."""
    where = [] if event_uid is None else [Mailing.event_uid == event_uid]
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Mailing).where(*where)) or 0
    asked = sa.select(Mailing).where(*where).order_by(Mailing.id.desc())
    return db.session.scalars(asked.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all(), total


@dataclass(frozen=True)
class Progress:
    """How many of a mailing's letters stand where; ``unwritten``: receivers whose turn has not come."""

    unwritten: int = 0
    letters: dict[LetterState, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    """How many receivers got none when their turn came, by the reason."""

    @property
    def count(self) -> int:
        """How many letters it is, or will be."""
        return self.unwritten + sum(self.letters.values())

    @property
    def sent(self) -> int:
        """How many have left."""
        return self.letters.get(LetterState.SENT, 0)

    @property
    def failed(self) -> int:
        """How many cannot be delivered."""
        return self.letters.get(LetterState.FAILED, 0)

    @property
    def waiting(self) -> int:
        """How many are still to leave by themselves."""
        return self.unwritten + sum(self.letters.get(state, 0) for state in (*DUE, LetterState.SENDING))

    @property
    def stopped(self) -> int:
        """How many stand still until somebody does something, or were cancelled."""
        return self.count - self.sent - self.failed - self.waiting


def progress_of(ids: Collection[int]) -> dict[int, Progress]:
    """How far each of the mailings has come. Two statements."""
    found = {number: Progress() for number in ids}
    letters = sa.select(OutboxLetter.mailing_id, OutboxLetter.state, sa.func.count())
    letters = letters.where(OutboxLetter.mailing_id.in_(ids)).group_by(OutboxLetter.mailing_id, OutboxLetter.state)
    for of, state, count in db.session.execute(letters):
        found[of or 0].letters[state] = count
    row = MailingReceiver
    to = sa.select(row.mailing_id, row.dealt_with, row.left_out, sa.func.count()).where(row.mailing_id.in_(ids))
    for number, dealt_with, why, count in db.session.execute(to.group_by(row.mailing_id, row.dealt_with, row.left_out)):
        if not dealt_with:
            one = found[number]
            found[number] = Progress(count, one.letters, one.left_out)
        elif why:
            found[number].left_out[why] = count
    return found


def digest_of(subject: str, text: str) -> str:
    """What the same words are known again by."""
    return hashlib.sha256(f"{subject}\n{text}".encode()).hexdigest()


def add_receivers(mailing: Mailing, person_uids: Iterable[str]) -> int:
    """Freeze these people as receivers; who is one already stays one. Gives how many were added."""
    table = cast(sa.Table, MailingReceiver.__table__)
    known = set(db.session.scalars(sa.select(table.c.person_uid).where(table.c.mailing_id == mailing.id)))
    given = {"mailing_id": mailing.id, "dealt_with": False, "left_out": ""}
    rows = [{**given, "person_uid": uid} for uid in dict.fromkeys(person_uids) if uid not in known]
    if rows:
        db.session.execute(insert(table).on_conflict_do_nothing(), rows)
    return len(rows)


def list_missing(mailing: Mailing, person_uids: Collection[str]) -> list[str]:
    """Those of the people who are no receivers."""
    asked = sa.select(MailingReceiver.person_uid).where(MailingReceiver.mailing_id == mailing.id)
    known = set(db.session.scalars(asked))
    return [uid for uid in person_uids if uid not in known]


def list_next(mailing: Mailing, most: int) -> Sequence[MailingReceiver]:
    """The next receivers whose letters are to be written."""
    mine = (MailingReceiver.mailing_id == mailing.id, MailingReceiver.dealt_with.is_(False))
    asked = sa.select(MailingReceiver).where(*mine).order_by(MailingReceiver.id).limit(most)
    return db.session.scalars(asked.execution_options(populate_existing=True)).all()


def list_due(now: datetime) -> list[str]:
    """The uids of those mailings whose letters are to be written now, the oldest first."""
    left = sa.exists().where(MailingReceiver.mailing_id == Mailing.id, MailingReceiver.dealt_with.is_(False))
    due = sa.select(Mailing.uid).where(Mailing.state == MailingState.GOING, Mailing.leaves_at <= now, left)
    return list(db.session.scalars(due.order_by(Mailing.leaves_at, Mailing.id)))


def count_unwritten() -> int:
    """How many letters of mailings that are decided are still to be written: they wait until they cannot be taken back,
    or for their time.
    """
    asked = (
        sa.select(sa.func.count()).select_from(MailingReceiver).join(Mailing, Mailing.id == MailingReceiver.mailing_id)
    )
    going = asked.where(Mailing.state == MailingState.GOING, MailingReceiver.dealt_with.is_(False))
    return db.session.scalar(going) or 0


def list_also_later(now: datetime) -> Sequence[Mailing]:
    """Those that have gone and go also to people who come later."""
    going = (Mailing.state == MailingState.GOING, Mailing.also_later, Mailing.leaves_at <= now)
    return db.session.scalars(sa.select(Mailing).where(*going).order_by(Mailing.id)).all()


def count_same(mailing: Mailing, digest: str, person_uids: Collection[str], since: datetime) -> int:
    """How many of the people were to get the same words by another mailing decided ``since``."""
    same = (
        sa.select(MailingReceiver.person_uid)
        .join(Mailing, Mailing.id == MailingReceiver.mailing_id)
        .where(
            Mailing.digest == digest,
            Mailing.id != mailing.id,
            Mailing.state == MailingState.GOING,
            Mailing.decided_at >= since,
            MailingReceiver.left_out == "",
        )
    )
    return len(set(db.session.scalars(same)) & set(person_uids))


def cancel_unsent(mailing: Mailing) -> int:
    """Keep those of its letters that have not left from being sent; gives how many."""
    unsent = sa.update(OutboxLetter).where(
        OutboxLetter.mailing_id == mailing.id, OutboxLetter.state.in_((*DUE, LetterState.PAUSED))
    )
    return changed_by(unsent.values(state=LetterState.CANCELLED, due_at=None))


def stop(*where: sa.ColumnElement[bool], by: str, now: datetime) -> int:
    """End those mailings among ``where`` that have not gone in whole, or go to people who come later; gives how many.
    The letters that are written stay as they are.
    """
    left = sa.exists().where(MailingReceiver.mailing_id == Mailing.id, MailingReceiver.dealt_with.is_(False))
    going = sa.update(Mailing).where(Mailing.state == MailingState.GOING, *where)
    changed_by(going.where(Mailing.also_later).values(also_later=False))
    return changed_by(going.where(left).values(state=MailingState.CANCELLED, ended_at=now, ended_by=by))


def forget_person(person_uid: str) -> None:
    """The person is nobody's receiver any more."""
    mine = sa.delete(MailingReceiver).where(MailingReceiver.person_uid == person_uid)
    db.session.execute(mine.execution_options(synchronize_session=False))


def follow_person(gone_uid: str, kept_uid: str) -> None:
    """What was for one who is merged away is for the one kept, once. A letter that is written and has not left will be
    stopped, since its links die: it is to be written anew.
    """
    row = MailingReceiver
    theirs = sa.select(row.mailing_id).where(row.person_uid == kept_uid)
    unsent = sa.select(OutboxLetter.mailing_id).where(OutboxLetter.person_uid == gone_uid, OutboxLetter.state.in_(DUE))
    anew = sa.update(row).where(row.person_uid == gone_uid, row.mailing_id.in_(unsent))
    changed_by(anew.values(dealt_with=False))
    double = sa.delete(row).where(row.person_uid == gone_uid, row.mailing_id.in_(theirs))
    db.session.execute(double.execution_options(synchronize_session=False))
    changed_by(sa.update(row).where(row.person_uid == gone_uid).values(person_uid=kept_uid))
