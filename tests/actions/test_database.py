"""What the database module promises, on both databases."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.audit.model import FailureCount
from app.kernel.db import after_commit, ask_alone, db, insert, rehearsal, transaction, write_alone
from app.people.model import Person
from tests import builders

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


def test_a_rehearsal_leaves_nothing_behind_and_rings_no_bell(database: Flask) -> None:
    rung: list[str] = []
    with rehearsal():
        builders.person("Anna")
        after_commit(lambda: rung.append("bell"))
        assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 1
    assert (db.session.scalar(sa.select(sa.func.count(Person.id))), rung) == (0, [])


def test_what_fails_in_a_rehearsal_is_not_hidden(database: Flask) -> None:
    with pytest.raises(ZeroDivisionError), rehearsal():
        builders.person("Anna", "x" * (1 // 0))


COUNTED = FailureCount.__table__
GIVEN = {"key": "k", "window_start": NOON, "count": 3}


def _counted() -> sa.Insert:
    values = {name: sa.bindparam(name, type_=COUNTED.c[name].type) for name in GIVEN}
    return insert(COUNTED).values(**values).on_conflict_do_nothing().returning(COUNTED.c.window_start)


def test_what_is_written_alone_is_committed_once_and_read_alone_as_it_was(database: Flask) -> None:
    statement = _counted()
    written = [[tuple(row) for row in write_alone(statement, GIVEN)] for _ in range(2)]
    db.session.rollback()
    asked = sa.select(FailureCount.window_start, FailureCount.count).where(FailureCount.key.in_(["k", "other"]))
    assert (written, [tuple(row) for row in ask_alone(asked, {})]) == ([[(NOON,)], []], [(NOON, 3)])


def test_what_the_database_refuses_alone_leaves_nothing_and_is_told_as_elsewhere(database: Flask) -> None:
    refused = sa.insert(COUNTED).values(key=sa.bindparam("key", type_=COUNTED.c.key.type), window_start=NOON, count=1)
    statement = refused.returning(COUNTED.c.key)
    write_alone(statement, {"key": "k"})
    with pytest.raises(IntegrityError):
        write_alone(statement, {"key": "k"})
    with pytest.raises(sa.exc.DBAPIError):
        ask_alone(sa.select(sa.text("nothing")).select_from(sa.text("nowhere")), {})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(COUNTED)) == 1


def test_nothing_is_written_alone_inside_a_transaction(database: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        write_alone(_counted(), GIVEN)
