"""The last seat is one seat: real processes at the same moment, on both databases."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.events.model import Event, Part
from app.invitations import queries as invitations
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.registrations import actions, queries
from app.registrations.actions import Answers, Asked, rows
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Ask, RegistrationState, Wish, decide
from tests import builders
from tests.builders import NOW
from tests.races import PROCESSES, at_once

pytestmark = pytest.mark.processes
SEATS = 10


class Hall:
    """A hall with ten seats, a plenary without limit, and people invited to both."""

    def __init__(self, people: int, capacity: int = SEATS) -> None:
        self.event = builders.event()
        self.event_id = self.event.id
        plenary = builders.part(self.event)
        hall = builders.part(self.event, "Seminarium", capacity=capacity)
        self.hall_id, self.hall_uid, self.plenary_uid = hall.id, hall.uid, plenary.uid
        rektor, ange = builders.role(), builders.organisation()
        self.uids = [
            builders.invitation(self.event, builders.person(f"Anna {number}"), rektor, ange).uid
            for number in range(people)
        ]

    def register(self, uid: str, *, queue: bool = False) -> str:
        """Ask for the plenary and a seat in the hall; gives the name of what it came to."""
        seen = frozenset({self.hall_uid}) if queue else frozenset()
        answers = Answers((Asked(self.plenary_uid), Asked(self.hall_uid)), seen)
        with transaction():
            return type(actions.register(invitations.lock(uid), answers, now=NOW, actor=SYSTEM)).__name__

    def confirmed(self) -> int:
        """How many have a seat in the hall."""
        asked = sa.select(sa.func.count()).where(
            RegistrationPart.part_id == self.hall_id, RegistrationPart.state == RegistrationState.CONFIRMED
        )
        return db.session.scalar(asked) or 0


@pytest.fixture
def hall(database: Flask) -> Hall:
    with transaction():
        return Hall(PROCESSES * 3)


def _shares(uids: list[str]) -> list[list[str]]:
    return [uids[number::PROCESSES] for number in range(PROCESSES)]


def test_deciding_before_the_lock_sells_seats_that_are_not_there(hall: Hall) -> None:
    """What the lock is for: the same rule and the same writing, but decided on what was read before."""

    def unlocked(share: list[str]) -> Callable[[Any], list[Any]]:
        def work(barrier: Any) -> list[Any]:
            decided = [(uid, _decide_unlocked(hall, uid)) for uid in share]
            barrier.wait(60)
            for uid, decision in decided:
                with transaction():
                    registration = rows.blank(invitations.get(uid), NOW)
                    rows.write(registration, decision, NOW)
            return []

        return work

    at_once([unlocked(share) for share in _shares(hall.uids)])
    assert hall.confirmed() > SEATS


def _decide_unlocked(hall: Hall, uid: str) -> Any:
    invitation = invitations.get(uid)
    seats = queries.seats(invitation, invitations.parts_of(invitation))
    return decide(Ask((Wish(hall.hall_id),)), seats, NOW)


def test_eight_processes_and_ten_seats_are_exactly_ten(hall: Hall) -> None:
    works = [lambda _barrier, share=share: [hall.register(uid) for uid in share] for share in _shares(hall.uids)]
    outcomes = Counter(at_once(works))
    assert (outcomes, hall.confirmed()) == ({"Registered": SEATS, "NotRegistered": len(hall.uids) - SEATS}, SEATS)
    letters = db.session.scalar(sa.select(sa.func.count()).select_from(OutboxLetter))
    registrations = db.session.scalar(sa.select(sa.func.count()).select_from(Registration))
    assert (letters, registrations) == (SEATS, SEATS)


def test_the_places_in_the_queue_are_all_different(hall: Hall) -> None:
    works = [
        lambda _barrier, share=share: [hall.register(uid, queue=True) for uid in share] for share in _shares(hall.uids)
    ]
    at_once(works)
    asked = sa.select(RegistrationPart.queue_number).where(
        RegistrationPart.part_id == hall.hall_id, RegistrationPart.state == RegistrationState.WAITING
    )
    numbers = list(db.session.scalars(asked))
    assert (hall.confirmed(), len(numbers), len(set(numbers))) == (SEATS, 14, 14)


def test_the_same_form_sent_eight_times_at_once_is_one_registration_and_one_receipt(hall: Hall) -> None:
    outcomes = Counter(at_once([lambda _barrier: [hall.register(hall.uids[0])]] * PROCESSES))
    kinds = list(db.session.scalars(sa.select(OutboxLetter.kind)))
    assert (outcomes, kinds, hall.confirmed()) == ({"Registered": 1, "Unchanged": PROCESSES - 1}, ["receipt"], 1)


def test_seats_that_are_freed_go_to_the_first_in_line_once_whatever_workers_do(hall: Hall) -> None:
    for uid in hall.uids[: SEATS + 4]:
        hall.register(uid, queue=True)
    with transaction():
        db.session.get_one(Part, hall.hall_id).capacity = SEATS + 2

    def promote(_barrier: Any) -> list[int]:
        with transaction():
            return [actions.promote(db.session.get_one(Event, hall.event_id), now=NOW + timedelta(hours=1))]

    moved = at_once([promote] * PROCESSES)
    promoted = sa.select(OutboxLetter.to_name).where(OutboxLetter.kind == "promoted").order_by(OutboxLetter.id)
    assert (sum(moved), list(db.session.scalars(promoted))) == (2, ["Anna 10 Berg", "Anna 11 Berg"])


def test_withdrawing_at_once_gives_each_freed_seat_to_one(hall: Hall) -> None:
    for uid in hall.uids[: SEATS + 4]:
        hall.register(uid, queue=True)

    def withdraw(uid: str) -> Callable[[Any], list[str]]:
        def work(_barrier: Any) -> list[str]:
            with transaction():
                outcome = actions.withdraw(invitations.lock(uid), now=NOW, actor=SYSTEM)
            return [type(outcome).__name__]

        return work

    at_once([withdraw(uid) for uid in hall.uids[:PROCESSES]])
    promoted = db.session.scalar(sa.select(sa.func.count()).where(OutboxLetter.kind == "promoted"))
    assert (hall.confirmed(), promoted) == (SEATS + 4 - PROCESSES, 4)
