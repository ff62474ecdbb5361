"""Asking the organizer, after a last day, for what one can no longer do oneself; and taking it back."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from app.audit.actor import Actor
from app.events.rules.deadlines import phase
from app.events.rules.kinds import EventState, LegalBasis
from app.invitations import actions as invitations
from app.invitations.model import Invitation
from app.invitations.queries import LockedInvitation, deadlines_for
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.kernel.words import local
from app.mail import outbox
from app.registrations import letters, queries
from app.registrations.actions.rows import record
from app.registrations.model import Request
from app.registrations.rules import (
    Ask,
    Decision,
    Held,
    Reason,
    Refused,
    Settled,
    TooLate,
    Wish,
    decide,
)
from app.registrations.rules.answering import settle
from app.registrations.rules.replies import as_asked
from app.registrations.rules.requests import (
    AlreadyAsked,
    NothingNew,
    NotNeeded,
    RequestKind,
    RequestMade,
    RequestRefused,
    RequestState,
    Wishes,
    kind_at,
    refusal,
)

AskOutcome = RequestMade | AlreadyAsked | NotNeeded | NothingNew | RequestRefused | TooLate


def ask_for(locked: LockedInvitation, wishes: Wishes, message: str, *, now: datetime, actor: Actor) -> AskOutcome:
    """Ask for ``wishes``, perhaps with some words (never about health). An open request is replaced; the same one
    posted twice is ``AlreadyAsked`` and writes no letter.
    """
    invitation = locked.invitation
    standing = queries.find_for(invitation.event_id, invitation.person_id, fresh=True)
    own = standing.registration if standing else None
    held = queries.held_of(own)
    kind = _kind(invitation, held, now)
    if not isinstance(kind, RequestKind):
        return kind
    ask = _ask(locked, wishes, held)
    seats = queries.seats(invitation, locked.parts, own)
    decision = decide(ask, seats, now)
    refused = refusal(decision)
    if refused is None and _lacks_consent(invitation, wishes, held):
        refused = Decision(Refused(Reason.NO_CONSENT))
    settled = Settled()
    if wishes.replies is not None:
        asking = queries.questionnaire(invitation.event, invitation, own)
        wishes = replace(wishes, replies=as_asked(wishes.replies, asking.questions))
        settled = settle(asking, [wish.part_id for wish in ask.wishes], wishes.replies or (), override=True)
    if refused is not None or settled.blame:
        return RequestRefused(refused or decision, settled.blame)
    if held is not None and _is_held(ask, held) and not settled.changes:
        return NothingNew()
    return _write(invitation, kind, wishes, message, now, actor)


def _kind(invitation: Invitation, held: Held | None, now: datetime) -> RequestKind | TooLate | NotNeeded:
    event, today = invitation.event, local(now).date()
    replaced = invitation.state is InvitationState.REPLACED
    if replaced or event.state is not EventState.PUBLISHED or today > event.ends_on:
        return TooLate()
    at = phase(deadlines_for(invitation), event.ends_on, today)
    return kind_at(at, registered=held is not None) or NotNeeded()


def _ask(locked: LockedInvitation, wishes: Wishes, held: Held | None) -> Ask:
    """As if every seat were to be queued for: that something is full is for the organizer to weigh."""
    ids = {part.uid: part.id for part in locked.parts}
    wanted = tuple(Wish(ids.get(uid, 0), mode, seen_full=True) for uid, mode in wishes.parts)
    return Ask(wanted, held, event_seen_full=True, unbound=True)


def _lacks_consent(invitation: Invitation, wishes: Wishes, held: Held | None) -> bool:
    return invitation.event.legal_basis is LegalBasis.CONSENT and held is None and not wishes.consents


def _is_held(asked: Ask, held: Held) -> bool:
    return {(w.part_id, w.mode) for w in asked.wishes} == {(p.part_id, p.mode) for p in held.parts}


def _write(
    invitation: Invitation, kind: RequestKind, wishes: Wishes, message: str, now: datetime, actor: Actor
) -> AskOutcome:
    before = queries.find_open_request(invitation)
    if before is not None and (before.wishes, before.message) == (wishes.as_data(), message):
        return AlreadyAsked()
    close_open(invitation, now)
    request = Request(
        invitation=invitation,
        kind=kind,
        state=RequestState.OPEN,
        wishes=wishes.as_data(),
        message=message,
        created_at=now,
    )
    db.session.add(request)
    invitations.mark_asking(invitation, now)
    action = "request.replaced" if before is not None else "request.made"
    record(invitation, action, now=now, actor=actor, details={"kind": kind.value, "message": bool(message)})
    outbox.put(letters.request_received(invitation, kind, wishes), now=now)
    db.session.flush()
    return RequestMade(replaced=before is not None)


def take_back(locked: LockedInvitation, *, now: datetime, actor: Actor) -> bool:
    """Take the open request back; done again, or when it has been decided, nothing happens (False)."""
    if not close_open(locked.invitation, now):
        return False
    record(locked.invitation, "request.withdrawn", now=now, actor=actor)
    return True


def lapse_requests(event_ids: Collection[int], *, now: datetime) -> None:
    """Close what waits for an answer about these events, which are cancelled or have been. Two statements."""
    theirs = sa.select(Invitation.id).where(Invitation.event_id.in_(event_ids), Invitation.asks_since.is_not(None))
    mine = sa.update(Request).where(Request.invitation_id.in_(theirs), Request.state == RequestState.OPEN)
    asking = sa.update(Invitation).where(Invitation.event_id.in_(event_ids), Invitation.asks_since.is_not(None))
    db.session.execute(mine.values(state=RequestState.LAPSED, decided_at=now))
    db.session.execute(asking.values(asks_since=None, version=Invitation.version + 1))


def close_open(invitation: Invitation, now: datetime) -> bool:
    """Let an open request be withdrawn: what the person does oneself comes before what was asked for. Whether there was
    one; nothing is asked of the database where there is none.
    """
    return close_open_of([invitation], now) > 0


def close_open_of(invited: Collection[Invitation], now: datetime) -> int:
    """As ``close_open``, of many; how many had one."""
    asking = [one for one in invited if one.asks_since is not None]
    if asking:
        theirs = Request.invitation_id.in_([one.id for one in asking]), Request.state == RequestState.OPEN
        db.session.execute(sa.update(Request).where(*theirs).values(state=RequestState.WITHDRAWN, decided_at=now))
    for one in asking:
        invitations.mark_asking(one, None)
    return len(asking)
