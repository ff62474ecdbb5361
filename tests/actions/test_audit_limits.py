"""Failure counters, on both databases."""

import threading
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from app.audit import limits
from app.audit.limits import Purpose
from app.audit.model import FailureCount
from app.kernel.db import db

NOW = datetime(2027, 1, 20, 9, 2, tzinfo=UTC)


def fail(times: int, key: str = "192.0.2.1", now: datetime = NOW) -> None:
    for _ in range(times):
        limits.count_failure(Purpose.SIGN_IN_ACCOUNT, key, now=now)


def blocked(key: str = "192.0.2.1", now: datetime = NOW, purpose: Purpose = Purpose.SIGN_IN_ACCOUNT) -> bool:
    return limits.is_blocked(purpose, key, now=now)


def test_the_tenth_failure_blocks_and_nobody_else_is_touched(database: Flask) -> None:
    fail(9)
    assert not blocked()
    fail(1)
    assert (blocked(), blocked("192.0.2.2"), blocked(purpose=Purpose.CODE)) == (True, False, False)


def test_failures_of_neighbouring_windows_count_together_and_fade(database: Flask) -> None:
    fail(5)
    fail(5, now=NOW + timedelta(minutes=6))
    assert blocked(now=NOW + timedelta(minutes=7))
    assert not blocked(now=NOW + timedelta(minutes=16))


def test_failures_at_the_same_moment_are_all_counted(database: Flask) -> None:
    together = threading.Barrier(4)

    def worker() -> None:
        with database.app_context():
            together.wait()
            fail(5)
            db.session.remove()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.session.scalars(sa.select(FailureCount.count)).all() == [20]


def test_what_is_counted_is_not_stored_and_yesterdays_counters_go(database: Flask) -> None:
    fail(1, now=NOW - timedelta(days=2))
    fail(1)
    rows = db.session.scalars(sa.select(FailureCount)).all()
    assert len(rows) == 1
    assert "192.0.2.1" not in rows[0].key


def test_a_try_is_counted_for_all_or_for_none(database: Flask) -> None:
    link, client = (Purpose.NAMING_LINK, "a"), (Purpose.NAMING_CLIENT, "192.0.2.1")
    tried = [limits.may_try((link, client), now=NOW) for _ in range(limits.OFTEN_A_DAY + 2)]
    assert tried == [True] * limits.OFTEN_A_DAY + [False, False]
    counts = sorted(db.session.scalars(sa.select(FailureCount.count)))
    assert counts == [limits.OFTEN_A_DAY, limits.OFTEN_A_DAY]
