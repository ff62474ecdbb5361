"""Leaving: the whole registration, or only the queue for a seat that was offered."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.audit.actor import Actor
from app.invitations.model import Invitation
from app.invitations.queries import deadlines_for
from app.kernel.words import local
from app.mail import outbox
from app.mail.letter import CalendarFile, Letter
from app.registrations import letters, queries
from app.registrations.actions.answers import forget_consented
from app.registrations.actions.asking import close_open_of
from app.registrations.actions.needs import erase_needs
from app.registrations.actions.rows import drop, end, follow_up, follow_up_many, leave_queue
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
    """Nothing of the registration is left: its seats are free, its needs and the answers on a consent of their own are
    erased, the entry leaves the person's calendar, and one letter of the kind ``letter``, or the one that ``farewell``
    makes, tells it.
    """
    registration.invitation = invitation
    cancel_many([registration], action, letter, now=now, actor=actor, message=message, farewell=farewell)


def cancel_many(
    registrations: Sequence[Registration],
    action: str,
    letter: str,
    *,
    now: datetime,
    actor: Actor,
    message: str = "",
    farewell: Farewell | None = None,
) -> list[str]:
    """As ``cancel``, of registrations for one event that each have an invitation: as many statements as of one. Gives
    the uids of the letters, in order.
    """
    pairs = [(one.invitation, one) for one in registrations if one.invitation is not None]
    seated = {one.id for one in registrations if one.state is RegistrationState.CONFIRMED}
    late = {one.id: after_lock(invited, now) if letter == "withdrawn" else {} for invited, one in pairs}
    close_open_of([invited for invited, _one in pairs], now)
    end(registrations, {number for number, said in late.items() if said}, now)
    erase_needs(registrations, now)
    forget_consented(registrations, now)
    follow_up_many(registrations, action, late, now=now, actor=actor, message=message)

    def told(invited: Invitation, one: Registration) -> Letter:
        calendar = letters.cancel(one, invited.event, invited.person) if one.id in seated else None
        return farewell(calendar) if farewell else letters.absence(letter, invited, calendar, local(now).date())

    return outbox.put_many([told(invited, one) for invited, one in pairs], now=now)


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
