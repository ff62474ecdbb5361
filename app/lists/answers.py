"""What was answered to an event's questions, as columns of a list. An answer that was given to an older wording stands
there with that wording beside it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any

import sqlalchemy as sa

from app.events.model import Event, Question, QuestionOption, QuestionVersion
from app.events.rules.questions import NO, YES, QuestionKind
from app.kernel.db import db
from app.kernel.words import N_
from app.registrations.model import Answer, Registration
from app.sheets.table import Column, Value

_FIELD, _ROW = "\x1f", "\x1e"
"""What no text holds: it has passed the gate."""
_OPTION, _NUMBER, _DAY, _TEXT = "onst"
"""As what an answer was packed: before its value."""
_MOST_TOLD = 1000

Reading = Callable[[Any], Value]
"""How what the database gives for a question, None where nothing was answered, becomes a cell."""


@dataclass(frozen=True)
class _Given:
    """One row of an answer, unpacked."""

    version: int
    kind: str
    value: str


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
            told = heading if said[heading] == 1 else f"{heading} ({said[heading]})"
            found.append(Column(told, width=24, key=f"fraga_{question.uid}"))
        return found

    def selected(self) -> list[sa.Label[Any]]:
        """What a statement of registrations is to end with, for ``cells``: a column for each question, so that rows
        need no statement of their own.
        """
        return [_given(one, packed=one.id in self._reworded).label(f"answer_{one.id}") for one in self.questions]

    def of_columns(self, given: Iterable[Iterable[Any]]) -> list[Iterable[Value]]:
        """What many have answered, question by question, of the columns that were ``selected``."""
        return [
            column if reading is None else map(reading, column)
            for reading, column in zip(self._readings, given, strict=True)
        ]

    def cells(self, row: Sequence[Any]) -> list[Value]:
        """What one registration has answered, question by question: of a row that ends with what is ``selected``."""
        given = row[len(row) - len(self.questions) :]
        return [
            value if reading is None else reading(value) for reading, value in zip(self._readings, given, strict=True)
        ]

    @cached_property
    def _reworded(self) -> frozenset[int]:
        """Questions that have been asked in other words: which words an answer was given to is told by its row."""
        return frozenset(question_id for question_id, _number in self.old)

    @cached_property
    def _readings(self) -> list[Reading | None]:
        """For each question; None where the database gives the cell."""
        return [self._reading(question) for question in self.questions]

    def _reading(self, question: Question) -> Reading | None:
        """Thousands give the same answers: what such a one has come to is found without reading it again."""
        if question.id in self._reworded:
            return lru_cache(_MOST_TOLD)(partial(self._unpacked_cell, question))
        match question.kind:
            case QuestionKind.ONE:
                return {option.id: option.label for option in self.options.values()}.get
            case QuestionKind.SEVERAL:
                return lru_cache(_MOST_TOLD)(self._chosen)
            case QuestionKind.YES_NO:
                return _YES_OR_NO.get
        return None

    def _chosen(self, ids: str | None) -> Value:
        """What was chosen of several, in the order of the options."""
        if ids is None:
            return None
        chosen = sorted((self.options[int(one)] for one in ids.split(",")), key=lambda one: (one.position, one.id))
        return ", ".join(one.label for one in chosen)

    def _unpacked_cell(self, question: Question, packed: str | None) -> Value:
        if packed is None:
            return None
        return self._cell(question, [_unpacked(row) for row in packed.split(_ROW)])

    def _cell(self, question: Question, given: list[_Given]) -> Value:
        old = self.old.get((question.id, given[0].version))
        value = self._value(old or question, given)
        if old is None:
            return value
        return N_("{answer} (svar på ”{question}”)").format(answer=value, question=old.label)

    def _value(self, asked: Question | QuestionVersion, given: list[_Given]) -> Value:
        first = given[0]
        if first.kind == _OPTION:
            then = asked.options if isinstance(asked, QuestionVersion) else {}
            chosen = sorted((self.options[int(one.value)] for one in given), key=lambda one: (one.position, one.id))
            return ", ".join(then.get(one.uid, one.label) for one in chosen)
        if first.kind == _NUMBER:
            return int(first.value)
        if first.kind == _DAY:
            return date.fromisoformat(first.value)
        if asked.kind is QuestionKind.YES_NO:
            return _YES_OR_NO[first.value]
        return first.value


_YES_OR_NO: dict[Any, str] = {YES: N_("Ja"), NO: N_("Nej")}


def _unpacked(row: str) -> _Given:
    version, kind_and_value = row.split(_FIELD, 1)
    return _Given(int(version), kind_and_value[0], kind_and_value[1:])


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


def _given(question: Question, *, packed: bool) -> sa.ScalarSelect[Any]:
    """What a registration has answered to the question: the value, several chosen options as "3,5", or the rows packed
    with the words they were given to.
    """
    mine = Answer.registration_id == Registration.id, Answer.question_id == question.id
    if packed or question.kind is QuestionKind.SEVERAL:
        rows = (_packed(), _ROW) if packed else (sa.cast(Answer.option_id, sa.String), ",")
        asked: sa.Select[Any] = sa.select(sa.func.aggregate_strings(*rows)).where(*mine)
    else:
        asked = sa.select(_COLUMNS.get(question.kind, Answer.text)).where(*mine).limit(1)  # half of what max() takes
    return asked.correlate(Registration).scalar_subquery()


_COLUMNS: dict[QuestionKind, Any] = {
    QuestionKind.ONE: Answer.option_id,
    QuestionKind.NUMBER: Answer.number,
    QuestionKind.DATE: Answer.day,
}


def _packed() -> sa.ColumnElement[str]:
    """An answer's row as one text, put together of columns and signs as they are: casts take as long again."""
    version = _as_text(Answer.version)
    valued = ((_OPTION, Answer.option_id), (_NUMBER, Answer.number), (_DAY, Answer.day))
    kinds = [(column.is_not(None), version + _sign(_FIELD + kind) + _as_text(column)) for kind, column in valued]
    return sa.case(*kinds, else_=version + _sign(_FIELD + _TEXT) + Answer.text)


def _as_text(column: Any) -> sa.ColumnElement[str]:
    return sa.type_coerce(column, sa.String())


def _sign(signs: str) -> sa.ColumnElement[str]:
    return sa.literal_column(f"'{signs}'", sa.String())
