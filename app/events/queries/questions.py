"""An event's questions, and the library."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.events.model import Event, LibraryQuestion, Question, QuestionOption, QuestionRole, QuestionVersion
from app.events.rules.question_drafts import OptionDraft, QuestionDraft
from app.events.rules.questions import OptionValue, QuestionValue
from app.kernel.db import db


class QuestionMissingError(LookupError):
    """No such question of this event, or none such in the library."""


@cache
def _asking() -> sa.Select[*tuple[Any, ...]]:
    """The questions of the event "event_id" that are asked now: a row for each option, or one where there is none."""
    other, roles = aliased(Question), QuestionRole
    for_roles = sa.select(sa.func.aggregate_strings(sa.cast(roles.role_id, sa.String), ","))
    return (
        sa.select(
            Question,
            QuestionOption,
            other.uid.label("depends_on"),
            for_roles.where(roles.question_id == Question.id).correlate(Question).scalar_subquery().label("roles"),
        )
        .outerjoin(other, other.id == Question.depends_on_id)
        .outerjoin(QuestionOption, QuestionOption.question_id == Question.id)
        .where(Question.event_id == sa.bindparam("event_id"), Question.removed_at.is_(None))
        .order_by(Question.position, Question.id, QuestionOption.position, QuestionOption.id)
        .execution_options(populate_existing=True)
    )


def _values_of(rows: Iterable[Any]) -> tuple[QuestionValue, ...]:
    """Rows of ``_asking`` as values, each question once with all its options."""
    known: dict[int, tuple[Any, dict[int, OptionValue]]] = {}
    for row in rows:
        options = known.setdefault(row.Question.id, (row, {}))[1]
        if row.QuestionOption is not None:
            options[row.QuestionOption.id] = _option(row.QuestionOption)
    return tuple(_value(row, tuple(options.values())) for row, options in known.values())


def _option(option: QuestionOption) -> OptionValue:
    return OptionValue(option.id, option.uid, option.label, option.capacity, option.removed_at is not None)


def _value(row: Any, options: tuple[OptionValue, ...]) -> QuestionValue:
    question: Question = row.Question
    return QuestionValue(
        id=question.id,
        uid=question.uid,
        kind=question.kind,
        label=question.label,
        help=question.help,
        required=question.required,
        required_since=question.required_since,
        basis=question.basis,
        version=question.version,
        part_id=question.part_id,
        roles=frozenset(int(role) for role in row.roles.split(",")) if row.roles else frozenset(),
        depends_on=row.depends_on or "",
        depends_value=question.depends_value,
        options=options,
    )


def list_questions(event_id: int) -> tuple[QuestionValue, ...]:
    """The event's questions that are asked now, in their order, with options (removed ones too). One statement."""
    return _values_of(db.session.execute(_asking(), {"event_id": event_id}).all())


def list_removed(event_id: int) -> list[Question]:
    """The event's questions that have been removed, the latest first."""
    gone = sa.select(Question).where(Question.event_id == event_id, Question.removed_at.is_not(None))
    return list(db.session.scalars(gone.order_by(Question.removed_at.desc(), Question.id.desc())))


def get_question(event: Event, uid: str) -> Question:
    """The question with ``uid`` of this very event, also a removed one. Raises QuestionMissingError."""
    mine = sa.select(Question).where(Question.event_id == event.id, Question.uid == uid)
    question = db.session.scalars(mine.execution_options(populate_existing=True)).one_or_none()
    if question is None:
        raise QuestionMissingError(uid)
    return question


def question_draft_of(question: QuestionValue) -> QuestionDraft:
    """A question as an organizer edits it, without options that have been removed."""
    return QuestionDraft(
        kind=question.kind,
        label=question.label,
        help=question.help,
        required=question.required,
        basis=question.basis,
        options=tuple(OptionDraft(one.label, one.capacity, one.uid) for one in question.options if not one.removed),
        roles=question.roles,
        part_id=question.part_id,
        depends_on=question.depends_on,
        depends_value=question.depends_value,
    )


def list_library() -> list[LibraryQuestion]:
    """The questions kept for other events, in Swedish order."""
    return list(db.session.scalars(sa.select(LibraryQuestion).order_by(LibraryQuestion.sort_key, LibraryQuestion.id)))


def get_library_question(uid: str) -> LibraryQuestion:
    """The question with ``uid`` in the library. Raises QuestionMissingError."""
    question = db.session.scalars(sa.select(LibraryQuestion).where(LibraryQuestion.uid == uid)).one_or_none()
    if question is None:
        raise QuestionMissingError(uid)
    return question


def library_draft_of(question: LibraryQuestion) -> QuestionDraft:
    """A question of the library as one to ask of everybody at an event."""
    return QuestionDraft(
        kind=question.kind,
        label=question.label,
        help=question.help,
        required=question.required,
        basis=question.basis,
        options=tuple(OptionDraft(label, places) for label, places in question.options.items()),
    )


def list_versions(question_id: int) -> list[QuestionVersion]:
    """The wordings a question has had before, the latest first."""
    old = sa.select(QuestionVersion).where(QuestionVersion.question_id == question_id)
    return list(db.session.scalars(old.order_by(QuestionVersion.number.desc())))
