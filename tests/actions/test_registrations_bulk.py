"""One act on many registrations, and undoing it while its letters wait: on both databases."""

from collections.abc import Collection
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.events.model import Event
from app.events.rules.letter_texts import FieldsUnknown
from app.invitations.queries import lock
from app.kernel.db import db, transaction
from app.mail import outbox, render
from app.mail.model import LetterState, OutboxLetter
from app.registrations import actions
from app.registrations.actions import Answers, Asked, Told
from app.registrations.model import BulkAct, Registration
from app.registrations.rules import RegistrationState
from app.registrations.rules.bulk import UNDO_WINDOW, BulkKind, BulkResult, UndoResult
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(minutes=5)
CONFIRMED, WAITING, CANCELLED = RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.CANCELLED


_BEYOND = Told("Fler bord")


class Hall:
    """Two seats; Anna and Bo have them, Cia and Dag wait in that order."""

    def __init__(self) -> None:
        with transaction():
            self.event = builders.event(capacity=2)
            self.part = builders.part(self.event)
            rektor, ange = builders.role(), builders.organisation()
            people = [builders.person(name, "Ek") for name in ("Anna", "Bo", "Cia", "Dag")]
            self.invitations = [builders.invitation(self.event, who, rektor, ange).uid for who in people]
            part = self.part.uid
        for uid in self.invitations:
            with transaction():
                actions.register(lock(uid), Answers((Asked(part),), event_seen_full=True), now=NOW, actor=SYSTEM)

    def states(self) -> dict[str, RegistrationState]:
        db.session.rollback()
        rows = db.session.scalars(sa.select(Registration).where(Registration.event_id == self.event.id))
        return {one.person.given_name: one.state for one in rows}

    def line(self) -> list[str]:
        """Who waits for the event, in order."""
        db.session.rollback()
        waiting = sa.select(Registration).where(Registration.queued_at.is_not(None))
        return [one.person.given_name for one in db.session.scalars(waiting.order_by(Registration.queue_number))]

    def ids(self, *names: str) -> list[int]:
        db.session.rollback()
        return [one.id for one in db.session.scalars(sa.select(Registration)) if one.person.given_name in names]

    def do(self, kind: BulkKind, *names: str, nonce: str = "en-gang", told: Told = _BEYOND) -> BulkAct:
        ids = self.ids(*names)
        with transaction():
            done = actions.perform(self.event, kind, ids, nonce, told, now=NOW, actor=SYSTEM)
        assert isinstance(done, BulkAct)
        return done

    def undo(self, act: BulkAct) -> dict[str, UndoResult | None] | None:
        with transaction():
            undone = actions.undo(self.event, act.uid, now=LATER, actor=SYSTEM)
            return {one.registration.person.given_name: one.undone for one in undone.items} if undone else None


@pytest.fixture
def hall(database: Flask) -> Hall:
    return Hall()


def _results(act: BulkAct) -> dict[str, BulkResult]:
    return {one.registration.person.given_name: one.result for one in act.items}


def _letters(kinds: Collection[str] = (), since: int = 4) -> list[tuple[str, str, LetterState]]:
    """Those after the four first receipts."""
    rows = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.id > since).order_by(OutboxLetter.id)).all()
    return [(one.kind, one.to_name.split()[0], one.state) for one in rows if not kinds or one.kind in kinds]


def test_those_who_wait_are_confirmed_beyond_the_seats_with_a_letter_each_and_a_logged_reason(hall: Hall) -> None:
    act = hall.do(BulkKind.CONFIRM, "Cia", "Dag", "Anna")
    assert _results(act) == {"Cia": BulkResult.DONE, "Dag": BulkResult.DONE, "Anna": BulkResult.ALREADY}
    assert hall.states() == dict.fromkeys(("Anna", "Bo", "Cia", "Dag"), CONFIRMED)
    first = db.session.scalar(sa.select(sa.func.min(OutboxLetter.id))) or 1
    assert _letters(since=first + 3) == [
        ("promoted", "Cia", LetterState.WAITING),
        ("promoted", "Dag", LetterState.WAITING),
    ]
    reasons = sa.select(LogEntry.details).where(LogEntry.action == "registration.override")
    assert [details["reason"] for details in db.session.scalars(reasons)] == ["Fler bord", "Fler bord"]


def test_the_letters_wait_until_it_can_no_longer_be_undone(hall: Hall) -> None:
    act = hall.do(BulkKind.CANCEL, "Anna")
    uids = act.items[0].letters
    due = db.session.scalars(sa.select(OutboxLetter.due_at).where(OutboxLetter.uid.in_(uids))).all()
    assert due == [NOW + UNDO_WINDOW]


def test_the_same_press_twice_is_done_once(hall: Hall) -> None:
    first = hall.do(BulkKind.CANCEL, "Anna")
    count = len(_letters())
    again = hall.do(BulkKind.CANCEL, "Anna", "Bo")
    assert (again.id, len(_letters()), hall.states()["Bo"]) == (first.id, count, CONFIRMED)


def test_cancelling_gives_the_seats_to_the_next_in_line(hall: Hall) -> None:
    hall.do(BulkKind.CANCEL, "Anna", "Bo")
    assert hall.states() == {"Anna": CANCELLED, "Bo": CANCELLED, "Cia": CONFIRMED, "Dag": CONFIRMED}


def test_undoing_a_cancellation_restores_those_whose_seat_nobody_took(hall: Hall) -> None:
    with transaction():
        db.session.get_one(Event, hall.event.id).capacity = 3
        actions.promote(db.session.get_one(Event, hall.event.id), now=NOW)
    act = hall.do(BulkKind.CANCEL, "Anna", "Bo")
    assert hall.states()["Dag"] is CONFIRMED
    assert hall.undo(act) == {"Anna": UndoResult.RESTORED, "Bo": UndoResult.FULL}
    assert hall.states() == {"Anna": CONFIRMED, "Bo": CANCELLED, "Cia": CONFIRMED, "Dag": CONFIRMED}
    told = [(name, state) for kind, name, state in _letters({"withdrawn"}, since=0)]
    assert told == [("Anna", LetterState.CANCELLED), ("Bo", LetterState.WAITING)]


def test_undoing_tells_nobody_of_what_never_was(hall: Hall) -> None:
    act = hall.do(BulkKind.CONFIRM, "Cia")
    assert hall.undo(act) == {"Cia": UndoResult.RESTORED}
    assert (hall.states()["Cia"], hall.line()) == (WAITING, ["Cia", "Dag"])
    assert [state for _kind, name, state in _letters({"promoted"}, since=0)] == [LetterState.CANCELLED]


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
    assert [(kind, name) for kind, name, _state in _letters({"promoted"}, since=0)] == [("promoted", "Cia")]
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


def test_writing_to_many_fills_the_fields_and_undoing_keeps_the_letters_from_leaving(hall: Hall) -> None:
    told = Told(subject="Till {{förnamn}}", text="Hej {{förnamn}}.\n\nVi ses i {{plats}}.")
    act = hall.do(BulkKind.WRITE, "Anna", "Bo", told=told)
    rows = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.kind == "message")).all()
    shown = [render.preview(outbox.as_letter(row)) for row in rows]
    assert [one.subject for one in shown] == ["Till Anna", "Till Bo"]
    assert "Hej Anna.\n\nVi ses i Södra Berget, Sundsvall." in shown[0].text
    hall.undo(act)
    assert {state for _kind, _name, state in _letters({"message"}, since=0)} == {LetterState.CANCELLED}


def test_a_letter_with_an_unknown_field_is_not_written(hall: Hall) -> None:
    with transaction():
        told = Told(subject="Hej", text="{{adress}}")
        ids = [1, 2]
        outcome = actions.perform(hall.event, BulkKind.WRITE, ids, "x", told, now=NOW, actor=SYSTEM)
    assert outcome == FieldsUnknown(("{{adress}}",))


def test_the_link_is_sent_again_and_another_events_registration_is_not_touched(hall: Hall) -> None:
    with transaction():
        other = builders.event(slug="annat")
    act = hall.do(BulkKind.RESEND, "Anna")
    assert _results(act) == {"Anna": BulkResult.DONE}
    ids = hall.ids("Bo")
    with transaction():
        none = actions.perform(other, BulkKind.CANCEL, ids, "y", Told(), now=NOW, actor=SYSTEM)
    assert isinstance(none, BulkAct)
    assert (none.items, hall.states()["Bo"]) == ([], CONFIRMED)
