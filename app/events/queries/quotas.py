"""Reading quotas."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.events.model import Event, Quota
from app.events.rules import quotas
from app.kernel.db import db


class QuotaMissing(LookupError):
    """The event has no such quota."""


def list_quotas(event: Event) -> list[Quota]:
    """The quotas of ``event`` and its parts in their order, with their roles: one statement, none where the event says
    that it has no quotas, or is a kept one.
    """
    if not event.has_quotas:
        return []
    if "quotas" not in sa.inspect(event).unloaded:
        return list(event.quotas)
    asked = sa.select(Quota).where(Quota.event_id == event.id).options(joinedload(Quota.role))
    return list(db.session.scalars(asked.order_by(Quota.position, Quota.id)))


def get_quota(event: Event, uid: str) -> Quota:
    """The quota with ``uid`` of this very event. Raises QuotaMissing."""
    row = db.session.scalars(sa.select(Quota).where(Quota.event_id == event.id, Quota.uid == uid)).one_or_none()
    if row is None:
        raise QuotaMissing(uid)
    return row


def quota_of(row: Quota) -> quotas.Quota:
    """A quota as a value."""
    return quotas.Quota(
        most=row.most,
        role_group=row.role_group,
        outside=row.outside,
        role_id=row.role_id,
        role=row.role.name if row.role else "",
        organisation_kind=row.organisation_kind,
        per_organisation=row.per_organisation,
    )


def quota_drafts_of(event: Event) -> tuple[tuple[int | None, quotas.Quota], ...]:
    """The event's quotas for a draft: each with the place of its part among the parts that are not cancelled."""
    places = {part.id: place for place, part in enumerate(p for p in event.parts if p.cancelled_at is None)}
    return tuple(
        (places[row.part_id] if row.part_id else None, quota_of(row))
        for row in list_quotas(event)
        if row.part_id is None or row.part_id in places
    )
