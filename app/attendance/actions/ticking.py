"""Ticking off and undoing while somebody waits for the answer."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast
from uuid import uuid4

import sqlalchemy as sa

from app.attendance.actions.records import hold, record
from app.attendance.model import Tick
from app.attendance.queries import AtDoor
from app.attendance.rules import Given, How, Keeper, Mark, Outcome, Ticked
from app.kernel.db import db, insert


class Alone(NamedTuple):
    """A statement that ticks somebody off, and its values: it gives a row where it did."""

    statement: Any
    values: dict[str, object]


def alone(at: AtDoor, given: Given, *, now: datetime, by: Keeper) -> Alone | None:
    """The one statement that does what is ``given`` where nothing is known of the person that is not older, for a door
    to run as a transaction of its own: two hundred pass it in a quarter of an hour. Where it gives no row, or is None,
    ``take`` does all. PostgreSQL first has the person held, which takes a statement more.
    """
    if given.mark is not Mark.PRESENT or given.at is not None or db.engine.dialect.name != "sqlite":
        return None
    return Alone(_write("sqlite"), _values(at, given.nonce, given.how, now, by))


def tick(at: AtDoor, *, nonce: str, now: datetime, by: Keeper, how: How = How.NAME) -> Outcome:
    """Mark the person present at the part from ``now``. ``nonce`` names this tick, so that a repeat makes one row. A
    second tick is harmless and tells when and by whom. Raises NonceTaken.
    """
    hold(at)
    if db.session.scalar(_write(db.engine.dialect.name), _values(at, nonce, how, now, by)) is not None:
        return Ticked(at.name, now)
    return record(at, Given(nonce, Mark.PRESENT, how), now=now, by=by)


def _values(at: AtDoor, nonce: str, how: How, now: datetime, by: Keeper) -> dict[str, object]:
    values = {"uid": nonce, "part_id": at.part_id, "person_id": at.person_id, "mark": Mark.PRESENT, "how": how}
    values |= {"at": now, "phone_at": None, "received_at": now, "by_uid": by.actor.uid, "by_name": by.actor.name}
    return values | {"door": by.door, "door_link_id": by.link_id, "reason": "", "standing": True}


@cache  # made once
def _write(dialect: str) -> Any:
    """Nothing is written where another tick stands, where this one is written already, or where something is known of
    the person that is not older: then all of it has to be judged.
    """
    table = cast(sa.Table, Tick.__table__)
    other = table.alias()
    columns = [one for one in table.c if one.name != "id"]
    known = sa.exists().where(
        other.c.part_id == sa.bindparam("part_id", type_=table.c.part_id.type),
        other.c.person_id == sa.bindparam("person_id", type_=table.c.person_id.type),
        other.c.at >= sa.bindparam("at", type_=table.c["at"].type),
    )
    row = sa.select(*(sa.bindparam(one.name, type_=one.type).label(one.name) for one in columns)).where(~known)
    fresh = insert(table, dialect).from_select([one.name for one in columns], row)
    return fresh.on_conflict_do_nothing().returning(table.c.id)


def undo(at: AtDoor, *, now: datetime, by: Keeper, nonce: str = "") -> Outcome:
    """Take back the tick that stands. Raises NonceTaken."""
    return record(at, Given(nonce or str(uuid4()), Mark.UNDO), now=now, by=by)
