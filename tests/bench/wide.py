"""A meeting whose list of participants is as wide as they get: everybody in the register comes, to nine parts' list,
and has answered seven questions, which makes twenty-five columns.
"""

from datetime import datetime

import sqlalchemy as sa

from app.events.model import Event, Part, Question, QuestionOption
from app.events.rules.questions import YES, QuestionKind
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.registrations.model import Answer, Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState
from tests import builders

SLUG = "bred-lista"
COLUMNS = 25
IDS = 300_000
"""What an invitation's id is beyond the person's number."""
_PARTS = 5
"""So many of the parts each comes to."""
_QUESTIONS = (
    (QuestionKind.ONE, {"options": {"Tåg": None, "Bil": None, "Flyg": None}}),
    (QuestionKind.ONE, {"options": {"Enkelrum": None, "Inget rum": None}}),
    (QuestionKind.SHORT_TEXT, {}),
    (QuestionKind.SHORT_TEXT, {}),
    (QuestionKind.NUMBER, {}),
    (QuestionKind.DATE, {}),
    (QuestionKind.YES_NO, {}),
)


def seed(number: int) -> str:
    """What the link of person ``number`` to this meeting is made of."""
    return f"b{number}".encode().hex().ljust(64, "0")


def register(event_id: int, people: int, now: datetime) -> None:
    """Register everybody at a meeting with nine parts, whose invitations have been written."""
    event = db.session.get_one(Event, event_id)
    made = [builders.question(event, f"Fråga {n}", kind=kind, created_at=now, **more) for n, (kind, more) in _NUMBERED]
    db.session.flush()
    shared = {"event_id": event_id, "state": RegistrationState.CONFIRMED, "created_at": now, "changed_at": now}
    rows = [{"id": IDS + n, "uid": f"b-{n}", "person_id": n, "invitation_id": IDS + n} for n in range(1, people + 1)]
    db.session.execute(sa.insert(Registration), [{**row, **shared} for row in rows])
    answered = {"state": InvitationState.COMING, "answered_at": now}
    db.session.execute(sa.update(Invitation).where(Invitation.event_id == event_id).values(answered))
    parts = list(db.session.scalars(sa.select(Part.id).where(Part.event_id == event_id).order_by(Part.position)))
    numbers = range(1, people + 1)
    stands = {"state": RegistrationState.CONFIRMED, "mode": Mode.ON_SITE, "changed_at": now}
    held = [
        {"registration_id": IDS + n, "part_id": parts[(n + m) % len(parts)], **stands}
        for n in numbers
        for m in range(_PARTS)
    ]
    db.session.execute(sa.insert(RegistrationPart), held)
    for question in made:
        _answers(question, numbers, now)


_NUMBERED = tuple(enumerate(_QUESTIONS, start=1))


def _answers(question: Question, numbers: range, now: datetime) -> None:
    asked = sa.select(QuestionOption.id).where(QuestionOption.question_id == question.id)
    options = list(db.session.scalars(asked.order_by(QuestionOption.position)))
    given = {"question_id": question.id, "version": 1, "given_at": now}
    told = [{"registration_id": IDS + n, **given, **_said(question, n, options, now)} for n in numbers]
    db.session.execute(sa.insert(Answer), told)


def _said(question: Question, number: int, options: list[int], now: datetime) -> dict[str, object]:
    match question.kind:
        case QuestionKind.NUMBER:
            return {"number": number % 7}
        case QuestionKind.DATE:
            return {"day": now.date()}
        case QuestionKind.YES_NO:
            return {"text": YES}
        case QuestionKind.SHORT_TEXT:
            return {"text": f"Svar {number} med några ord"}
        case _:
            return {"option_id": options[number % len(options)]}
