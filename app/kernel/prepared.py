"""Statements handed to the driver as they were made the first time. ``db`` says in which connection."""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.pool import PoolProxiedConnection


def _told(error: Exception, engine: Engine, text: str | None = None) -> BaseException:
    """A fault of the driver's as SQLAlchemy tells it, without what was given."""
    return sa.exc.DBAPIError.instance(text, None, error, engine.dialect.loaded_dbapi.Error, hide_parameters=True)


@contextmanager
def lent(engine: Engine) -> Iterator[PoolProxiedConnection]:
    """A connection of the driver's out of the pool: SQLAlchemy's own around it costs as much as a statement."""
    try:
        driver = engine.raw_connection()
    except engine.dialect.loaded_dbapi.Error as error:
        raise _told(error, engine) from error
    with closing(driver):
        yield driver


def _made_of(process: Callable[[Any], Any] | None, value: object) -> object:
    return process(value) if process else value


class Prepared:
    """A statement as the driver takes it, and what becomes of its values on the way in and out, as SQLAlchemy would
    have it. To run one through SQLAlchemy costs five times what SQLite does.
    """

    def __init__(self, asked: Any, given: Mapping[str, object], dialect: Dialect) -> None:
        compiled = asked.compile(dialect=dialect, column_keys=list(given) if asked.is_dml else None)
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise TypeError("a value that SQLAlchemy would have made is not given")
        state = compiled.construct_expanded_state(given)
        self._text, self._by_name = state.statement, state.positiontup is None
        self._names = list(state.positiontup if state.positiontup is not None else state.parameters)
        kinds = {name: one.type.dialect_impl(dialect).bind_processor(dialect) for name, one in compiled.binds.items()}
        into: dict[str, Any] = kinds | dict(state.processors)
        self._slots = [
            (name, into.get(name), None) if name in given else (None, None, _made_of(into.get(name), value))
            for name, value in ((name, state.parameters[name]) for name in self._names)
        ]
        """Of each place in the statement: what is given there and what becomes of it, or what always stands there."""
        columns = list(asked.exported_columns)
        self._row: Any = namedtuple("Row", [column.key for column in columns], rename=True)  # type: ignore[misc]
        made = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._out = [(number, process) for number, process in enumerate(made) if process is not None]
        self._gives_rows = bool(columns)

    def run(self, engine: Engine, driver: PoolProxiedConnection, given: Mapping[str, object]) -> Sequence[Any]:
        """The rows, with ``given`` filled in; whoever listens to statements hears of this one too."""
        values = [
            value if name is None else process(given[name]) if process else given[name]
            for name, process, value in self._slots
        ]
        filled = dict(zip(self._names, values, strict=True)) if self._by_name else values
        cursor = driver.cursor()
        for told in engine.dispatch.before_cursor_execute:
            told(None, cursor, self._text, filled, None, False)
        try:
            cursor.execute(self._text, filled)
            return [self._of(row) for row in cursor.fetchall()] if self._gives_rows else ()
        except engine.dialect.loaded_dbapi.Error as error:
            raise _told(error, engine, self._text) from error
        finally:
            cursor.close()

    def _of(self, row: Sequence[Any]) -> Any:
        if not self._out:
            return self._row._make(row)
        found = list(row)
        for number, process in self._out:
            found[number] = process(found[number])
        return self._row._make(found)


_made: WeakKeyDictionary[Any, dict[tuple[str, ...], Prepared]] = WeakKeyDictionary()
"""By the statement, as long as it lives, the database, and what is given."""


def prepared(asked: Any, given: Mapping[str, object], dialect: Dialect) -> Prepared:
    """What was made of ``asked`` the first time. A list to look in stands in the statement, since its length does."""
    here = _made.setdefault(asked, {})
    key = (dialect.name, *given)
    if key not in here:
        here[key] = Prepared(asked, given, dialect)
    return here[key]
