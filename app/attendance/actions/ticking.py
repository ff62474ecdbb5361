"""Ticking off and undoing while somebody waits for the answer."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast
from uuid import uuid4

import sqlalchemy as sa

from app.attendance.actions.records import hold, record
from app.attendance.model import Tick
from app.attendance.queries import AtDoor, DoorAddress
from app.attendance.queries.doors import at_door
from app.attendance.rules import Given, How, Keeper, Mark, Outcome, Ticked
from app.kernel.db import db, insert
from app.people.queries.sight import sees_protected

_TICKS = cast(sa.Table, Tick.__table__)


class Alone(NamedTuple):
    """A statement that ticks somebody off, and its values: it gives a row where it did."""

    statement: Any
    values: dict[str, object]


def alone(at: AtDoor | DoorAddress, given: Given, *, now: datetime, by: Keeper) -> Alone | None:
    """The one statement that does what is ``given`` where nothing is known of the person that is not older, for a door
    to run as a transaction of its own: two hundred pass it in a quarter of an hour. Where it gives no row, or is None,
    ``take`` does all, or there is nobody at the address. PostgreSQL first has the person held, which takes a statement
    more.
    """
    if given.mark is not Mark.PRESENT or given.at is not None or db.engine.dialect.name != "sqlite":
        return None
    if isinstance(at, DoorAddress):
        values = _values(given.nonce, given.how, now, by) | at._asdict()
        return Alone(_write_there(sees_protected()), values)
    return Alone(_write("sqlite"), _values(given.nonce, given.how, now, by) | _who(at))


def tick(at: AtDoor, *, nonce: str, now: datetime, by: Keeper, how: How = How.NAME) -> Outcome:
    """Mark the person present at the part from ``now``. ``nonce`` names this tick, so that a repeat makes one row. A
    second tick is harmless and tells when and by whom. Raises NonceTaken.
    """
    hold(at)
    values = _values(nonce, how, now, by) | _who(at)
    if db.session.scalar(_write(db.engine.dialect.name), values) is not None:
        return Ticked(at.name, now)
    return record(at, Given(nonce, Mark.PRESENT, how), now=now, by=by)


def _who(at: AtDoor) -> dict[str, object]:
    return {"part_id": at.part_id, "person_id": at.person_id}


def _values(nonce: str, how: How, now: datetime, by: Keeper) -> dict[str, object]:
    values: dict[str, object] = {"uid": nonce, "mark": Mark.PRESENT, "how": how}
    values |= {"at": now, "phone_at": None, "received_at": now, "by_uid": by.actor.uid, "by_name": by.actor.name}
    return values | {"door": by.door, "door_link_id": by.link_id, "reason": "", "standing": True}


@cache  # made once
def _write(dialect: str) -> Any:
    """Nothing is written where another tick stands, where this one is written already, or where something is known of
    the person that is not older: then all of it has to be judged.
    """
    part_id, person_id = (sa.bindparam(name, type_=_TICKS.c[name].type) for name in ("part_id", "person_id"))
    return _fresh(dialect, part_id, person_id)


@cache
def _write_there(sees: bool) -> Any:
    """The same, of somebody at the address of a door, if they are there."""
    there = at_door(sees).subquery()
    return _fresh("sqlite", there.c.part_id, there.c.person_id, there.c.person_id.is_not(None))


def _fresh(dialect: str, part_id: Any, person_id: Any, *conditions: sa.ColumnElement[bool]) -> Any:
    other = _TICKS.alias()
    known = sa.exists().where(
        other.c.part_id == part_id,
        other.c.person_id == person_id,
        other.c.at >= sa.bindparam("at", type_=_TICKS.c["at"].type),
    )
    who = {"part_id": part_id, "person_id": person_id}
    columns = [one for one in _TICKS.c if one.name != "id"]
    row = [who.get(one.name, sa.bindparam(one.name, type_=one.type)).label(one.name) for one in columns]
    fresh = insert(_TICKS, dialect).from_select(
        [one.name for one in columns], sa.select(*row).where(*conditions, ~known)
    )
    return fresh.on_conflict_do_nothing().returning(_TICKS.c.id)


def undo(at: AtDoor, *, now: datetime, by: Keeper, nonce: str = "") -> Outcome:
    """Take back the tick that stands. Raises NonceTaken."""
    return record(at, Given(nonce or str(uuid4()), Mark.UNDO), now=now, by=by)
