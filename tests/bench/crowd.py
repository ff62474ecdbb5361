"""A meeting with everything in play: questions (one with places), a quota for each organisation, a capacity with a
waiting list, a dinner that is full with a queue, and some thousand who are registered already.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.events.model import Event, Part, Question, QuestionOption, Quota
from app.events.rules.questions import QuestionKind
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel import links
from app.kernel.db import db
from app.people.model import Organisation
from app.registrations.model import Answer, Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState
from tests import builders

SLUG = "konferens-med-fragor"
FIRST = 11
"""The number of the first person who is invited: the ten before have the full calendars."""
IDS = 100_000
"""What an invitation's id is beyond the person's number."""
DINNER, SEMINAR = 2, 3
QUEUE = 50


@dataclass(frozen=True)
class Crowd:
    """``registered`` come already, the first of those invited. Left are ``seats`` at the meeting, ``seminar`` at the
    first seminar, ``rooms`` at the hotel; and a quota for each organisation, ``spare`` more than the fullest has.
    """

    registered: int
    seats: int
    spare: int
    rooms: int = 2000
    seminar: int = 2000

    def first_without_answer(self) -> int:
        """The number of the first person who has not answered."""
        return FIRST + self.registered


def seed(number: int) -> str:
    """What the link of person ``number`` to this meeting is made of."""
    return f"c{number}".encode().hex().ljust(64, "0")


def path(number: int) -> str:
    """The address of person ``number``'s invitation to this meeting."""
    return links.path(links.Link(links.Purpose.INVITATION, seed(number)))


def play(event_id: int, crowd: Crowd, now: datetime) -> None:
    """Put everything in play at a meeting with nine parts, whose invitations have been written."""
    event = db.session.get_one(Event, event_id)
    event.capacity = crowd.registered + crowd.seats
    event.has_quotas = True
    fullest = -(-crowd.registered // (db.session.scalar(sa.select(sa.func.count(Organisation.id))) or 1))
    db.session.add(Quota(event_id=event_id, most=fullest + crowd.spare, per_organisation=True))
    parts = list(db.session.scalars(sa.select(Part).where(Part.event_id == event_id).order_by(Part.position)))
    parts[DINNER].capacity = crowd.registered - QUEUE
    parts[SEMINAR].capacity = len(range(SEMINAR, crowd.registered + SEMINAR, 3)) + crowd.seminar
    one = {"kind": QuestionKind.ONE, "created_at": now}
    travel = builders.question(event, "Hur reser du?", required=True, options={"Tåg": None, "Bil": None}, **one)
    room = builders.question(event, "Hotellrum?", options={"Enkelrum": crowd.rooms, "Inget rum": None}, **one)
    db.session.flush()
    registered = _registrations(event_id, crowd, now)
    _parts(registered, parts, now)
    _answers(registered, (travel, room), now)


def _registrations(event_id: int, crowd: Crowd, now: datetime) -> list[int]:
    """The ids of the registrations, the last to come last."""
    numbers = range(FIRST, FIRST + crowd.registered)
    shared = {"event_id": event_id, "state": RegistrationState.CONFIRMED, "created_at": now, "changed_at": now}
    rows = [{"uid": f"c-{n}", "person_id": n, "invitation_id": IDS + n, **shared} for n in numbers]
    db.session.execute(sa.insert(Registration), rows)
    answered = {"state": InvitationState.COMING, "answered_at": now}
    ids = sa.and_(Invitation.id >= IDS + numbers.start, Invitation.id < IDS + numbers.stop)
    db.session.execute(sa.update(Invitation).where(ids).values(answered))
    asked = sa.select(Registration.id).where(Registration.event_id == event_id).order_by(Registration.person_id)
    return list(db.session.scalars(asked))


def _parts(registered: list[int], parts: list[Part], now: datetime) -> None:
    """Both sessions, dinner (the last in its queue), and one seminar in each slot: every third in each."""
    rows = []
    for place, registration_id in enumerate(registered):
        for position in (0, 1, DINNER, SEMINAR + place % 3, SEMINAR + 3 + place % 3):
            line = place - len(registered) + QUEUE + 1 if position == DINNER else 0
            waits = line > 0
            rows.append(
                {
                    "registration_id": registration_id,
                    "part_id": parts[position].id,
                    "state": RegistrationState.WAITING if waits else RegistrationState.CONFIRMED,
                    "mode": Mode.ON_SITE,
                    "changed_at": now,
                    "queued_at": now - timedelta(days=1) if waits else None,
                    "queue_number": line if waits else 0,
                }
            )
    db.session.execute(sa.insert(RegistrationPart), rows)


def _answers(registered: list[int], questions: tuple[Question, Question], now: datetime) -> None:
    """Everybody goes by car and needs no room."""
    rows = []
    for question in questions:
        asked = sa.select(QuestionOption.id).where(QuestionOption.question_id == question.id)
        last = list(db.session.scalars(asked.order_by(QuestionOption.position)))[-1]
        shared = {"question_id": question.id, "option_id": last, "version": 1, "given_at": now}
        rows += [{"registration_id": registration_id, **shared} for registration_id in registered]
    db.session.execute(sa.insert(Answer), rows)
