"""An act on many registrations, undone while its letters wait: on both databases."""

import sqlalchemy as sa

from app.audit.actor import SYSTEM
from app.events.model import Event, QuestionOption
from app.invitations.queries import lock
from app.kernel.db import db, transaction
from app.mail.model import LetterState
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.model import Answer, Registration
from app.registrations.rules import Reply
from app.registrations.rules.bulk import UNDO_WINDOW, BulkKind, UndoResult
from tests import builders
from tests.builders import NOW
from tests.hall import CANCELLED, CONFIRMED, WAITING, Hall, letters_since
from tests.hall import hall as hall


def test_undoing_a_cancellation_restores_those_whose_seat_nobody_took(hall: Hall) -> None:
    with transaction():
        db.session.get_one(Event, hall.event.id).capacity = 3
        actions.promote(db.session.get_one(Event, hall.event.id), now=NOW)
    act = hall.do(BulkKind.CANCEL, "Anna", "Bo")
    assert hall.states()["Dag"] is CONFIRMED
    assert hall.undo(act) == {"Anna": UndoResult.RESTORED, "Bo": UndoResult.FULL}
    assert hall.states() == {"Anna": CONFIRMED, "Bo": CANCELLED, "Cia": CONFIRMED, "Dag": CONFIRMED}
    told = [(name, state) for kind, name, state in letters_since({"withdrawn"}, since=0)]
    assert told == [("Anna", LetterState.CANCELLED), ("Bo", LetterState.WAITING)]


def test_undoing_tells_nobody_of_what_never_was(hall: Hall) -> None:
    act = hall.do(BulkKind.CONFIRM, "Cia")
    assert hall.undo(act) == {"Cia": UndoResult.RESTORED}
    assert (hall.states()["Cia"], hall.line()) == (WAITING, ["Cia", "Dag"])
    assert [state for _kind, name, state in letters_since({"promoted"}, since=0)] == [LetterState.CANCELLED]


def test_who_got_the_number_meanwhile_steps_back_one(hall: Hall) -> None:
    act = hall.do(BulkKind.CONFIRM, "Dag")
    with transaction():
        eva = builders.invitation(hall.event, builders.person("Eva", "Fors")).uid
        part = hall.part.uid
    with transaction():
        actions.register(lock(eva), Answers((Asked(part),), event_seen_full=True), now=NOW, actor=SYSTEM)
    hall.undo(act)
    assert hall.line() == ["Cia", "Dag", "Eva"]


def test_putting_last_gives_the_seat_to_the_first_in_line_and_undoing_finds_it_taken(hall: Hall) -> None:
    act = hall.do(BulkKind.QUEUE, "Anna")
    assert (hall.states()["Cia"], hall.line()) == (CONFIRMED, ["Dag", "Anna"])
    assert [(kind, name) for kind, name, _state in letters_since({"promoted"}, since=0)] == [("promoted", "Cia")]
    assert hall.undo(act) == {"Anna": UndoResult.FULL}
    assert hall.line() == ["Dag", "Anna"]


def test_more_seated_than_seats_can_be_put_last_and_back(hall: Hall) -> None:
    hall.do(BulkKind.CONFIRM, "Cia", "Dag", nonce="forst")
    act = hall.do(BulkKind.QUEUE, "Dag")
    assert hall.line() == ["Dag"]
    assert hall.undo(act) == {"Dag": UndoResult.FULL}


def test_who_has_changed_since_is_left_alone(hall: Hall) -> None:
    act = hall.do(BulkKind.CONFIRM, "Cia")
    with transaction():
        actions.withdraw(lock(hall.invitations[2]), now=NOW, actor=SYSTEM)
    assert hall.undo(act) == {"Cia": UndoResult.CHANGED}
    assert hall.states()["Cia"] is CANCELLED


def test_it_is_undone_once_and_only_in_time(hall: Hall) -> None:
    act = hall.do(BulkKind.CANCEL, "Anna")
    assert hall.undo(act) is not None
    assert hall.undo(act) is None
    late = hall.do(BulkKind.CANCEL, "Bo", nonce="sen")
    with transaction():
        assert actions.undo(hall.event, late.uid, now=NOW + UNDO_WINDOW, actor=SYSTEM) is None


def test_undoing_gives_back_what_was_answered_unless_an_option_has_gone_to_somebody_else(hall: Hall) -> None:
    with transaction():
        event = db.session.get_one(Event, hall.event.id)
        travel = builders.question(event, "Hur reser du?")
        room = builders.question(event, "Vilket rum?", options={"Enkelrum": 2})
        single = db.session.scalars(sa.select(QuestionOption.uid)).one()
    for uid, said in zip(hall.invitations, ("Tåg", "Buss"), strict=False):
        replies = (Reply(travel.uid, (said,)), Reply(room.uid, (single,)))
        with transaction():
            actions.register(lock(uid), Answers((Asked(hall.part.uid),), replies=replies), now=NOW, actor=SYSTEM)
    with transaction():
        db.session.get_one(Event, hall.event.id).capacity = 9
    before = db.session.query(Answer).count()
    act = hall.do(BulkKind.CANCEL, "Anna", "Bo")
    with transaction():
        db.session.scalars(sa.select(QuestionOption)).one().capacity = 1
    assert hall.undo(act) == {"Anna": UndoResult.RESTORED, "Bo": UndoResult.FULL}
    texts = sa.select(Answer.text).join(Answer.registration).where(Registration.state == CONFIRMED, Answer.text != "")
    assert (before, db.session.scalars(texts).all()) == (4, ["Tåg"])
