"""A mailing goes once, whoever presses and however many workers write: real processes at the same moment, on both
databases.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.audit.actor import SYSTEM
from app.desk import mailings as desk
from app.desk.mailings import Draft, Seen
from app.kernel.db import db, transaction
from app.mail import mailings
from app.mail.model import MailingState, OutboxLetter
from app.people.model import Person
from app.registrations.rules.mailings import Audience, AudienceKind, leaves_at
from tests import builders
from tests.builders import NOW
from tests.races import PROCESSES, at_once

pytestmark = pytest.mark.processes
MANY, MANY_MORE = 120, 500
LEAVES = leaves_at(None, NOW)


@pytest.fixture
def draft(database: Flask) -> str:
    """To everybody in the register."""
    with transaction():
        for number in range(MANY):
            builders.person(f"Anna {number}")
        told = Draft("", Audience(AudienceKind.REGISTER), "Hej", "Hej {{förnamn}}.", also_later=False)
        return desk.create(told, "", now=NOW, actor=SYSTEM).uid


def _press(uid: str, many: int = MANY) -> str:
    with transaction() as session:
        people = list(session.scalars(sa.select(Person.uid)))
        return type(desk.decide(uid, people, {}, Seen(1, many), None, now=NOW, actor=SYSTEM)).__name__


def _letters() -> tuple[int, int]:
    """How many letters there are, and to how many people."""
    asked = sa.select(sa.func.count(), sa.func.count(sa.distinct(OutboxLetter.person_uid))).select_from(OutboxLetter)
    return tuple(db.session.execute(asked).one())  # type: ignore[return-value]


def test_whoever_presses_at_once_it_is_decided_once(draft: str) -> None:
    def press(barrier: Any) -> list[str]:
        barrier.wait(60)
        return [_press(draft)]

    found = at_once([press] * PROCESSES)
    assert sorted(found) == ["Decided"] + ["DecidedAlready"] * (PROCESSES - 1)


def test_whoever_sends_the_same_words_at_once_all_but_one_are_asked_again(draft: str) -> None:
    with transaction():
        told = Draft("", Audience(AudienceKind.REGISTER), "Hej", "Hej {{förnamn}}.", also_later=False)
        uids = [draft, *(desk.create(told, "", now=NOW, actor=SYSTEM).uid for _other in range(PROCESSES - 1))]

    def press(uid: str) -> Callable[[Any], list[str]]:
        def work(barrier: Any) -> list[str]:
            barrier.wait(60)
            return [_press(uid)]

        return work

    found = at_once([press(uid) for uid in uids])
    assert sorted(found) == ["Decided"] + ["SameLately"] * (PROCESSES - 1)


def test_workers_that_write_at_once_write_each_letter_once(draft: str) -> None:
    _press(draft)

    def work(barrier: Any) -> list[int]:
        barrier.wait(60)
        return [rounds.write_mailings(lambda: LEAVES)]

    assert sum(at_once([work] * 4)) == MANY
    assert _letters() == (MANY, MANY)


def test_whoever_is_killed_leaves_the_rest_to_the_next(draft: str) -> None:
    with transaction():
        for number in range(MANY, MANY_MORE):
            builders.person(f"Anna {number}")
    _press(draft, MANY_MORE)
    db.session.remove()
    db.engine.dispose()
    worker = multiprocessing.get_context("fork").Process(target=rounds.write_mailings, args=(lambda: LEAVES,))
    worker.start()
    _wait_for_the_first_letter()
    os.kill(worker.pid or 0, signal.SIGKILL)
    worker.join(60)
    with transaction():
        mailings.lock(draft)  # what it was in the middle of is done or undone
        before = _letters()[0]
    assert (worker.exitcode, 0 < before < MANY_MORE) == (-signal.SIGKILL, True)
    assert rounds.write_mailings(lambda: LEAVES) == MANY_MORE - before
    assert _letters() == (MANY_MORE, MANY_MORE)


def _wait_for_the_first_letter() -> None:
    until = time.monotonic() + 60
    while not _letters()[0]:
        assert time.monotonic() < until, "waited in vain"
        db.session.rollback()
        time.sleep(0.002)
    db.session.rollback()


def test_taken_back_at_the_moment_it_leaves_no_letter_is_left_to_go(draft: str) -> None:
    _press(draft)

    def work(barrier: Any) -> list[str]:
        barrier.wait(60)
        rounds.write_mailings(lambda: LEAVES)
        return ["wrote"]

    def regret(barrier: Any) -> list[str]:
        barrier.wait(60)
        with transaction():
            desk.take_back(draft, now=LEAVES, actor=SYSTEM)
        return ["took back"]

    at_once([work, regret, work])
    db.session.rollback()
    row = mailings.get(draft)
    progress = mailings.progress_of([row.id])[row.id]
    assert row.state is MailingState.CANCELLED
    assert (progress.sent, progress.stopped, progress.waiting - progress.unwritten) == (0, _letters()[0], 0)
