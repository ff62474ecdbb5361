"""Särskilda behov: given, replaced, taken away, erased. What they say reaches no letter and no log."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.events.model import Event
from app.events.rules.kinds import NeedsGround
from app.invitations.queries import LockedInvitation
from app.kernel.db import db
from app.kernel.words import local
from app.people.model import Erasure
from app.people.rules.erasures import NEEDS, erasure_digest
from app.registrations import queries
from app.registrations.model import Need, PurgeProtocol, Registration
from app.registrations.rules import NeedDraft, NeedFault, NeedsKept, NeedsOutcome, NeedsRefused, NotAsked, Purged
from app.registrations.rules.erased import ErasedKind
from app.registrations.rules.needs import fault, worth_keeping


def set_needs(
    locked: LockedInvitation, drafts: Sequence[NeedDraft], *, now: datetime, actor: Actor, consents: bool = True
) -> NeedsOutcome:
    """Replace what the registered person has said of needs; nothing ticked and written takes it away."""
    registration = _registration(locked, now)
    if registration is None:
        return NotAsked()
    if (wrong := needs_fault(locked.invitation.event, drafts, consents=consents)) is not None:
        return NeedsRefused(wrong)
    keep_needs(registration, tuple(drafts), now=now, actor=actor)
    return NeedsKept(len(worth_keeping(drafts)))


def remove_needs(locked: LockedInvitation, *, now: datetime, actor: Actor) -> NeedsOutcome:
    """Take away what the person has said of needs."""
    return set_needs(locked, (), now=now, actor=actor)


def _registration(locked: LockedInvitation, now: datetime) -> Registration | None:
    invitation = locked.invitation
    standing = queries.find_for(invitation.event_id, invitation.person_id, fresh=True)
    if standing is None or not standing.active or not _are_asked(invitation.event):
        return None
    return None if local(now).date() > invitation.event.ends_on else standing.registration


def _are_asked(event: Event) -> bool:
    return event.asks_needs and event.needs_ground is not None and event.needs_erased_at is None


def needs_fault(event: Event, drafts: Sequence[NeedDraft], *, consents: bool) -> NeedFault | None:
    """What is wrong with ``drafts``; an event that does not ask for needs knows none, and one that rests on consent
    wants it.
    """
    if not drafts:
        return None
    if not _are_asked(event):
        return NeedFault.UNKNOWN
    if event.needs_ground is NeedsGround.CONSENT and not consents:
        return NeedFault.NO_CONSENT
    return fault(drafts)


def keep_needs(
    registration: Registration,
    drafts: Sequence[NeedDraft] | None,
    *,
    now: datetime,
    actor: Actor,
    first: bool = False,
) -> None:
    """Write ``drafts`` in the place of what there was; None leaves it. ``first``: a new registration has none yet."""
    if drafts is None:
        return
    kept = worth_keeping(drafts)
    erased = 0 if first else erase_needs(registration)
    rows = [{"registration_id": registration.id, "kind": d.kind, "choice": d.choice, "text": d.text} for d in kept]
    if rows:
        db.session.execute(sa.insert(Need), [row | {"given_at": now} for row in rows])
    if (rows or erased) and not first:  # the log tells of a new registration's needs with the registration
        action = "needs.given" if rows else "needs.removed"
        subject = ("person", registration.person.uid)
        log.record(actor, action, now=now, subject=subject, event_uid=registration.event.uid)


def erase_needs(registration: Registration) -> int:
    """Delete the needs of a registration; returns how many there were."""
    return _erase(sa.delete(Need).where(Need.registration_id == registration.id))


def _erase(statement: sa.Delete) -> int:
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)  # type: ignore[attr-defined]


def purge_needs(now: datetime) -> list[Purged]:
    """Erase the needs of every event that they have been kept long enough for, with a protocol of how many and a mark
    that survives a restore. Returns what was erased; run again: nothing.
    """
    return [erase_needs_of(event, now) for event in queries.list_to_purge(local(now).date())]


def erase_needs_of(event: Event, now: datetime) -> Purged:
    """Erase the needs of one event, with a protocol of how many."""
    of_event = sa.select(Registration.id).where(Registration.event_id == event.id)
    count = _erase(sa.delete(Need).where(Need.registration_id.in_(of_event)))
    event.needs_erased_at = now
    db.session.add(PurgeProtocol(at=now, kind=ErasedKind.NEEDS.value, event_uid=event.uid, count=count))
    db.session.add(Erasure(kind=NEEDS, digest=erasure_digest(event.uid), erased_at=now))
    return Purged(event.uid, count)
