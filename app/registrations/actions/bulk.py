"""One act on many registrations, in one transaction with one letter each, and undoing it before the letters leave."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from app.audit import log
from app.audit.actor import Actor
from app.events.model import Event
from app.events.rules.letter_texts import FieldsUnknown, message_fault
from app.invitations import actions as invitations
from app.invitations.model import Invitation
from app.invitations.queries import LockedInvitation, lock, lock_event
from app.invitations.rules import NotPublished, Sent
from app.kernel.db import db
from app.kernel.words import local
from app.mail import outbox
from app.registrations import letters, queries
from app.registrations.actions.absence import withdraw
from app.registrations.actions.queue import promote
from app.registrations.actions.queueing import put_back, put_last, snapshot
from app.registrations.actions.register import Answers, Asked, register
from app.registrations.model import BulkAct, BulkItem, Registration
from app.registrations.rules import (
    Mode,
    Override,
    Registered,
    RegistrationState,
    Withdrawn,
)
from app.registrations.rules.bulk import (
    UNDO_WINDOW,
    BulkKind,
    BulkResult,
    LineStopped,
    LineTooShort,
    UndoResult,
    may_be_undone,
)


@dataclass(frozen=True)
class Told:
    """What goes with an act: the reason for going beyond the seats, or the letter that is written."""

    reason: str = ""
    subject: str = ""
    text: str = ""


def perform(
    event: Event, kind: BulkKind, ids: Collection[int], nonce: str, told: Told, *, now: datetime, actor: Actor
) -> BulkAct | FieldsUnknown | LineTooShort | LineStopped:
    """Do ``kind`` with the event's registrations ``ids``: each by the same path as when it is done with one. The
    letters wait for UNDO_WINDOW. The same ``nonce`` again does nothing: what was done the first time is given.
    """
    if (strange := message_fault(told.subject, told.text)) is not None:
        return strange
    lock_event(event.id)
    if (known := queries.find_act(event.id, nonce)) is not None:
        return known
    chosen = queries.list_for_act(event.id, ids, in_line=kind is BulkKind.CONFIRM)
    if kind is BulkKind.QUEUE and queries.is_line_stopped(event, local(now).date()):
        return LineStopped()
    if kind is BulkKind.QUEUE and queries.is_line_too_short(event, chosen):
        return LineTooShort()
    act = BulkAct(uid=nonce, event_id=event.id, kind=kind, actor_name=actor.name, at=now)
    with outbox.held_until(now + UNDO_WINDOW) as written:
        for one in chosen:
            first, before = len(written), snapshot(one)
            result = _do(one, kind, told, now=now, actor=actor)
            item = BulkItem(registration=one, result=result, before=before, version=one.version)
            item.letters = written[first : first + 1]
            act.items.append(item)
        if kind in (BulkKind.QUEUE, BulkKind.CANCEL):
            promote(event, now=now)
    db.session.add(act)
    db.session.flush()
    _record(event, "registrations.bulk", act, now, actor, sum(one.result is BulkResult.DONE for one in act.items))
    return act


def _record(event: Event, action: str, act: BulkAct, now: datetime, actor: Actor, count: int) -> None:
    details = {"bulk": act.kind.value, "count": count}
    log.record(actor, action, now=now, subject=("event", event.uid), event_uid=event.uid, details=details)


def _do(one: Registration, kind: BulkKind, told: Told, *, now: datetime, actor: Actor) -> BulkResult:
    if one.invitation is None:
        return BulkResult.NO_INVITATION
    if kind is BulkKind.WRITE:
        return _write(one.invitation, told, now=now)
    locked = lock(one.invitation.uid)
    match kind:
        case BulkKind.CONFIRM:
            return _confirm(one, locked, told.reason, now=now, actor=actor)
        case BulkKind.QUEUE:
            return _queue(one, now=now, actor=actor)
        case BulkKind.CANCEL:
            done = isinstance(withdraw(locked, now=now, actor=actor, promotes=False), Withdrawn)
            return BulkResult.DONE if done else BulkResult.ALREADY
        case BulkKind.RESEND:
            return _resend(locked, now=now, actor=actor)
        case _:
            assert_never(kind)


def _confirm(one: Registration, locked: LockedInvitation, reason: str, *, now: datetime, actor: Actor) -> BulkResult:
    if one.state is RegistrationState.CANCELLED:
        return BulkResult.NOT_POSSIBLE
    if not any(part.state is RegistrationState.WAITING for part in one.parts):
        return BulkResult.ALREADY
    outcome = register(locked, _as_held(one), now=now, actor=actor, unbound=True, override=Override(reason))
    return BulkResult.DONE if isinstance(outcome, Registered) else BulkResult.NOT_POSSIBLE


def _as_held(one: Registration) -> Answers:
    """What somebody has, asked for again; who stood in line for it stands in line again where it is full."""
    held = queries.active_parts(one)
    waiting = frozenset(row.part.uid for row in held if row.state is RegistrationState.WAITING)
    asked = tuple(Asked(row.part.uid, row.mode) for row in held)
    return Answers(asked, seen_full=waiting, event_seen_full=one.queued_at is not None)


def _queue(one: Registration, *, now: datetime, actor: Actor) -> BulkResult:
    if one.state is RegistrationState.CANCELLED:
        return BulkResult.NOT_POSSIBLE
    return BulkResult.DONE if put_last(one, now=now, actor=actor) else BulkResult.ALREADY


def _resend(locked: LockedInvitation, *, now: datetime, actor: Actor) -> BulkResult:
    outcome = invitations.resend(locked.invitation, locked.invitation.version, now=now, actor=actor)
    match outcome:
        case Sent(count=0, without_address=0) | NotPublished():
            return BulkResult.NOT_POSSIBLE
        case Sent(count=0):
            return BulkResult.NO_ADDRESS
        case Sent():
            return BulkResult.DONE
        case _:
            assert_never(outcome)


def _write(invitation: Invitation, told: Told, *, now: datetime) -> BulkResult:
    if not invitation.person.address:
        return BulkResult.NO_ADDRESS
    outbox.put(letters.message(invitation, told.subject, told.text), now=now)
    return BulkResult.DONE


def undo(event: Event, uid: str, *, now: datetime, actor: Actor) -> BulkAct | None:
    """Put everybody back as they were, where there still is a seat, and keep the letters from leaving. Who is not put
    back gets the letter of the act. None when the time for it is over, or it is undone already.
    """
    lock_event(event.id)
    act = queries.find_act(event.id, uid)
    if act is None or not may_be_undone(act.at, act.undone_at, now):
        return None
    act.undone_at = now
    with outbox.held_until(now + UNDO_WINDOW) as written:
        for item in act.items:
            if item.result is BulkResult.DONE:
                _undo(item, act, written, now=now, actor=actor)
        promote(event, now=now)
    _record(event, "registrations.undone", act, now, actor, sum(one.undone is UndoResult.RESTORED for one in act.items))
    return act


def _undo(item: BulkItem, act: BulkAct, written: list[str], *, now: datetime, actor: Actor) -> None:
    one, first = item.registration, len(written)
    item.undone = _put_back(item, act.kind, now=now, actor=actor)
    if item.undone is UndoResult.RESTORED:  # nothing of it was told, so nothing is
        outbox.cancel_unsent([*item.letters, *written[first : first + 1]])
    item.version = one.version


def _put_back(item: BulkItem, kind: BulkKind, *, now: datetime, actor: Actor) -> UndoResult:
    one = item.registration
    if kind in (BulkKind.RESEND, BulkKind.WRITE):
        return UndoResult.RESTORED
    if one.version != item.version or one.invitation is None:
        return UndoResult.CHANGED
    locked = lock(one.invitation.uid)
    if kind is BulkKind.CONFIRM:
        put_back(one, item.before, now=now, actor=actor)
        return UndoResult.RESTORED
    asked = _as_before(locked, item)
    outcome = register(locked, asked, now=now, actor=actor, unbound=True)
    if not isinstance(outcome, Registered):
        return UndoResult.FULL
    if asked.event_seen_full or asked.seen_full:
        put_back(one, item.before, now=now, actor=actor)
    return UndoResult.RESTORED


def _as_before(locked: LockedInvitation, item: BulkItem) -> Answers:
    uids = {str(part.id): part.uid for part in locked.parts}
    held = {uids[key]: place for key, place in item.before["parts"].items() if key in uids}
    waiting = frozenset(uid for uid, place in held.items() if place["state"] == RegistrationState.WAITING)
    asked = tuple(Asked(uid, Mode(place["mode"])) for uid, place in held.items())
    return Answers(asked, seen_full=waiting, event_seen_full=item.before["queued_at"] is not None)
