"""Somebody who came to the door while its phone had no network, and was written down there: nobody is left to ask when
that reaches the server, so that whatever has happened meanwhile, the person is kept, and it is told.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from app.attendance.queries import Listed, OpenDoor, list_named
from app.attendance.queries.walk_ins import find_by_nonce, list_namesakes
from app.attendance.rules import Given, Keeper
from app.attendance.rules.walk_ins import NobodyToReplace, OnTheList, WalkedIn, WalkIn, WrittenDown, may_be_same
from app.desk.walk_in import tick_off, walk_in
from app.events.model import Part
from app.invitations import queries
from app.invitations.model import Invitation
from app.kernel.db import db
from app.people.model import Person


def write_down(
    at: OpenDoor, parts: Sequence[Part], draft: WalkIn, given: Given, *, arrival: date | None, now: datetime, by: Keeper
) -> WrittenDown:
    """As ``walk_in``, of ``given``'s moment. Whoever has that name on the list and may be the same is ticked off,
    unless the door has said that it is somebody else; whoever cannot be replaced any more is not. Raises NonceTaken.
    """
    queries.lock_event(at.id)
    same = list_namesakes(at.id, draft)
    twin = None if draft.is_another or find_by_nonce(at.id, given.nonce) else _twin(draft, same)
    if twin is not None:
        person = db.session.get_one(Person, twin.person_id)
        told = tick_off(at, person, parts, given, arrival=arrival, now=now, by=by)
    else:
        told = _new(at, parts, draft, given, arrival=arrival, now=now, by=by)
    namesake = not draft.is_another and any(one.uid != told.person_uid for one in same)
    return WrittenDown(told.outcome, told.person_id, told.person_uid, told.name, _missed(at, draft, told), namesake)


def _twin(draft: WalkIn, same: Sequence[Listed]) -> Listed | None:
    return next((one for one in same if may_be_same(draft.organisation, one.organisation)), None)


def _new(
    at: OpenDoor, parts: Sequence[Part], draft: WalkIn, given: Given, *, arrival: date | None, now: datetime, by: Keeper
) -> WalkedIn:
    """Another one of the name; in nobody's stead where it cannot be done."""
    for one in (replace(draft, is_another=True), replace(draft, is_another=True, in_stead_of="")):
        match walk_in(at, parts, one, given, arrival=arrival, now=now, by=by):
            case WalkedIn() as told:
                return told
            case NobodyToReplace() | OnTheList():
                continue
    raise AssertionError(given.nonce)


def _missed(at: OpenDoor, draft: WalkIn, told: WalkedIn) -> str | None:
    """The name of the one in whose stead they were to be, where they are not; "" where nobody knows it."""
    if not draft.in_stead_of:
        return None
    original = next(iter(list_named(at.id, [draft.in_stead_of], [])), None)
    own = queries.find_for(at.id, told.person_id)
    before = db.session.get(Invitation, own.in_stead_of_id) if own and own.in_stead_of_id else None
    if original is not None and before is not None and before.uid == original.code:
        return None
    return original.name if original else ""
