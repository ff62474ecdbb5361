"""What the database is asked in a test, by SQLAlchemy or past it; the BEGIN of a read is not among it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Engine


@contextmanager
def statements(kind: str = "") -> Iterator[list[str]]:
    """Every statement that is handed to any database meanwhile, or those alone that begin with ``kind``."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(kind):
            said.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)


def count_statements(act: Callable[[], object]) -> int:
    """How many statements it takes to ``act``."""
    with statements() as said:
        act()
    return len(said)
