"""How gunicorn serves the web. Where it listens comes from PORT and HOST; a proxy stands in front in production."""

import gc
import os
import sys
from itertools import count

from flask import Flask

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
worker_class = "gthread"
preload_app = True  # a bad setting ends the start with its sentence; without this, workers are respawned for ever
gc.disable()  # until the app is loaded (pre_fork): to look through what stays for good takes a fifth of the start
control_socket_disable = True  # it would open a socket in the home folder
timeout = 60
graceful_timeout = 30  # SIGTERM: nothing new is taken, what has begun is answered
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - heartbeats, not on a slow disk
logger_class = "app.web.logs.MaskedLogger"
loglevel = os.environ.get("RUN_LOG_LEVEL", "INFO").lower()
accesslog = None  # the proxy writes one; --access-logfile - gives a masked one here


def pre_fork(server: object, worker: object) -> None:
    """No database connection is shared between processes. What is loaded by now stays for good: the garbage collector
    need not go through it at every page of many rows (a third of such a page), nor make workers copy it.
    """
    from wsgi import app

    _dispose(app)
    gc.enable()
    gc.freeze()
    gc.set_threshold(
        50_000, 20, 20
    )  # a request makes thousands of short-lived objects: looking through them costs a tenth


def _dispose(app: Flask) -> None:
    from app.kernel.db import db

    with app.app_context():
        db.engine.dispose()


_requests = count(1)
_GROWN = 20_000
_AT_LEAST_EVERY = 250


def post_fork(server: object, worker: object) -> None:
    """Python 3.11 may begin to collect garbage in the midst of making an object's dictionary, and workers have died of
    that (SIGSEGV) on pages of many rows. Later versions collect between instructions only.
    """
    if sys.version_info < (3, 12):
        gc.disable()


def post_request(worker: object, request: object, environ: object, response: object) -> None:
    """Where Python may not choose the moment, collect after a request: when so many more objects have come than gone,
    and now and then in any case, since few objects may hold much (docs/decisions/0005-garbage.md).
    """
    if not gc.isenabled() and (next(_requests) % _AT_LEAST_EVERY == 0 or gc.get_count()[0] > _GROWN):
        gc.collect()
