"""One act on many registrations, in one transaction with one letter each, and undoing it before the letters leave."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never, cast

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.events.model import Event
from app.events.rules.letter_texts import MESSAGE, message_fault
from app.invitations import actions as invitations
from app.invitations.model import Invitation
from app.invitations.queries import LockedInvitation, lock, lock_event
from app.invitations.rules import NotPublished, Sent
from app.kernel.db import db
from app.kernel.words import local
from app.mail import outbox
from app.mail.queries import list_written
from app.mail.wording import FieldsUnknown
from app.registrations import letters, queries
from app.registrations.actions.absence import withdraw_many
from app.registrations.actions.queue import promote
from app.registrations.actions.queueing import put_back, put_last, snapshot
from app.registrations.actions.register import Answers, Asked, register
from app.registrations.model import BulkAct, BulkItem, Registration
from app.registrations.rules import (
    Mode,
    Override,
    Registered,
    RegistrationState,
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
from app.registrations.rules.mailings import SAME_AGAIN, SameLately


@dataclass(frozen=True)
class Told:
    """What goes with an act: the reason for going beyond the seats, or the letter that is written; ``again``: also to
    those who got the same lately.
    """

    reason: str = ""
    subject: str = ""
    text: str = ""
    again: bool = False


def perform(
    event: Event,
    kind: BulkKind,
    ids: Collection[int],
    nonce: str,
    told: Told,
    *,
    now: datetime,
    actor: Actor,
    undo_time: timedelta = UNDO_WINDOW,
) -> BulkAct | FieldsUnknown | LineTooShort | LineStopped | SameLately:
    """Do ``kind`` with the event's registrations ``ids``: each by the same path as when it is done with one. The
    letters wait for the ``undo_time``. The same ``nonce`` again does nothing: what was done the first time is given.
    """
    if (strange := message_fault(told.subject, told.text)) is not None:
        return strange
    lock_event(event.id)
    if (known := queries.find_act(event.id, nonce)) is not None:
        return known
    chosen = queries.list_for_act(event.id, ids, in_line=kind is BulkKind.CONFIRM)
    if (obstacle := _obstacle(event, kind, chosen, told, now)) is not None:
        return obstacle
    act = BulkAct(uid=nonce, event_id=event.id, kind=kind, actor_name=actor.name, at=now)
    db.session.add(act)
    db.session.flush()
    with outbox.held_until(now + undo_time) as written:
        items = _do_all(event, kind, chosen, told, written, now=now, actor=actor)
    if items:  # into the table: the unit of work takes a statement for each on SQLite
        db.session.execute(sa.insert(cast(sa.Table, BulkItem.__table__)), [{"act_id": act.id, **row} for row in items])
    db.session.flush()
    done = sum(row["result"] is BulkResult.DONE for row in items)
    _record(event, "registrations.bulk", act, now, actor, done)
    return act


def _obstacle(
    event: Event, kind: BulkKind, chosen: Sequence[Registration], told: Told, now: datetime
) -> LineTooShort | LineStopped | SameLately | None:
    """Why nothing is done with them."""
    if kind is BulkKind.QUEUE and queries.is_line_stopped(event, local(now).date()):
        return LineStopped()
    if kind is BulkKind.QUEUE and queries.is_line_too_short(event, chosen):
        return LineTooShort()
    same = _told_lately(event, chosen, told, now) if kind is BulkKind.WRITE and not told.again else 0
    return SameLately(same) if same else None


def _do_all(
    event: Event,
    kind: BulkKind,
    chosen: Sequence[Registration],
    told: Told,
    written: list[str],
    *,
    now: datetime,
    actor: Actor,
) -> list[dict[str, Any]]:
    """What came of each. Seats that become free are given on when all of it is done."""
    if kind is BulkKind.CANCEL:
        items = _cancel(chosen, now=now, actor=actor)
    else:
        items = [_one(one, kind, told, written, now=now, actor=actor) for one in chosen]
    if kind in (BulkKind.QUEUE, BulkKind.CANCEL):
        promote(event, now=now)
    return items


def _told_lately(event: Event, chosen: Sequence[Registration], told: Told, now: datetime) -> int:
    """How many of them were written the same words in the last minutes."""
    words = told.subject, told.text
    written = list_written(event.uid, MESSAGE, now - SAME_AGAIN)
    got = {uid for uid, data in written if (data["title"]["text"], data["words"]["text"]) == words}
    return len({one.person.uid for one in chosen} & got)


def _record(event: Event, action: str, act: BulkAct, now: datetime, actor: Actor, count: int) -> None:
    details = {"bulk": act.kind.value, "count": count}
    log.record(actor, action, now=now, subject=("event", event.uid), event_uid=event.uid, details=details)


def _cancel(chosen: Sequence[Registration], *, now: datetime, actor: Actor) -> list[dict[str, Any]]:
    """Withdraw them all at once: one at a time, three hundred hold the event for seconds."""
    before = {one.id: snapshot(one) for one in chosen}
    letters = withdraw_many(chosen, now=now, actor=actor)
    items = []
    for one in chosen:
        done = BulkResult.DONE if one.id in letters else BulkResult.ALREADY
        result = done if one.invitation is not None else BulkResult.NO_INVITATION
        items.append(_item(one, result, before[one.id], [letters[one.id]] if one.id in letters else []))
    return items


def _one(
    one: Registration, kind: BulkKind, told: Told, written: list[str], *, now: datetime, actor: Actor
) -> dict[str, Any]:
    """Do it with one; the first letter that comes of it is that of the act. ``written`` has them all."""
    first, before = len(written), snapshot(one)
    result = _do(one, kind, told, now=now, actor=actor)
    return _item(one, result, before, written[first : first + 1])


def _item(one: Registration, result: BulkResult, before: dict[str, Any], letters: list[str]) -> dict[str, Any]:
    said = {"result": result, "before": before, "version": one.version, "letters": letters}
    return {"registration_id": one.id, **said}


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
        case BulkKind.RESEND:
            return _resend(locked, now=now, actor=actor)
        case BulkKind.CANCEL:
            raise ValueError("they are withdrawn together")
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


def undo(event: Event, uid: str, *, now: datetime, actor: Actor, undo_time: timedelta = UNDO_WINDOW) -> BulkAct | None:
    """Put everybody back as they were, where there still is a seat, and keep the letters from leaving. Who is not put
    back gets the letter of the act. None when the ``undo_time`` is over, or it is undone already.
    """
    lock_event(event.id)
    act = queries.find_act(event.id, uid)
    if act is None or not may_be_undone(act.at, act.undone_at, now, undo_time):
        return None
    act.undone_at = now
    with outbox.held_until(now + undo_time) as written:
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
    if queries.has_full_option(one):
        return UndoResult.FULL
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
    in_line = item.before["queued_at"] is not None
    return Answers(asked, seen_full=waiting, event_seen_full=in_line, restores=True)
