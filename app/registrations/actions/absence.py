"""Saying no, and withdrawing."""

from collections.abc import Sequence
from datetime import datetime

from app.audit.actor import Actor
from app.events.rules.kinds import EventState
from app.invitations import actions as invitations
from app.invitations.actions.substitutes import release_original
from app.invitations.model import Invitation
from app.invitations.queries import LockedInvitation
from app.invitations.rules import InvitationState
from app.kernel.words import local
from app.mail import outbox
from app.registrations import letters, queries
from app.registrations.actions.asking import close_open, close_open_of
from app.registrations.actions.leaving import Farewell, after_lock, cancel, cancel_many
from app.registrations.actions.queue import promote
from app.registrations.actions.rows import record
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
    if _active(invitation) is not None:
        return withdraw(locked, now=now, actor=actor, message=message)
    if invitation.state in (InvitationState.NOT_COMING, InvitationState.REPLACED):
        return AlreadySo()
    close_open(invitation, now)
    invitations.mark(invitation, InvitationState.NOT_COMING, now=now, message=message, actor=actor)
    details = {"message": bool(message), **after_lock(invitation, now)}
    record(invitation, "invitation.declined", now=now, actor=actor, details=details)
    outbox.put(letters.absence("declined", invitation, today=local(now).date()), now=now)
    release_original(invitation, now=now, actor=actor)
    return Declined()


def withdraw(
    locked: LockedInvitation,
    *,
    now: datetime,
    actor: Actor,
    message: str = "",
    letter: str = "withdrawn",
) -> AbsenceOutcome:
    """Cancel the registration: always possible until the meeting has been. Frees the seats for the next in line,
    erases the needs, and takes the entry out of the person's calendar. ``letter`` "revoked": the invitation is taken
    back too, and its link opens nothing more. Who had asked this person to come in their stead is told.
    """
    outcome = leave(locked, now=now, actor=actor, message=message, letter=letter)
    if isinstance(outcome, Withdrawn):
        release_original(locked.invitation, now=now, actor=actor)
    return outcome


def leave(
    locked: LockedInvitation,
    *,
    now: datetime,
    actor: Actor,
    message: str = "",
    letter: str = "withdrawn",
    farewell: Farewell | None = None,
    promotes: bool = True,
) -> AbsenceOutcome:
    """As ``withdraw``, of a seat that goes to somebody else; ``farewell`` makes the letter if it is no usual one."""
    invitation = locked.invitation
    if _is_over(invitation, now):
        return TooLate()
    registration = _active(invitation)
    if registration is None:
        close_open(invitation, now)
        return AlreadySo()
    action = "registration.withdrawn"
    cancel(invitation, registration, action, letter, now=now, actor=actor, message=message, farewell=farewell)
    if promotes:
        promote(invitation.event, now=now)
    return Withdrawn()


def withdraw_many(registrations: Sequence[Registration], *, now: datetime, actor: Actor) -> dict[int, str]:
    """As ``withdraw``, of many registrations for one event, which is held and whose rows are read since: as many
    statements as of one. Gives the uids of their letters by the registrations' ids; those that are not there could not
    be withdrawn. Nobody is promoted.
    """
    possible = [one for one in registrations if one.invitation is not None and not _is_over(one.invitation, now)]
    leaving = [one for one in possible if one.state is not RegistrationState.CANCELLED]
    close_open_of([one.invitation for one in possible if one.invitation and one not in leaving], now)
    if not leaving:
        return {}
    uids = cancel_many(leaving, "registration.withdrawn", "withdrawn", now=now, actor=actor)
    for one in leaving:
        if one.invitation is not None and one.invitation.in_stead_of_id is not None:
            release_original(one.invitation, now=now, actor=actor)
    return {one.id: uid for one, uid in zip(leaving, uids, strict=True)}


def _is_over(invitation: Invitation, now: datetime) -> bool:
    event = invitation.event
    return event.state is not EventState.PUBLISHED or local(now).date() > event.ends_on


def _active(invitation: Invitation) -> Registration | None:
    standing = queries.find_for(invitation.event_id, invitation.person_id, fresh=True)
    return standing.registration if standing and standing.active else None
