"""The organizer's answer to a request: one decision, whoever presses first, with one letter."""

from datetime import datetime
from typing import assert_never

from app.audit.actor import Actor
from app.events.model import Event
from app.invitations import actions as invitations
from app.invitations.queries import LockedInvitation, lock
from app.kernel.db import db
from app.kernel.words import local
from app.mail import outbox
from app.registrations import letters, queries
from app.registrations.actions.register import Answers, Asked, register
from app.registrations.actions.rows import record
from app.registrations.model import Request
from app.registrations.rules import (
    NeedsRefused,
    NotRegistered,
    Override,
    Registered,
    Unchanged,
)
from app.registrations.rules.requests import (
    AlreadyDecided,
    Granted,
    MeetingOff,
    NotGranted,
    RequestState,
    Telling,
    TurnedDown,
    Way,
    Wishes,
)


def grant(
    event: Event,
    uid: str,
    words: str,
    *,
    now: datetime,
    actor: Actor,
    way: Way = Way.SEATS,
    reason: str = "",
) -> Granted | NotGranted | AlreadyDecided | MeetingOff:
    """Give what is asked for, perhaps with a sentence. Where something is full it is not granted by SEATS: LINE puts
    the person in line for it, OVERRIDE gives it for a ``reason`` that is logged. Raises RequestMissing.
    """
    request, locked = _locked(event, uid)
    if request.state is not RequestState.OPEN:
        return AlreadyDecided(request.state, request.decided_by)
    if not event.takes_answers(local(now).date()):
        return MeetingOff()
    outcome = register(
        locked,
        _answers(Wishes.of(request.wishes), way, request.created_at),
        now=now,
        actor=actor,
        unbound=True,
        override=Override(reason) if way is Way.OVERRIDE else None,
        telling=Telling("request_granted", words),
    )
    match outcome:
        case Registered() | Unchanged():
            _decide(request, locked, RequestState.GRANTED, words, now, actor)
            return Granted(outcome.decision)
        case NotRegistered():
            return NotGranted(outcome.decision, outcome.blame)
        case NeedsRefused():
            raise ValueError("a request holds no needs")
        case _:
            assert_never(outcome)


def _answers(wishes: Wishes, way: Way, given_at: datetime) -> Answers:
    in_line = way is Way.LINE
    return Answers(
        parts=tuple(Asked(uid, mode) for uid, mode in wishes.parts),
        seen_full=frozenset(uid for uid, _mode in wishes.parts) if in_line else frozenset(),
        event_seen_full=in_line,
        replies=wishes.replies,
        consents=wishes.consents,
        given_at=given_at,
    )


def turn_down(
    event: Event, uid: str, words: str, *, now: datetime, actor: Actor
) -> TurnedDown | AlreadyDecided | MeetingOff:
    """Say no, perhaps with a sentence; what the person has stays as it is. Raises RequestMissing."""
    request, locked = _locked(event, uid)
    if request.state is not RequestState.OPEN:
        return AlreadyDecided(request.state, request.decided_by)
    if not event.takes_answers(local(now).date()):
        return MeetingOff()
    _decide(request, locked, RequestState.DECLINED, words, now, actor)
    standing = queries.find_for(event.id, locked.invitation.person_id, fresh=True)
    registered = standing is not None and standing.active
    outbox.put(letters.request_declined(locked.invitation, words, registered=registered), now=now)
    return TurnedDown()


def _locked(event: Event, uid: str) -> tuple[Request, LockedInvitation]:
    """The request as it stands when the event is held: a second organizer finds it decided."""
    found = queries.get_request(event.id, uid)
    locked = lock(found.invitation.uid)
    db.session.refresh(found)
    return found, locked


def _decide(
    request: Request, locked: LockedInvitation, state: RequestState, words: str, now: datetime, actor: Actor
) -> None:
    request.state, request.answer = state, words
    request.decided_at, request.decided_by = now, actor.name
    invitations.mark_asking(locked.invitation, None)
    details: dict[str, object] = {"kind": request.kind.value, "message": bool(words)}
    record(locked.invitation, f"request.{state.value}", now=now, actor=actor, details=details)
