"""The one letter of a change, with its calendar file."""

from datetime import datetime

from app.kernel.words import local
from app.mail import outbox
from app.registrations import letters
from app.registrations.model import Registration
from app.registrations.rules import Decision, RegistrationState


def send(
    registration: Registration,
    decision: Decision,
    was: RegistrationState,
    now: datetime,
    *,
    first: bool,
    kind: str = "",
    answers: tuple[tuple[str, str], ...] = (),
    note: str = "",
) -> None:
    """The one letter about a change from ``was``: with a REQUEST for those who have a seat, with a CANCEL for those
    who had one and wait now. Calendar files after the first have a higher SEQUENCE. ``answers``: (question, answer);
    ``note``: a sentence of the organizer's.
    """
    event, person, invitation = registration.event, registration.person, registration.invitation
    if invitation is None:
        return
    if not first:
        registration.calendar_sequence += 1
    calendar = None
    if decision.state is RegistrationState.CONFIRMED:
        calendar = letters.request(registration, event, person)
    elif was is RegistrationState.CONFIRMED:
        calendar = letters.cancel(registration, event, person)
    kind = kind or _kind(decision.state, was)
    letter = letters.answer(
        kind, invitation, registration, decision, calendar, answers, note=note, today=local(now).date()
    )
    outbox.put(letter, now=now)


def _kind(state: RegistrationState, was: RegistrationState) -> str:
    if state is RegistrationState.WAITING:
        return "waiting"
    return "receipt" if was is RegistrationState.CANCELLED else "changed"
