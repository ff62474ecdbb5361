"""What was answered to an event's questions, as columns of a list. An answer that was given to an older wording stands
there with that wording beside it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.events.model import Event, Question, QuestionOption, QuestionVersion
from app.events.rules.questions import YES, QuestionKind
from app.kernel.db import db
from app.kernel.words import N_
from app.registrations.model import Answer, Registration
from app.sheets.table import Column, Value

_FIELD, _ROW = "\x1f", "\x1e"
"""What no text holds: it has passed the gate."""
_MOST_TOLD = 1000
_WRITTEN = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})


_OPTION, _NUMBER, _DAY, _TEXT = "onst"
"""As what an answer was packed: before its value."""


@dataclass(frozen=True)
class _Given:
    """One row of an answer, unpacked."""

    version: int
    kind: str
    value: str


class _Told(NamedTuple):
    """In which column a packed answer stands, if in any, and as what; or that it is one of several there."""

    place: int | None
    value: Value = None
    one_of_several: bool = False


@dataclass(frozen=True)
class AnswerColumns:
    """The columns, and how a registration's packed answers become their cells."""

    questions: Sequence[Question]
    options: Mapping[int, QuestionOption]
    old: Mapping[tuple[int, int], QuestionVersion]
    _told: dict[str, _Told] = field(default_factory=dict, repr=False, compare=False)
    """What packed answers that are not written have come to."""

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

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each question's column is, by its id as it stands in a packed answer."""
        return {str(question.id): place for place, question in enumerate(self.questions)}

    def cells(self, packed: str | None) -> list[Value]:
        """What one registration has answered, question by question. Thousands give the same answers: what such a one
        has come to is found without reading it again.
        """
        found: list[Value] = [None] * len(self.questions)
        several: dict[int | None, list[str]] = {}
        for row in packed.split(_ROW) if packed else ():
            place, value, one_of_several = self._told.get(row) or self._read(row)
            if one_of_several:
                several.setdefault(place, []).append(row)
            elif place is not None:
                found[place] = value
        for place, rows in several.items():
            assert place is not None
            found[place] = self._cell(self.questions[place], [_unpacked(row) for row in rows])
        return found

    def _read(self, row: str) -> _Told:
        number, version, kind_and_value = row.split(_FIELD, 2)
        place = self._places.get(number)
        if place is None:
            return _Told(None)
        question = self.questions[place]
        if question.kind in _WRITTEN and (question.id, int(version)) not in self.old:
            return _Told(place, kind_and_value[1:])  # hardly anybody writes the same
        if len(self._told) >= _MOST_TOLD:
            self._told.clear()
        several = question.kind is QuestionKind.SEVERAL
        told = self._told[row] = _Told(place, None if several else self._cell(question, [_unpacked(row)]), several)
        return told

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
            return N_("Ja") if first.value == YES else N_("Nej")
        return first.value


def _unpacked(row: str) -> _Given:
    """A packed answer; the question's id stands first."""
    _question, version, kind_and_value = row.split(_FIELD, 2)
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


def packed_answers() -> sa.ScalarSelect[str]:
    """All answers of a registration as one text, for ``AnswerColumns.cells``: rows need no statement of their own. Put
    together of columns and signs as they are: with casts and values to be put in it takes more than twice as long.
    """
    about = _as_text(Answer.question_id) + _sign(_FIELD) + _as_text(Answer.version)
    valued = ((_OPTION, Answer.option_id), (_NUMBER, Answer.number), (_DAY, Answer.day))
    kinds = [(column.is_not(None), about + _sign(_FIELD + kind) + _as_text(column)) for kind, column in valued]
    text = sa.case(*kinds, else_=about + _sign(_FIELD + _TEXT) + Answer.text)
    return (
        sa.select(sa.func.aggregate_strings(text, _ROW))
        .where(Answer.registration_id == Registration.id)
        .correlate(Registration)
        .scalar_subquery()
    )


def _as_text(column: Any) -> sa.ColumnElement[str]:
    return sa.type_coerce(column, sa.String())


def _sign(signs: str) -> sa.ColumnElement[str]:
    return sa.literal_column(f"'{signs}'", sa.String())
