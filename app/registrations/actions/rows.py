"""Writing a decision into a registration's rows, and what follows from every change: log, feed, invitation."""

from datetime import datetime

from app.audit import log
from app.audit.actor import Actor
from app.invitations import actions as invitations
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.people.actions import touch_calendar
from app.registrations import queries
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Decision, PartVerdict, RegistrationState

_IN_STEP = {
    RegistrationState.CONFIRMED: InvitationState.COMING,
    RegistrationState.WAITING: InvitationState.WAITING,
    RegistrationState.CANCELLED: InvitationState.NOT_COMING,
}


def blank(invitation: Invitation, now: datetime) -> Registration:
    """A new registration without parts."""
    registration = Registration(
        event=invitation.event,
        person=invitation.person,
        invitation=invitation,
        state=RegistrationState.WAITING,
        created_at=now,
        changed_at=now,
        calendar_sequence=0,
        queue_number=0,
        version=0,
    )
    db.session.add(registration)
    return registration


def write(registration: Registration, decision: Decision, now: datetime) -> None:
    """Make the rows say what ``decision`` says; parts that it does not name are cancelled."""
    numbers = _Numbers(registration.event.id)
    if decision.in_event_queue and registration.queued_at is None:
        registration.queued_at, registration.queue_number = now, numbers.next()
    if not decision.in_event_queue:
        registration.queued_at, registration.queue_number = None, 0
    rows = {row.part_id: row for row in registration.parts}
    for verdict in decision.parts:
        row = rows.pop(verdict.part_id, None) or _new_row(registration, verdict.part_id)
        _write_part(row, verdict, now, numbers, in_event_queue=decision.in_event_queue)
    for row in rows.values():
        if row.state is not RegistrationState.CANCELLED:
            row.state, row.queued_at, row.queue_number, row.changed_at = RegistrationState.CANCELLED, None, 0, now
    registration.state, registration.cancelled_at = decision.state, None
    registration.changed_at, registration.version = now, registration.version + 1


class _Numbers:
    """Numbers for the queues, asked for only when somebody has to queue."""

    def __init__(self, event_id: int) -> None:
        self.event_id, self.last = event_id, 0

    def next(self) -> int:
        """A number after every other."""
        self.last = self.last + 1 if self.last else queries.next_queue_number(self.event_id)
        return self.last


def _new_row(registration: Registration, part_id: int) -> RegistrationPart:
    row = RegistrationPart(part_id=part_id, state=RegistrationState.CANCELLED, queue_number=0)
    registration.parts.append(row)
    return row


def _write_part(
    row: RegistrationPart, one: PartVerdict, now: datetime, numbers: _Numbers, *, in_event_queue: bool
) -> None:
    """Who waits for the event stands in no part's queue: the part is decided when the event lets in."""
    if (row.state, row.mode) != (one.state, one.mode):
        row.state, row.mode, row.changed_at = one.state, one.mode, now
    if in_event_queue or one.state is RegistrationState.CONFIRMED:
        row.queued_at, row.queue_number = None, 0
    elif row.queued_at is None:
        row.queued_at, row.queue_number = now, numbers.next()


def follow_up(
    registration: Registration,
    action: str,
    *,
    now: datetime,
    actor: Actor,
    message: str = "",
    details: dict[str, object] | None = None,
) -> None:
    """Keep invitation, personal feed and log in step with the registration. The log gets no text that was written."""
    invitation = registration.invitation
    touch_calendar([registration.person.id])
    if invitation is not None:
        invitations.mark(invitation, _IN_STEP[registration.state], now=now, message=message)
        record(invitation, action, now=now, actor=actor, details=details)


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
