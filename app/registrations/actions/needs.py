"""Särskilda behov: given, replaced, taken away, erased. What they say reaches no letter and no log."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.events.model import Event
from app.invitations.queries import LockedInvitation
from app.kernel.db import db
from app.kernel.words import local
from app.people.actions import remember
from app.people.rules.erasures import NEED, NEED_NAME, NEEDS, erasure_digest, need_mark
from app.registrations import queries
from app.registrations.model import Need, PurgeProtocol, Registration
from app.registrations.rules import (
    NeedDraft,
    NeedFault,
    NeedKind,
    NeedsKept,
    NeedsOutcome,
    NeedsRefused,
    NotAsked,
    Purged,
)
from app.registrations.rules.erased import ErasedKind
from app.registrations.rules.needs import fault, worth_keeping


def set_needs(
    locked: LockedInvitation,
    drafts: Sequence[NeedDraft],
    *,
    now: datetime,
    actor: Actor,
    consents: bool = True,
    severe_words: str = "",
) -> NeedsOutcome:
    """Replace what the registered person has said of needs; nothing ticked and written takes it away.
    ``severe_words``: those of the ticked box that lets the kitchen have the name with a severe allergy.
    """
    registration = _registration(locked, now)
    if registration is None:
        return NotAsked()
    wrong = needs_fault(locked.invitation.event, drafts, consents=consents, severe=bool(severe_words))
    if wrong is not None:
        return NeedsRefused(wrong)
    keep_needs(registration, tuple(drafts), severe_words, now=now, actor=actor)
    return NeedsKept(len(worth_keeping(drafts)))


def remove_needs(locked: LockedInvitation, *, now: datetime, actor: Actor) -> NeedsOutcome:
    """Take away what the person has said of needs."""
    return set_needs(locked, (), now=now, actor=actor)


def take_back_name(locked: LockedInvitation, *, now: datetime, actor: Actor) -> NeedsOutcome:
    """The kitchen is no longer to have the name; the allergy is counted as before. Whether it had the name is told
    nobody: the log says the same either way.
    """
    registration = _registration(locked, now)
    if registration is None:
        return NotAsked()
    own = sa.update(Need).where(Need.registration_id == registration.id).values(severe_words="")
    remember(NEED_NAME, _marks([registration], Need.severe_words != ""), now=now)
    count = _touched(own)
    if count:
        _record(registration, "needs.changed", now, actor)
    return NeedsKept(count)


def _registration(locked: LockedInvitation, now: datetime) -> Registration | None:
    invitation = locked.invitation
    standing = queries.find_for(invitation.event_id, invitation.person_id, fresh=True)
    if standing is None or not standing.active or not queries.need_grounds(invitation.event):
        return None
    return None if local(now).date() > invitation.event.ends_on else standing.registration


def needs_fault(event: Event, drafts: Sequence[NeedDraft], *, consents: bool, severe: bool = False) -> NeedFault | None:
    """What is wrong with ``drafts``; an event that does not ask for a kind of needs knows none of it."""
    return fault(drafts, queries.need_grounds(event), consents=consents, severe=severe)


def keep_needs(
    registration: Registration,
    drafts: Sequence[NeedDraft] | None,
    severe_words: str = "",
    *,
    now: datetime,
    actor: Actor,
    first: bool = False,
) -> None:
    """Write ``drafts`` in the place of what there was; None leaves it. ``severe_words`` go with the allergies.
    ``first``: a new registration has none yet.
    """
    if drafts is None:
        return
    kept = worth_keeping(drafts)
    erased = 0 if first else erase_needs([registration], now)
    if kept:
        db.session.execute(sa.insert(Need), [_row(registration, draft, severe_words, now) for draft in kept])
    if (kept or erased) and not first:  # the log tells of a new registration's needs with the registration
        _record(registration, "needs.given" if kept else "needs.removed", now, actor)


def _row(registration: Registration, draft: NeedDraft, severe_words: str, now: datetime) -> dict[str, object]:
    severe = severe_words if draft.kind is NeedKind.ALLERGY else ""
    said = {"kind": draft.kind, "choice": draft.choice, "text": draft.text, "severe_words": severe}
    return {"registration_id": registration.id, "given_at": now} | said


def _record(registration: Registration, action: str, now: datetime, actor: Actor) -> None:
    subject = ("person", registration.person.uid)
    log.record(actor, action, now=now, subject=subject, event_uid=registration.event.uid)


def erase_needs(registrations: Collection[Registration], now: datetime) -> int:
    """Delete the needs of these registrations, with marks that survive a restore; returns how many there were."""
    marks = _marks(registrations, sa.true())
    if not marks:
        return 0
    remember(NEED, marks, now=now)
    return _touched(sa.delete(Need).where(Need.registration_id.in_([one.id for one in registrations])))


def _marks(registrations: Collection[Registration], condition: sa.ColumnElement[bool]) -> list[str]:
    uids = {one.id: one.uid for one in registrations}
    asked = sa.select(Need.registration_id, Need.given_at).where(Need.registration_id.in_(uids), condition).distinct()
    return [need_mark(uids[number], given_at) for number, given_at in db.session.execute(asked)]


def erase_marked(digests: Collection[str]) -> int:
    """Erase again, after a restore, what people had given and taken away: by ``erasure_digest`` of the marks."""
    ids = [need_id for need_id, digest in _digests() if digest in digests] if digests else []
    return _touched(sa.delete(Need).where(Need.id.in_(ids))) if ids else 0


def take_back_marked(digests: Collection[str]) -> int:
    """Take names from the kitchen again, after a restore."""
    ids = [need_id for need_id, digest in _digests() if digest in digests] if digests else []
    return _touched(sa.update(Need).where(Need.id.in_(ids)).values(severe_words="")) if ids else 0


def _digests() -> list[tuple[int, str]]:
    asked = sa.select(Need.id, Registration.uid, Need.given_at).join(Registration)
    return [(need_id, erasure_digest(need_mark(uid, at))) for need_id, uid, at in db.session.execute(asked)]


def _touched(statement: sa.Delete | sa.Update) -> int:
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
    count = _touched(sa.delete(Need).where(Need.registration_id.in_(of_event)))
    event.needs_erased_at = now
    db.session.add(PurgeProtocol(at=now, kind=ErasedKind.NEEDS.value, event_uid=event.uid, count=count))
    remember(NEEDS, [event.uid], now=now)
    return Purged(event.uid, count)
