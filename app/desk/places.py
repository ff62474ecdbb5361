"""Answers within a place without a name: confirmed, somebody is known, invited and registered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app.audit import log
from app.audit.actor import Actor, ActorKind
from app.invitations import actions as inviting
from app.invitations import queries
from app.invitations.actions.places import claim_place, settle_claim
from app.invitations.model import Invitation, InvitationHolding, Place, PlaceClaim
from app.invitations.rules import AlreadyInvited, InvitationSource, InvitationState, NotPublished, WantsNone
from app.invitations.rules.places import (
    ClaimDecided,
    ClaimDraft,
    Claimed,
    ClaimState,
    NotThePart,
    PlaceClosed,
    PlacesTaken,
)
from app.kernel.words import local
from app.people import actions as people
from app.people.model import Person
from app.people.queries import find_same, list_erased_addresses
from app.people.rules.erasures import ErasedBefore
from app.people.rules.persons import PersonDraft
from app.registrations import actions as answering
from app.registrations.queries import find_for, questionnaire
from app.registrations.rules import Blame, Mode, NotRegistered, Reason, Reply
from app.registrations.rules.answering import settle
from app.registrations.rules.replies import as_data, of_data


@dataclass(frozen=True)
class ClaimConfirmed:
    """The person has an invitation of their own. ``refused`` and ``blame``: why they could not be registered as they
    asked; they have got the invitation's letter instead.
    """

    invitation: Invitation
    refused: tuple[Reason, ...] = ()
    blame: tuple[Blame, ...] = ()


@dataclass(frozen=True)
class NotAnswered:
    """Something is wrong with the answers to the event's questions: nothing was written."""

    blame: tuple[Blame, ...]


def answer_within(
    place: Place, draft: ClaimDraft, replies: Iterable[Reply], *, now: datetime, actor: Actor
) -> Claimed | PlacesTaken | NotThePart | PlaceClosed | NotAnswered:
    """Somebody answers as themselves by the forwarded link. The event's questions are asked as of anybody with the
    place's role and judged with the event held, as when one registers; what is answered waits with the rest. An
    option's place is given when the answer is confirmed: until then nobody has it.
    """
    queries.lock_event(place.event_id)
    chosen = {one.part_uid for one in draft.parts}
    ids = [part.id for part in queries.parts_of_place(place) if part.uid in chosen]
    settled = settle(questionnaire(place.event, queries.as_invited(place), None), ids, replies)
    if settled.blame:
        return NotAnswered(settled.blame)
    return claim_place(place, replace(draft, replies=as_data(settled.replies)), now=now, actor=actor)


def name_for_place(
    place: Place, draft: ClaimDraft, *, now: datetime, actor: Actor
) -> Claimed | ClaimConfirmed | PlacesTaken | NotThePart | PlaceClosed:
    """The organisation's contact names somebody: kept for an organizer to confirm, or confirmed at once where the
    organisation is trusted so. That somebody wants no invitations is for an organizer to see, not for a contact.
    """
    outcome = claim_place(place, draft, now=now, actor=actor)
    if isinstance(outcome, Claimed) and place.organisation.contact_decides:
        confirmed = confirm_claim(outcome.uid, place.event_id, now=now, actor=actor)
        return confirmed if isinstance(confirmed, ClaimConfirmed) else outcome
    return outcome


def confirm_claim(
    uid: str, event_id: int, *, now: datetime, actor: Actor, knowing: bool = False
) -> ClaimConfirmed | ClaimDecided | WantsNone | NotPublished | ErasedBefore:
    """Confirm an answer: the person is found in the register or added, invited, and registered as they asked, in the
    queue where it is full. Pressed twice it is done once; of a meeting that is cancelled or has been, nothing is
    written. ``knowing``: also when the person has been erased before. Raises ClaimMissing.
    """
    claim = queries.lock_claim(uid, event_id)
    if claim.state is not ClaimState.OPEN:
        return ClaimDecided(claim.state)
    if not claim.place.event.takes_answers(local(now).date()):
        return NotPublished()
    if not knowing and list_erased([claim]):
        return ErasedBefore()
    person = _person(claim, now, actor)
    invitation = _invite(claim.place, person, now, actor)
    if isinstance(invitation, WantsNone):
        return invitation
    refused = _register(claim, invitation, now)
    if refused is not None:
        inviting.send(claim.place.event, now=now, actor=actor, uids={invitation.uid})
    settle_claim(claim, ClaimState.CONFIRMED, now=now, actor=actor)
    claim.invitation = invitation
    subject = ("person", person.uid)
    about = {"role": claim.place.role.name, "organisation": claim.place.organisation.name}
    log.record(actor, "place.confirmed", now=now, subject=subject, event_uid=invitation.event.uid, details=about)
    if refused is None:
        return ClaimConfirmed(invitation)
    reasons = refused.decision.refusals or (() if refused.blame else (Reason.NOTHING_CHOSEN,))
    return ClaimConfirmed(invitation, reasons, refused.blame)


def list_erased(claims: Iterable[PlaceClaim]) -> set[str]:
    """Uids of those of ``claims`` that would bring back somebody who has been erased, by the address."""
    waiting = [one for one in claims if one.state is ClaimState.OPEN]
    erased = list_erased_addresses([one.address for one in waiting])
    among = [one for one in waiting if one.address in erased]
    return {one.uid for one in among if find_same(one.given_name, one.family_name, one.address) is None}


def _person(claim: PlaceClaim, now: datetime, actor: Actor) -> Person:
    known = find_same(claim.given_name, claim.family_name, claim.address)
    if known is not None:
        return known
    draft = PersonDraft(claim.given_name, claim.family_name, (claim.address,), claim.phone)
    return people.create_person(draft, now=now, actor=actor)


def _invite(place: Place, person: Person, now: datetime, actor: Actor) -> Invitation | WantsNone:
    """The person's invitation, which holds the place's role: made, or the one there is."""
    made = inviting.add_by_hand(
        place.event,
        person,
        place.role,
        place.organisation,
        "",
        now=now,
        actor=actor,
        source=InvitationSource.PLACE,
    )
    if not isinstance(made, AlreadyInvited):
        return made
    known = queries.find_for(place.event_id, person.id)
    if known is None:
        raise queries.InvitationMissing(person.uid)
    held = {(one.role_id, one.organisation_id) for one in known.holdings}
    if (place.role_id, place.organisation_id) not in held:
        known.holdings.append(InvitationHolding(role=place.role, organisation=place.organisation))
        known.version += 1
    return known


def _register(claim: PlaceClaim, invitation: Invitation, now: datetime) -> NotRegistered | None:
    """Register as was asked; gives what stands in the way. What somebody is registered for already stands."""
    standing = find_for(invitation.event_id, invitation.person_id)
    if standing is not None and standing.active:
        return None
    parts = tuple(answering.Asked(uid, Mode.ONLINE if uid in claim.online else Mode.ON_SITE) for uid in claim.parts)
    answers = answering.Answers(
        parts,
        frozenset(claim.parts),
        event_seen_full=True,
        replies=of_data(claim.replies),
        consents=claim.consents,
        given_at=claim.given_at,
    )
    outcome = answering.register(
        queries.lock(invitation.uid), answers, now=now, actor=_speaker(claim, invitation.person), unbound=True
    )
    if isinstance(outcome, NotRegistered):
        return outcome
    if invitation.state is not InvitationState.NOT_SENT:
        invitation.sent_at = invitation.sent_at or now
        invitation.person.informed_at = invitation.person.informed_at or now
    return None


def _speaker(claim: PlaceClaim, person: Person) -> Actor:
    """Who has answered: the person, or the organisation's contact in their stead."""
    if claim.by_contact:
        place = claim.place.organisation
        return Actor(ActorKind.ORGANISATION, place.uid, place.name)
    return Actor(ActorKind.PERSON, person.uid, person.name)
