"""The protocol of what has been erased."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.events.model import Event
from app.kernel.db import db
from app.registrations.model import PurgeProtocol
from app.registrations.rules.erased import ErasedKind

PAGE_SIZE = 50


@dataclass(frozen=True)
class ErasedLine:
    """At one time, of one kind, of one event (its title; empty where it belongs to none): how many."""

    at: datetime
    kind: ErasedKind
    event: str
    count: int


def list_erased(page: int = 1) -> tuple[list[ErasedLine], int]:
    """One page of the protocol, the latest first, and how many pages there are (at least one); two statements."""
    asked = (
        sa.select(PurgeProtocol.at, PurgeProtocol.kind, Event.title, sa.func.sum(PurgeProtocol.count).label("number"))
        .outerjoin(Event, Event.uid == PurgeProtocol.event_uid)
        .group_by(PurgeProtocol.at, PurgeProtocol.kind, PurgeProtocol.event_uid, Event.title)
    )
    total = db.session.scalar(sa.select(sa.func.count()).select_from(asked.subquery())) or 0
    ordered = asked.order_by(PurgeProtocol.at.desc(), PurgeProtocol.kind, PurgeProtocol.event_uid)
    rows = db.session.execute(ordered.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    lines = [ErasedLine(row.at, ErasedKind(row.kind), row.title or "", row.number) for row in rows]
    return lines, max(1, -(-total // PAGE_SIZE))
