"""The web as it runs, which tells in a header of each answer how often it asked the database (for gunicorn)."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from wsgi import app as served

HEADER = "X-Statements"
_asked = threading.local()


@sa.event.listens_for(Engine, "before_cursor_execute")
def _note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    if not statement.startswith(("BEGIN", "PRAGMA")):
        _asked.number = getattr(_asked, "number", 0) + 1


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The same answers, with the number."""
    _asked.number = 0

    def begin(status: str, headers: list[tuple[str, str]], *rest: object) -> Any:
        return start_response(status, [*headers, (HEADER, str(_asked.number))], *rest)

    return served(environ, begin)
