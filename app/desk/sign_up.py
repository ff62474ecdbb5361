"""Confirming an open sign-up: only now there is a person, an invitation and a registration."""

from datetime import datetime

from app.audit.actor import SYSTEM, Actor, ActorKind
from app.invitations import actions as inviting
from app.invitations import queries as invitations
from app.invitations.model import Invitation
from app.invitations.rules import UNASKED, InvitationState
from app.people.actions import create_person
from app.people.model import Person
from app.people.queries import find_same
from app.people.rules.persons import PersonDraft
from app.registrations import actions as answering
from app.registrations import queries
from app.registrations.actions.sign_up import answers_of, settle_sign_up
from app.registrations.model import SignUp
from app.registrations.queries.sign_up import find_sign_up
from app.registrations.rules import Ask, NotRegistered, Reason, Wish, decide
from app.registrations.rules.sign_up import ConfirmOutcome, NotFinished, ShutMeanwhile, SignedUp, Unknown

_ANSWERED = (InvitationState.COMING, InvitationState.WAITING, InvitationState.REPLACED)


def confirm(token: str, *, now: datetime) -> ConfirmOutcome:
    """Register the one whose mail is confirmed by ``token``. Somebody who is known by this name and address is used and
    not changed; who has answered already keeps that answer. Done again, nothing more happens. Once the personal link is
    renewed this one leads to it no more.
    """
    row = find_sign_up(token, now)
    if row is None:
        return Unknown()
    invitations.lock_event(row.event_id)
    row = find_sign_up(token, now, fresh=True)
    if row is None:
        return Unknown()
    if row.invitation_id is not None:
        one = invitations.list_by_ids([row.invitation_id])[0]
        return SignedUp(one.uid) if one.link_generation == row.answers.get("generation") else Unknown()
    if (reason := _shut(row, now)) is not None:
        return ShutMeanwhile(row.event.uid, reason)
    person = find_same(row.given_name, row.family_name, row.address) or _newcomer(row, now)
    one = _invited(row, person, now)
    refused = False
    if one.state not in _ANSWERED:
        locked = invitations.lock(one.uid)
        refused = isinstance(answering.register(locked, answers_of(row), now=now, actor=_actor(person)), NotRegistered)
    settle_sign_up(row, one)
    return NotFinished(one.uid) if refused else SignedUp(one.uid)


def _shut(row: SignUp, now: datetime) -> Reason | None:
    """Why nobody new can be registered with this any more."""
    if not (row.event.open_sign_up and row.event.public):
        return Reason.SIGN_UP_SHUT
    guest = invitations.guest_of(row.event)
    parts = invitations.parts_of(guest)
    ids = {part.uid: part.id for part in parts}
    asked = answers_of(row)
    wishes = tuple(Wish(ids.get(one.part_uid, 0), one.mode, seen_full=True) for one in asked.parts)
    decision = decide(Ask(wishes, None, event_seen_full=True), queries.seats(guest, parts), now)
    return next(iter(decision.refusals), None)


def _newcomer(row: SignUp, now: datetime) -> Person:
    draft = PersonDraft(row.given_name, row.family_name, (row.address,))
    person = create_person(draft, now=now, actor=SYSTEM)
    person.informed_at = now
    return person


def _invited(row: SignUp, person: Person, now: datetime) -> Invitation:
    """The invitation that stands, or one that says that the person has signed up."""
    known = invitations.find_for(row.event_id, person.id)
    if known is not None and known.state not in UNASKED:
        return known
    return inviting.sign_up(row.event, person, row.affiliation, now=now, actor=_actor(person))


def _actor(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.uid, person.name)
