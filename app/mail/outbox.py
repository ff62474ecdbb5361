"""The outbox: letters are put here in the transaction of their fact; ``leasing`` takes them out. It never commits."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

import sqlalchemy as sa

from app.kernel import bell, links
from app.kernel.db import after_commit, db, insert, run_within
from app.kernel.text import clean_line
from app.mail import render
from app.mail.letter import CalendarFile, Letter, Receiver
from app.mail.model import LetterState, OutboxLetter

_HOLD = "letters_held"
DUE = (LetterState.WAITING, LetterState.RETRYING)
"""Letters that leave by themselves when their time has come."""
_MAY_LEAVE = (*DUE, LetterState.PAUSED, LetterState.FAILED)


class LetterMissing(LookupError):
    """There is no such letter."""


def put(letter: Letter, *, now: datetime, due: bool = True) -> str | None:
    """Write the letter in the open transaction, to be sent when it has committed (with ``due=False`` never by itself),
    and give its uid. None when a letter with the same ``dedupe_key`` is there already. Raises LetterUnreadable when the
    letter's data do not fit its template: the fact it reports is not written either.
    """
    values = _timed(_row(letter, now=now, due=due), due=due)
    rows = run_within(_insert(db.engine.dialect.name, letter.dedupe_key is not None), values)
    return rows[0].uid if rows else None


def put_many(letters: Iterable[Letter], *, now: datetime) -> list[str]:
    """As ``put``, of many letters without a ``dedupe_key`` in one statement; gives their uids in order."""
    rows = [_timed(_row(letter, now=now, due=True), due=True) for letter in letters]
    if rows:
        db.session.execute(sa.insert(cast(sa.Table, OutboxLetter.__table__)), rows)
    return [row["uid"] for row in rows]


def _timed(values: dict[str, Any], *, due: bool) -> dict[str, Any]:
    """The row, to leave when its transaction has committed, or when it is no longer held."""
    hold: _Hold | None = db.session().info.get(_HOLD)
    if due and hold is not None:
        values["due_at"] = hold.until
        hold.uids.append(values["uid"])
    elif due:
        after_commit(bell.ring)
    return values


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


def list_unsent(event_uid: str, before: int | None = None) -> list[OutboxLetter]:
    """The letters about an event that have not left and still may, by themselves or by hand, in the order written; of
    those, only the ones ``before`` that number. Held until the transaction ends; what is being sent is not there.
    """
    asked = sa.select(OutboxLetter).where(OutboxLetter.event_uid == event_uid, OutboxLetter.state.in_(_MAY_LEAVE))
    if before is not None:
        asked = asked.where(OutboxLetter.id < before)
    asked = asked.order_by(OutboxLetter.id).with_for_update(skip_locked=True)
    return list(db.session.scalars(asked.execution_options(populate_existing=True)))


def find_waiting(event_uid: str, kinds: Collection[str]) -> tuple[int, datetime | None]:
    """How many letters of these kinds about an event are to leave by themselves, and when the first of them may."""
    about = (OutboxLetter.event_uid == event_uid, OutboxLetter.kind.in_(kinds), OutboxLetter.state.in_(DUE))
    asked = sa.select(sa.func.count(), sa.func.min(OutboxLetter.due_at)).where(*about, OutboxLetter.due_at.is_not(None))
    number, first = db.session.execute(asked).one()
    return number, first


def last_told(event_uid: str, kinds: Collection[str]) -> list[tuple[str, str, str, datetime]]:
    """To which person, at which address, by which kind of letter about an event somebody was last written, and when;
    letters of ``kinds`` count when they have left, and none does that was cancelled.
    """
    gone = OutboxLetter.state.in_((LetterState.SENT, LetterState.SENDING))
    counts = sa.or_(gone, sa.and_(OutboxLetter.state != LetterState.CANCELLED, OutboxLetter.kind.not_in(kinds)))
    who = OutboxLetter.person_uid, OutboxLetter.to_address, OutboxLetter.kind
    at = sa.func.max(sa.func.coalesce(OutboxLetter.sent_at, OutboxLetter.created_at))
    asked = sa.select(*who, at).where(OutboxLetter.event_uid == event_uid, counts).group_by(*who)
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(asked)]


def list_keys(event_uid: str, kind: str) -> set[str]:
    """The ``dedupe_key`` of every letter of that kind about an event, whatever became of it."""
    asked = sa.select(OutboxLetter.dedupe_key).where(OutboxLetter.event_uid == event_uid, OutboxLetter.kind == kind)
    return {key for key in db.session.scalars(asked) if key is not None}


def next_number() -> int:
    """Higher than the number of every letter written so far."""
    return 1 + (db.session.scalar(sa.select(sa.func.max(OutboxLetter.id))) or 0)


def forget(kind: str, before: datetime) -> None:
    """Remove the letters of ``kind`` that were written ``before``, whatever became of them."""
    old = sa.delete(OutboxLetter).where(OutboxLetter.kind == kind, OutboxLetter.created_at <= before)
    db.session.execute(old.execution_options(synchronize_session=False))


def drop_unaddressed(person_uid: str) -> None:
    """Write nothing to somebody who has given no address: what waits to go to them is taken away again."""
    waits = sa.delete(OutboxLetter).where(OutboxLetter.person_uid == person_uid, OutboxLetter.to_address == "")
    db.session.execute(waits.where(OutboxLetter.state == LetterState.WAITING))


def forget_named(person_uid: str) -> None:
    """Take a person out of the letters that name many ("people", by "people_uids")."""
    naming = sa.select(OutboxLetter).where(OutboxLetter.kind == "silent_there").with_for_update()
    for row in db.session.scalars(naming):
        uids: list[str] = row.data["people_uids"]
        if person_uid in uids:
            kept = [at for at, uid in enumerate(uids) if uid != person_uid]
            row.data = row.data | {name: [row.data[name][at] for at in kept] for name in ("people", "people_uids")}


def as_letter(row: OutboxLetter) -> Letter:
    """The letter that ``row`` was written from."""
    return Letter(
        kind=row.kind,
        receiver=Receiver(row.to_name, row.to_address, row.language, row.person_uid),
        data=row.data,
        event_uid=row.event_uid,
        calendar=CalendarFile(row.calendar_method, row.calendar) if row.calendar else None,
        dedupe_key=row.dedupe_key,
        mailing_id=row.mailing_id,
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
        "mailing_id": letter.mailing_id,
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


def changed_by(statement: sa.Update) -> int:
    """Do it, and tell how many rows it changed."""
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
