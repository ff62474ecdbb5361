"""Questions and the answers to them. One person's in one statement; an event's in one, however many people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.events.model import Event, Question, QuestionOption, QuestionVersion
from app.events.queries.questions import asking, values_of
from app.events.rules.questions import QuestionKind, Values
from app.invitations.model import Invitation
from app.kernel.db import db
from app.registrations.model import Answer, Registration
from app.registrations.queries.one import active_parts
from app.registrations.rules import RegistrationState
from app.registrations.rules.answering import HeldAnswer, OptionSeats, Questionnaire, said


def questionnaire(event: Event, invitation: Invitation | None, registration: Registration | None) -> Questionnaire:
    """The event's questions as somebody with ``invitation`` meets them, with the answers of ``registration`` if it
    stands, and others' places. One statement; none where the event has never had a question. What decides calls it
    with the event held: places are given under the lock of the seats.
    """
    if not event.asks_questions:
        return Questionnaire()
    mine = registration if registration and registration.state is not RegistrationState.CANCELLED else None
    rows = db.session.execute(_of_person(), {"event_id": event.id, "mine": mine.id if mine else 0}).all()
    return Questionnaire(
        questions=values_of(rows),
        roles=frozenset(held.role_id for held in invitation.holdings) if invitation else frozenset(),
        held=_held(rows),
        held_parts=frozenset(row.part_id for row in active_parts(mine)) if mine else frozenset(),
        registered_at=mine.created_at if mine else None,
        seats=_seats(rows),
    )


@cache  # asked with every form of an event that has questions
def _of_person() -> sa.Select[*tuple[Any, ...]]:
    mine = sa.and_(
        Answer.question_id == Question.id,
        Answer.registration_id == sa.bindparam("mine", type_=sa.Integer),
        sa.or_(Answer.option_id.is_(None), Answer.option_id == QuestionOption.id),
    )
    old = sa.and_(QuestionVersion.question_id == Question.id, QuestionVersion.number == Answer.version)
    asked = asking().add_columns(Answer, QuestionVersion, _taken().label("taken"))
    return asked.outerjoin(Answer, mine).outerjoin(QuestionVersion, old).order_by(Answer.id)


def _taken() -> sa.ColumnElement[int]:
    """How many others have chosen an option that has a number of places: everybody who stands or waits, so that whoever
    is let in from a queue has what was chosen.
    """
    theirs = aliased(Answer)
    number = (
        sa.select(sa.func.count())
        .select_from(theirs)
        .join(Registration, Registration.id == theirs.registration_id)
        .where(
            theirs.option_id == QuestionOption.id,
            theirs.registration_id != sa.bindparam("mine", type_=sa.Integer),
            Registration.state != RegistrationState.CANCELLED,
        )
        .correlate(QuestionOption)
    )
    return sa.case((QuestionOption.capacity.is_not(None), number.scalar_subquery()), else_=0)


def _seats(rows: Iterable[Any]) -> tuple[OptionSeats, ...]:
    found = {row.QuestionOption.id: row for row in rows if row.QuestionOption is not None}
    limited = {number: row for number, row in found.items() if row.QuestionOption.capacity is not None}
    return tuple(OptionSeats(number, row.QuestionOption.capacity, row.taken) for number, row in limited.items())


def _held(rows: Sequence[Any]) -> dict[str, HeldAnswer]:
    """By the question's uid, what was answered: the texts are those that it was answered to."""
    found: defaultdict[str, dict[int, Any]] = defaultdict(dict)
    labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        if row.QuestionOption is not None:
            labels[row.Question.uid][row.QuestionOption.uid] = row.QuestionOption.label
        if row.Answer is not None:
            found[row.Question.uid][row.Answer.id] = row
    return {uid: _one_held(list(answers.values()), labels[uid]) for uid, answers in found.items()}


def _one_held(rows: Sequence[Any], labels: Mapping[str, str]) -> HeldAnswer:
    asked = rows[0].QuestionVersion or rows[0].Question
    uids = [row.QuestionOption.uid for row in rows if row.Answer.option_id is not None]
    values: Values = tuple(uids) if uids else (_written(rows[0].Answer),)
    then = rows[0].QuestionVersion.options if rows[0].QuestionVersion else {}
    return HeldAnswer(values, rows[0].Answer.version, asked.label, said(asked.kind, values, {**labels, **then}))


def _written(answer: Any) -> str:
    """What was written, in the usual form of an answer."""
    if answer.number is not None:
        return str(answer.number)
    return answer.day.isoformat() if answer.day is not None else str(answer.text)


def has_answers(question_id: int) -> bool:
    """Whether anybody has answered the question: also somebody who has withdrawn since."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Answer.question_id == question_id))))


def count_answers(event_id: int) -> dict[int, int]:
    """How many registrations that stand have answered each question, by its id; also removed ones."""
    asked = (
        sa.select(Answer.question_id, sa.func.count(sa.distinct(Answer.registration_id)).label("number"))
        .join(Registration)
        .where(Registration.event_id == event_id, Registration.state != RegistrationState.CANCELLED)
        .group_by(Answer.question_id)
    )
    return {row.question_id: row.number for row in db.session.execute(asked)}


def count_chosen(event_id: int) -> dict[int, int]:
    """How many registrations that stand or wait have chosen each option, by its id."""
    asked = (
        sa.select(Answer.option_id, sa.func.count().label("number"))
        .join(Registration)
        .where(Registration.event_id == event_id, Registration.state != RegistrationState.CANCELLED)
        .where(Answer.option_id.is_not(None))
        .group_by(Answer.option_id)
    )
    return {row.option_id: row.number for row in db.session.execute(asked)}


CLOSED = (QuestionKind.ONE, QuestionKind.SEVERAL, QuestionKind.YES_NO)
"""The kinds whose answers can be counted and chosen among."""


def list_answers(event_id: int) -> dict[int, frozenset[str]]:
    """The answers to closed questions, by registration id, as texts "question's uid=value"; the value is an option's
    uid, "ja" or "nej". One light statement. Registrations that have been withdrawn are not there.

    To narrow a list by an answer: of the questions that ``events.queries.questions.list_questions`` gives, take those
    whose kind is in CLOSED; offer each one's options (or "ja", "nej") as values, told by ``answer_key``; and keep the
    lines whose registration has the text among these.
    """
    value = sa.func.coalesce(QuestionOption.uid, Answer.text)
    asked = (
        sa.select(Answer.registration_id, Question.uid, value)
        .join(Answer.registration)
        .join(Question, Question.id == Answer.question_id)
        .outerjoin(QuestionOption, QuestionOption.id == Answer.option_id)
        .where(Registration.event_id == event_id, Registration.state != RegistrationState.CANCELLED)
        .where(Question.kind.in_(CLOSED))
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for registration_id, uid, given in db.session.execute(asked):
        found[registration_id].add(answer_key(uid, given))
    return {number: frozenset(answers) for number, answers in found.items()}


def answer_key(question_uid: str, value: str) -> str:
    """ "question's uid=value", as ``list_answers`` has it."""
    return f"{question_uid}={value}"
