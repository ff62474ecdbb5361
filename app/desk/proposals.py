"""What an organisation's contact proposes about the register, carried out: the assignment ends and begins, invitations
and seats follow.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from app.audit.actor import Actor
from app.desk.succeed import Choices, Concerned, Succeeded, list_concerned, succeed
from app.events.rules.kinds import EventState
from app.invitations import actions as inviting
from app.invitations.queries import find_for
from app.invitations.rules import InvitationState, Sent
from app.kernel.words import local
from app.people import actions, queries
from app.people.model import Assignment, Organisation, Person, Proposal
from app.people.rules.assignments import Term
from app.people.rules.erasures import ErasedBefore
from app.people.rules.kinds import AssignmentSource
from app.people.rules.persons import PersonDraft
from app.people.rules.proposals import (
    AlreadyDecided,
    BeforeTheTerm,
    ProposalDraft,
    ProposalKind,
    ProposalState,
    Proposed,
    TooManyOpen,
    ending,
)

NOTHING = Succeeded(0, 0, 0)
"""No invitation and no seat was concerned."""


@dataclass(frozen=True)
class Accepted:
    """The register is as proposed. ``person`` is who has the role from ``from_on``, None where nobody has; ``sent``:
    how many invitations were sent to the new one.
    """

    person: Person | None
    from_on: date
    done: Succeeded
    sent: int = 0


def give(
    organisation: Organisation, draft: ProposalDraft, *, now: datetime, actor: Actor
) -> Proposed | Accepted | AlreadyDecided | BeforeTheTerm | TooManyOpen:
    """What a contact says: kept for an organizer to decide, or carried out at once where the organisation is trusted
    so: but somebody who was erased is for an organizer to decide on, and the contact learns nothing of it. Raises
    AssignmentMissing, RoleMissing.
    """
    outcome = actions.propose(organisation, draft, now=now, actor=actor)
    if isinstance(outcome, Proposed) and organisation.contact_decides:
        accepted = accept(outcome.uid, now=now, actor=actor)
        return outcome if isinstance(accepted, ErasedBefore) else accepted
    return outcome


def accept(
    uid: str, *, now: datetime, actor: Actor, knowing: bool = False
) -> Accepted | AlreadyDecided | BeforeTheTerm | ErasedBefore:
    """Carry out a proposal: the old holder's open invitations are revoked, the new one is invited in their place, and
    a seat goes over. Pressed twice, or by two at once, it is done once. ``knowing``: also when the new one has been
    erased before. Raises ProposalMissing.
    """
    queries.lock_organisation(queries.get_proposal(uid).organisation.uid)  # two that name the same person make one
    proposal = queries.lock_proposal(uid)
    if proposal.state is not ProposalState.OPEN:
        return AlreadyDecided(proposal.state)
    held = proposal.assignment
    last_day = ending(held.term, proposal.from_on) if held is not None else None
    if held is not None and last_day is None:
        return BeforeTheTerm(held.starts_on or proposal.from_on)
    if not knowing and names_erased(proposal):
        return ErasedBefore()
    person = None if proposal.kind is ProposalKind.VACANT else _person(proposal, now, actor)
    accepted = Accepted(person, proposal.from_on, NOTHING)
    if held is not None and last_day is not None:
        accepted = _hand_over(held, last_day, proposal.from_on, person, now, actor)
    elif person is not None:
        _begin(proposal, person, now, actor)
    actions.settle_proposal(proposal, ProposalState.ACCEPTED, now=now, actor=actor)
    proposal.person = person
    return accepted


def names_erased(proposal: Proposal) -> bool:
    """Whether accepting would bring back somebody who has been erased, by the address."""
    if not proposal.address or not queries.is_erased_address(proposal.address):
        return False
    return queries.find_same(proposal.given_name, proposal.family_name, proposal.address) is None


def list_affected(proposal: Proposal) -> list[Concerned]:
    """The old holder's invitations that accepting would change."""
    held = proposal.assignment
    last_day = ending(held.term, proposal.from_on) if held is not None else None
    return list_concerned(held, last_day) if held is not None and last_day is not None else []


def _person(proposal: Proposal, now: datetime, actor: Actor) -> Person:
    """Who the register has under this name and address, or somebody new."""
    known = queries.find_same(proposal.given_name, proposal.family_name, proposal.address)
    if known is not None:
        return known
    addresses = (proposal.address,) if proposal.address else ()
    draft = PersonDraft(proposal.given_name, proposal.family_name, addresses, proposal.phone)
    return actions.create_person(draft, now=now, actor=actor)


def _begin(proposal: Proposal, person: Person, now: datetime, actor: Actor) -> None:
    term, today = Term(proposal.from_on, None), local(now).date()
    actions.add_assignment(
        person,
        proposal.role,
        proposal.organisation,
        term,
        now=now,
        actor=actor,
        source=AssignmentSource.ORGANISATION,
        confirmed_on=today,
    )


def _hand_over(
    held: Assignment, last_day: date, from_on: date, person: Person | None, now: datetime, actor: Actor
) -> Accepted:
    concerned = list_concerned(held, last_day)
    if person is held.person:  # the same person goes on: nothing to hand over
        concerned = []
    reached = [one for one in concerned if one.invitation.event.starts_on >= from_on]
    choices = Choices(
        revoke=_uids([one for one in concerned if one.alone]),
        invite=_uids(reached),
        pass_on=_uids([one for one in reached if one.alone and one.seated]),
    )
    done = succeed(
        held,
        last_day,
        person,
        choices,
        now=now,
        actor=actor,
        first_day=from_on,
        source=AssignmentSource.ORGANISATION,
    )
    sent = sum(_send(one, person, now, actor) for one in reached) if person is not None else 0
    return Accepted(person, from_on, done, sent)


def _uids(concerned: Collection[Concerned]) -> frozenset[str]:
    return frozenset(one.invitation.uid for one in concerned)


def _send(one: Concerned, person: Person, now: datetime, actor: Actor) -> int:
    """Send the new one's invitation where the old one's had been sent."""
    event = one.invitation.event
    if one.invitation.sent_at is None or event.state is not EventState.PUBLISHED:
        return 0
    fresh = find_for(event.id, person.id)
    if fresh is None or fresh.state is not InvitationState.NOT_SENT:
        return 0
    outcome = inviting.send(event, now=now, actor=actor, uids={fresh.uid})
    return outcome.count if isinstance(outcome, Sent) else 0
