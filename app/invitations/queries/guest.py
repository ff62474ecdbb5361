"""Somebody who is nobody in particular: for showing what anybody could answer for."""

from app.events.model import Event
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource


def guest_of(event: Event) -> Invitation:
    """An invitation as somebody without any role would have it; in no session, and never to be written."""
    return Invitation(event=event, event_id=event.id, source=InvitationSource.SIGN_UP, holdings=[], extra_parts=[])
