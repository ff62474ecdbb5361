"""One press is one act, and an undone act sells no seat twice: real processes at the same moment, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.events.model import Event
from app.invitations.queries import lock
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.registrations import actions, queries
from app.registrations.actions import Answers, Asked, Told
from app.registrations.model import BulkAct, Registration
from app.registrations.rules import RegistrationState
from app.registrations.rules.bulk import BulkKind
from tests import builders
from tests.builders import NOW
from tests.races import PROCESSES, at_once

pytestmark = pytest.mark.processes
SEATS = 4


class Hall:
    """Four seats, taken; as many more are invited and have not answered. Without a waiting list."""

    def __init__(self) -> None:
        with transaction():
            event = builders.event(capacity=SEATS, waiting_list=False)
            self.event_id, self.part = event.id, builders.part(event).uid
            people = [builders.person(f"Anna {number}") for number in range(SEATS * 2)]
            uids = [builders.invitation(event, person).uid for person in people]
        self.others = uids[SEATS:]
        for uid in uids[:SEATS]:
            self.register(uid)
        self.ids = list(db.session.scalars(sa.select(Registration.id)))

    def register(self, uid: str) -> str:
        """Ask for the one part there is."""
        with transaction():
            outcome = actions.register(lock(uid), Answers((Asked(self.part),)), now=NOW, actor=SYSTEM)
        return type(outcome).__name__

    def event(self) -> Event:
        return db.session.get_one(Event, self.event_id)

    def cancel(self) -> str:
        """Everybody who has a seat, by one and the same press."""
        event = self.event()
        with transaction():
            act = actions.perform(event, BulkKind.CANCEL, self.ids, "en-och-samma", Told(), now=NOW, actor=SYSTEM)
        return type(act).__name__

    def undo(self) -> str:
        event = self.event()
        with transaction():
            return "undone" if actions.undo(event, "en-och-samma", now=NOW, actor=SYSTEM) else "too late"


@pytest.fixture
def hall(database: Flask) -> Hall:
    return Hall()


def _number(*conditions: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(*conditions)) or 0


def test_asking_before_the_lock_whether_it_is_done_finds_that_it_is_not(hall: Hall) -> None:
    """What the lock is for."""

    def unlocked(barrier: Any) -> list[Any]:
        known = queries.find_act(hall.event_id, "en-och-samma")
        barrier.wait(60)
        if known is None:
            hall.cancel()
        return [known is None]

    assert sum(at_once([unlocked] * PROCESSES)) > 1


def test_one_press_that_arrives_many_times_is_one_act_with_a_letter_each(hall: Hall) -> None:
    assert at_once([lambda _barrier: [hall.cancel()]] * PROCESSES) == ["BulkAct"] * PROCESSES
    letters = _number(OutboxLetter.kind == "withdrawn")
    assert (_number(BulkAct.id > 0), letters) == (1, SEATS)


def test_undoing_while_others_take_the_seats_sells_none_twice(hall: Hall) -> None:
    hall.cancel()
    works: list[Callable[[Any], list[Any]]] = [lambda _barrier: [hall.undo()]] * 2
    works += [lambda _barrier, uid=uid: [hall.register(uid)] for uid in hall.others]
    outcomes = at_once(works)
    assert (outcomes.count("undone"), _number(Registration.state == RegistrationState.CONFIRMED)) == (1, SEATS)
