"""Writing a decision into a registration's rows, and what follows from every change: log, feed, invitation."""

from datetime import datetime
from typing import cast
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from app.audit import log
from app.audit.actor import Actor
from app.invitations import actions as invitations
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.people.actions import touch_calendar
from app.registrations import queries
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Decision, PartVerdict, RegistrationState, Verdict, Waiting

_REGISTRATIONS = cast(sa.Table, Registration.__table__)
_INSERT = sa.insert(_REGISTRATIONS).returning(_REGISTRATIONS.c.id)
_PARTS = cast(sa.Table, RegistrationPart.__table__)
_INSERT_PARTS = sa.insert(_PARTS).returning(_PARTS.c.part_id, _PARTS.c.id)
_IN_STEP = {
    RegistrationState.CONFIRMED: InvitationState.COMING,
    RegistrationState.WAITING: InvitationState.WAITING,
    RegistrationState.CANCELLED: InvitationState.NOT_COMING,
}


def blank(invitation: Invitation, now: datetime) -> Registration:
    """A new registration without parts, which ``write`` puts into the database."""
    return Registration(
        uid=str(uuid4()),
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
    given = {name: value for name, value in vars(registration).items() if name in _REGISTRATIONS.c}
    registration.id = db.session.scalars(_INSERT, given).one()
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
    ids = {row.part_id: row.id for row in db.session.execute(_INSERT_PARTS, values)}
    added = [RegistrationPart(id=ids[given["part_id"]], offered_until=None, **given) for given in values]
    for part in added:
        make_transient_to_detached(part)
    db.session.add_all(added)
    set_committed_value(registration, "parts", [*registration.parts, *added])


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
    invitation = registration.invitation
    touch_calendar([registration.person.id])
    if invitation is not None:
        invitations.mark(invitation, _IN_STEP[registration.state], now=now, message=message, actor=actor)
        told = {"version": registration.version, **(details or {})}
        record(invitation, action, now=now, actor=actor, details=told)


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
