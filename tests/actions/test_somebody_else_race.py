"""Names given at the same moment, and a seat that goes over while others want it: real processes on both databases."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.desk import somebody_else
from app.events.model import Event
from app.invitations import queries as invitations
from app.invitations.actions.substitutes import written
from app.invitations.model import Invitation
from app.invitations.rules.substitutes import Named
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.model import Person
from app.registrations import actions
from app.registrations.model import RegistrationPart
from app.registrations.rules import RegistrationState
from tests import builders
from tests.actions.test_registrations_race import Hall, at_once
from tests.builders import NOW

pytestmark = pytest.mark.processes
NAMES = 4


@pytest.fixture
def hall(database: Flask) -> Hall:
    """One seat: Anna 0 has it, the others wait."""
    with transaction():
        hall = Hall(4, capacity=1)
        builders.person("Sam", "Ordnare")
    for uid in hall.uids:
        hall.register(uid, queue=True)
    return hall


def _named(number: int) -> Named:
    return Named(f"Karin {number}", "Ek", f"karin{number}@ange.example")


def _naming(hall: Hall, number: int) -> Callable[[Any], list[str]]:
    def work(_barrier: Any) -> list[str]:
        with transaction():
            locked = invitations.lock(hall.uids[0])
            outcome = somebody_else.name_somebody_else(locked, _named(number), now=NOW, actor=SYSTEM)
        return [type(outcome).__name__]

    return work


def _kinds() -> Counter[str]:
    return Counter(db.session.scalars(sa.select(OutboxLetter.kind)))


def _seated(hall: Hall) -> list[str]:
    asked = (
        sa.select(Person.given_name)
        .join(Invitation, Invitation.person_id == Person.id)
        .join(RegistrationPart, RegistrationPart.part_id == hall.hall_id)
        .where(
            RegistrationPart.state == RegistrationState.CONFIRMED,
            RegistrationPart.registration.has(invitation_id=Invitation.id),
        )
    )
    return list(db.session.scalars(asked))


def test_judging_before_the_lock_lets_two_come_in_one_stead(hall: Hall) -> None:
    """What the lock is for: the same acts, but on what was read before."""
    with transaction():
        actions.decline(invitations.lock(hall.uids[0]), "", now=NOW, actor=SYSTEM)

    def unlocked(number: int) -> Callable[[Any], list[str]]:
        def work(barrier: Any) -> list[str]:
            free = somebody_else._obstacle(invitations.get(hall.uids[0]), NOW) is None
            barrier.wait(60)
            with transaction():
                locked = invitations.lock(hall.uids[0])
                row = written(locked.invitation, _named(number), NOW)
                db.session.add(row)
                somebody_else._replace(locked, row, None, now=NOW, actor=SYSTEM)
            return ["named" if free else "barred"]

        return work

    assert Counter(at_once([unlocked(number) for number in range(2)])) == {"named": 2}
    assert _kinds()["named"] == 2


def test_of_several_names_given_at_once_one_stands(hall: Hall) -> None:
    outcomes = Counter(at_once([_naming(hall, number) for number in range(NAMES)]))
    assert outcomes == {"Replaced": 1, "NotNow": NAMES - 1}
    assert (_kinds()["taken_over"], _kinds()["replaced"], hall.confirmed()) == (1, 1, 1)


def test_a_seat_that_goes_over_is_not_given_to_the_next_in_line_as_well(hall: Hall) -> None:
    def promote(_barrier: Any) -> list[str]:
        with transaction():
            actions.promote(db.session.get_one(Event, hall.event_id), now=NOW)
        return []

    at_once([_naming(hall, 0), promote, promote, promote])
    assert (_seated(hall), _kinds()["promoted"]) == (["Karin 0"], 0)


def test_naming_and_withdrawing_at_once_leaves_the_seat_with_one(hall: Hall) -> None:
    def withdraw(_barrier: Any) -> list[str]:
        with transaction():
            outcome = actions.withdraw(invitations.lock(hall.uids[0]), now=NOW, actor=SYSTEM)
        return [type(outcome).__name__]

    found = set(at_once([_naming(hall, 0), withdraw]))
    assert found in ({"Replaced", "AlreadySo"}, {"Replaced", "Withdrawn"})
    assert _seated(hall) == (["Karin 0"] if "AlreadySo" in found else ["Anna 1"])


def test_taking_back_and_a_no_from_the_other_at_once_end_in_one_of_both(hall: Hall) -> None:
    _naming(hall, 0)(None)
    karin = db.session.scalars(sa.select(Invitation.uid).order_by(Invitation.id.desc())).first() or ""

    def take_back(_barrier: Any) -> list[str]:
        with transaction():
            outcome = somebody_else.take_back(invitations.lock(hall.uids[0]), now=NOW, actor=SYSTEM)
        return [type(outcome).__name__]

    def decline(_barrier: Any) -> list[str]:
        with transaction():
            actions.withdraw(invitations.lock(karin), now=NOW, actor=SYSTEM)
        return []

    (came,) = at_once([take_back, decline])
    assert _seated(hall) == (["Anna 0"] if came == "TakenBack" else ["Anna 1"])
