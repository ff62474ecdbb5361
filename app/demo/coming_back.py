"""What comes back to the mailbox in the demo: a letter that did not arrive, and what somebody's calendar answered."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.desk.mail_came import take_in
from app.events.queries import get_whole_event
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.mail.answers import CalendarWord, InCalendar, Returned
from app.mail.model import OutboxLetter
from app.mail.reasons import UNKNOWN
from app.registrations.model import Registration
from app.registrations.rules import RegistrationState


def lose_a_letter(slug: str, *, now: datetime) -> None:
    """The address of the last one invited has been closed."""
    with transaction():
        event = get_whole_event(slug)
        invited = sa.select(OutboxLetter).where(OutboxLetter.event_uid == event.uid, OutboxLetter.kind == "invitation")
        letter = db.session.scalars(invited.order_by(OutboxLetter.id.desc())).first()
        if letter is not None:
            take_in(Returned((letter.message_id,), UNKNOWN, of_address=True), "demo-returned", now=now)


def lose_an_offices_letter(address: str, *, now: datetime) -> None:
    """A function mailbox has been closed."""
    with transaction():
        asked = sa.select(OutboxLetter).where(OutboxLetter.to_address == address).order_by(OutboxLetter.id.desc())
        letter = db.session.scalars(asked).first()
        if letter is not None:
            take_in(Returned((letter.message_id,), UNKNOWN, of_address=True), "demo-office", now=now)


def answer_in_calendar(slug: str, *, now: datetime) -> None:
    """Somebody registered says no in the calendar, and nowhere else."""
    with transaction():
        coming = (Registration.state == RegistrationState.CONFIRMED, Invitation.state == InvitationState.COMING)
        asked = sa.select(Registration).join(Registration.invitation).join(Registration.event)
        one = db.session.scalars(
            asked.where(Registration.event_id == get_whole_event(slug).id, *coming).order_by(
                Registration.changed_at.desc(), Registration.id
            )
        ).first()
        if one is not None:
            said = InCalendar((), one.uid, (one.person.address,), CalendarWord.DECLINED)
            take_in(said, "demo-calendar", now=now + timedelta(minutes=5))
