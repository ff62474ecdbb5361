"""One act on many registrations: on both databases."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.kernel.db import db, transaction
from app.mail import outbox, render
from app.mail.model import LetterState, OutboxLetter
from app.mail.wording import FieldsUnknown
from app.registrations import actions
from app.registrations.actions import Told
from app.registrations.model import BulkAct
from app.registrations.rules.bulk import UNDO_WINDOW, BulkKind, BulkResult
from app.registrations.rules.mailings import SAME_AGAIN, SameLately
from tests import builders
from tests.builders import NOW
from tests.hall import CANCELLED, CONFIRMED, Hall, letters_since
from tests.hall import hall as hall


def _results(act: BulkAct) -> dict[str, BulkResult]:
    return {one.registration.person.given_name: one.result for one in act.items}


def test_those_who_wait_are_confirmed_beyond_the_seats_with_a_letter_each_and_a_logged_reason(hall: Hall) -> None:
    act = hall.do(BulkKind.CONFIRM, "Cia", "Dag", "Anna")
    assert _results(act) == {"Cia": BulkResult.DONE, "Dag": BulkResult.DONE, "Anna": BulkResult.ALREADY}
    assert hall.states() == dict.fromkeys(("Anna", "Bo", "Cia", "Dag"), CONFIRMED)
    first = db.session.scalar(sa.select(sa.func.min(OutboxLetter.id))) or 1
    assert letters_since(since=first + 3) == [
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
    count = len(letters_since())
    again = hall.do(BulkKind.CANCEL, "Anna", "Bo")
    assert (again.id, len(letters_since()), hall.states()["Bo"]) == (first.id, count, CONFIRMED)


def test_cancelling_gives_the_seats_to_the_next_in_line(hall: Hall) -> None:
    hall.do(BulkKind.CANCEL, "Anna", "Bo")
    assert hall.states() == {"Anna": CANCELLED, "Bo": CANCELLED, "Cia": CONFIRMED, "Dag": CONFIRMED}


def test_writing_to_many_fills_the_fields_and_undoing_keeps_the_letters_from_leaving(hall: Hall) -> None:
    told = Told(subject="Till {{förnamn}}", text="Hej {{förnamn}}.\n\nVi ses i {{plats}}.")
    act = hall.do(BulkKind.WRITE, "Anna", "Bo", told=told)
    rows = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.kind == "message")).all()
    shown = [render.preview(outbox.as_letter(row)) for row in rows]
    assert [one.subject for one in shown] == ["Till Anna", "Till Bo"]
    assert "Hej Anna.\n\nVi ses i Södra Berget, Sundsvall." in shown[0].text
    hall.undo(act)
    assert {state for _kind, _name, state in letters_since({"message"}, since=0)} == {LetterState.CANCELLED}


def test_the_same_words_within_ten_minutes_are_asked_about_once_more(hall: Hall) -> None:
    told, soon = Told(subject="Hej", text="Vi ses."), NOW + SAME_AGAIN - timedelta(seconds=1)
    hall.do(BulkKind.WRITE, "Anna", "Bo", told=told)
    ids = hall.ids("Bo", "Cia")

    def again(nonce: str, told: Told) -> object:
        with transaction():
            return actions.perform(hall.event, BulkKind.WRITE, ids, nonce, told, now=soon, actor=SYSTEM)

    assert again("1", told) == SameLately(1)
    assert isinstance(again("2", replace(told, text="Vi ses snart.")), BulkAct)
    assert isinstance(again("3", replace(told, again=True)), BulkAct)


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
