"""Two organizers decide a request at the same moment: one decision, one letter. Real processes, both databases."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import Actor, ActorKind
from app.events.model import Event
from app.invitations import queries as invitations
from app.kernel.db import db, transaction
from app.mail import outbox
from app.mail.model import OutboxLetter
from app.registrations import actions, letters, queries
from app.registrations.model import Request
from app.registrations.rules import Mode
from app.registrations.rules.requests import RequestState, Wishes
from tests import builders
from tests.actions.test_registrations_race import at_once
from tests.actions.test_requests import AFTER_ANSWER_BY, AFTER_CHANGE_BY

pytestmark = pytest.mark.processes
PROCESSES = 8


class Asked:
    """A request that waits."""

    def __init__(self) -> None:
        event = builders.event()
        self.event_id, part = event.id, builders.part(event)
        one = builders.invitation(event, builders.person(), builders.role(), builders.organisation())
        wishes = Wishes(((part.uid, Mode.ON_SITE),))
        actor = Actor(ActorKind.PERSON, one.person.uid, one.person.name)
        actions.ask_for(invitations.lock(one.uid), wishes, "", now=AFTER_ANSWER_BY, actor=actor)
        self.uid = db.session.scalars(sa.select(Request.uid)).one()

    @property
    def event(self) -> Event:
        """The event, as this process reads it."""
        return db.session.get_one(Event, self.event_id)


@pytest.fixture
def asked(database: Flask) -> Asked:
    with transaction():
        return Asked()


def _decisions() -> int:
    kinds = ("request_granted", "request_declined")
    return db.session.scalar(sa.select(sa.func.count()).where(OutboxLetter.kind.in_(kinds))) or 0


def test_looking_before_the_lock_answers_a_request_more_than_once(asked: Asked) -> None:
    """What the lock is for: the same decision, but made on what was read before."""

    def look(barrier: Any) -> list[str]:
        state = queries.get_request(asked.event_id, asked.uid).state
        one = queries.get_request(asked.event_id, asked.uid).invitation.uid
        db.session.rollback()
        barrier.wait(60)
        if state is RequestState.OPEN:
            with transaction():
                letter = letters.request_declined(invitations.lock(one).invitation, "", registered=False)
                outbox.put(letter, now=AFTER_CHANGE_BY)
        return []

    at_once([look] * PROCESSES)
    assert _decisions() > 1


def test_eight_organizers_at_once_make_one_decision(asked: Asked) -> None:
    def decides(number: int) -> Callable[[Any], list[str]]:
        def work(_barrier: Any) -> list[str]:
            who, now = (
                Actor(ActorKind.ACCOUNT, str(number), f"Sam {number}"),
                AFTER_CHANGE_BY + timedelta(seconds=number),
            )
            decide = actions.grant if number % 2 else actions.turn_down
            with transaction():
                return [type(decide(asked.event, asked.uid, "", now=now, actor=who)).__name__]

        return work

    outcomes = Counter(at_once([decides(number) for number in range(PROCESSES)]))
    first = outcomes["Granted"] + outcomes["TurnedDown"]
    assert (first, outcomes["AlreadyDecided"], _decisions()) == (1, PROCESSES - 1, 1)


def test_the_same_request_sent_eight_times_at_once_is_one(asked: Asked) -> None:
    uid = queries.get_request(asked.event_id, asked.uid).invitation.uid
    part = db.session.get_one(Event, asked.event_id).parts[0].uid

    def asks(_barrier: Any) -> list[str]:
        wishes = Wishes(((part, Mode.ON_SITE),))
        with transaction():
            locked = invitations.lock(uid)
            actor = Actor(ActorKind.PERSON, "anna", "Anna Berg")
            return [type(actions.ask_for(locked, wishes, "Hej", now=AFTER_ANSWER_BY, actor=actor)).__name__]

    outcomes = Counter(at_once([asks] * PROCESSES))
    open_ones = db.session.scalar(sa.select(sa.func.count()).where(Request.state == RequestState.OPEN))
    assert (outcomes, open_ones) == ({"RequestMade": 1, "AlreadyAsked": PROCESSES - 1}, 1)
