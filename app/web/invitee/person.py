"""A person's own page: all meetings with their state, and the way to subscribe to them."""

from dataclasses import dataclass

from flask import Blueprint, abort, render_template

from app.events.rules.kinds import EventState
from app.feeds.queries import subscription
from app.invitations import queries as invitations
from app.invitations.letters import answer_link, capacity
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel import clock, links
from app.people.queries import find_person_by_link

bp = Blueprint("person", __name__, url_prefix="/min")

_KINDS = {
    InvitationState.UNANSWERED: "pending",
    InvitationState.COMING: "good",
    InvitationState.NOT_COMING: "declined",
    InvitationState.WAITING: "queued",
    InvitationState.REPLACED: "replaced",
}


@dataclass(frozen=True)
class Row:
    """One meeting; ``kind`` is the shape of its state."""

    invitation: Invitation
    href: str
    kind: str
    capacity: str

    @property
    def cancelled(self) -> bool:
        """Whether the meeting is called off."""
        return self.invitation.event.state is EventState.CANCELLED


def _row(invitation: Invitation) -> Row:
    return Row(invitation, links.path(answer_link(invitation)), _KINDS[invitation.state], capacity(invitation))


@bp.get("/<token>")
def show(token: str) -> str:
    """The person's meetings, the nearest first, then those that have been."""
    person = find_person_by_link(token)
    if person is None:
        abort(404)
    today = clock.today()
    shown = [
        one
        for one in invitations.list_for_person(person.id, to_themselves=True)
        if one.event.state is not EventState.DRAFT
    ]
    return render_template(
        "invitee/person.html",
        person=person,
        token=token,
        coming=[_row(one) for one in reversed(shown) if one.event.ends_on >= today],
        past=[_row(one) for one in shown if one.event.ends_on < today],
        subscription=subscription(person),
    )
