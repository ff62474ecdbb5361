"""Quotas of an event and its parts; ``desk.quotas`` also lets those in line move up."""

from datetime import datetime

import sqlalchemy as sa

from app.audit.actor import Actor
from app.events import queries
from app.events.actions import marks
from app.events.model import Event, Part, Quota
from app.events.queries.quotas import quota_of
from app.events.rules import quotas
from app.events.rules.changes import Change
from app.events.rules.outcomes import EditedMeanwhile, Saved
from app.kernel.db import db


def new_quota(event: Event, part: Part | None, quota: quotas.Quota, position: int) -> Quota:
    """A quota of ``event``, or of a part of it. The event's row says that there are quotas, so that nothing asks for
    them where there are none.
    """
    row = Quota(event_id=event.id, part_id=part.id if part else None, position=position)
    _write(row, quota)
    event.has_quotas = True
    db.session.add(row)
    return row


def add_quota(event: Event, part: Part | None, quota: quotas.Quota, *, now: datetime, actor: Actor) -> Saved:
    """Add a quota, last among the event's. Nobody who is registered loses anything by it."""
    event = queries.lock_event(event)
    last = db.session.scalar(sa.select(sa.func.max(Quota.position)).where(Quota.event_id == event.id))
    row = new_quota(event, part, quota, 0 if last is None else last + 1)
    db.session.flush()
    return _record(event, "quota.added", "", _words(event, row), now=now, actor=actor)


def edit_quota(
    event: Event, row: Quota, part: Part | None, quota: quotas.Quota, *, now: datetime, actor: Actor, seen: int | None
) -> Saved | EditedMeanwhile:
    """Write ``quota`` over one whose event the editor saw as version ``seen``."""
    event = queries.lock_event(event)
    db.session.refresh(row)
    part_id = part.id if part else None
    if quota_of(row) == quota and row.part_id == part_id:
        return Saved(())
    if (edited := marks.meanwhile(event, seen, {"quota"})) is not None:
        return edited
    before = _words(event, row)
    row.part_id = part_id
    _write(row, quota)
    db.session.flush()
    db.session.expire(row, ["role"])
    return _record(event, "quota.edited", before, _words(event, row), now=now, actor=actor)


def remove_quota(event: Event, row: Quota, *, now: datetime, actor: Actor) -> Saved:
    """Take a quota away."""
    event = queries.lock_event(event)
    before = _words(event, row)
    db.session.delete(row)
    db.session.flush()
    left = db.session.scalar(sa.select(sa.func.count()).select_from(Quota).where(Quota.event_id == event.id))
    event.has_quotas = bool(left)
    return _record(event, "quota.removed", before, "", now=now, actor=actor)


def _record(event: Event, action: str, before: str, after: str, *, now: datetime, actor: Actor) -> Saved:
    told = (Change("quota", before, after),)
    marks.record(event, action, told, now=now, actor=actor)
    return Saved(told)


def _write(row: Quota, quota: quotas.Quota) -> None:
    row.most, row.role_group, row.outside, row.role_id = quota.most, quota.role_group, quota.outside, quota.role_id
    row.organisation_kind, row.per_organisation = quota.organisation_kind, quota.per_organisation


def _words(event: Event, row: Quota) -> str:
    title = next((part.title for part in event.parts if part.id == row.part_id), "")
    return str(quotas.rule(quota_of(row), title))
