"""Somebody else comes in one's stead: naming them, the organizer's answer, and taking it back. The register may get a
person, the seat goes over, and everybody concerned gets a letter.
"""

from datetime import datetime

from app.audit import log
from app.audit.actor import Actor
from app.events.rules.kinds import EventState
from app.events.rules.quotas import rule
from app.invitations import actions as inviting
from app.invitations import letters, queries
from app.invitations.actions import substitutes
from app.invitations.model import Invitation, Substitution
from app.invitations.queries import LockedInvitation
from app.invitations.rules import InvitationSource, InvitationState
from app.invitations.rules.substitutes import (
    Availability,
    Known,
    MeetingOver,
    Named,
    NamingOutcome,
    NothingToTakeBack,
    NotNow,
    NotThem,
    Obstacle,
    Proposed,
    Replaced,
    Settled,
    SettledBefore,
    SettlingOutcome,
    SubstitutionState,
    TakenBack,
    TakingBackOutcome,
    availability,
    may_come_anyway,
    obstacle,
    own_answer_by,
)
from app.kernel.db import db
from app.kernel.words import N_, local
from app.mail import outbox
from app.mail.letter import CalendarFile, Letter
from app.people.actions import create_person
from app.people.model import Person, Role
from app.people.queries import find_same, is_erased_address
from app.people.rules.names import Name, name_key
from app.people.rules.persons import PersonDraft
from app.people.rules.sentences import say
from app.registrations import actions as answering
from app.registrations.queries import find_for, held_of, seats
from app.registrations.rules import Override
from app.registrations.rules.passing import broken_quota


def name_somebody_else(original: LockedInvitation, named: Named, *, now: datetime, actor: Actor) -> NamingOutcome:
    """Let ``named`` come in the stead of the one invited by ``original``, or wait for the organizer where the event
    wants to approve it or a quota has no place for them. Two names given at once: the second finds that one has been
    given.
    """
    one = original.invitation
    if (barred := _obstacle(one, now)) is not None:
        return NotNow(barred)
    person = find_same(named.given_name, named.family_name, named.address)
    found = _availability(one, named, person)
    if found is not Availability.FREE:
        return NotThem(found)
    breaks = _broken_rule(one, named, person)
    if one.event.approve_substitutes or breaks:
        substitutes.propose_in_stead(one, named, now=now, actor=actor, breaks=breaks)
        return Proposed()
    row = substitutes.written(one, named, now)
    db.session.add(row)
    return Replaced(_replace(original, row, person, now=now, actor=actor))


def _obstacle(one: Invitation, now: datetime) -> Obstacle | None:
    return obstacle(
        one.state,
        queries.deadlines_for(one),
        one.event.ends_on,
        local(now).date(),
        registered=_is_registered(one),
        waiting=queries.find_waiting(one.id) is not None,
        open_=one.event.state is EventState.PUBLISHED,
    )


def _is_registered(one: Invitation) -> bool:
    standing = find_for(one.event_id, one.person_id, fresh=True)
    return standing is not None and standing.active


def _broken_rule(one: Invitation, named: Named, person: Person | None) -> str:
    """The quota that would be broken if the seat of the one invited went to ``named``, in words."""
    standing = find_for(one.event_id, one.person_id) if one.event.has_quotas else None
    held = held_of(standing.registration) if standing else None
    if standing is None or held is None:
        return ""
    theirs = queries.find_for(one.event_id, person.id) if person else None
    coming_as = queries.comes_as(one, theirs, _role(named))
    quota = broken_quota(held, seats(one, queries.parts_of(one), standing.registration, coming_as=coming_as))
    part = next((part.title for part in one.event.parts if quota and part.id == quota.part_id), "")
    return str(rule(quota.quota, part)) if quota else ""


def _role(named: Named) -> Role | None:
    return db.session.get(Role, named.role_id) if named.role_id else None


def _availability(one: Invitation, named: Named, person: Person | None) -> Availability:
    if person is None:
        own_name = Name(one.person.given_name, one.person.family_name)
        same_name = name_key(own_name) == name_key(Name(named.given_name, named.family_name))
        return availability(Known(themselves=same_name, wants_none=is_erased_address(named.address)))
    theirs = queries.find_for(one.event_id, person.id)
    return availability(
        Known(
            themselves=person.id == one.person_id,
            wants_none=person.declined_all_at is not None,
            state=theirs.state if theirs else None,
            stands_in=theirs is not None and theirs.in_stead_of_id is not None,
        )
    )


def _replace(
    original: LockedInvitation,
    row: Substitution,
    person: Person | None,
    *,
    now: datetime,
    actor: Actor,
    override: Override | None = None,
) -> bool:
    """Whether a seat went over."""
    one, named = original.invitation, row.named
    if person is None:
        draft = PersonDraft(named.given_name, named.family_name, (named.address,))
        person = create_person(draft, now=now, actor=actor)
    substitute = substitutes.invite_in_stead(one, person, _role(named), row, now=now, actor=actor)

    def farewell(calendar: CalendarFile | None) -> Letter:
        return letters.replaced(one, named, passed=True, calendar=calendar, today=local(now).date())

    new = queries.lock(substitute.uid)
    answering.take_back(original, now=now, actor=actor)
    row.passed = answering.pass_on(
        original, new, now=now, actor=actor, kind="taken_over", farewell=farewell, override=override
    )
    inviting.mark(one, InvitationState.REPLACED, now=now, actor=actor)
    if not row.passed:
        last = own_answer_by(queries.deadlines_for(new.invitation), local(now).date())
        new.invitation.answer_by_on = last or new.invitation.answer_by_on
        outbox.put(letters.named(new.invitation, list(new.parts)), now=now)
        outbox.put(letters.replaced(one, named, passed=False, calendar=None, today=local(now).date()), now=now)
    return row.passed


def settle(uid: str, event_id: int, *, grant: bool, now: datetime, actor: Actor) -> SettlingOutcome:
    """The organizer's answer to a name that waits, with letters to both. Whom the organizer lets come, no quota stops.
    Somebody who can no longer be asked is turned down. Raises SubstitutionMissing.
    """
    original = queries.lock(queries.get_substitution(uid, event_id).invitation.uid)
    row = queries.get_substitution(uid, event_id)
    if row.state is not SubstitutionState.WAITING:
        return SettledBefore()
    if not original.invitation.event.takes_answers(local(now).date()):
        return MeetingOver()
    named = row.named
    person = find_same(named.given_name, named.family_name, named.address)
    free = _availability(original.invitation, named, person) is Availability.FREE
    if not (grant and free):
        substitutes.turn_down(row, tell=free, now=now, actor=actor)
        return Settled(granted=False)
    _record("invitation.proposal_granted", original.invitation, now, actor)
    reason = str(say(N_("Godkänd i stället för %(who)s"), who=original.invitation.person.name))
    _replace(original, row, person, now=now, actor=actor, override=Override(reason))
    return Settled(granted=True)


def take_back(original: LockedInvitation, *, now: datetime, actor: Actor) -> TakingBackOutcome:
    """The one who named somebody else comes after all: a proposal is dropped, a seat goes back, those asked are told.
    Done again, there is nothing to take back.
    """
    one = original.invitation
    waiting = queries.find_waiting(one.id)
    if waiting is not None:
        substitutes.drop_proposal(waiting, now=now, actor=actor)
        return TakenBack(seated=False)
    dates, today = queries.deadlines_for(one), local(now).date()
    open_ = one.event.state is EventState.PUBLISHED
    if not may_come_anyway(one.state, dates, one.event.ends_on, today, open_=open_):
        return NothingToTakeBack()
    seated = _call_back(original, now=now, actor=actor)
    if not seated:
        inviting.mark(one, InvitationState.UNANSWERED, now=now, actor=actor)
        one.answered_at = None
    _record("invitation.taken_back", one, now, actor)
    return TakenBack(seated)


def _call_back(original: LockedInvitation, *, now: datetime, actor: Actor) -> bool:
    """Let those go who came in the stead of ``original``, the last of them first; whether a seat went back."""
    uids = queries.list_chain(original.invitation)
    nearest = queries.get(uids[0]) if uids else None
    if nearest is not None and _answers_for_themselves(nearest):
        outbox.put(_regrets(nearest, original.invitation, None, seated=False), now=now)
        substitutes.cut_off(nearest, now=now)
        return False
    seated = False
    for uid in reversed(uids):
        held = queries.lock(uid)
        gone = _give_back(held, original, now=now, actor=actor)
        if not gone:
            outbox.put(_regrets(held.invitation, original.invitation, None, seated=False), now=now)
        substitutes.let_go(held.invitation, now=now, actor=actor)
        seated = seated or gone
    return seated


def _answers_for_themselves(one: Invitation) -> bool:
    """Invited in their own right, and not by a seat that went over: what they have answered is theirs."""
    row = queries.find_made(one.id)
    return one.source is not InvitationSource.SUBSTITUTE and not (row is not None and row.passed)


def _give_back(held: LockedInvitation, original: LockedInvitation, *, now: datetime, actor: Actor) -> bool:
    def farewell(calendar: CalendarFile | None) -> Letter:
        return _regrets(held.invitation, original.invitation, calendar, seated=True)

    return answering.pass_on(held, original, now=now, actor=actor, kind="given_back", farewell=farewell)


def _regrets(one: Invitation, original: Invitation, calendar: CalendarFile | None, *, seated: bool) -> Letter:
    own = one.source is not InvitationSource.SUBSTITUTE
    return letters.taken_back(one, original.person.name, own=own, calendar=calendar, seated=seated)


def _record(action: str, one: Invitation, now: datetime, actor: Actor) -> None:
    log.record(actor, action, now=now, subject=("person", one.person.uid), event_uid=one.event.uid)
