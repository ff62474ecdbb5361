"""Ticking off and undoing. Two doors at the same moment make one row: a partial unique index stands behind it."""

from datetime import datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa

from app.attendance import queries
from app.attendance.model import Tick
from app.attendance.queries import AtDoor
from app.attendance.rules import AlreadyPresent, How, NothingToUndo, Ticked, Undone
from app.audit.actor import Actor
from app.kernel.db import db, insert


def tick(at: AtDoor, *, nonce: str, now: datetime, actor: Actor, how: How = How.NAME) -> Ticked | AlreadyPresent:
    """Mark the person present at the part. ``nonce`` names this tick, so that a repeat makes one row. A second tick is
    harmless and tells when and by whom.
    """
    values = {"uid": nonce, "part_id": at.part_id, "person_id": at.person_id, "how": how, "at": now}
    values |= {"by_uid": actor.uid, "by_name": actor.name}
    if db.session.scalar(_write(db.engine.dialect.name), values) is None:  # another door was first, or this tick itself
        return _first(at, nonce)
    return Ticked(at.name, now)


@cache  # two hundred people pass a door in a quarter of an hour: one statement, made once, that knows of the others
def _write(dialect: str) -> Any:
    table = cast(sa.Table, Tick.__table__)
    return insert(table, dialect).on_conflict_do_nothing().returning(table.c.id)


def _first(at: AtDoor, nonce: str) -> AlreadyPresent:
    """The tick that stands: somebody else's, or this nonce's own (which may have been undone since)."""
    own = sa.select(Tick).where(Tick.uid == nonce)
    standing = queries.find_tick(at.part_id, at.person_id) or db.session.scalars(own).one()
    return AlreadyPresent(at.name, standing.at, standing.by_name)


def undo(at: AtDoor, *, now: datetime, actor: Actor) -> Undone | NothingToUndo:
    """Take back the tick that stands."""
    undone = db.session.execute(
        sa.update(Tick)
        .where(Tick.part_id == at.part_id, Tick.person_id == at.person_id, Tick.undone_at.is_(None))
        .values(undone_at=now, undone_by_name=actor.name)
    )
    return Undone(at.name) if undone.rowcount else NothingToUndo(at.name)  # type: ignore[attr-defined]
