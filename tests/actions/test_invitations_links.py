"""The personal link of an invitation: renewed, revoked, new again; on both databases."""

from app.audit.actor import SYSTEM
from app.invitations import actions, queries
from app.invitations.model import Invitation
from app.invitations.rules import (
    InvitationState,
    Made,
)
from app.kernel import links
from app.kernel.db import transaction
from tests.builders import NOW
from tests.inviting import Register, all_invited, invite, send
from tests.inviting import register as register


def _token(invitation: Invitation) -> str:
    return links.token(links.Link(links.Purpose.INVITATION, invitation.link_seed, invitation.link_generation))


def test_a_link_opens_the_invitation_until_it_is_renewed_or_revoked(register: Register) -> None:
    invite(register, register.anna)
    before_sending = queries.find_by_token(_token(all_invited()[0]))
    send(register)
    token = _token(all_invited()[0])
    opened = queries.find_by_token(token)
    with transaction():
        actions.renew_link(all_invited()[0], now=NOW, actor=SYSTEM)
    renewed = queries.find_by_token(token), queries.find_by_token(_token(all_invited()[0]))
    with transaction():
        actions.revoke(all_invited()[0], now=NOW, actor=SYSTEM)
    revoked = queries.find_by_token(_token(all_invited()[0]))
    assert (before_sending, bool(opened), renewed[0], bool(renewed[1]), revoked) == (None, True, None, True, None)


def test_somebody_revoked_can_be_invited_anew_with_a_new_link(register: Register) -> None:
    invite(register, register.anna)
    send(register)
    token = _token(all_invited()[0])
    with transaction():
        actions.revoke(all_invited()[0], now=NOW, actor=SYSTEM)
    assert invite(register, register.anna) == Made(1)
    send(register)
    assert (len(all_invited()), queries.find_by_token(token), all_invited()[0].state) == (
        1,
        None,
        InvitationState.UNANSWERED,
    )
