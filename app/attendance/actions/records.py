"""Records that are kept whenever they come, and judged anew each time, so that any order of arrival gives one truth."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa

from app.attendance.model import Tick
from app.attendance.queries import AtDoor
from app.attendance.rules import Given, How, Keeper, Mark, Outcome, standing, told
from app.audit.actor import Actor
from app.kernel.db import db
from app.kernel.words import N_
from app.people.model import Person

_NEXT = timedelta(microseconds=1)
_ONE_PERSON = N_("Två personer i registret var en och samma.")


class NonceTaken(ValueError):
    """The name of the record is that of another person's, or of another part's."""


def record(at: AtDoor, given: Given, *, now: datetime, by: Keeper) -> Outcome:
    """Keep what is ``given`` about somebody at a part, and judge all that is known of them there. Given again it writes
    nothing and tells how it stands. ``now``: when it was received. Raises NonceTaken.

    A record without a moment of its own is of now: after everything that is known.
    """
    hold(at)
    rows = _known(at, given.nonce)
    if any((row.part_id, row.person_id) != (at.part_id, at.person_id) for row in rows):
        raise NonceTaken(given.nonce)
    if not any(row.uid == given.nonce for row in rows):
        rows = [*rows, _write(at, given, rows, now, by)]
        _judge(rows)
    return told(at.name, [row.record for row in rows], given.nonce)


def hold(at: AtDoor) -> None:
    """Have nobody else write about the person meanwhile. On SQLite the open transaction is alone in any case."""
    if db.engine.dialect.name == "postgresql":
        person = sa.select(Person.id).where(Person.id == at.person_id)
        db.session.execute(person.with_for_update(key_share=True))


def _known(at: AtDoor, nonce: str) -> Sequence[Tick]:
    here = sa.and_(Tick.part_id == at.part_id, Tick.person_id == at.person_id)
    asked = sa.select(Tick).where(here | (Tick.uid == nonce)).execution_options(populate_existing=True)
    return db.session.scalars(asked).all()


def _write(at: AtDoor, given: Given, rows: Iterable[Tick], now: datetime, by: Keeper) -> Tick:
    last = max((max(row.at, row.received_at) for row in rows), default=now)
    received = max(now, last + _NEXT) if given.at is None and rows else now
    fresh = Tick(
        uid=given.nonce,
        part_id=at.part_id,
        person_id=at.person_id,
        mark=given.mark,
        how=given.how,
        at=given.at or received,
        phone_at=given.phone_at,
        received_at=received,
        by_uid=by.actor.uid,
        by_name=by.actor.name,
        door=by.door,
        door_link_id=by.link_id,
        reason=given.reason,
        standing=False,
    )
    db.session.add(fresh)
    return fresh


def _judge(rows: Sequence[Tick]) -> None:
    """Have the right one stand, all being of one person and part; first none, since there is never room for two."""
    stands = standing(row.record for row in rows)
    for row in rows:
        row.standing = row.standing and stands is not None and row.uid == stands.uid
    db.session.flush()
    for row in rows:
        row.standing = stands is not None and row.uid == stands.uid
    db.session.flush()


def move_records(gone: Person, kept: Person, *, now: datetime, actor: Actor) -> None:
    """Have all records of ``gone`` be of ``kept``, who are one person. Whoever was present as either is present: where
    the one's undo would take back the other's tick, a correction says so.
    """
    asked = sa.select(Tick).where(Tick.person_id.in_((gone.id, kept.id))).order_by(Tick.at, Tick.uid)
    parts: dict[int, list[Tick]] = {}
    for row in db.session.scalars(asked).all():
        parts.setdefault(row.part_id, []).append(row)
    for rows in parts.values():
        stood = [row for row in rows if row.standing]
        for row in stood[1:]:
            row.standing = False
        db.session.flush()
        for row in rows:
            row.person_id = kept.id
        if stood and standing(row.record for row in rows) is None:
            at = AtDoor(stood[0].part_id, kept.id, kept.name)
            found = Given(str(uuid4()), Mark.PRESENT, How.CORRECTION, at=rows[-1].at + _NEXT, reason=_ONE_PERSON)
            rows.append(_write(at, found, rows, now, Keeper(actor)))
        _judge(rows)
    db.session.execute(sa.update(Tick).where(Tick.by_uid == gone.uid).values(by_uid=kept.uid))
