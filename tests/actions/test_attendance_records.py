"""Records that come late, twice, in any order and at once, on both databases: one truth, and nothing lost."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.attendance import actions, queries
from app.attendance.actions import NonceTaken
from app.attendance.model import Tick
from app.attendance.queries import AtDoor
from app.attendance.rules import Given, How, Keeper, Mark, Record, standing
from app.audit.actor import Actor, ActorKind
from app.desk.merge_persons import merge_persons
from app.events.model import Part
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from tests import builders
from tests.races import PROCESSES, at_once

NOON = datetime(2027, 3, 4, 12, 0, tzinfo=UTC)
EVENING = NOON + timedelta(hours=8)
MINUTE = timedelta(minutes=1)
SAM = Actor(ActorKind.ACCOUNT, "sam", "Sam Ordnare")
ONE, TWO = (Keeper(Actor(ActorKind.ACCOUNT, name, name), name) for name in ("Dörr Ett", "Dörr Två"))


@pytest.fixture
def anna(database: Flask) -> AtDoor:
    with transaction():
        return _somebody()


def _somebody() -> AtDoor:
    event = builders.event()
    part, who = builders.part(event), builders.person()
    builders.invitation(event, who, state=InvitationState.COMING)
    return AtDoor(part.id, who.id, who.name)


def _rows(at: AtDoor) -> list[Tick]:
    db.session.expire_all()
    asked = sa.select(Tick).where(Tick.part_id == at.part_id, Tick.person_id == at.person_id)
    return list(db.session.scalars(asked.order_by(Tick.id)))


def _event_id(at: AtDoor) -> int:
    return db.session.get_one(Part, at.part_id).event_id


def _stands(at: AtDoor) -> str | None:
    """The uid that stands, which is also what judging all rows anew comes to."""
    rows = _rows(at)
    stored = [row.uid for row in rows if row.standing]
    judged = standing(row.record for row in rows)
    assert stored == ([judged.uid] if judged else [])
    return judged.uid if judged else None


def _late(uid: str, minute: int, mark: Mark = Mark.PRESENT) -> Given:
    at = NOON + minute * MINUTE
    return Given(uid, mark, How.QR, at=at, phone_at=at)


def test_a_late_tick_that_was_earlier_stands_instead_and_the_other_stays_as_a_record(anna: AtDoor) -> None:
    with transaction():
        actions.tick(anna, nonce="now", now=NOON, by=ONE)
    with transaction():
        actions.record(anna, _late("late", -5), now=EVENING, by=TWO)
    assert _stands(anna) == "late"
    assert [(row.uid, row.at, row.phone_at, row.received_at, row.door, row.how) for row in _rows(anna)] == [
        ("now", NOON, None, NOON, "Dörr Ett", How.NAME),
        ("late", NOON - 5 * MINUTE, NOON - 5 * MINUTE, EVENING, "Dörr Två", How.QR),
    ]


def test_an_undo_that_came_before_its_tick_holds(anna: AtDoor) -> None:
    with transaction():
        actions.record(anna, _late("undo", 5, Mark.UNDO), now=EVENING, by=ONE)
    with transaction():
        actions.record(anna, _late("tick", 1), now=EVENING, by=TWO)
    assert _stands(anna) is None


def test_asked_at_once_it_is_after_everything_that_is_known(anna: AtDoor) -> None:
    """A clock of another server may be a little ahead."""
    with transaction():
        actions.record(anna, _late("undo", 0, Mark.UNDO), now=NOON, by=ONE)
    with transaction():
        actions.tick(anna, nonce="tick", now=NOON - MINUTE, by=TWO)
    assert (_stands(anna), _rows(anna)[1].at > NOON) == ("tick", True)


def test_a_repeat_of_a_late_record_writes_nothing(anna: AtDoor) -> None:
    told = []
    for _ in range(3):
        with transaction():
            told.append(actions.record(anna, _late("late", 1), now=EVENING, by=ONE))
    assert (len(set(told)), len(_rows(anna))) == (1, 1)


def test_a_name_of_a_record_is_of_one_person_only(anna: AtDoor) -> None:
    with transaction():
        somebody_else = AtDoor(anna.part_id, builders.person("Karin").id, "Karin Berg")
        actions.tick(anna, nonce="mine", now=NOON, by=ONE)
    for act in (
        lambda: actions.tick(somebody_else, nonce="mine", now=NOON, by=TWO),
        lambda: actions.record(somebody_else, _late("mine", 1), now=NOON, by=TWO),
    ):
        with pytest.raises(NonceTaken), transaction():
            act()
    assert (len(_rows(anna)), _rows(somebody_else)) == (1, [])


MARKS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from(Mark)), min_size=1, max_size=5)


@given(drawn=MARKS, data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_late_records_in_any_order_and_repeated_give_one_truth(
    database: Flask, drawn: list[tuple[int, Mark]], data: Any
) -> None:
    marks = [_late(f"{number}", minute, mark) for number, (minute, mark) in enumerate(drawn)]
    order = data.draw(st.permutations([*marks, *marks]))
    with transaction():
        at = _somebody()
    for number, one in enumerate(order):
        with transaction():
            own = Given(f"{at.person_id}-{one.nonce}", one.mark, one.how, one.at, one.phone_at)
            actions.record(at, own, now=EVENING + number * MINUTE, by=ONE)
    truth = standing(Record(f"{at.person_id}-{one.nonce}", one.mark, one.at or NOON, "") for one in marks)
    assert (_stands(at), len(_rows(at))) == (truth.uid if truth else None, len(marks))


@pytest.mark.processes
def test_many_doors_that_tick_one_person_at_once_make_one_that_stands(anna: AtDoor) -> None:
    def door(number: int) -> Any:
        def work(_barrier: Any) -> list[str]:
            with transaction():
                return [type(actions.tick(anna, nonce=f"n{number}", now=NOON, by=ONE)).__name__]

        return work

    outcomes = at_once([door(number) for number in range(PROCESSES)])
    assert (outcomes.count("Ticked"), outcomes.count("AlreadyPresent")) == (1, PROCESSES - 1)
    assert (_stands(anna) is not None, len(_rows(anna))) == (True, PROCESSES)


@pytest.mark.processes
def test_ticks_undos_and_late_records_at_once_leave_what_judging_them_gives(anna: AtDoor) -> None:
    def work(number: int) -> Any:
        def acts(_barrier: Any) -> list[int]:
            for turn in range(6):
                name, now = f"{number}-{turn}", NOON + turn * MINUTE
                with transaction():
                    if number % 3 == 0:
                        actions.tick(anna, nonce=name, now=now, by=ONE)
                    elif number % 3 == 1:
                        actions.undo(anna, nonce=name, now=now, by=TWO)
                    else:
                        actions.record(anna, _late(name, turn - 3), now=now, by=TWO)
            return [number]

        return acts

    assert len(at_once([work(number) for number in range(PROCESSES)])) == PROCESSES
    _stands(anna)
    assert len(_rows(anna)) == 6 * PROCESSES


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_two_who_are_one_are_present_where_either_was(anna: AtDoor, order: tuple[int, int]) -> None:
    with transaction():
        twin = builders.person("Anna", "Bergh")
        uids = [db.session.get_one(type(twin), anna.person_id).uid, twin.uid]
        mine = AtDoor(anna.part_id, twin.id, twin.name)
        actions.tick(anna, nonce="a", now=NOON, by=ONE)
        actions.tick(mine, nonce="b", now=NOON + MINUTE, by=TWO)
        actions.undo(mine, nonce="c", now=NOON + 2 * MINUTE, by=TWO)
    with transaction():
        kept = merge_persons(uids[order[0]], uids[order[1]], now=EVENING, actor=SAM)
    one = AtDoor(anna.part_id, kept.id, kept.name)
    assert _stands(one) is not None
    assert [(row.uid, row.how) for row in _rows(one)][:3] == [("a", How.NAME), ("b", How.NAME), ("c", How.NAME)]
    assert [(row.how, row.by_name) for row in _rows(one)][3:] == [(How.CORRECTION, "Sam Ordnare")]


def test_two_who_were_both_ticked_off_are_present_since_the_first(anna: AtDoor) -> None:
    with transaction():
        twin = builders.person("Anna", "Bergh")
        uid = db.session.get_one(type(twin), anna.person_id).uid
        actions.tick(anna, nonce="a", now=NOON, by=ONE)
        actions.tick(AtDoor(anna.part_id, twin.id, twin.name), nonce="b", now=NOON - MINUTE, by=TWO)
    with transaction():
        merge_persons(uid, twin.uid, now=EVENING, actor=SAM)
    assert (_stands(anna), len(_rows(anna))) == ("b", 2)
    assert queries.list_present_at(_event_id(anna))[anna.person_id][anna.part_id].by_name == "Dörr Två"
