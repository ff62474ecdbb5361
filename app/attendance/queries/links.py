"""Door links: whom they let in, and how they stand."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.attendance.model import DoorLink, Tick
from app.attendance.queries.doors import WITH_DOORS
from app.events.model import Event
from app.kernel import tokens
from app.kernel.db import ask_alone, db


class LinkMissing(LookupError):
    """The event has no such door link."""


class DoorPass(NamedTuple):
    """What a door link lets its holder do: tick off at one event."""

    link_id: int
    uid: str
    name: str
    slug: str


def find_pass(uid: str, now: datetime) -> DoorPass | None:
    """What the link ``uid`` opens now, in one statement; None when it is revoked, has expired, or its event has no open
    doors.
    """
    rows = ask_alone(_open_pass(), {"uid": uid, "now": now})
    return DoorPass._make(rows[0]) if rows else None


@cache
def _open_pass() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(DoorLink.id, DoorLink.uid, DoorLink.name, Event.slug)
        .join(DoorLink.event)
        .where(DoorLink.uid == sa.bindparam("uid"), *_opens(sa.bindparam("now", type_=DoorLink.expires_at.type)))
    )


def _opens(now: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return DoorLink.revoked_at.is_(None), DoorLink.expires_at > now, Event.state.in_(WITH_DOORS)


def find_link_by_token(token: str, now: datetime) -> DoorLink | None:
    """The link that has this address and opens something now."""
    asked = sa.select(DoorLink).join(DoorLink.event).where(DoorLink.link_digest == tokens.digest(token), *_opens(now))
    return db.session.scalars(asked).one_or_none()


def list_links(event_id: int) -> Sequence[tuple[DoorLink, int]]:
    """The event's links, the newest first, each with how many records it has made."""
    made = sa.select(sa.func.count()).where(Tick.door_link_id == DoorLink.id).correlate(DoorLink).scalar_subquery()
    asked = sa.select(DoorLink, made).where(DoorLink.event_id == event_id)
    return [(link, count) for link, count in db.session.execute(asked.order_by(DoorLink.id.desc()))]


def lock_link(event_id: int, uid: str) -> DoorLink:
    """A link of this very event, its row held. Raises LinkMissing."""
    asked = sa.select(DoorLink).where(DoorLink.event_id == event_id, DoorLink.uid == uid).with_for_update()
    link = db.session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    if link is None:
        raise LinkMissing(uid)
    return link
