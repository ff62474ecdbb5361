"""Marks as a door's phone sends them: one part, or all that an arrival covers; and what could not be ticked off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from app.attendance.actions.records import record
from app.attendance.actions.ticking import tick
from app.attendance.model import FailedScan
from app.attendance.queries import AtDoor
from app.attendance.rules import Given, Keeper, Mark, Outcome, ScanFault, together
from app.kernel.db import db, insert


def take(person_id: int, name: str, part_id: int, given: Given, *, now: datetime, by: Keeper) -> Outcome:
    """Tick somebody off at a part, or undo it: at once, or (``given.at``) as it was. Raises NonceTaken."""
    at = AtDoor(part_id, person_id, name)
    if given.mark is Mark.PRESENT and given.at is None:
        return tick(at, nonce=given.nonce, now=now, by=by, how=given.how)
    return record(at, given, now=now, by=by)


def take_arrival(
    person_id: int, name: str, part_ids: Sequence[int], given: Given, *, now: datetime, by: Keeper
) -> Outcome:
    """The same of every part that an arrival covers, which are some. Raises NonceTaken."""
    named = [replace(given, nonce=f"{given.nonce}.{part_id}") for part_id in part_ids]
    pairs = zip(part_ids, named, strict=True)
    return together([take(person_id, name, part_id, one, now=now, by=by) for part_id, one in pairs])


def note_failure(
    event_id: int, reason: ScanFault, *, nonce: str, at: datetime, now: datetime, by: Keeper, part_id: int | None = None
) -> None:
    """Keep that somebody could not be ticked off, and why; not what was read. Noted again it is one row."""
    row = {"uid": nonce, "event_id": event_id, "part_id": part_id, "at": at, "received_at": now, "reason": reason}
    row |= {"by_uid": by.actor.uid, "by_name": by.actor.name, "door": by.door, "door_link_id": by.link_id}
    db.session.execute(insert(cast(sa.Table, FailedScan.__table__)).values(**row).on_conflict_do_nothing())
