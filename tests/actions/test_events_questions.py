"""Questions as an organizer handles them, on both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.desk.edit_question import edit_question
from app.events import actions, queries
from app.events.model import Event, LibraryQuestion, Question, QuestionVersion
from app.events.queries import questions as asking
from app.events.rules.kinds import EventState
from app.events.rules.outcomes import EditedMeanwhile
from app.events.rules.question_drafts import (
    DraftFault,
    Faulty,
    OptionDraft,
    QuestionDraft,
    QuestionRefused,
    QuestionSaved,
)
from app.events.rules.questions import QuestionKind
from app.kernel.db import db, transaction
from app.registrations.model import Answer, Registration
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(days=1)
ROOM = QuestionDraft(QuestionKind.ONE, "Rum?", options=(OptionDraft("Enkel", 40), OptionDraft("Dubbel")))
BUS = QuestionDraft(QuestionKind.YES_NO, "Buss?")


class Asking:
    """A conference with a dinner, and its organizer."""

    def __init__(self) -> None:
        self.event = builders.event()
        builders.part(self.event)
        self.dinner = builders.part(self.event, "Middag")
        self.rektor = builders.role()
        builders.circle(self.event, self.rektor, self.dinner)

    def add(self, draft: QuestionDraft) -> str:
        """Ask; gives the question's uid."""
        with transaction():
            outcome = actions.add_question(self.event, draft, now=NOW, actor=SYSTEM)
        assert isinstance(outcome, QuestionSaved), outcome
        return outcome.uid

    def edit(self, uid: str, *, seen: int | None = None, **given: Any) -> Any:
        """Change fields of a question."""
        with transaction():
            draft = replace(self.draft(uid), **given)
            question = asking.get_question(self.event, uid)
            return edit_question(self.event, question, draft, now=LATER, actor=SYSTEM, seen=seen)

    def draft(self, uid: str) -> QuestionDraft:
        """The question as it stands."""
        return asking.question_draft_of(next(one for one in asking.list_questions(self.event.id) if one.uid == uid))

    def labels(self, event: Event | None = None) -> list[str]:
        """What is asked, in order."""
        return [one.label for one in asking.list_questions((event or self.event).id)]

    def answer(self, uid: str) -> None:
        """Anna answers."""
        with transaction() as session:
            given = {"event_id": self.event.id, "person_id": builders.person().id}
            registration = Registration(**given, state="confirmed", created_at=NOW, changed_at=NOW)
            session.add(registration)
            session.flush()
            question = asking.get_question(self.event, uid)
            text = {"question_id": question.id, "version": 1, "text": "ja", "given_at": NOW}
            session.add(Answer(registration_id=registration.id, **text))


@pytest.fixture
def event(database: Flask) -> Asking:
    with transaction():
        return Asking()


def test_a_question_is_asked_last_and_logged(event: Asking) -> None:
    event.add(BUS)
    event.add(replace(ROOM, roles=frozenset({event.rektor.id}), part_id=event.dinner.id))
    assert event.labels() == ["Buss?", "Rum?"]
    room = asking.list_questions(event.event.id)[1]
    assert [(one.label, one.capacity) for one in room.options] == [("Enkel", 40), ("Dubbel", None)]
    assert (room.roles, room.part_id) == ({event.rektor.id}, event.dinner.id)
    logged = db.session.scalars(sa.select(LogEntry.action).where(LogEntry.action.like("question.%"))).all()
    assert logged == ["question.added"] * 2


def test_a_new_wording_makes_no_version_while_nobody_has_answered(event: Asking) -> None:
    uid = event.add(BUS)
    assert event.edit(uid, label="Åker du buss?") == QuestionSaved(uid)
    assert db.session.scalars(sa.select(QuestionVersion)).all() == []


def test_a_new_wording_after_answers_keeps_the_old_one_for_them(event: Asking) -> None:
    uid = event.add(BUS)
    event.answer(uid)
    assert event.edit(uid, label="Åker du buss?") == QuestionSaved(uid, new_version=True)
    old = db.session.scalars(sa.select(QuestionVersion)).one()
    assert (old.number, old.label, asking.get_question(event.event, uid).version) == (1, "Buss?", 2)


def test_places_and_conditions_change_without_a_new_version(event: Asking) -> None:
    uid = event.add(ROOM)
    event.answer(uid)
    single, double = event.draft(uid).options
    fewer = (double, replace(single, capacity=1))
    assert event.edit(uid, options=fewer, part_id=event.dinner.id) == QuestionSaved(uid)
    assert event.draft(uid).options == fewer


def test_an_option_that_is_left_out_stays_with_those_who_have_it(event: Asking) -> None:
    uid = event.add(ROOM)
    event.edit(uid, options=(*event.draft(uid).options[:1], OptionDraft("Svit")))
    options = asking.list_questions(event.event.id)[0].options
    assert {(one.label, one.removed) for one in options} == {("Enkel", False), ("Svit", False), ("Dubbel", True)}


def test_a_question_that_becomes_required_is_so_from_that_moment(event: Asking) -> None:
    uid = event.add(BUS)
    event.edit(uid, required=True)
    assert asking.get_question(event.event, uid).required_since == LATER


def test_the_second_editor_is_told_what_the_first_changed(event: Asking) -> None:
    uid = event.add(BUS)
    seen = event.event.version
    event.edit(uid, label="Åker du buss?")
    outcome = event.edit(uid, seen=seen, help="Från Östersund.")
    assert isinstance(outcome, EditedMeanwhile)
    assert [(change.field, change.after) for change in outcome.edits[0].changes] == [("question", "Åker du buss?")]


def test_a_loop_is_refused_and_nothing_is_written(event: Asking) -> None:
    first = event.add(BUS)
    second = event.add(replace(BUS, label="Retur?", depends_on=first, depends_value="ja"))
    outcome = event.edit(first, depends_on=second)
    assert outcome == QuestionRefused((Faulty(DraftFault.LOOP, "Buss? → Retur? → Buss?"),))
    assert event.draft(first) == BUS


def test_another_events_part_is_no_part(event: Asking) -> None:
    with transaction():
        other = builders.part(builders.event("Annat"))
        outcome = actions.add_question(event.event, replace(BUS, part_id=other.id), now=NOW, actor=SYSTEM)
    assert outcome == QuestionRefused((Faulty(DraftFault.UNKNOWN_PART),))


def test_removing_keeps_the_answers_and_can_be_undone(event: Asking) -> None:
    uid = event.add(replace(BUS, required=True))
    event.add(ROOM)
    event.answer(uid)
    with transaction():
        actions.remove_question(event.event, asking.get_question(event.event, uid), now=LATER, actor=SYSTEM)
    gone = [one.label for one in asking.list_removed(event.event.id)]
    assert (event.labels(), gone) == (["Rum?"], ["Buss?"])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 1
    with transaction():
        actions.restore_question(event.event, asking.get_question(event.event, uid), now=LATER, actor=SYSTEM)
    assert event.labels() == ["Rum?", "Buss?"]
    assert asking.get_question(event.event, uid).required_since == LATER


def test_what_another_depends_on_cannot_be_removed_before_it(event: Asking) -> None:
    first = event.add(BUS)
    second = event.add(replace(BUS, label="Retur?", depends_on=first, depends_value="ja"))
    with transaction():
        outcome = actions.remove_question(event.event, asking.get_question(event.event, first), now=NOW, actor=SYSTEM)
    assert outcome == QuestionRefused((Faulty(DraftFault.DEPENDED_UPON, "Retur?"),))
    for uid in (second, first):
        with transaction():
            actions.remove_question(event.event, asking.get_question(event.event, uid), now=NOW, actor=SYSTEM)
    with transaction():
        early = actions.restore_question(event.event, asking.get_question(event.event, second), now=NOW, actor=SYSTEM)
    assert early == QuestionRefused((Faulty(DraftFault.REMOVED, "Buss?"),))


def test_questions_are_put_in_order(event: Asking) -> None:
    first, second = event.add(BUS), event.add(ROOM)
    third = event.add(replace(BUS, label="Retur?"))
    with transaction():
        actions.order_questions(event.event, [third, first, "okänd"], now=NOW, actor=SYSTEM)
    assert event.labels() == ["Retur?", "Buss?", "Rum?"]
    assert second


def test_a_question_is_kept_in_the_library_once(event: Asking) -> None:
    uid = event.add(ROOM)
    for _again in range(2):
        with transaction():
            question = asking.get_question(event.event, uid)
            kept = actions.save_to_library(event.event, question, now=NOW, actor=SYSTEM)
    assert asking.library_draft_of(kept) == ROOM
    with transaction():
        actions.remove_from_library(db.session.merge(kept), now=NOW, actor=SYSTEM)
    assert db.session.scalars(sa.select(LibraryQuestion)).all() == []


def test_next_year_asks_the_same_of_the_same_in_the_same_order_and_with_its_own_parts(event: Asking) -> None:
    single = event.add(replace(ROOM, roles=frozenset({event.rektor.id}), part_id=event.dinner.id))
    value = asking.list_questions(event.event.id)[0].options[1].uid
    event.add(replace(BUS, label="Med vem?", depends_on=single, depends_value=value))
    gone = event.add(replace(BUS, label="Borttagen?"))
    with transaction():
        actions.remove_question(event.event, asking.get_question(event.event, gone), now=NOW, actor=SYSTEM)
        actions.order_questions(event.event, [asking.list_questions(event.event.id)[1].uid], now=NOW, actor=SYSTEM)
    with transaction():
        later = actions.copy_to_next_year(queries.get_whole_event(event.event.slug), now=LATER, actor=SYSTEM)
        dinner = next(part for part in later.parts if part.title == "Middag")
    friend, room = asking.list_questions(later.id)
    assert (friend.label, room.label, room.part_id, room.roles) == ("Med vem?", "Rum?", dinner.id, {event.rektor.id})
    assert (friend.depends_on, friend.depends_value) == (room.uid, room.options[1].uid)
    assert room.options[1].uid != value
    assert [(one.label, one.capacity) for one in room.options] == [("Enkel", 40), ("Dubbel", None)]


def test_a_part_that_leaves_a_draft_takes_its_questions_and_what_depends_on_them_along(event: Asking) -> None:
    first = event.add(replace(BUS, part_id=event.dinner.id))
    second = event.add(replace(BUS, label="Retur?", depends_on=first, depends_value="ja"))
    event.add(replace(BUS, label="När?", depends_on=second))
    event.add(ROOM)
    with transaction() as session:
        session.get_one(Event, event.event.id).state = EventState.DRAFT
    with transaction():
        actions.remove_part(event.event, event.dinner, now=NOW, actor=SYSTEM)
    assert event.labels() == ["Rum?"]


def test_a_question_about_a_cancelled_part_stays_behind_with_what_depends_on_it(event: Asking) -> None:
    first = event.add(replace(BUS, part_id=event.dinner.id))
    event.add(replace(BUS, label="Retur?", depends_on=first))
    event.add(ROOM)
    with transaction():
        actions.remove_part(event.event, event.dinner, now=NOW, actor=SYSTEM)
    with transaction():
        later = actions.copy_to_next_year(queries.get_whole_event(event.event.slug), now=LATER, actor=SYSTEM)
    assert event.labels(later) == ["Rum?"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Question)) == 4
