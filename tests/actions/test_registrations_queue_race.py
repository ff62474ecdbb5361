"""Queues, quotas and offers under real processes at the same moment, on both databases. Each race is first seen to
happen where the event's row is not held.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.desk.change_capacity import change_capacity
from app.events.model import Event, Quota
from app.events.rules.kinds import QueueMode
from app.invitations import queries as invitations
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.rules.kinds import OrganisationKind
from app.registrations import actions, queries
from app.registrations.actions import Answers, Asked, rows
from app.registrations.actions.queue import Line
from app.registrations.model import Registration
from app.registrations.rules import Ask, RegistrationState, Wish, decide
from tests import builders
from tests.builders import NOW
from tests.races import PROCESSES, at_once

pytestmark = pytest.mark.processes
SEATS = 4
LATER = NOW + timedelta(hours=1)


class House:
    """A meeting with four seats, and 16 principals of one municipality who want them."""

    def __init__(self, **given: Any) -> None:
        event = builders.event(**({"capacity": SEATS} | given))
        part = builders.part(event)
        rektor, ange = builders.role(), builders.organisation()
        self.event_id, self.part_id, self.part_uid = event.id, part.id, part.uid
        self.begins = part.starts_at
        self.uids = [
            builders.invitation(event, builders.person(f"Gäst {number}"), rektor, ange).uid for number in range(16)
        ]

    def comes(self, uid: str) -> str:
        """Ask for a seat, or a place in the queue; what it came to."""
        answers = Answers((Asked(self.part_uid),), frozenset({self.part_uid}), event_seen_full=True)
        with transaction():
            outcome = actions.register(invitations.lock(uid), answers, now=NOW, actor=SYSTEM)
        return type(outcome).__name__

    def act(self, act: Any, uid: str, **given: Any) -> str:
        """Withdraw, take or let be; what it came to."""
        with transaction():
            return type(act(invitations.lock(uid), **({"now": LATER, "actor": SYSTEM} | given))).__name__

    def promote(self, now: Any = LATER) -> int:
        with transaction():
            return actions.promote(db.session.get_one(Event, self.event_id), now=now)

    def confirmed(self) -> int:
        """How many have a seat."""
        mine = Registration.event_id == self.event_id, Registration.state == RegistrationState.CONFIRMED
        return db.session.scalar(sa.select(sa.func.count()).where(*mine)) or 0


def _house(**given: Any) -> House:
    with transaction():
        return House(**given)


@pytest.fixture
def house(database: Flask) -> House:
    return _house()


def _letters(kind: str) -> list[str]:
    asked = sa.select(OutboxLetter.to_name).where(OutboxLetter.kind == kind).order_by(OutboxLetter.id)
    return [name.removesuffix(" Berg") for name in db.session.scalars(asked)]


def _waiting_for(house: House, count: int, *, first: int = SEATS) -> list[str]:
    """Four have the seats, and the next ``count`` wait in order."""
    for uid in house.uids[: first + count]:
        house.comes(uid)
    return house.uids[first : first + count]


def _two_more(house: House) -> None:
    with transaction():
        db.session.get_one(Event, house.event_id).capacity = SEATS + 2


def test_promoting_on_what_was_read_before_the_lock_gives_two_seats_to_more_than_two(house: House) -> None:
    _waiting_for(house, 4)
    _two_more(house)

    def unlocked(barrier: Any) -> list[int]:
        event = db.session.get_one(Event, house.event_id)
        line = Line(event, event.parts, queries.list_waiting(event.id))
        barrier.wait(60)
        with transaction():
            return [line.move(LATER, house.begins, None)]

    assert sum(at_once([unlocked] * PROCESSES)) > 2
    assert len(_letters("promoted")) > 2


def test_two_freed_seats_go_to_the_first_two_once(house: House) -> None:
    _waiting_for(house, 4)
    _two_more(house)
    moved = at_once([lambda _barrier: [house.promote()]] * PROCESSES)
    assert (sum(moved), _letters("promoted"), house.confirmed()) == (2, ["Gäst 4", "Gäst 5"], SEATS + 2)


def test_promotion_against_withdrawal_gives_every_seat_to_the_next_who_still_wants_it(house: House) -> None:
    waiting = _waiting_for(house, 6)
    leaving = [house.uids[0], house.uids[1], waiting[0], waiting[2]]

    def withdraw(uid: str) -> Callable[[Any], list[str]]:
        return lambda _barrier: [house.act(actions.withdraw, uid)]

    works = [withdraw(uid) for uid in leaving] + [lambda _barrier: [house.promote()]] * 4
    outcomes = Counter(str(one) for one in at_once(works))
    assert (outcomes["Withdrawn"], house.confirmed()) == (4, SEATS)
    promoted = _letters("promoted")
    stayed = [name for name in promoted if name not in ("Gäst 4", "Gäst 6")]
    assert stayed == sorted(stayed)
    assert len(promoted) == len(set(promoted))
    waits = sa.select(sa.func.count()).where(Registration.state == RegistrationState.WAITING)
    assert db.session.scalar(waits) == 10 - 4 - SEATS


def _quota(house: House, most: int) -> None:
    with transaction():
        kommun = OrganisationKind.KOMMUN
        db.session.add(Quota(event_id=house.event_id, most=most, organisation_kind=kommun, per_organisation=True))
        db.session.get_one(Event, house.event_id).has_quotas = True


def test_deciding_before_the_lock_gives_a_quotas_last_place_to_many(house: House) -> None:
    _quota(house, 1)

    def unlocked(uid: str) -> Callable[[Any], list[Any]]:
        def work(barrier: Any) -> list[Any]:
            invitation = invitations.get(uid)
            seats = queries.seats(invitation, invitations.parts_of(invitation))
            decision = decide(Ask((Wish(house.part_id),)), seats, NOW)
            barrier.wait(60)
            with transaction():
                rows.write(rows.blank(invitations.get(uid), NOW), decision, NOW)
            return []

        return work

    at_once([unlocked(uid) for uid in house.uids[:PROCESSES]])
    assert house.confirmed() > 1


def test_a_quotas_last_place_is_one_place(house: House) -> None:
    _quota(house, 3)
    works = [lambda _barrier, share=house.uids[n::PROCESSES]: [house.comes(uid) for uid in share] for n in range(8)]
    outcomes = Counter(at_once(works))
    assert (outcomes, house.confirmed(), len(_letters("receipt")), len(_letters("waiting"))) == (
        {"Registered": 16},
        3,
        3,
        13,
    )


def _offered(database: Flask) -> House:
    """The first in line is offered a seat for a day."""
    house = _house(queue_mode=QueueMode.OFFERED, offer_hours=24)
    _waiting_for(house, 3)
    house.act(actions.withdraw, house.uids[0], now=NOW)
    return house


def test_passing_on_an_offer_on_what_was_read_before_the_lock_offers_it_to_more_than_one(database: Flask) -> None:
    house = _offered(database)
    with transaction():
        db.session.get_one(Event, house.event_id).capacity = SEATS + 1

    def unlocked(barrier: Any) -> list[int]:
        event = db.session.get_one(Event, house.event_id)
        line = Line(event, event.parts, queries.list_waiting(event.id))
        barrier.wait(60)
        with transaction():
            return [line.move(LATER, house.begins, None)]

    at_once([unlocked] * PROCESSES)
    assert len(_letters("offered")) > 2


def test_an_offer_that_ran_out_goes_to_the_next_once_whatever_workers_do(database: Flask) -> None:
    house = _offered(database)
    late = NOW + timedelta(hours=25)
    moved = at_once([lambda _barrier: [house.promote(late)]] * PROCESSES)
    assert (sum(moved), _letters("offered"), _letters("offer_passed")) == (1, ["Gäst 4", "Gäst 5"], ["Gäst 4"])


def test_taking_an_offer_against_its_running_out_is_one_or_the_other(database: Flask) -> None:
    house = _offered(database)
    in_time, late = NOW + timedelta(hours=23), NOW + timedelta(hours=25)
    works: list[Callable[[Any], list[Any]]] = [
        lambda _barrier: [house.act(actions.accept_offer, house.uids[SEATS], now=in_time)],
        *[lambda _barrier: [house.promote(late)]] * (PROCESSES - 1),
    ]
    taken = "OfferTaken" in at_once(works)
    assert (house.confirmed(), _letters("offer_passed"), len(_letters("offered"))) == (
        (SEATS, [], 1) if taken else (SEATS - 1, ["Gäst 4"], 2)
    )


def test_places_made_fewer_meanwhile_confirm_nobody_after_that(house: House) -> None:
    waiting = _waiting_for(house, 4)
    new = house.uids[SEATS + 4 : SEATS + 8]

    def lower(_barrier: Any) -> list[str]:
        with transaction():
            event = db.session.get_one(Event, house.event_id)
            change_capacity(event, 2, now=LATER, actor=SYSTEM)
        return ["lowered"]

    works: list[Callable[[Any], list[Any]]] = [
        lower,
        lambda _barrier: [house.act(actions.withdraw, house.uids[0])],
        lambda _barrier: [house.act(actions.withdraw, waiting[1])],
        lambda _barrier: [house.promote()],
        *[lambda _barrier, uid=uid: [house.comes(uid)] for uid in new],
    ]
    at_once(works)
    entries = list(db.session.scalars(sa.select(LogEntry).order_by(LogEntry.id)))
    lowered = next(number for number, entry in enumerate(entries) if entry.action == "event.edited")
    after = [entry.action for entry in entries[lowered:]]
    assert "registration.moved_up" not in after
    assert house.confirmed() in (SEATS - 1, SEATS)
    assert len(_letters("promoted")) == house.confirmed() - (SEATS - 1)
