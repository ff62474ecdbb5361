"""Answers to an event's questions: written with the registration, kept when the question changes, counted as places."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.events.model import Question, QuestionOption, QuestionVersion
from app.events.rules.questions import QuestionKind
from app.invitations import queries as invitations
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.registrations import actions, queries
from app.registrations.actions import Answers, Asked
from app.registrations.model import Answer
from app.registrations.rules import Blame, NotRegistered, Reason, Registered, Reply, ReplyFault, Unchanged
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(days=1)


class Meeting:
    """A conference with a dinner; Anna and Bo, rektorer, and Cia, prefekt, are invited."""

    def __init__(self, **given: Any) -> None:
        self.event = builders.event(**given)
        self.plenary, self.dinner = builders.part(self.event), builders.part(self.event, "Middag")
        self.rektor, self.prefekt = builders.role(), builders.role("prefekt")
        ange = builders.organisation()
        invite = builders.invitation
        self.anna = invite(self.event, builders.person("Anna", "Berg"), self.rektor, ange).uid
        self.bo = invite(self.event, builders.person("Bo", "Ek"), self.rektor, ange).uid
        self.cia = invite(self.event, builders.person("Cia", "Dal"), self.prefekt, ange).uid

    def register(self, uid: str, *replies: Reply, parts: Any = None, now: Any = NOW, **given: Any) -> Any:
        """Somebody says yes to the plenary, unless other parts are said, with these replies."""
        asked = tuple(Asked(part.uid) for part in parts or (self.plenary,))
        with transaction():
            return actions.register(
                invitations.lock(uid), Answers(asked, replies=replies, **given), now=now, actor=SYSTEM
            )

    def answers(self) -> list[tuple[str, int, str]]:
        """(who, version, option or text) of every answer, in the order written."""
        said = sa.func.coalesce(QuestionOption.label, Answer.text)
        asked = sa.select(Answer, said.label("said")).outerjoin(QuestionOption, QuestionOption.id == Answer.option_id)
        rows = db.session.execute(asked.order_by(Answer.id))
        return [(row.Answer.registration.person.given_name, row.Answer.version, row.said) for row in rows]


@pytest.fixture
def meeting(database: Flask) -> Meeting:
    with transaction():
        return Meeting()


def ask(meeting: Meeting, label: str = "Hur reser du?", **given: Any) -> Question:
    with transaction():
        return builders.question(meeting.event, label, **given)


def option(question: Question, label: str) -> str:
    mine = QuestionOption.question_id == question.id, QuestionOption.label == label
    return db.session.scalars(sa.select(QuestionOption.uid).where(*mine)).one()


def questionnaire(meeting: Meeting, uid: str) -> Any:
    invitation = invitations.get(uid)
    standing = queries.find_for(invitation.event_id, invitation.person_id)
    return queries.questionnaire(invitation.event, invitation, standing.registration if standing else None)


def test_answers_are_written_with_the_registration_each_in_its_own_column(meeting: Meeting) -> None:
    travel, count = ask(meeting), ask(meeting, "Hur många?", kind=QuestionKind.NUMBER)
    day = ask(meeting, "När?", kind=QuestionKind.DATE)
    room = ask(meeting, "Rum?", kind=QuestionKind.SEVERAL, options={"Enkel": None, "Dubbel": 40})
    both = (option(room, "Dubbel"), option(room, "Enkel"))
    meeting.register(
        meeting.anna,
        Reply(travel.uid, ("tåg",)),
        Reply(count.uid, ("2",)),
        Reply(day.uid, ("2027-03-03",)),
        Reply(room.uid, both),
    )
    held = questionnaire(meeting, meeting.anna).held
    assert [held[one.uid].said for one in (travel, count, day, room)] == ["tåg", "2", "3 mars 2027", "Enkel, Dubbel"]
    assert len(meeting.answers()) == 5


def test_the_receipt_tells_what_was_answered(meeting: Meeting) -> None:
    travel = ask(meeting)
    meeting.register(meeting.anna, Reply(travel.uid, ("tåg",)))
    letter = db.session.scalars(sa.select(OutboxLetter)).one()
    assert letter.data["answers"] == [{"question": "Hur reser du?", "answer": "tåg"}]


def test_a_refused_answer_writes_nothing(meeting: Meeting) -> None:
    travel = ask(meeting, required=True, required_since=NOW)
    outcome = meeting.register(meeting.anna)
    assert isinstance(outcome, NotRegistered)
    assert outcome.blame == (Blame(travel.uid, ReplyFault.REQUIRED, "Hur reser du?"),)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxLetter)) == 0


def test_a_question_for_others_is_neither_asked_nor_kept(meeting: Meeting) -> None:
    budget = ask(meeting, "Budget?", roles=(meeting.prefekt,), required=True, required_since=NOW)
    assert isinstance(meeting.register(meeting.anna, Reply(budget.uid, ("stor",))), Registered)
    assert isinstance(meeting.register(meeting.cia), NotRegistered)
    assert meeting.answers() == []


def test_asked_again_the_same_changes_nothing(meeting: Meeting) -> None:
    travel = ask(meeting)
    meeting.register(meeting.anna, Reply(travel.uid, ("tåg",)))
    assert isinstance(meeting.register(meeting.anna, Reply(travel.uid, ("tåg",)), now=LATER), Unchanged)


def test_another_answer_is_a_change_with_a_letter(meeting: Meeting) -> None:
    travel = ask(meeting)
    meeting.register(meeting.anna, Reply(travel.uid, ("tåg",)))
    assert isinstance(meeting.register(meeting.anna, Reply(travel.uid, ("buss",)), now=LATER), Registered)
    kinds = list(db.session.scalars(sa.select(OutboxLetter.kind).order_by(OutboxLetter.id)))
    assert (meeting.answers(), kinds) == ([("Anna", 1, "buss")], ["receipt", "changed"])


def test_after_the_last_day_to_change_an_answer_cannot_be_changed(meeting: Meeting) -> None:
    travel = ask(meeting)
    meeting.register(meeting.anna, Reply(travel.uid, ("tåg",)))
    shut = NOW + timedelta(days=35)
    outcome = meeting.register(meeting.anna, Reply(travel.uid, ("buss",)), now=shut)
    assert isinstance(outcome, NotRegistered)
    assert outcome.decision.refusals == (Reason.CHANGE_CLOSED,)
    assert isinstance(meeting.register(meeting.anna, Reply(travel.uid, ("tåg",)), now=shut), Unchanged)


def test_who_answers_for_somebody_without_the_questions_leaves_the_answers(meeting: Meeting) -> None:
    travel = ask(meeting, required=True, required_since=NOW)
    meeting.register(meeting.anna, Reply(travel.uid, ("tåg",)))
    with transaction():
        answers = Answers((Asked(meeting.plenary.uid), Asked(meeting.dinner.uid)))
        outcome = actions.register(invitations.lock(meeting.anna), answers, now=LATER, actor=SYSTEM)
    assert isinstance(outcome, Registered)
    assert meeting.answers() == [("Anna", 1, "tåg")]


def test_answers_about_a_part_go_with_the_part(meeting: Meeting) -> None:
    drink = ask(meeting, "Dryck?", part_id=meeting.dinner.id)
    both = (meeting.plenary, meeting.dinner)
    meeting.register(meeting.anna, Reply(drink.uid, ("öl",)), parts=both)
    meeting.register(meeting.anna, Reply(drink.uid, ("öl",)), now=LATER)
    assert meeting.answers() == []


def test_answers_keep_the_words_they_were_given_to(meeting: Meeting) -> None:
    room = ask(meeting, "Rum?", options={"Enkel": None})
    meeting.register(meeting.anna, Reply(room.uid, (option(room, "Enkel"),)))
    with transaction() as session:
        now = session.get_one(Question, room.id)
        row = session.scalars(sa.select(QuestionOption).where(QuestionOption.question_id == room.id)).one()
        old = {"question_id": room.id, "number": 1, "kind": now.kind, "options": {row.uid: "Enkel"}}
        session.add(QuestionVersion(label="Rum?", help="", replaced_at=NOW, **old))
        now.label, now.version, row.label = "Vilket rum vill du ha?", 2, "Eget rum"
    meeting.register(meeting.bo, Reply(room.uid, (row.uid,)))
    told = [questionnaire(meeting, uid).held[room.uid] for uid in (meeting.anna, meeting.bo)]
    assert [(one.label, one.said) for one in told] == [("Rum?", "Enkel"), ("Vilket rum vill du ha?", "Eget rum")]


def test_the_last_place_of_an_option_is_one_place_and_a_withdrawal_frees_it(meeting: Meeting) -> None:
    room = ask(meeting, "Rum?", options={"Enkel": 1, "Dubbel": None})
    single = Reply(room.uid, (option(room, "Enkel"),))
    assert isinstance(meeting.register(meeting.anna, single), Registered)
    refused = meeting.register(meeting.bo, single)
    assert isinstance(refused, NotRegistered)
    assert refused.blame == (Blame(room.uid, ReplyFault.FULL, "Enkel"),)
    with transaction():
        actions.withdraw(invitations.lock(meeting.anna), now=LATER, actor=SYSTEM)
    assert isinstance(meeting.register(meeting.bo, single, now=LATER), Registered)


def test_fewer_places_than_taken_takes_nobodys(meeting: Meeting) -> None:
    room = ask(meeting, "Rum?", options={"Enkel": 2})
    single = Reply(room.uid, (option(room, "Enkel"),))
    meeting.register(meeting.anna, single)
    meeting.register(meeting.bo, single)
    with transaction() as session:
        session.scalars(sa.select(QuestionOption)).one().capacity = 1
    both = (meeting.plenary, meeting.dinner)
    assert isinstance(meeting.register(meeting.anna, single, parts=both, now=LATER), Registered)
    assert isinstance(meeting.register(meeting.cia, single), NotRegistered)


def test_who_registers_again_after_a_withdrawal_answers_anew(meeting: Meeting) -> None:
    travel, food = ask(meeting), ask(meeting, "Lunch?")
    meeting.register(meeting.anna, Reply(travel.uid, ("tåg",)), Reply(food.uid, ("ja tack",)))
    with transaction():
        actions.withdraw(invitations.lock(meeting.anna), now=LATER, actor=SYSTEM)
    assert len(meeting.answers()) == 2
    meeting.register(meeting.anna, Reply(travel.uid, ("buss",)), now=LATER)
    assert meeting.answers() == [("Anna", 1, "buss")]


def test_answers_to_closed_questions_are_told_to_filters_in_one_statement(meeting: Meeting) -> None:
    room = ask(meeting, "Rum?", kind=QuestionKind.SEVERAL, options={"Enkel": None, "Dubbel": None})
    bus, travel = ask(meeting, "Buss?", kind=QuestionKind.YES_NO), ask(meeting)
    single, double = option(room, "Enkel"), option(room, "Dubbel")
    replies = Reply(room.uid, (single, double)), Reply(bus.uid, ("ja",)), Reply(travel.uid, ("tåg",))
    meeting.register(meeting.anna, *replies)
    meeting.register(meeting.bo, Reply(bus.uid, ("nej",)))
    with transaction():
        actions.withdraw(invitations.lock(meeting.bo), now=LATER, actor=SYSTEM)
    found = queries.list_answers(meeting.event.id)
    asked = {queries.answer_key(room.uid, single), queries.answer_key(room.uid, double), f"{bus.uid}=ja"}
    assert list(found.values()) == [frozenset(asked)]
    assert queries.count_answers(meeting.event.id) == {room.id: 1, bus.id: 1, travel.id: 1}
