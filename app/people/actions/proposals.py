"""Proposals of an organisation's contact: given, taken back, declined. Accepting one is ``desk.proposals``, since it
concerns invitations and seats.
"""

from datetime import datetime

from app.audit import log
from app.audit.actor import SYSTEM, Actor
from app.kernel.db import db
from app.kernel.words import local
from app.people import queries
from app.people.actions.contact import mark_answered
from app.people.model import Assignment, Organisation, Proposal, Role
from app.people.rules.persons import PersonDraft
from app.people.rules.proposals import (
    MOST_OPEN,
    AlreadyDecided,
    BeforeTheTerm,
    ProposalDraft,
    ProposalState,
    Proposed,
    TooManyOpen,
    ending,
    is_forgotten,
)

_NOBODY = PersonDraft("", "")


def propose(
    organisation: Organisation, draft: ProposalDraft, *, now: datetime, actor: Actor
) -> Proposed | BeforeTheTerm | TooManyOpen:
    """Keep what the contact says until an organizer decides. A new proposal about the same assignment takes the place
    of an open one; the same said twice is one. Raises AssignmentMissing, RoleMissing.
    """
    organisation = queries.lock_organisation(organisation.uid)
    held = _held(organisation, draft)
    if held is not None and ending(held.term, draft.from_on) is None:
        return BeforeTheTerm(held.starts_on or draft.from_on)
    role = held.role if held is not None else queries.get_role(draft.role_key)
    open_ones = queries.list_open_proposals(organisation.id)
    if same := next((one for one in open_ones if _says(one, held, role, draft)), None):
        return Proposed(same.uid)
    if max(len(open_ones), queries.count_proposals_of_a_day(organisation.id, now)) >= MOST_OPEN:
        return TooManyOpen()
    for older in open_ones:
        if held is not None and older.assignment_id == held.id:
            settle_proposal(older, ProposalState.WITHDRAWN, now=now, actor=actor)
    mark_answered(organisation, now)
    return Proposed(_write(organisation, held, role, draft, now=now, actor=actor).uid)


def _held(organisation: Organisation, draft: ProposalDraft) -> Assignment | None:
    if not draft.assignment_uid:
        return None
    held = queries.get_assignment(draft.assignment_uid)
    if held.organisation_id != organisation.id:
        raise queries.AssignmentMissing(draft.assignment_uid)
    return held


def _says(one: Proposal, held: Assignment | None, role: Role, draft: ProposalDraft) -> bool:
    who = draft.person or _NOBODY
    about = (one.kind, one.assignment_id, one.role_id, one.from_on, one.given_name, one.family_name, one.address)
    address = who.addresses[0] if who.addresses else ""
    asked = (draft.kind, held.id if held else None, role.id, draft.from_on, who.given_name, who.family_name, address)
    return about == asked


def _write(
    organisation: Organisation,
    held: Assignment | None,
    role: Role,
    draft: ProposalDraft,
    *,
    now: datetime,
    actor: Actor,
) -> Proposal:
    who = draft.person or _NOBODY
    proposal = Proposal(
        organisation=organisation,
        role=role,
        assignment=held,
        kind=draft.kind,
        given_name=who.given_name,
        family_name=who.family_name,
        address=who.addresses[0] if who.addresses else "",
        phone=who.phone,
        from_on=draft.from_on,
        given_at=now,
    )
    db.session.add(proposal)
    db.session.flush()
    _record(proposal, "proposal.given", now, actor)
    return proposal


def withdraw_proposal(proposal: Proposal, *, now: datetime, actor: Actor) -> AlreadyDecided | None:
    """The contact takes it back, while it is open."""
    return _close(proposal, ProposalState.WITHDRAWN, now=now, actor=actor)


def decline_proposal(proposal: Proposal, *, now: datetime, actor: Actor) -> AlreadyDecided | None:
    """The organizer does not want it."""
    return _close(proposal, ProposalState.DECLINED, now=now, actor=actor)


def _close(proposal: Proposal, state: ProposalState, *, now: datetime, actor: Actor) -> AlreadyDecided | None:
    if proposal.state is not ProposalState.OPEN:
        return AlreadyDecided(proposal.state)
    settle_proposal(proposal, state, now=now, actor=actor)
    return None


def settle_proposal(proposal: Proposal, state: ProposalState, *, now: datetime, actor: Actor) -> None:
    """Write what became of an open proposal, and forget the name and the addresses in it."""
    proposal.state, proposal.decided_at, proposal.decided_by = state, now, actor.name
    proposal.given_name = proposal.family_name = proposal.address = proposal.phone = ""
    _record(proposal, f"proposal.{state.value}", now, actor)


def forget_undecided(now: datetime) -> int:
    """Close the proposals that have waited too long, and forget the names in them; how many."""
    today = local(now).date()
    due = [one for one in queries.list_open_proposals() if is_forgotten(local(one.given_at).date(), one.from_on, today)]
    for one in due:
        settle_proposal(one, ProposalState.LAPSED, now=now, actor=SYSTEM)
    return len(due)


def _record(proposal: Proposal, action: str, now: datetime, actor: Actor) -> None:
    """Without the name: what is erased with a person is found by the person."""
    about = {"role": proposal.role.name, "starts_on": proposal.from_on.isoformat()}
    log.record(actor, action, now=now, subject=("organisation", proposal.organisation.uid), details=about)
