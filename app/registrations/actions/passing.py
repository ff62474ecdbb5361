"""A seat goes to the successor of the one who had it."""

from datetime import datetime

from app.audit.actor import Actor
from app.invitations.queries import LockedInvitation
from app.kernel.db import db
from app.registrations import queries
from app.registrations.actions.absence import withdraw
from app.registrations.actions.rows import blank, follow_up, save
from app.registrations.actions.sending import send
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Ask, RegistrationState, Wish, decide


def pass_on(old: LockedInvitation, new: LockedInvitation, *, now: datetime, actor: Actor) -> bool:
    """Let the one invited by ``new`` have the parts, seats and places in line of the one invited by ``old``, who is
    withdrawn. Each gets a letter; needs do not go along. False, and nothing is written, when there is no seat to pass
    on or the new one has a registration. The seats are never free in between, so nobody in line moves up.
    """
    theirs = queries.find_for(old.invitation.event_id, old.invitation.person_id, fresh=True)
    own = queries.find_for(new.invitation.event_id, new.invitation.person_id, fresh=True)
    if theirs is None or not theirs.active or own is not None:
        return False
    registration = _copy(theirs.registration, new, now)
    withdraw(old, now=now, actor=actor)
    held = queries.held_of(registration)
    if held is None:
        return False
    wishes = tuple(Wish(part.part_id, part.mode, seen_full=True) for part in held.parts)
    ask = Ask(wishes, held, event_seen_full=True, unbound=True)
    decision = decide(ask, queries.seats(new.invitation, new.parts, registration), now)
    follow_up(registration, "registration.passed_on", now=now, actor=actor)
    new.invitation.sent_at = new.invitation.sent_at or now
    send(registration, decision, RegistrationState.CANCELLED, now, first=True)
    return True


def _copy(given: Registration, new: LockedInvitation, now: datetime) -> Registration:
    """The same parts, but those that the new one may not answer for."""
    registration = blank(new.invitation, now)
    registration.state, registration.version = given.state, 1
    registration.queued_at, registration.queue_number = given.queued_at, given.queue_number
    registration.offered_until, registration.quota_id = given.offered_until, given.quota_id
    save(registration)
    allowed = {part.id for part in new.parts}
    registration.parts = [_copy_part(row, now) for row in queries.active_parts(given) if row.part_id in allowed]
    db.session.flush()
    return registration


def _copy_part(row: RegistrationPart, now: datetime) -> RegistrationPart:
    return RegistrationPart(
        part_id=row.part_id,
        state=row.state,
        mode=row.mode,
        queued_at=row.queued_at,
        queue_number=row.queue_number,
        offered_until=row.offered_until,
        quota_id=row.quota_id,
        changed_at=now,
    )
