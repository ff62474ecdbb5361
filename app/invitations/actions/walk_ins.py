"""Somebody who came to the door without being invited."""

from collections.abc import Collection
from datetime import datetime

from app.audit.actor import Actor
from app.events.model import Event
from app.invitations import queries
from app.invitations.actions import _record, blank, make
from app.invitations.model import Invitation, InvitationPart
from app.invitations.rules import InvitationSource, InvitationState
from app.kernel.db import db
from app.people.model import Person


def walk_in(event_id: int, person: Person, affiliation: str, *, now: datetime, actor: Actor) -> Invitation:
    """Have the person stand among the invited, as from ``affiliation``; the registration is the next step. No letter is
    written. One that was never sent, or was revoked, stands as if it had been sent now.
    """
    known = queries.find_for(event_id, person.id)
    one = known or blank(db.session.get_one(Event, event_id), person)
    if known is None or one.state is not InvitationState.NOT_SENT:
        make(one, [], InvitationSource.WALK_IN, "", now)
    if not one.holdings:
        one.affiliation = affiliation
    one.state, one.sent_at = InvitationState.UNANSWERED, now
    db.session.flush()
    _record("invitation.walked_in", one, now, actor)
    return one


def let_answer_for(one: Invitation, part_ids: Collection[int]) -> None:
    """Let the invitation be for these parts of its event too, whatever the roles give."""
    own = {part.id for part in queries.parts_of(one)}
    one.extra_parts.extend(InvitationPart(part_id=part_id) for part_id in part_ids if part_id not in own)
    db.session.flush()
