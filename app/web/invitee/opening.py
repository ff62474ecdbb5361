"""Opening a personal link: to look, and to write."""

from dataclasses import replace
from datetime import datetime

from flask import abort

from app.events.rules.deadlines import Phase
from app.invitations import queries as invitations
from app.invitations.queries import LockedInvitation
from app.kernel.words import local
from app.registrations import queries
from app.registrations.rules import first_offer
from app.web.invitee.visit import Visit


def open_link(token: str, now: datetime) -> Visit:
    """The visit, or the same 404 for every token that opens nothing."""
    invitation = invitations.find_by_token(token)
    if invitation is None:
        abort(404)
    parts = tuple(invitations.parts_of(invitation))
    standing = queries.find_for(invitation.event_id, invitation.person_id)
    own = standing.registration if standing else None
    held = queries.held_of(own)
    until = first_offer(held) if held else None
    passed = until is not None and until <= now
    visit = Visit(
        token,
        invitation,
        parts,
        standing,
        local(now).date(),
        offered_until=None if passed else until,
        offer_has_passed=passed,
    )
    late = visit.phase in (Phase.CHANGES, Phase.FIXED)
    return replace(visit, request=queries.find_latest_request(invitation)) if late else visit


def lock_link(token: str) -> LockedInvitation:
    """The invitation to write about, its event held. The same 404 as everywhere."""
    locked = invitations.lock_by_token(token)
    if locked is None:
        abort(404)
    return locked
