"""What the database module promises, on both databases."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.model import FailureCount
from app.kernel.db import after_commit, db, transaction

NOON = datetime(2027, 3, 4, 12, tzinfo=UTC)


def test_a_moment_comes_back_aware_and_in_utc(database: Flask) -> None:
    with transaction() as session:
        session.add(FailureCount(key="k", window_start=NOON))
    db.session.expire_all()
    assert db.session.scalars(sa.select(FailureCount.window_start)).one() == NOON


def test_a_failed_transaction_leaves_nothing_and_calls_nobody(database: Flask) -> None:
    called: list[str] = []

    def fail() -> None:
        with transaction() as session:
            session.add(FailureCount(key="k", window_start=NOON))
            session.flush()
            after_commit(lambda: called.append("bell"))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert (db.session.scalars(sa.select(FailureCount)).all(), called) == ([], [])


def test_a_transaction_inside_a_transaction_is_a_programming_error(database: Flask) -> None:
    with pytest.raises(RuntimeError), transaction(), transaction():
        pass
