"""Writing a decision into a registration's rows, and what follows from every change: log, feed, invitation."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from app.audit import log
from app.audit.actor import Actor
from app.events.rules.entries import own_uid
from app.invitations import actions as invitations
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, run_within
from app.people.actions import touch_calendar
from app.registrations import queries
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Decision, PartVerdict, RegistrationState, Verdict, Waiting

_REGISTRATIONS = cast(sa.Table, Registration.__table__)
_INSERT = sa.insert(_REGISTRATIONS).returning(_REGISTRATIONS.c.id)
_USUAL = {
    one.name: one.default.arg
    for one in _REGISTRATIONS.c
    if isinstance(one.default, sa.ColumnDefault) and one.default.is_scalar
}
"""What a column holds that is given no value."""
_PARTS = cast(sa.Table, RegistrationPart.__table__)
_END = sa.update(_REGISTRATIONS).where(_REGISTRATIONS.c.id == sa.bindparam("this"))
_END_PARTS = sa.update(_PARTS).where(_PARTS.c.registration_id.in_(sa.bindparam("these", expanding=True)))
_IN_STEP = {
    RegistrationState.CONFIRMED: InvitationState.COMING,
    RegistrationState.WAITING: InvitationState.WAITING,
    RegistrationState.CANCELLED: InvitationState.NOT_COMING,
}


def blank(invitation: Invitation, now: datetime) -> Registration:
    """A new registration without parts, which ``write`` puts into the database."""
    return Registration(
        uid=own_uid(invitation.event.uid, invitation.person.uid),
        event_id=invitation.event_id,
        person_id=invitation.person_id,
        invitation_id=invitation.id,
        event=invitation.event,
        person=invitation.person,
        invitation=invitation,
        state=RegistrationState.WAITING,
        created_at=now,
        changed_at=now,
        calendar_sequence=0,
        queue_number=0,
        version=0,
        parts=[],  # said, so that nothing asks the database for them
    )


def write(registration: Registration, decision: Decision, now: datetime) -> None:
    """Make the rows say what ``decision`` says; parts that it does not name are cancelled."""
    numbers = _Numbers(registration.event.id)
    _stand(registration, decision.event, now, numbers)
    registration.state, registration.cancelled_at = decision.state, None
    registration.withdrawn_after_lock = False
    registration.changed_at, registration.version = now, registration.version + 1
    save(registration)
    named = {one.part_id: one for one in decision.parts}
    kept = {row.part_id: row for row in registration.parts}
    for part_id, row in kept.items():
        if part_id in named:
            _write_part(row, named[part_id], now, numbers, in_event_queue=decision.in_event_queue)
        elif row.state is not RegistrationState.CANCELLED:
            drop(row, now)
    _add_parts(registration, [one for one in decision.parts if one.part_id not in kept], now, numbers, decision)


def save(registration: Registration) -> None:
    """Have the row in the database: a new one by an INSERT of its own, which takes a third of what the unit of work
    takes, while others wait. What is not given a value gets its default, and is read when it is asked for.
    """
    if not sa.inspect(registration).transient:
        db.session.flush()
        return
    given = _USUAL | {name: value for name, value in vars(registration).items() if name in _REGISTRATIONS.c}
    registration.id = run_within(_INSERT, given)[0].id
    make_transient_to_detached(registration)
    db.session.add(registration)


def drop(row: RegistrationPart, now: datetime) -> None:
    """Have nothing more of the part, and no place in its queue."""
    row.state, row.changed_at = RegistrationState.CANCELLED, now
    leave_queue(row)


def leave_queue(row: Registration | RegistrationPart) -> None:
    """Stand in line no more. Who comes back stands last."""
    row.queued_at, row.queue_number, row.offered_until, row.quota_id = None, 0, None, None


def _stand(row: Registration | RegistrationPart, verdict: Verdict, now: datetime, numbers: "_Numbers") -> None:
    """Have the place in the queue that ``verdict`` tells: the last for somebody new there, none for the confirmed."""
    if not isinstance(verdict, Waiting):
        leave_queue(row)
        return
    if row.queued_at is None:
        row.queued_at, row.queue_number = now, numbers.next()
    row.offered_until = verdict.offered_until
    row.quota_id = verdict.quota.quota_id if verdict.quota else None


class _Numbers:
    """Numbers for the queues, asked for only when somebody has to queue."""

    def __init__(self, event_id: int) -> None:
        self.event_id, self.last = event_id, 0

    def next(self) -> int:
        """A number after every other."""
        self.last = self.last + 1 if self.last else queries.next_queue_number(self.event_id)
        return self.last


def _add_parts(
    registration: Registration, new: list[PartVerdict], now: datetime, numbers: _Numbers, decision: Decision
) -> None:
    """One INSERT for all of them, past the unit of work as in ``save``: that would take one each on SQLite."""
    if not new:
        return
    values = []
    for one in new:
        queues = one.state is RegistrationState.WAITING and not decision.in_event_queue
        place = {"queued_at": now if queues else None, "queue_number": numbers.next() if queues else 0}
        stuck = one.verdict.quota if queues and isinstance(one.verdict, Waiting) else None
        row = {"registration_id": registration.id, "part_id": one.part_id, "state": one.state, "mode": one.mode}
        values.append(row | place | {"quota_id": stuck.quota_id if stuck else None, "changed_at": now})
    numbered = {f"{name}_{number}": value for number, row in enumerate(values) for name, value in row.items()}
    ids = {row.part_id: row.id for row in run_within(_insert_parts(len(values)), numbered)}
    added = [RegistrationPart(id=ids[given["part_id"]], offered_until=None, **given) for given in values]
    for part in added:
        make_transient_to_detached(part)
    db.session.add_all(added)
    set_committed_value(registration, "parts", [*registration.parts, *added])


@cache
def _insert_parts(number: int) -> sa.Executable:
    """So many rows in one statement, each with its values by the column's name and its place."""
    names = ("registration_id", "part_id", "state", "mode", "queued_at", "queue_number", "quota_id", "changed_at")
    rows = [{name: sa.bindparam(f"{name}_{row}", type_=_PARTS.c[name].type) for name in names} for row in range(number)]
    return sa.insert(_PARTS).values(rows).returning(_PARTS.c.part_id, _PARTS.c.id)


def _write_part(
    row: RegistrationPart, one: PartVerdict, now: datetime, numbers: _Numbers, *, in_event_queue: bool
) -> None:
    """Who waits for the event stands in no part's queue: the part is decided when the event lets in."""
    if (row.state, row.mode) != (one.state, one.mode):
        row.state, row.mode, row.changed_at = one.state, one.mode, now
    if in_event_queue:
        leave_queue(row)
        row.offered_until = one.verdict.offered_until if isinstance(one.verdict, Waiting) else None
    else:
        _stand(row, one.verdict, now, numbers)


def end(registrations: Collection[Registration], after_lock: Collection[int], now: datetime) -> None:
    """Have nothing more of these registrations or of their parts; ``after_lock``: ids of those that ended when the list
    was locked. Two statements, past the unit of work, which takes one for each row that differs.
    """
    nowhere = {"queued_at": None, "queue_number": 0, "offered_until": None, "quota_id": None}
    gone = {"state": RegistrationState.CANCELLED, "changed_at": now, **nowhere}
    values = {
        one.id: gone
        | {
            "cancelled_at": now,
            "withdrawn_after_lock": one.id in after_lock,
            "calendar_sequence": one.calendar_sequence + 1,
            "version": one.version + 1,
        }
        for one in registrations
    }
    db.session.flush()
    db.session.execute(_END, [{"this": number, **given} for number, given in values.items()])
    db.session.execute(_END_PARTS, {"these": list(values), **gone})
    for one in registrations:
        _say(one, values[one.id])
        for part in one.parts:
            _say(part, gone)


def _say(row: Registration | RegistrationPart, values: Mapping[str, Any]) -> None:
    """What the database has now."""
    for name, value in values.items():
        set_committed_value(row, name, value)


def follow_up(
    registration: Registration,
    action: str,
    *,
    now: datetime,
    actor: Actor,
    message: str = "",
    details: dict[str, object] | None = None,
) -> None:
    """Keep invitation, personal feed and log in step with the registration. The log gets the
    registration's version, so that a second editor can be told, and no text that was written.
    """
    more = {registration.id: details or {}}
    follow_up_many([registration], action, more, now=now, actor=actor, message=message)


def follow_up_many(
    registrations: Sequence[Registration],
    action: str,
    details: Mapping[int, Mapping[str, object]],
    *,
    now: datetime,
    actor: Actor,
    message: str = "",
) -> None:
    """As ``follow_up``, of registrations for one event in the same state; ``details`` by their ids."""
    touch_calendar([one.person.id for one in registrations])
    invited = [one for one in registrations if one.invitation is not None]
    if not invited:
        return
    state = _IN_STEP[invited[0].state]
    theirs = [one.invitation for one in invited if one.invitation is not None]
    invitations.mark_many(theirs, state, now=now, message=message, actor=actor)
    facts = [(("person", one.person.uid), {"version": one.version, **details[one.id]}) for one in invited]
    log.record_many(actor, action, facts, now=now, event_uid=theirs[0].event.uid)


def record(
    invitation: Invitation, action: str, *, now: datetime, actor: Actor, details: dict[str, object] | None = None
) -> None:
    """Log an answer with the person it is about."""
    log.record(
        actor,
        action,
        now=now,
        subject=("person", invitation.person.uid),
        event_uid=invitation.event.uid,
        details=details,
    )
