"""What people's calendars have answered."""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.events.model import Event
from app.kernel.db import db
from app.mail.answers import CalendarWord
from app.people.model import Person
from app.registrations.model import CalendarReply, Registration
from app.registrations.rules import RegistrationState


class CalendarReplyMissing(LookupError):
    """No calendar has answered about such a registration."""


def find_calendar_reply(registration_id: int) -> CalendarReply | None:
    """What the person's calendar answered last."""
    return db.session.get(CalendarReply, registration_id)


def get_answered(uid: str) -> Registration:
    """The registration, which a calendar has answered about. Raises CalendarReplyMissing."""
    asked = sa.select(Registration).join(CalendarReply).where(Registration.uid == uid)
    found = db.session.scalars(asked.options(joinedload(Registration.person), joinedload(Registration.event))).first()
    if found is None:
        raise CalendarReplyMissing(uid)
    return found


def _contradicts() -> tuple[sa.ColumnElement[bool], ...]:
    """Somebody who is registered, or waits, has said no or perhaps in the calendar, and no organizer has seen it."""
    return (
        CalendarReply.word != CalendarWord.ACCEPTED,
        CalendarReply.dismissed_at.is_(None),
        Registration.state != RegistrationState.CANCELLED,
    )


def list_unseen_calendar_replies(today: date) -> list[CalendarReply]:
    """Those about meetings that are not over, with registration, person and event, the latest first; one statement."""
    asked = (
        sa.select(CalendarReply)
        .join(CalendarReply.registration)
        .join(Registration.person)
        .join(Registration.event)
        .where(*_contradicts(), Event.ends_on >= today)
        .options(
            joinedload(CalendarReply.registration).options(
                joinedload(Registration.person), joinedload(Registration.event)
            )
        )
        .order_by(CalendarReply.at.desc(), Person.sort_key)
        .limit(50)
    )
    return list(db.session.scalars(asked))


def calendar_words(registration_ids: Collection[int]) -> dict[int, CalendarWord]:
    """What contradicts each of these registrations, by its id."""
    return _words(Registration.id, registration_ids)


def calendar_words_of_invited(invitation_ids: Collection[int]) -> dict[int, CalendarWord]:
    """The same by the id of the invitation."""
    return _words(Registration.invitation_id, invitation_ids)


def _words(column: Any, ids: Collection[int]) -> dict[int, CalendarWord]:
    asked = sa.select(column, CalendarReply.word).join(CalendarReply.registration)
    rows = db.session.execute(asked.where(*_contradicts(), column.in_(ids)))
    return {number: word for number, word in rows}  # noqa: C416 - rows are not pairs to mypy
