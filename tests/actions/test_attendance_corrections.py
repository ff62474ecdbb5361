"""Attendance put right afterwards and read in from reports, on both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.attendance import actions
from app.attendance.actions import Named
from app.attendance.model import Tick
from app.attendance.queries import AtDoor, list_present_at
from app.attendance.rules import Given, How, Keeper, Mark
from app.audit.model import LogEntry
from app.kernel.db import db, transaction
from app.people.model import Person
from tests.held import AFTER, SAM, Held, held


@pytest.fixture
def meeting(database: Flask) -> Held:
    with transaction():
        return held()


def _person(family_name: str) -> Person:
    return db.session.scalars(sa.select(Person).where(Person.family_name == family_name)).one()


def _correct(meeting: Held, family_name: str, nonce: str, *, present: bool) -> bool:
    with transaction():
        who = _person(family_name)
        given = {"reason": "Fel vid dörren", "nonce": nonce, "now": AFTER, "actor": SAM}
        return actions.correct(who, meeting.plenary, present=present, **given)  # type: ignore[arg-type]


def _read_in(meeting: Held, *family_names: str) -> int:
    with transaction():
        people = [Named(who.id, who.uid, who.name) for who in map(_person, family_names)]
        return actions.read_in(meeting.plenary, people, file="n.csv", now=AFTER, actor=SAM)


def _present(meeting: Held) -> dict[str, How]:
    found = list_present_at(meeting.event.id)
    parts = ((db.session.get_one(Person, person).family_name, there) for person, there in found.items())
    return {name: there[meeting.plenary.id].how for name, there in parts if meeting.plenary.id in there}


def test_a_correction_goes_both_ways_and_every_step_of_it_stays(meeting: Held) -> None:
    steps = [(True, "a"), (True, "b"), (False, "c"), (False, "d"), (True, "e")]
    assert [_correct(meeting, "Ek", nonce, present=present) for present, nonce in steps] == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert _present(meeting)["Ek"] is How.CORRECTION
    rows = db.session.scalars(sa.select(Tick).join(Tick.person).where(Person.family_name == "Ek").order_by(Tick.at))
    assert [(row.uid, row.mark, row.standing) for row in rows] == [
        ("a", Mark.PRESENT, False),
        ("c", Mark.UNDO, False),
        ("e", Mark.PRESENT, True),
    ]


def test_sent_again_a_correction_is_done_and_logged_once(meeting: Held) -> None:
    assert [_correct(meeting, "Ek", "a", present=True) for _twice in range(2)] == [True, True]
    entries = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "attendance.corrected")).all()
    assert [(entry.subject_uid, entry.details) for entry in entries] == [
        (_person("Ek").uid, {"part": "Konferens dag 1", "present": True})
    ]


def test_a_mark_that_a_phone_sends_late_does_not_undo_a_correction(meeting: Held) -> None:
    _correct(meeting, "Ek", "a", present=False)
    _correct(meeting, "Ek", "b", present=True)
    _correct(meeting, "Ek", "c", present=False)
    at = meeting.plenary.starts_at + timedelta(minutes=3)
    with transaction():
        late = Given("late", Mark.PRESENT, How.QR, at=at, phone_at=at)
        who = _person("Ek")
        actions.record(AtDoor(meeting.plenary.id, who.id, who.name), late, now=AFTER, by=Keeper(SAM))
    assert "Ek" not in _present(meeting)


def test_a_report_ticks_off_those_who_are_not_present_and_nobody_twice(meeting: Held) -> None:
    before = _present(meeting)
    assert _read_in(meeting, "Berg", "Ek", "Dal") == 2
    assert _present(meeting) == before | {"Ek": How.DIGITAL, "Dal": How.DIGITAL}
    assert _read_in(meeting, "Berg", "Ek", "Dal") == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Tick).where(Tick.how == How.DIGITAL)) == 2


def test_a_report_brings_nobody_back_who_was_taken_back_by_hand(meeting: Held) -> None:
    _correct(meeting, "Berg", "a", present=False)
    assert _read_in(meeting, "Berg") == 0
    assert "Berg" not in _present(meeting)
    assert _correct(meeting, "Berg", "b", present=True)
    assert "Berg" in _present(meeting)
