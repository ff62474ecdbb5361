"""The database: base class, column types, names of constraints, and ``transaction()``.

Reads of a request run under plain BEGIN. A write opens its own transaction late and keeps it short: ``BEGIN IMMEDIATE``
on SQLite (with plain BEGIN two writers deadlock and one is told "database is locked"), BEGIN on PostgreSQL, where the
action locks the rows that hold the seats. Nothing here knows of a request.
"""

import enum
import fcntl
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Session

from app.kernel.prepared import lent, prepared

_WRITING = "run_writing"
_turn = threading.Lock()
_turn_files: dict[tuple[int, str], int] = {}
"""Open files by process and database: a file opened before a fork would be one lock for both."""


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware moment, stored in UTC. SQLite gives naive values back: the zone is put on again."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments; SQLite gets naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone was to be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Aware, in UTC, whatever the server's zone. In one step: lists read these by the thousand."""
        return _read_text if dialect.name == "sqlite" else _read_moment


def _read_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


def _read_moment(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


SortKey = sa.String().with_variant(sa.String(collation="C"), "postgresql")


class Base(DeclarativeBase):
    """Base of every table, with names for all constraints so that migrations can find them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime(),
        bytes: sa.LargeBinary(),
        dict[str, Any]: sa.JSON(),
        list[str]: sa.JSON(),
        enum.Enum: sa.Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=False,
            length=40,
            values_callable=lambda e: [m.value for m in e],
        ),
    }


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """SQLite: this module says BEGIN itself; foreign keys hold; a confirmed registration survives a power cut."""
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}").close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """A read's BEGIN takes no lock and cannot fail: it goes past SQLAlchemy, which would make it cost a statement."""
    if connection.dialect.name != "sqlite":
        return
    options = connection.get_execution_options()
    if options.get(_WRITING, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.connection.execute("BEGIN")


def insert(table: Any, dialect: str = "") -> Any:
    """INSERT that can be told what to do ON CONFLICT, in the words of the database in use, or of ``dialect``: for what
    two may write at once.
    """
    return (postgresql if (dialect or db.engine.dialect.name) == "postgresql" else sqlite).insert(table)


def ask_alone(asked: sa.Select[Any], given: Mapping[str, object]) -> Sequence[Any]:
    """The rows that ``asked`` finds: past the session and, on SQLite, without a transaction around it. Both would cost
    a calendar that is polled, or somebody who is ticked off, more than the statement. Of what has been committed.
    ``asked`` is made once: the driver is handed what was made of it the first time.
    """
    engine = db.engine
    with lent(engine) as driver:
        return prepared(asked, given, engine.dialect).run(engine, driver, given)


def write_alone(statement: Any, given: Mapping[str, object], *, keep_read: bool = False) -> Sequence[Any]:
    """Run one statement that writes, as a transaction of its own, and commit; the rows that it returns. For the doors,
    as ``transaction()`` is; not inside it. For what somebody waits for in a queue, and needs nothing read before. With
    ``keep_read``, for what is noted beside what is read: that stays, and RuntimeError tells of anything changed in it.
    """
    if is_writing():
        raise RuntimeError("write_alone() inside transaction()")
    if db.session.registry.has():
        _end_read(db.session(), keep=keep_read)
    engine = db.engine
    with _taking_turns(), lent(engine) as driver:
        rows = prepared(statement, given, engine.dialect).run(engine, driver, given)
        driver.commit()
        return rows


def run_within(statement: Any, given: Mapping[str, object]) -> Sequence[Any]:
    """The rows that ``statement`` finds or returns, in what the session has open: the request's read, or
    ``transaction()``. For statements of columns that are asked with every form or every registration, made once, as in
    ``ask_alone``.
    """
    session = db.session()
    if not statement.is_dml:
        session.flush()
    connection = session.connection()
    return prepared(statement, given, connection.dialect).run(connection.engine, connection.connection, given)


def _taking_turns() -> AbstractContextManager[object]:
    """On SQLite writers take turns, threads and processes: SQLite knows no queue, it lets those who wait sleep ever
    longer while others pass them by.
    """
    name = db.engine.url.database or ""
    return _turn_at(name) if db.engine.dialect.name == "sqlite" and name != ":memory:" else nullcontext()


@contextmanager
def _turn_at(name: str) -> Iterator[None]:
    with _turn:
        here = (os.getpid(), name)
        if here not in _turn_files:
            _turn_files[here] = os.open(f"{name}-turn", os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(_turn_files[here], fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(_turn_files[here], fcntl.LOCK_UN)


@contextmanager
def transaction(*, keep_read: bool = False) -> Iterator[Session]:
    """End the read that the request has open, and open the writing transaction; commit at the end, roll back on any
    exception. Objects read before are expired: an action reads again what it decides on. Opened at the doors
    (web, cli, rounds, demo) only, never inside another.

    ``keep_read``: they are not expired, for an action that holds their versions against the database itself, so that
    the others need not wait while it reads.
    """
    session = db.session()
    if is_writing():
        raise RuntimeError("transaction() inside transaction(): an action tried to commit below the door")
    _end_read(session, keep=keep_read)
    with _taking_turns():
        session.info[_WRITING] = True
        session.info["after_commit"] = []
        try:
            session.connection(execution_options={_WRITING: True})
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info[_WRITING] = False
            callbacks = session.info.pop("after_commit", [])
    for callback in dict.fromkeys(callbacks):
        callback()


class _Rehearsed(Exception):
    """Ends a rehearsal."""


@contextmanager
def rehearsal() -> Iterator[Session]:
    """A ``transaction()`` that is always rolled back, to see what an act would come to: what is to be kept of it must
    be made into values before it ends.
    """
    with suppress(_Rehearsed), transaction() as session:
        yield session
        raise _Rehearsed


def _end_read(session: Session, *, keep: bool) -> None:
    if not keep:
        session.rollback()
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside transaction()")
    session.commit()  # of nothing: what was read stays as it was read


def after_commit(callback: Callable[[], None]) -> None:
    """Have ``callback`` called once when the open ``transaction()`` has committed; not at all when it fails."""
    db.session().info["after_commit"].append(callback)


def is_writing() -> bool:
    """Whether ``transaction()`` is open: what is read may be of what is written and not yet committed."""
    return db.session.registry.has() and bool(db.session().info.get(_WRITING))


def end_read() -> None:
    """Give up the read that is open: for a round that found nothing to do and holds nothing."""
    db.session.rollback()


@contextmanager
def separate_transaction() -> Iterator[Session]:
    """A short writing transaction of its own, for failure counters that must stay although the request's own work is
    given up. Not inside ``transaction()``: on SQLite it would wait for itself.
    """
    if is_writing():
        raise RuntimeError("separate_transaction() inside transaction()")
    db.session().rollback()
    with _taking_turns(), Session(db.engine, expire_on_commit=False) as session:
        session.connection(execution_options={_WRITING: True})
        yield session
        session.commit()
