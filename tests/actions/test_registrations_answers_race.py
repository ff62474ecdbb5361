"""The last place of an option is one place: real processes at the same moment, on both databases."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.events.model import QuestionOption
from app.invitations import queries as invitations
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.registrations import actions, queries
from app.registrations.actions import Answers, Asked, rows
from app.registrations.actions.answers import keep_answers
from app.registrations.model import Answer, Registration
from app.registrations.rules import Ask, Reply, Settled, Wish, decide
from app.registrations.rules.answering import settle
from tests import builders
from tests.builders import NOW
from tests.races import PROCESSES, at_once

pytestmark = pytest.mark.processes
ROOMS = 10


class Hotel:
    """A conference without limit, and ten hotel rooms that people are asked whether they want."""

    def __init__(self, people: int) -> None:
        event = builders.event()
        self.part_id, self.part_uid = (part := builders.part(event)).id, part.uid
        self.question_uid = builders.question(event, "Rum?", options={"Hotellrum": ROOMS}).uid
        self.option_uid = db.session.scalars(sa.select(QuestionOption.uid)).one()
        rektor, ange = builders.role(), builders.organisation()
        self.uids = [
            builders.invitation(event, builders.person(f"Anna {number}"), rektor, ange).uid for number in range(people)
        ]

    @property
    def wish(self) -> Reply:
        """A hotel room."""
        return Reply(self.question_uid, (self.option_uid,))

    def register(self, uid: str) -> str:
        """Say yes and ask for a room; gives the name of what it came to."""
        with transaction():
            answers = Answers((Asked(self.part_uid),), replies=(self.wish,))
            return type(actions.register(invitations.lock(uid), answers, now=NOW, actor=SYSTEM)).__name__

    def rooms(self) -> int:
        """How many have got a room."""
        return db.session.scalar(sa.select(sa.func.count()).select_from(Answer)) or 0


@pytest.fixture
def hotel(database: Flask) -> Hotel:
    with transaction():
        return Hotel(PROCESSES * 3)


def _shares(uids: list[str]) -> list[list[str]]:
    return [uids[number::PROCESSES] for number in range(PROCESSES)]


def test_settling_before_the_lock_gives_rooms_that_are_not_there(hotel: Hotel) -> None:
    """What the lock is for: the same rule and the same writing, but settled on what was read before."""

    def unlocked(share: list[str]) -> Callable[[Any], list[Any]]:
        def work(barrier: Any) -> list[Any]:
            settled = [(uid, _settle_unlocked(hotel, uid)) for uid in share]
            barrier.wait(60)
            for uid, (decision, answers) in settled:
                with transaction():
                    registration = rows.blank(invitations.get(uid), NOW)
                    rows.write(registration, decision, NOW)
                    keep_answers(registration, answers, NOW, NOW, first=True, anew=True)
            return []

        return work

    at_once([unlocked(share) for share in _shares(hotel.uids)])
    assert hotel.rooms() > ROOMS


def _settle_unlocked(hotel: Hotel, uid: str) -> tuple[Any, Settled]:
    invitation = invitations.get(uid)
    asking = queries.questionnaire(invitation.event, invitation, None)
    seats = queries.seats(invitation, invitations.parts_of(invitation))
    decision = decide(Ask((Wish(hotel.part_id),)), seats, NOW)
    return decision, settle(asking, (hotel.part_id,), (hotel.wish,))


def test_eight_processes_and_ten_rooms_are_exactly_ten_and_nothing_is_written_for_the_others(hotel: Hotel) -> None:
    works = [lambda _barrier, share=share: [hotel.register(uid) for uid in share] for share in _shares(hotel.uids)]
    outcomes = Counter(at_once(works))
    assert (outcomes, hotel.rooms()) == ({"Registered": ROOMS, "NotRegistered": len(hotel.uids) - ROOMS}, ROOMS)
    letters = db.session.scalar(sa.select(sa.func.count()).select_from(OutboxLetter))
    registrations = db.session.scalar(sa.select(sa.func.count()).select_from(Registration))
    assert (letters, registrations) == (ROOMS, ROOMS)
