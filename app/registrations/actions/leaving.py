"""Leaving: the whole registration, or only the queue for a seat that was offered."""

from collections.abc import Callable
from datetime import datetime

from app.audit.actor import Actor
from app.invitations.model import Invitation
from app.invitations.queries import deadlines_for
from app.kernel.words import local
from app.mail import outbox
from app.mail.letter import CalendarFile, Letter
from app.registrations import letters, queries
from app.registrations.actions.asking import close_open
from app.registrations.actions.needs import erase_needs
from app.registrations.actions.rows import drop, follow_up, leave_queue
from app.registrations.actions.sending import send
from app.registrations.model import Registration
from app.registrations.rules import RegistrationState, as_it_stands, left_behind

Farewell = Callable[[CalendarFile | None], Letter]
"""Makes the letter to somebody who leaves, with the calendar file that takes the entry away."""


def cancel(
    invitation: Invitation,
    registration: Registration,
    action: str,
    letter: str,
    *,
    now: datetime,
    actor: Actor,
    message: str = "",
    farewell: Farewell | None = None,
) -> None:
    """Nothing of the registration is left: its seats are free, its needs are erased, the entry leaves the person's
    calendar, and one letter of the kind ``letter``, or the one that ``farewell`` makes, tells it.
    """
    had_seat = registration.state is RegistrationState.CONFIRMED
    late = after_lock(invitation, now) if letter == "withdrawn" else {}
    close_open(invitation, now)
    registration.withdrawn_after_lock = bool(late)
    registration.state, registration.cancelled_at, registration.changed_at = RegistrationState.CANCELLED, now, now
    leave_queue(registration)
    registration.calendar_sequence += 1
    registration.version += 1
    for row in registration.parts:
        drop(row, now)
    erase_needs(registration, now)
    follow_up(registration, action, now=now, actor=actor, message=message, details=late)
    calendar = letters.cancel(registration, invitation.event, invitation.person) if had_seat else None
    today = local(now).date()
    outbox.put(farewell(calendar) if farewell else letters.absence(letter, invitation, calendar, today), now=now)


def after_lock(invitation: Invitation, now: datetime) -> dict[str, object]:
    """What the log says besides when the list of participants was locked already: that it is förhinder."""
    return {"after_lock": True} if local(now).date() > deadlines_for(invitation).list_locked else {}


def let_be(
    invitation: Invitation,
    registration: Registration,
    action: str,
    letter: str,
    *,
    now: datetime,
    actor: Actor,
    until: datetime | None = None,
) -> None:
    """The seats that are offered (with ``until`` only those offered until then) are free again, and the person stands
    in line for them no more; what else there is of the registration stays. One letter tells it.
    """
    held = queries.held_of(registration)
    kept = {part.part_id for part in left_behind(held, until)} if held else set()
    if not kept:
        cancel(invitation, registration, action, letter, now=now, actor=actor)
        return
    was = registration.state
    leave_queue(registration)
    rows = queries.active_parts(registration)
    for row in rows:
        if row.part_id not in kept:
            drop(row, now)
    confirmed = any(row.state is RegistrationState.CONFIRMED for row in rows)
    registration.state = RegistrationState.CONFIRMED if confirmed else RegistrationState.WAITING
    registration.changed_at, registration.version = now, registration.version + 1
    follow_up(registration, action, now=now, actor=actor)
    left = queries.held_of(registration)
    if left is not None:
        seats = queries.seats(invitation, [row.part for row in rows], registration)
        send(registration, as_it_stands(left, seats), was, now, first=False, kind=letter)
