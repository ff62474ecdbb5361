"""The queue's bell. The outbox table is the truth; the bell only says "look now", so that a letter need not wait for
the worker's next round. The task's body is supplied by ``app.worker``.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from huey import Huey, MemoryHuey, PriorityRedisHuey, SqliteHuey
from huey.exceptions import HueyException

logger = logging.getLogger(__name__)

_QUEUE_NAME = "run"
_MINIMUM_SECONDS = 1.0
_STALE_SECONDS = 600
"""A ring that was not answered by then is forgotten: the worker was away, and looks by itself when it comes back."""
_AWAY: tuple[type[Exception], ...] = (HueyException, OSError, sqlite3.Error)


class _Bell:
    """The one queue of this process."""

    huey: Huey | None = None
    task: Callable[..., object] | None = None
    body: Callable[[], None] | None = None
    away = _AWAY
    last_rung = 0.0
    later = 0.0
    lock = threading.Lock()


def look_now() -> None:
    """The task itself: the worker delivers all that is due."""
    if _Bell.body is not None:
        _Bell.body()


def configure(queue_url: str) -> Huey:
    """Open the queue named by ``RUN_QUEUE_URL`` (sqlite, postgresql, redis, or memory in tests) and register the task.

    Raises ValueError for another scheme.
    """
    scheme = urlsplit(queue_url).scheme
    if scheme == "memory":
        huey: Huey = MemoryHuey(_QUEUE_NAME, results=False)
    elif scheme == "sqlite":
        file = queue_url.removeprefix("sqlite:///")  # a ring may be lost in a power cut, and nobody waits long for it
        huey = SqliteHuey(_QUEUE_NAME, filename=file, results=False, fsync=False, timeout=1, cache_mb=0)
    elif scheme in {"postgresql", "postgres"}:
        import psycopg  # only where it is the queue: start and memory
        from huey import PostgresHuey

        _Bell.away = (*_AWAY, psycopg.Error)
        huey = PostgresHuey(_QUEUE_NAME, dsn=queue_url, results=False)
    elif scheme in {"redis", "rediss"}:
        import redis  # the settings have seen that it is there

        _Bell.away = (*_AWAY, redis.RedisError)
        huey = PriorityRedisHuey(_QUEUE_NAME, url=queue_url, results=False)
    else:
        raise ValueError(scheme)
    _Bell.huey = huey
    _Bell.task = huey.task()(look_now)
    return huey


def queue() -> Huey:
    """The queue of this process; for the worker, which empties it and keeps its time."""
    if _Bell.huey is None:
        raise RuntimeError("bell.configure has not been called")
    return _Bell.huey


def supply(body: Callable[[], None]) -> None:
    """Give the task its body; called by the worker only."""
    _Bell.body = body


def ring() -> None:
    """Ask the worker to look in a second. At most one ring a second leaves this process; the letter that comes in
    between is covered by the ring that has not been answered yet. A queue that cannot be reached is no fault of the
    one who registers: the worker's own round finds the letter.
    """
    with _Bell.lock:
        if time.monotonic() - _Bell.last_rung < _MINIMUM_SECONDS:
            return
        _Bell.last_rung = time.monotonic()
    _schedule(_MINIMUM_SECONDS)


def ring_in(seconds: float) -> None:
    """Ask for one look later on; while it is to come, others are not asked for. For the worker, which itself looks each
    minute: it need not come true.
    """
    with _Bell.lock:
        if time.monotonic() < _Bell.later:
            return
        _Bell.later = time.monotonic() + seconds
    _schedule(seconds)


def _schedule(seconds: float) -> None:
    if _Bell.task is None:
        return
    try:
        _Bell.task.schedule(delay=seconds, expires=_STALE_SECONDS)  # type: ignore[attr-defined]
    except _Bell.away as error:
        logger.warning("the queue cannot be reached (%s); the worker finds the letters by itself", type(error).__name__)
