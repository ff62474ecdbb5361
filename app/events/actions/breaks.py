"""Entering lov, changing them and taking them away."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast
from uuid import uuid4

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.events.model import BreakRow
from app.events.rules.breaks import SchoolBreak
from app.kernel.db import db, insert


def add_breaks(breaks: Iterable[SchoolBreak], *, now: datetime, actor: Actor) -> int:
    """Add those that are not there already; how many they were."""
    table, added = cast(sa.Table, BreakRow.__table__), 0
    for one in breaks:
        row = {"uid": str(uuid4()), "name": one.name, "area": one.area, "first_on": one.first, "last_on": one.last}
        once = insert(table).values(**row).on_conflict_do_nothing()
        if db.session.scalar(once.returning(table.c.id)) is not None:
            added += 1
            log.record(actor, "break.added", now=now, details=_told(one))
    return added


def edit_break(row: BreakRow, to: SchoolBreak, *, now: datetime, actor: Actor) -> bool:
    """Have the break be ``to``; whether it could: not where just that break is there already."""
    if row.value == to:
        return True
    same = sa.select(BreakRow.id).filter_by(name=to.name, area=to.area, first_on=to.first, last_on=to.last)
    if db.session.scalar(same) is not None:
        return False
    row.name, row.area, row.first_on, row.last_on = to.name, to.area, to.first, to.last
    log.record(actor, "break.edited", now=now, details=_told(to))
    return True


def remove_break(row: BreakRow, *, now: datetime, actor: Actor) -> None:
    """Take the break away. No meeting is moved by it."""
    log.record(actor, "break.removed", now=now, details=_told(row.value))
    db.session.delete(row)


def _told(one: SchoolBreak) -> dict[str, str]:
    return {
        "name": one.name,
        "area": one.area,
        "starts_on": one.first.isoformat(),
        "ends_on": one.last.isoformat(),
    }
