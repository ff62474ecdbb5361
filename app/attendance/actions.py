"""Ticking off and undoing. Two doors at the same moment make one row: a partial unique index stands behind it."""

from datetime import datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.attendance import queries
from app.attendance.model import Tick
from app.attendance.queries import Door
from app.attendance.rules import AlreadyPresent, How, NothingToUndo, Ticked, Undone
from app.audit.actor import Actor
from app.events.model import Part
from app.kernel.db import db


def tick(
    part: Part | Door, person_uid: str, *, nonce: str, now: datetime, actor: Actor, how: How = How.NAME
) -> Ticked | AlreadyPresent:
    """Mark the person present at ``part``. ``nonce`` names this tick, so that a repeat makes one row. A second tick is
    harmless and tells when and by whom. Raises NotAtEvent for somebody who is not at this event.
    """
    person_id, name = queries.get_person_at(part.event_id, person_uid)
    values = {"uid": nonce, "part_id": part.id, "person_id": person_id, "how": how, "at": now}
    values |= {"by_uid": actor.uid, "by_name": actor.name}
    if db.session.scalar(_write(db.engine.dialect.name), values) is None:  # another door was first, or this tick itself
        return _first(part.id, person_id, name, nonce)
    return Ticked(name, now)


@cache  # two hundred people pass a door in a quarter of an hour: one statement, made once, that knows of the others
def _write(dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = cast(sa.Table, Tick.__table__)
    return insert(table).on_conflict_do_nothing().returning(table.c.id)


def _first(part_id: int, person_id: int, name: str, nonce: str) -> AlreadyPresent:
    """The tick that stands: somebody else's, or this nonce's own (which may have been undone since)."""
    own = sa.select(Tick).where(Tick.uid == nonce)
    standing = queries.find_tick(part_id, person_id) or db.session.scalars(own).one()
    return AlreadyPresent(name, standing.at, standing.by_name)


def undo(part: Part | Door, person_uid: str, *, now: datetime, actor: Actor) -> Undone | NothingToUndo:
    """Take back the tick that stands. Raises NotAtEvent."""
    person_id, name = queries.get_person_at(part.event_id, person_uid)
    undone = db.session.execute(
        sa.update(Tick)
        .where(Tick.part_id == part.id, Tick.person_id == person_id, Tick.undone_at.is_(None))
        .values(undone_at=now, undone_by_name=actor.name)
    )
    return Undone(name) if undone.rowcount else NothingToUndo(name)  # type: ignore[attr-defined]
