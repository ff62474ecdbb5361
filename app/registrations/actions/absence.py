"""Saying no, and withdrawing."""

from datetime import datetime

from app.audit.actor import Actor
from app.events.rules.kinds import EventState
from app.invitations import actions as invitations
from app.invitations.model import Invitation
from app.invitations.queries import LockedInvitation, deadlines_for
from app.invitations.rules import InvitationState
from app.kernel.words import local
from app.mail import outbox
from app.registrations import letters, queries
from app.registrations.actions.asking import close_open
from app.registrations.actions.needs import erase_needs
from app.registrations.actions.queue import promote
from app.registrations.actions.rows import follow_up, record
from app.registrations.model import Registration
from app.registrations.rules import (
    AbsenceOutcome,
    AlreadySo,
    Declined,
    RegistrationState,
    TooLate,
    Withdrawn,
)


def decline(locked: LockedInvitation, message: str, *, now: datetime, actor: Actor) -> AbsenceOutcome:
    """The invited person does not come, perhaps with a message (never about health). Possible until the meeting has
    been; somebody registered is withdrawn.
    """
    invitation = locked.invitation
    if _is_over(invitation, now):
        return TooLate()
    registration = _active(invitation)
    if registration is not None:
        return _withdraw(invitation, registration, message, "withdrawn", now, actor)
    if invitation.state is InvitationState.NOT_COMING:
        return AlreadySo()
    close_open(invitation, now)
    invitations.mark(invitation, InvitationState.NOT_COMING, now=now, message=message)
    details = {"message": bool(message), **_after_lock(invitation, now)}
    record(invitation, "invitation.declined", now=now, actor=actor, details=details)
    outbox.put(letters.absence("declined", invitation, today=local(now).date()), now=now)
    return Declined()


def withdraw(
    locked: LockedInvitation, *, now: datetime, actor: Actor, message: str = "", letter: str = "withdrawn"
) -> AbsenceOutcome:
    """Cancel the registration: always possible until the meeting has been. Frees the seats for the next in line,
    erases the needs, and takes the entry out of the person's calendar. ``letter`` "revoked": the invitation is taken
    back too, and its link opens nothing more.
    """
    invitation = locked.invitation
    if _is_over(invitation, now):
        return TooLate()
    registration = _active(invitation)
    if registration is None:
        close_open(invitation, now)
        return AlreadySo()
    return _withdraw(invitation, registration, message, letter, now, actor)


def _is_over(invitation: Invitation, now: datetime) -> bool:
    event = invitation.event
    return event.state is not EventState.PUBLISHED or local(now).date() > event.ends_on


def _active(invitation: Invitation) -> Registration | None:
    standing = queries.find_for(invitation.event_id, invitation.person_id, fresh=True)
    return standing.registration if standing and standing.active else None


def _after_lock(invitation: Invitation, now: datetime) -> dict[str, object]:
    """What the log says besides when the list of participants was locked already: that it is förhinder."""
    return {"after_lock": True} if local(now).date() > deadlines_for(invitation).list_locked else {}


def _withdraw(
    invitation: Invitation, registration: Registration, message: str, letter: str, now: datetime, actor: Actor
) -> Withdrawn:
    had_seat = registration.state is RegistrationState.CONFIRMED
    late = _after_lock(invitation, now)
    close_open(invitation, now)
    registration.withdrawn_after_lock = bool(late)
    registration.state, registration.cancelled_at, registration.changed_at = RegistrationState.CANCELLED, now, now
    registration.queued_at, registration.queue_number = None, 0
    registration.calendar_sequence += 1
    registration.version += 1
    for row in registration.parts:
        row.state, row.queued_at, row.queue_number, row.changed_at = RegistrationState.CANCELLED, None, 0, now
    erase_needs(registration)
    follow_up(registration, "registration.withdrawn", now=now, actor=actor, message=message, details=late)
    calendar = letters.cancel(registration, invitation.event, invitation.person) if had_seat else None
    outbox.put(letters.absence(letter, invitation, calendar, local(now).date()), now=now)
    promote(invitation.event, now=now)
    return Withdrawn()
