"""What people's calendars answer by mail. Shown, and never a change of the registration: the answer that counts is
given on the page.
"""

from datetime import datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import SYSTEM, Actor
from app.events.model import Event
from app.kernel.db import db
from app.mail.answers import InCalendar
from app.mail.model import OutboxLetter
from app.people.model import Person
from app.people.rules.persons import address_key
from app.registrations.model import CalendarReply, Registration


def find_answered(answer: InCalendar, letter: OutboxLetter | None) -> Registration | None:
    """The registration that a calendar answers about: the one that its entry names, or the one of the letter that it
    answers, and only where it is from the person's address or answers the person's own letter.
    """
    asked = sa.select(Registration).join(Registration.person).join(Registration.event)
    about = Registration.uid == answer.uid
    if letter is not None:
        about |= sa.and_(Event.uid == answer.uid, Person.uid == letter.person_uid, Event.uid == letter.event_uid)
    found = db.session.scalars(asked.where(about)).first()
    if found is None:
        return None
    known = {row.address_key for row in found.person.addresses}
    from_person = any(address_key(sender) in known for sender in answer.senders)
    own_letter = letter is not None and letter.person_uid == found.person.uid
    return found if from_person or own_letter else None


def note_calendar_answer(registration: Registration, answer: InCalendar, *, now: datetime) -> None:
    """Keep what the calendar answered, instead of what it had answered before."""
    row = db.session.get(CalendarReply, registration.id)
    if row is None:
        row = CalendarReply(registration_id=registration.id, word=answer.word, at=now)
        db.session.add(row)
    elif row.word is not answer.word:
        row.dismissed_at = None
    row.word, row.at = answer.word, now
    subject, about = ("person", registration.person.uid), registration.event.uid
    details = {"answer": answer.word.label}
    log.record(SYSTEM, "registration.calendar_answer", now=now, subject=subject, event_uid=about, details=details)
    db.session.flush()


def dismiss_calendar_answer(registration: Registration, *, now: datetime, actor: Actor) -> bool:
    """An organizer has seen it; whether that was news."""
    row = db.session.get(CalendarReply, registration.id, with_for_update=True, populate_existing=True)
    if row is None or row.dismissed_at is not None:
        return False
    row.dismissed_at = now
    subject, about = ("person", registration.person.uid), registration.event.uid
    log.record(actor, "registration.calendar_dismissed", now=now, subject=subject, event_uid=about)
    return True
