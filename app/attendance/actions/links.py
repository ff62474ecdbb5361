"""Door links: made, revoked, closed."""

from datetime import datetime

import sqlalchemy as sa

from app.attendance.model import DoorLink
from app.attendance.queries.links import lock_link
from app.attendance.rules.links import LinkDraft
from app.audit import log
from app.audit.actor import Actor
from app.events.model import Event
from app.kernel import links
from app.kernel.db import db
from app.kernel.links import Link, Purpose
from app.kernel.tokens import new_seed


def create_link(event: Event, draft: LinkDraft, pin_hash: str, *, now: datetime, actor: Actor) -> DoorLink:
    """A new link to the event's doors; the PIN itself is kept nowhere."""
    seed = new_seed()
    link = DoorLink(
        event_id=event.id,
        name=draft.name,
        link_seed=seed,
        link_digest=links.digest(Link(Purpose.DOOR, seed)),
        pin_hash=pin_hash,
        expires_at=draft.expires_at,
        created_at=now,
        created_by=actor.name,
    )
    db.session.add(link)
    db.session.flush()
    _record("door_link.created", event, link, now, actor)
    return link


def revoke_link(event: Event, uid: str, *, now: datetime, actor: Actor) -> DoorLink:
    """Have the link open nothing from ``now``; what was ticked off by it stays. Raises LinkMissing. Twice is once."""
    link = lock_link(event.id, uid)
    if link.revoked_at is None:
        link.revoked_at, link.revoked_by = now, actor.name
        _record("door_link.revoked", event, link, now, actor)
    return link


def note_entered(link_id: int, *, now: datetime) -> None:
    """Note that somebody came in by the link."""
    db.session.execute(sa.update(DoorLink).where(DoorLink.id == link_id).values(used_at=now))


def close_door_links(by: str, *, now: datetime) -> None:
    """Have none open any door from ``now``; ``by`` says why."""
    open_ones = sa.update(DoorLink).where(DoorLink.revoked_at.is_(None))
    db.session.execute(open_ones.values(revoked_at=now, revoked_by=by))


def address(link: DoorLink) -> str:
    """The whole address of the link."""
    return links.url(Link(Purpose.DOOR, link.link_seed))


def _record(action: str, event: Event, link: DoorLink, now: datetime, actor: Actor) -> None:
    details = {"title": link.name}
    log.record(actor, action, now=now, subject=("door_link", link.uid), event_uid=event.uid, details=details)
