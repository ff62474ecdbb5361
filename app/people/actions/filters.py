"""Keeping a choice of people in the register by a name."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.kernel.db import db, insert
from app.people.model import SavedFilter, new_uid


def keep_filter(name: str, limits: Mapping[str, str], *, now: datetime, actor: Actor) -> bool:
    """Keep what the register is narrowed to under ``name``; whether it was: another choice may have the name."""
    table = cast(sa.Table, SavedFilter.__table__)
    row = {"uid": new_uid(), "name": name, "limits": dict(limits), "created_at": now, "created_by": actor.name}
    once = insert(table).values(**row).on_conflict_do_nothing(index_elements=[table.c.name])
    if db.session.scalar(once.returning(table.c.id)) is None:
        return False
    log.record(actor, "filter.kept", now=now)
    return True


def forget_filter(uid: str, *, now: datetime, actor: Actor) -> None:
    """Forget the choice; one that is gone already is no fault."""
    row = db.session.scalars(sa.select(SavedFilter).where(SavedFilter.uid == uid)).one_or_none()
    if row is not None:
        log.record(actor, "filter.forgotten", now=now)
        db.session.delete(row)
