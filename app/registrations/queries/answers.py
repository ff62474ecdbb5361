"""Questions and the answers to them. One person's in one statement; an event's in one, however many people."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from app.events.model import Event, Question, QuestionOption, QuestionVersion
from app.events.queries import kept
from app.events.rules.questions import QuestionKind, QuestionValue, Values
from app.invitations.model import Invitation, Place, PlaceClaim
from app.invitations.rules.places import ClaimState
from app.kernel.db import db, run_within
from app.registrations.model import Answer, Registration, Request, SignUp
from app.registrations.queries.one import active_parts
from app.registrations.rules import RegistrationState
from app.registrations.rules.answering import HeldAnswer, OptionSeats, Questionnaire, Wording, said
from app.registrations.rules.replies import Reply
from app.registrations.rules.requests import RequestState


def questionnaire(
    event: Event, invitation: Invitation | None, registration: Registration | None, replies: Iterable[Reply] = ()
) -> Questionnaire:
    """The event's questions as somebody with ``invitation`` meets them, with the answers of ``registration`` if it
    stands, and others' places. The questions are kept; a statement for the answers where somebody has registered, and
    one for places where an option has them; one more where ``replies`` that have waited were given to words that have
    been replaced. What decides calls it with the event held: places are given under the lock of the seats.
    """
    if not event.asks_questions:
        return Questionnaire()
    mine = registration if registration and registration.state is not RegistrationState.CANCELLED else None
    asked = kept.questions(event)
    return Questionnaire(
        questions=asked,
        roles=frozenset(held.role_id for held in invitation.holdings) if invitation else frozenset(),
        held=_held(asked, mine.id) if mine else {},
        held_parts=frozenset(row.part_id for row in active_parts(mine)) if mine else frozenset(),
        registered_at=mine.created_at if mine else None,
        seats=_seats(event, asked, mine.id if mine else 0),
        earlier=_earlier(asked, replies),
    )


def _earlier(asked: Iterable[QuestionValue], replies: Iterable[Reply]) -> dict[tuple[str, int], Wording]:
    """The replaced wordings that ``replies`` were given to, by the question's uid and version."""
    now = {one.uid: one for one in asked}
    late = [one for one in replies if one.version and one.question_uid in now]
    uids = {now[one.question_uid].id: one.question_uid for one in late if one.version != now[one.question_uid].version}
    if not uids:
        return {}
    rows = db.session.scalars(sa.select(QuestionVersion).where(QuestionVersion.question_id.in_(uids)))
    return {(uids[row.question_id], row.number): Wording(row.number, row.kind, row.label, row.options) for row in rows}


def _seats(event: Event, asked: Iterable[QuestionValue], mine: int) -> tuple[OptionSeats, ...]:
    """Of the options that have a number of places: how many others have chosen each."""
    limited = {option.id: option.capacity for one in asked for option in one.options if option.capacity is not None}
    if not limited:
        return ()
    taken = {row.id: row.taken for row in run_within(_taken(), {"event_id": event.id, "mine": mine})}
    return tuple(OptionSeats(number, capacity, taken.get(number, 0)) for number, capacity in limited.items())


@cache  # asked with every form of an event that has such options
def _taken() -> sa.Select[int, int]:
    """How many others have chosen each option that has a number of places: everybody who stands or waits, so that
    whoever is let in from a queue has what was chosen. All are counted in the index, and the few who have withdrawn
    are taken away again.
    """
    event_id, mine = sa.bindparam("event_id", type_=sa.Integer), sa.bindparam("mine", type_=sa.Integer)
    answers = sa.select(sa.func.count()).select_from(Answer)
    chosen = answers.where(Answer.option_id == QuestionOption.id)
    own = chosen.where(Answer.registration_id == mine)
    left = sa.and_(Registration.event_id == event_id, Registration.state == RegistrationState.CANCELLED)
    gone = answers.join(Registration, Registration.id == Answer.registration_id).where(left, Registration.id != mine)
    gone = gone.where(
        Answer.option_id + 0 == QuestionOption.id
    )  # + 0: found by the few who left, not by the many chosen
    number = _alone(chosen) - _alone(own) - _alone(gone)
    options = sa.select(QuestionOption.id, number.label("taken"))
    options = options.join(Question, Question.id == QuestionOption.question_id)
    return options.where(Question.event_id == event_id, QuestionOption.capacity.is_not(None))


def _alone(number: sa.Select[int]) -> sa.ScalarSelect[int]:
    return number.correlate(QuestionOption).scalar_subquery()


@cache  # asked with every page of somebody registered
def _answers_of() -> sa.Select[*tuple[Any, ...]]:
    old, version = QuestionVersion, QuestionVersion.number == Answer.version
    shown = (Question.uid, Answer.version, Answer.text, Answer.number, Answer.day, QuestionOption.uid.label("option"))
    return (
        sa.select(*shown, old.kind, old.label, old.options)
        .join(Question, Question.id == Answer.question_id)
        .outerjoin(QuestionOption, QuestionOption.id == Answer.option_id)
        .outerjoin(old, sa.and_(old.question_id == Answer.question_id, version))
        .where(Answer.registration_id == sa.bindparam("mine", type_=sa.Integer), Question.removed_at.is_(None))
        .order_by(Answer.id)
    )


def _held(asked: Iterable[QuestionValue], registration_id: int) -> dict[str, HeldAnswer]:
    """By the question's uid, what was answered: the texts are those that it was answered to."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in run_within(_answers_of(), {"mine": registration_id}):
        found[row.uid].append(row)
    return {one.uid: _one_held(one, found[one.uid]) for one in asked if one.uid in found}


def _one_held(asked: QuestionValue, rows: Sequence[Any]) -> HeldAnswer:
    first = rows[0]
    uids = tuple(row.option for row in rows if row.option is not None)
    values: Values = uids or (_written(first),)
    labels = {option.uid: option.label for option in asked.options} | (first.options or {})
    kind, label = (first.kind, first.label) if first.kind is not None else (asked.kind, asked.label)
    return HeldAnswer(values, first.version, label, said(kind, values, labels))


def _written(answer: Any) -> str:
    """What was written, in the usual form of an answer."""
    if answer.number is not None:
        return str(answer.number)
    return answer.day.isoformat() if answer.day is not None else str(answer.text)


def has_answers(question: Question) -> bool:
    """Whether anybody has answered the question: also somebody who has withdrawn since, and somebody whose answer waits
    for a decision: within a place, in a request, or in a sign-up that is not confirmed. One statement.
    """
    places = sa.select(Place.id).where(Place.event_id == question.event_id)
    theirs = Invitation.event_id == question.event_id, Invitation.asks_since.is_not(None)
    claimed = PlaceClaim.place_id.in_(places), PlaceClaim.state == ClaimState.OPEN
    asked = Request.invitation_id.in_(sa.select(Invitation.id).where(*theirs)), Request.state == RequestState.OPEN
    answered = (
        sa.exists().where(Answer.question_id == question.id),
        sa.exists().where(*claimed, _holds(PlaceClaim.replies, question)),
        sa.exists().where(*asked, _holds(Request.wishes, question)),
        sa.exists().where(SignUp.event_id == question.event_id, _holds(SignUp.answers, question)),
    )
    return bool(db.session.scalar(sa.select(sa.or_(*answered))))


def _holds(column: Any, question: Question) -> sa.ColumnElement[bool]:
    """Whether answers that wait have one to the question: nothing but it has its uid."""
    return sa.cast(column, sa.String).contains(question.uid)


def has_full_option(registration: Registration) -> bool:
    """Whether an option with a number of places that was chosen with a registration, which is withdrawn, has been given
    to as many others since. At most two statements.
    """
    full = {one.option_id for one in questionnaire(registration.event, None, None).seats if one.left == 0}
    chosen = sa.exists().where(Answer.registration_id == registration.id, Answer.option_id.in_(full))
    return bool(full) and bool(db.session.scalar(sa.select(chosen)))


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
