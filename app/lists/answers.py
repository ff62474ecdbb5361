"""What was answered to an event's questions, as columns of a list. An answer that was given to an older wording stands
there with that wording beside it.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.events.model import Event, Question, QuestionOption, QuestionVersion
from app.events.rules.questions import YES, QuestionKind
from app.kernel.db import db
from app.kernel.words import N_
from app.registrations.model import Answer, Registration
from app.sheets.table import Column, Value

_FIELD, _ROW = "\x1f", "\x1e"
"""What no text holds: it has passed the gate."""


@dataclass(frozen=True)
class _Given:
    """One row of an answer, unpacked."""

    version: int
    option_id: int
    text: str
    number: str
    day: str


@dataclass(frozen=True)
class AnswerColumns:
    """The columns, and how a registration's packed answers become their cells."""

    questions: Sequence[Question]
    options: Mapping[int, QuestionOption]
    old: Mapping[tuple[int, int], QuestionVersion]

    @property
    def columns(self) -> list[Column]:
        """One for each question, in their order; removed ones after them."""
        said = Counter[str]()
        found = []
        for question in self.questions:
            heading = question.label if question.removed_at is None else f"{question.label} ({N_('borttagen')})"
            said[heading] += 1
            found.append(Column(heading if said[heading] == 1 else f"{heading} ({said[heading]})", width=24))
        return found

    def cells(self, packed: str | None) -> list[Value]:
        """What one registration has answered, question by question."""
        given: defaultdict[int, list[_Given]] = defaultdict(list)
        for row in packed.split(_ROW) if packed else ():
            question, version, option, *written = row.split(_FIELD)
            given[int(question)].append(_Given(int(version), int(option or 0), *written))
        return [self._cell(question, given[question.id]) for question in self.questions]

    def _cell(self, question: Question, given: list[_Given]) -> Value:
        if not given:
            return None
        old = self.old.get((question.id, given[0].version))
        value = self._value(old or question, given)
        if old is None:
            return value
        return N_("{answer} (svar på ”{question}”)").format(answer=value, question=old.label)

    def _value(self, asked: Question | QuestionVersion, given: list[_Given]) -> Value:
        first = given[0]
        if first.option_id:
            then = asked.options if isinstance(asked, QuestionVersion) else {}
            chosen = sorted((self.options[one.option_id] for one in given), key=lambda one: (one.position, one.id))
            return ", ".join(then.get(one.uid, one.label) for one in chosen)
        if first.number:
            return int(first.number)
        if first.day:
            return date.fromisoformat(first.day)
        if asked.kind is QuestionKind.YES_NO:
            return N_("Ja") if first.text == YES else N_("Nej")
        return first.text


def answer_columns(event: Event) -> AnswerColumns:
    """The columns of ``event``: questions that are asked, and removed ones that somebody has answered. Two statements;
    none where the event has never had a question.
    """
    if not event.asks_questions:
        return AnswerColumns((), {}, {})
    answered = sa.exists().where(Answer.question_id == Question.id)
    asked = (
        sa.select(Question, QuestionOption)
        .outerjoin(QuestionOption, QuestionOption.question_id == Question.id)
        .where(Question.event_id == event.id, sa.or_(Question.removed_at.is_(None), answered))
        .order_by(Question.removed_at.is_not(None), Question.position, Question.id)
    )
    rows = db.session.execute(asked).all()
    of_event = sa.select(Question.id).where(Question.event_id == event.id)
    versions = db.session.scalars(sa.select(QuestionVersion).where(QuestionVersion.question_id.in_(of_event)))
    return AnswerColumns(
        tuple({row.Question.id: row.Question for row in rows}.values()),
        {row.QuestionOption.id: row.QuestionOption for row in rows if row.QuestionOption is not None},
        {(one.question_id, one.number): one for one in versions},
    )


def packed_answers() -> sa.ScalarSelect[str]:
    """All answers of a registration as one text, for ``AnswerColumns.cells``: rows need no statement of their own."""
    empty = sa.literal("")
    fields = (
        sa.cast(Answer.question_id, sa.String),
        sa.cast(Answer.version, sa.String),
        sa.func.coalesce(sa.cast(Answer.option_id, sa.String), empty),
        Answer.text,
        sa.func.coalesce(sa.cast(Answer.number, sa.String), empty),
        sa.func.coalesce(sa.cast(Answer.day, sa.String), empty),
    )
    text: sa.ColumnElement[str] = fields[0]
    for one in fields[1:]:
        text = text + _FIELD + one
    return (
        sa.select(sa.func.aggregate_strings(text, _ROW))
        .where(Answer.registration_id == Registration.id)
        .correlate(Registration)
        .scalar_subquery()
    )
