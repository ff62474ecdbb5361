"""A seat goes from one to another: to a successor, to somebody who comes in one's stead, and back."""

from datetime import datetime

from app.audit.actor import Actor
from app.invitations.queries import LockedInvitation
from app.kernel.db import db
from app.registrations import queries
from app.registrations.actions.absence import leave
from app.registrations.actions.leaving import Farewell
from app.registrations.actions.queue import promote
from app.registrations.actions.rows import blank, follow_up, record, save, write
from app.registrations.actions.sending import send
from app.registrations.model import Registration, RegistrationPart
from app.registrations.queries import Standing
from app.registrations.rules import Ask, Decision, Held, Override, RegistrationState, Wish, decide
from app.registrations.rules.passing import broken_quota, in_line


def pass_on(
    old: LockedInvitation,
    new: LockedInvitation,
    *,
    now: datetime,
    actor: Actor,
    kind: str = "",
    farewell: Farewell | None = None,
    override: Override | None = None,
) -> bool:
    """Let the one invited by ``new`` have the parts, seats and places in line of the one invited by ``old``, who is
    withdrawn. Each gets a letter, of ``kind`` and by ``farewell`` where they are others than usual; needs do not go
    along. False, and nothing is written, when there is no seat to pass on or the new one has one already. The seats are
    never free in between, so nobody in line moves up. Where a quota has no place for the new one they stand last in
    line, and the seat is free; with ``override`` they get it all the same, and its reason is logged.
    """
    theirs = queries.find_for(old.invitation.event_id, old.invitation.person_id, fresh=True)
    own = queries.find_for(new.invitation.event_id, new.invitation.person_id, fresh=True)
    if theirs is None or not theirs.active or (own is not None and own.active):
        return False
    registration = _copy(theirs.registration, own, new, now)
    held = queries.held_of(registration)
    leave(old, now=now, actor=actor, farewell=farewell, promotes=False)
    if held is None:
        promote(old.invitation.event, now=now)
        return False
    decision = _settle(registration, held, new, override, now, actor)
    follow_up(registration, "registration.passed_on", now=now, actor=actor)
    new.invitation.sent_at = new.invitation.sent_at or now
    send(registration, decision, RegistrationState.CANCELLED, now, first=own is None, kind=kind)
    promote(old.invitation.event, now=now)
    return True


def _settle(
    registration: Registration,
    held: Held,
    new: LockedInvitation,
    override: Override | None,
    now: datetime,
    actor: Actor,
) -> Decision:
    """What of ``held`` the new one has, and what a quota makes them wait for."""
    seats = queries.seats(new.invitation, new.parts, registration)
    broken = broken_quota(held, seats)
    if broken and override is not None:
        details: dict[str, object] = {"reason": override.reason}
        record(new.invitation, "registration.override", now=now, actor=actor, details=details)
    kept = in_line(held, seats) if broken and override is None else held
    wishes = tuple(Wish(part.part_id, part.mode, seen_full=True) for part in kept.parts)
    decision = decide(Ask(wishes, kept, event_seen_full=True, unbound=True), seats, now)
    if kept is not held:
        write(registration, decision, now)
    return decision


def _copy(given: Registration, own: Standing | None, new: LockedInvitation, now: datetime) -> Registration:
    """The same parts, but those that the new one may not answer for, over a registration they had withdrawn."""
    registration = own.registration if own else blank(new.invitation, now)
    registration.state, registration.version = given.state, registration.version + 1
    registration.changed_at, registration.cancelled_at = now, None
    registration.queued_at, registration.queue_number = given.queued_at, given.queue_number
    registration.offered_until, registration.quota_id = given.offered_until, given.quota_id
    save(registration)
    allowed = {part.id for part in new.parts}
    known = {row.part_id: row for row in registration.parts}
    for row in queries.active_parts(given):
        if row.part_id in allowed:
            copied = known.get(row.part_id) or RegistrationPart(part_id=row.part_id)
            _copy_part(row, copied, now)
            if row.part_id not in known:
                registration.parts.append(copied)
    db.session.flush()
    return registration


def _copy_part(given: RegistrationPart, copied: RegistrationPart, now: datetime) -> None:
    copied.state, copied.mode, copied.changed_at = given.state, given.mode, now
    copied.queued_at, copied.queue_number = given.queued_at, given.queue_number
    copied.offered_until, copied.quota_id = given.offered_until, given.quota_id
