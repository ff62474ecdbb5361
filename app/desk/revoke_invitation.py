"""Taking an invitation back, with the seat that was taken through it."""

from datetime import datetime

from app.audit.actor import Actor
from app.invitations import actions as inviting
from app.invitations import queries
from app.invitations.actions.substitutes import release_original
from app.invitations.model import Invitation
from app.registrations import actions as answering


def revoke_invitation(uid: str, *, now: datetime, actor: Actor) -> Invitation:
    """Revoke the invitation: its link opens nothing any more, a registration made through it is withdrawn, and a seat
    that becomes free goes to the next in line. Who had asked this person to come in their stead is told. Done again it
    changes nothing. Raises InvitationMissing.
    """
    locked = queries.lock(uid)
    answering.withdraw(locked, now=now, actor=actor, letter="revoked")
    inviting.revoke(locked.invitation, now=now, actor=actor)
    release_original(locked.invitation, now=now, actor=actor)
    return locked.invitation
