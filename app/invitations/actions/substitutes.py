"""Inviting somebody in another's stead, and undoing it. The seat is ``registrations``' part of it, the whole act
``desk``'s.
"""

from datetime import datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.events.rules.kinds import EventState
from app.invitations import letters, queries
from app.invitations.actions import blank, make, mark
from app.invitations.model import Invitation, InvitationPart, Substitution
from app.invitations.rules import InvitationSource, InvitationState
from app.invitations.rules.substitutes import Named, SubstitutionState
from app.kernel.db import db
from app.kernel.words import local
from app.mail import outbox
from app.people.model import Person, Role


def invite_in_stead(
    original: Invitation, person: Person, role: Role | None, row: Substitution, *, now: datetime, actor: Actor
) -> Invitation:
    """Invite ``person`` in the stead of ``original``, whose invitation is marked REPLACED, to the same parts and with
    the same deadlines. Somebody who has an invitation that stands keeps it, with its own reason and roles. No letter
    is written: that depends on the seat.
    """
    one = queries.find_for(original.event_id, person.id)
    if one is None or one.state is InvitationState.REVOKED:
        one = one or blank(original.event, person)
        make(one, queries.comes_as(original, None, role), InvitationSource.SUBSTITUTE, "", now)
        one.extra_parts = []
        one.answer_by_on, one.change_by_on = original.answer_by_on, original.change_by_on
    one.in_stead_of = original
    row.added_parts = _share_parts(original, one)
    db.session.flush()
    mark(one, InvitationState.UNANSWERED, now=now, actor=actor)
    one.answered_at, one.sent_at = None, one.sent_at or now
    person.informed_at = person.informed_at or now
    mark(original, InvitationState.REPLACED, now=now, actor=actor)
    row.substitute, row.state, row.settled_at = one, SubstitutionState.MADE, now
    forget(row)
    db.session.flush()
    _record("invitation.named", original, now, actor)
    return one


def _share_parts(original: Invitation, one: Invitation) -> list[str]:
    """Let ``one`` answer for every part that ``original`` may answer for; gives the uids of those that were new."""
    own = {part.id for part in queries.parts_of(one)}
    new = [part for part in queries.parts_of(original) if part.id not in own]
    one.extra_parts.extend(InvitationPart(part_id=part.id) for part in new)
    return [part.uid for part in new]


def propose_in_stead(original: Invitation, named: Named, *, now: datetime, actor: Actor, breaks: str = "") -> None:
    """Keep the name for the organizer to approve; the one who gave it is told in a letter, and so is ``breaks``: the
    rule that it would break, in words.
    """
    row = written(original, named, now)
    row.breaks = breaks
    db.session.add(row)
    db.session.flush()
    outbox.put(letters.proposal_waits(original, named, breaks), now=now)
    _record("invitation.proposed", original, now, actor)


def written(original: Invitation, named: Named, now: datetime) -> Substitution:
    """A name that waits."""
    return Substitution(
        invitation=original,
        state=SubstitutionState.WAITING,
        given_name=named.given_name,
        family_name=named.family_name,
        address=named.address,
        role_id=named.role_id,
        passed=False,
        added_parts=[],
        created_at=now,
    )


def forget(row: Substitution) -> None:
    """Keep no more of a name than that one was given."""
    row.given_name = row.family_name = row.address = ""


def lapse_proposals(event_id: int, *, now: datetime) -> None:
    """Names that wait at an event that is cancelled are forgotten."""
    theirs = sa.select(Invitation.id).where(Invitation.event_id == event_id)
    waiting = sa.update(Substitution).where(
        Substitution.invitation_id.in_(theirs), Substitution.state == SubstitutionState.WAITING
    )
    nobody = {"given_name": "", "family_name": "", "address": ""}
    db.session.execute(waiting.values(state=SubstitutionState.LAPSED, settled_at=now, **nobody))


def drop_proposal(row: Substitution, *, now: datetime, actor: Actor) -> None:
    """The one who gave the name takes it back before the organizer has answered: nobody else has heard of it."""
    row.state, row.settled_at = SubstitutionState.TAKEN_BACK, now
    forget(row)
    _record("invitation.proposal_dropped", row.invitation, now, actor)


def turn_down(row: Substitution, *, tell: bool, now: datetime, actor: Actor) -> None:
    """The organizer says no. The one who gave the name is told, and, if ``tell``, the one named."""
    named = row.named
    outbox.put(letters.proposal_declined(row.invitation, named), now=now)
    if tell:
        outbox.put(letters.not_needed(row.invitation, named), now=now)
    row.state, row.settled_at = SubstitutionState.DECLINED, now
    forget(row)
    _record("invitation.proposal_declined", row.invitation, now, actor)


def let_go(one: Invitation, *, now: datetime, actor: Actor) -> None:
    """Somebody asked in another's stead is not needed: an invitation of their own stands and is to be answered, one
    that was made for this is taken back.
    """
    cut_off(one, now=now)
    if one.source is InvitationSource.SUBSTITUTE:
        one.state, one.revoked_at = InvitationState.REVOKED, now
        one.version += 1
        _record("invitation.revoked", one, now, actor)
    else:
        mark(one, InvitationState.UNANSWERED, now=now, actor=actor)
        one.answered_at = None


def cut_off(one: Invitation, *, now: datetime) -> None:
    """End that somebody stands in for another; what they may answer for only through that goes."""
    row = queries.find_made(one.id)
    if row is not None:
        row.state, row.settled_at = SubstitutionState.TAKEN_BACK, now
        added = {part.id for part in one.event.parts if part.uid in row.added_parts}
        one.extra_parts = [extra for extra in one.extra_parts if extra.part_id not in added]
    one.in_stead_of = None


def follow(stays: Invitation, goes: Invitation) -> None:
    """Two invitations of one person become one: who came in their stead, and in whose stead they come, stays so."""
    if stays.in_stead_of_id is None and goes.in_stead_of_id != stays.id:
        stays.in_stead_of_id = goes.in_stead_of_id
    theirs = sa.update(Invitation).where(Invitation.in_stead_of_id == goes.id, Invitation.id != stays.id)
    db.session.execute(theirs.values(in_stead_of_id=stays.id))
    for column in (Substitution.invitation_id, Substitution.substitute_id):
        db.session.execute(sa.update(Substitution).where(column == goes.id).values({column.key: stays.id}))


def release_original(one: Invitation, *, now: datetime, actor: Actor) -> None:
    """Somebody who was to come in another's stead does not: the other is told, and whoever that one stood in for; of a
    meeting that is cancelled or has been, nobody is told.
    """
    original, who = one.in_stead_of, one.person.name
    while original is not None and original.state is InvitationState.REPLACED:
        mark(original, InvitationState.NOT_COMING, now=now, actor=actor)
        if original.event.state is EventState.PUBLISHED and local(now).date() <= original.event.ends_on:
            outbox.put(letters.stand_in_left(original, who, local(now).date()), now=now)
        original = original.in_stead_of


def _record(action: str, one: Invitation, now: datetime, actor: Actor) -> None:
    log.record(actor, action, now=now, subject=("person", one.person.uid), event_uid=one.event.uid)
