"""Somebody comes to the door who is not on its list: written down, registered beyond what there are places for, perhaps
in somebody's stead, and ticked off, in one act.
"""

from collections.abc import Sequence
from datetime import date, datetime

from app.attendance import actions as door
from app.attendance.queries import OpenDoor, day_part, list_named, list_places, list_standing
from app.attendance.queries.walk_ins import find_by_nonce, list_namesakes
from app.attendance.rules import Given, Keeper, covered
from app.attendance.rules.walk_ins import NobodyToReplace, OnTheList, WalkedIn, WalkIn, WalkInOutcome
from app.events.model import Part
from app.invitations import actions as inviting
from app.invitations import letters, queries
from app.invitations.actions import substitutes, walk_ins
from app.invitations.model import Invitation
from app.invitations.queries import LockedInvitation
from app.invitations.rules import UNASKED, InvitationState
from app.invitations.rules.substitutes import Named
from app.kernel.db import db
from app.kernel.words import N_, local
from app.mail import outbox
from app.mail.letter import CalendarFile, Letter
from app.people.actions import create_person
from app.people.model import Person
from app.people.queries import find_same, is_erased_address
from app.people.rules.persons import PersonDraft
from app.registrations import actions as answering
from app.registrations import queries as registrations
from app.registrations.actions import Answers, Asked
from app.registrations.rules import Override

_REASON = N_("Kom till dörren")
_OFF = UNASKED | {InvitationState.REPLACED}


def walk_in(
    at: OpenDoor, parts: Sequence[Part], draft: WalkIn, given: Given, *, arrival: date | None, now: datetime, by: Keeper
) -> WalkInOutcome:
    """Write down ``draft``, register them for ``parts`` and tick them off there, as ``given``, whose nonce names the
    act, so that a repeat writes nobody twice. ``arrival``: the day, where it is one tick for all of them. Capacity
    holds nobody out; that it was passed is logged, as everywhere. Raises NonceTaken.
    """
    queries.lock_event(at.id)
    if (known := find_by_nonce(at.id, given.nonce)) is not None:
        return tick_off(at, known, parts, given, arrival=arrival, now=now, by=by)
    if not draft.is_another and (same := list_namesakes(at.id, draft)):
        return OnTheList(same[0].uid, same[0].name, same[0].organisation)
    original = _original(at, draft, parts)
    if draft.in_stead_of and original is None:
        return NobodyToReplace()
    person = _person(draft, now, by)
    if original is not None and original.invitation.person_id == person.id:
        return NobodyToReplace()
    wanted = [part for part in parts if arrival is None or part.slot_id is None]
    one = _invited(at, person, original, draft, wanted, now=now, by=by)
    _register(one, draft, wanted, now=now, by=by)
    outbox.drop_unaddressed(person.uid)
    return tick_off(at, person, parts, given, arrival=arrival, now=now, by=by)


def _original(at: OpenDoor, draft: WalkIn, parts: Sequence[Part]) -> LockedInvitation | None:
    """Whom they come in the stead of, held; None where that is nobody whom the door finds, or who is there."""
    found = list_named(at.id, [draft.in_stead_of], []) if draft.in_stead_of else []
    if not found or not found[0].is_expected or list_standing([found[0].person_id], [part.id for part in parts]):
        return None
    return queries.lock(found[0].code)


def _person(draft: WalkIn, now: datetime, by: Keeper) -> Person:
    """Who is known by this name and address is used and not changed. An address that has been erased stays so."""
    address = "" if draft.address and is_erased_address(draft.address) else draft.address
    known = find_same(draft.given_name, draft.family_name, address) if address else None
    if known is not None:
        return known
    fresh = PersonDraft(draft.given_name, draft.family_name, (address,) if address else ())
    person = create_person(fresh, now=now, actor=by.actor)
    person.informed_at = now  # the door has read it out
    return person


def _invited(
    at: OpenDoor,
    person: Person,
    original: LockedInvitation | None,
    draft: WalkIn,
    parts: Sequence[Part],
    *,
    now: datetime,
    by: Keeper,
) -> LockedInvitation:
    known = queries.find_for(at.id, person.id)
    if original is not None and (known is None or known.state in _OFF):
        one = _in_stead(original, person, draft, now=now, by=by)
    elif known is None or known.state in _OFF:
        one = walk_ins.walk_in(at.id, person, draft.organisation, now=now, actor=by.actor)
    else:
        one = known
    walk_ins.let_answer_for(one, [part.id for part in parts])
    return queries.lock(one.uid)


def _in_stead(original: LockedInvitation, person: Person, draft: WalkIn, *, now: datetime, by: Keeper) -> Invitation:
    """The seat goes over, if there is one; whoever had it is told."""
    one, actor = original.invitation, by.actor
    waiting = queries.find_waiting(one.id)
    if waiting is not None:
        substitutes.drop_proposal(waiting, now=now, actor=actor)
    named = Named(draft.given_name, draft.family_name, draft.address)
    row = substitutes.written(one, named, now)
    db.session.add(row)
    substitute = substitutes.invite_in_stead(one, person, None, row, now=now, actor=actor)

    def farewell(calendar: CalendarFile | None) -> Letter:
        return letters.replaced(one, named, passed=True, calendar=calendar, today=local(now).date())

    new = queries.lock(substitute.uid)
    answering.take_back(original, now=now, actor=actor)
    override = Override(_REASON)
    row.passed = answering.pass_on(
        original, new, now=now, actor=actor, kind="taken_over", farewell=farewell, override=override
    )
    inviting.mark(one, InvitationState.REPLACED, now=now, actor=actor)
    return substitute


def _register(one: LockedInvitation, draft: WalkIn, parts: Sequence[Part], *, now: datetime, by: Keeper) -> None:
    """What they have already stays, and these parts are theirs too."""
    standing = registrations.find_for(one.invitation.event_id, one.invitation.person_id, fresh=True)
    held = registrations.active_parts(standing.registration) if standing and standing.active else []
    kept = {row.part.uid: Asked(row.part.uid, row.mode) for row in held}
    wanted = {part.uid: Asked(part.uid) for part in parts} | kept
    answers = Answers(tuple(wanted.values()), consents=draft.consents)
    override = Override(_REASON)
    answering.register(one, answers, now=now, actor=by.actor, unbound=True, override=override)


def tick_off(
    at: OpenDoor,
    person: Person,
    parts: Sequence[Part],
    given: Given,
    *,
    arrival: date | None,
    now: datetime,
    by: Keeper,
) -> WalkedIn:
    """Tick ``person`` off, as ``given``, at the part, or at all that an arrival covers. Raises NonceTaken."""
    if arrival is None:
        outcome = door.take(person.id, person.name, parts[0].id, given, now=now, by=by)
    else:
        places = list_places(at.id, [person.id]).get(person.id, set())
        ids = covered(map(day_part, parts), arrival, places) or [part.id for part in parts[:1]]
        outcome = door.take_arrival(person.id, person.name, ids, given, now=now, by=by)
    return WalkedIn(outcome, person.id, person.uid, person.name)
