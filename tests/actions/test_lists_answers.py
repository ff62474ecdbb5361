"""Deltagare with a column for each question, on both databases."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.events.model import Event, Question, QuestionOption, QuestionVersion
from app.events.rules.questions import QuestionKind
from app.invitations import queries as invitations
from app.kernel.db import db, transaction
from app.lists.chosen import EVERYBODY
from app.lists.ready import ready_lists
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.rules import Reply
from tests import builders
from tests.builders import NOW
from tests.said import count_statements


class List:
    """A conference whose participants are listed."""

    def __init__(self) -> None:
        self.event = builders.event()
        self.part = builders.part(self.event)
        self.rektor, self.ange = builders.role(), builders.organisation()

    def asks(self, label: str, **given: Any) -> Question:
        """Ask a question."""
        with transaction():
            return builders.question(db.session.get_one(Event, self.event.id), label, **given)

    def comes(self, name: str, *replies: Reply) -> None:
        """Somebody says yes with these answers."""
        with transaction():
            uid = builders.invitation(self.event, builders.person(name, name), self.rektor, self.ange).uid
        with transaction():
            answers = Answers((Asked(self.part.uid),), replies=replies)
            actions.register(invitations.lock(uid), answers, now=NOW, actor=SYSTEM)

    def table(self) -> tuple[list[str], list[list[object]]]:
        """The headings and cells of the columns of questions."""
        table = ready_lists(NOW)["deltagare"].build(db.session.get_one(Event, self.event.id), EVERYBODY)
        return [column.heading for column in table.columns][10:], [list(row)[10:] for row in table.rows]


@pytest.fixture
def people(database: Flask) -> List:
    with transaction():
        return List()


def uids(question: Question) -> list[str]:
    options = sa.select(QuestionOption.uid).where(QuestionOption.question_id == question.id)
    return list(db.session.scalars(options.order_by(QuestionOption.position)))


def test_an_event_without_questions_has_no_such_columns(people: List) -> None:
    people.comes("Anna")
    assert people.table() == ([], [[]])


def test_each_question_has_a_column_and_each_answer_its_type(people: List) -> None:
    km, day = people.asks("Km?", kind=QuestionKind.NUMBER), people.asks("När?", kind=QuestionKind.DATE)
    bus = people.asks("Buss?", kind=QuestionKind.YES_NO)
    room = people.asks("Rum?", kind=QuestionKind.SEVERAL, options={"Enkel": None, "Dubbel": None})
    people.asks("Buss?")
    both = tuple(reversed(uids(room)))
    replies = Reply(km.uid, ("120",)), Reply(day.uid, ("2027-03-03",)), Reply(bus.uid, ("nej",)), Reply(room.uid, both)
    people.comes("Anna", *replies)
    people.comes("Bo")
    assert people.table() == (
        ["Km?", "När?", "Buss?", "Rum?", "Buss? (2)"],
        [[120, date(2027, 3, 3), "Nej", "Enkel, Dubbel", None], [None] * 5],
    )


def test_an_answer_to_an_older_wording_stands_beside_that_wording(people: List) -> None:
    room = people.asks("Rum?", options={"Enkel": None})
    people.comes("Anna", Reply(room.uid, tuple(uids(room))))
    with transaction() as session:
        now, option = session.get_one(Question, room.id), session.scalars(sa.select(QuestionOption)).one()
        old = {"question_id": room.id, "number": 1, "kind": now.kind, "options": {option.uid: "Enkel"}}
        session.add(QuestionVersion(label="Rum?", help="", replaced_at=NOW, **old))
        now.label, now.version, option.label = "Vilket rum?", 2, "Eget rum"
    people.comes("Bo", Reply(room.uid, tuple(uids(room))))
    assert people.table() == (["Vilket rum?"], [["Enkel (svar på ”Rum?”)"], ["Eget rum"]])


def test_a_removed_question_stays_in_the_list_with_its_answers_and_not_without(people: List) -> None:
    first, second = people.asks("Reser hur?"), people.asks("Varför?")
    people.comes("Anna", Reply(first.uid, ("tåg",)))
    with transaction() as session:
        for one in (first, second):
            session.get_one(Question, one.id).removed_at = NOW
    people.asks("Km?", kind=QuestionKind.NUMBER)
    assert people.table() == (["Km?", "Reser hur? (borttagen)"], [[None, "tåg"]])


def test_the_statements_are_the_same_however_many_answers(people: List) -> None:
    questions = [people.asks(f"Fråga {number}?") for number in range(4)]
    people.comes("Anna", Reply(questions[0].uid, ("a",)))
    few = _count(people.table)
    for number in range(5):
        people.comes(f"Bo {number}", *(Reply(one.uid, ("b",)) for one in questions))
    assert _count(people.table) == few


def _count(work: Callable[[], object]) -> int:
    db.session.remove()
    return count_statements(work)
