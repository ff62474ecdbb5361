"""For operators: alive, ready, figures, and what robots may read."""

import ipaddress
import os
import re
import time
from datetime import timedelta
from functools import lru_cache

import sqlalchemy as sa
from flask import Blueprint, Response, abort, g, request
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy.exc import SQLAlchemyError

from app.kernel import clock
from app.kernel.db import db
from app.kernel.settings import ROOT
from app.mail.model import LetterState, OutboxLetter
from app.web.running import settings

bp = Blueprint("health", __name__)

LATEST_LETTER = timedelta(minutes=30)
"""A letter that has been due for longer than this means that the worker is not at work."""
_INSIDE = [
    ipaddress.ip_network(inside)
    for inside in ("127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
]
_REVISIONS = ("revision", "down_revision")
_UNSENT = (LetterState.WAITING, LetterState.SENDING, LetterState.RETRYING)
_REQUESTS = Counter("run_requests_total", "Answers given", ("method", "route", "status"))
_SECONDS = Histogram(
    "run_request_seconds", "Time to an answer", ("route",), buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)
)
_ROBOTS = "User-agent: *\nDisallow: /arrangor/\nDisallow: /dorr/\nDisallow: /logga-in\nDisallow: /min-inloggning\n"


@bp.before_app_request
def _start_watch() -> None:
    g.started = time.perf_counter()


@bp.after_app_request
def _count(response: Response) -> Response:
    route = request.endpoint or "none"
    _REQUESTS.labels(request.method, route, response.status_code).inc()
    if "started" in g:
        _SECONDS.labels(route).observe(time.perf_counter() - g.started)
    return response


def _text(body: str, status: int = 200) -> Response:
    return Response(body, status, mimetype="text/plain", headers={"Cache-Control": "no-store"})


@bp.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return _text("ok\n")


@bp.get("/readyz")
def ready() -> Response:
    """Whether work can be done: the database answers and is migrated, and letters leave where a server is set."""
    faults = find_faults()
    return _text("".join(f"{fault}\n" for fault in faults) or "ready\n", 503 if faults else 200)


def find_faults() -> list[str]:
    """What stands in the way, in plain words."""
    try:
        version = _database_version()
        late = _late_letters()
    except SQLAlchemyError:
        return ["database: no answer"]
    faults = []
    if version != (head := _migration_head()):
        faults.append(f"database: at migration {version or 'none'}, expected {head or 'none'}")
    if settings().mail_is_on and late:
        faults.append(f"outbox: {late} letters have been due for more than {LATEST_LETTER.seconds // 60} minutes")
    return faults


def _database_version() -> str:
    """The migration that the database is at; empty when it has never been migrated."""
    if not sa.inspect(db.engine).has_table("alembic_version"):
        db.session.execute(sa.select(sa.literal(1)))
        return ""
    return str(db.session.scalar(sa.text("SELECT version_num FROM alembic_version")) or "")


@lru_cache(maxsize=1)
def _migration_head() -> str:
    """The last migration there is, which none builds on; read out of the files, since Alembic would load all of it."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py")]
    named = [set(re.findall(rf'^{name} = "(\w+)"$', "\n".join(texts), re.MULTILINE)) for name in _REVISIONS]
    return max(named[0] - named[1], default="")


def _late_letters() -> int:
    late = (OutboxLetter.state.in_(_UNSENT), OutboxLetter.due_at < clock.now() - LATEST_LETTER)
    return db.session.scalar(sa.select(sa.func.count()).select_from(OutboxLetter).where(*late)) or 0


@bp.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus: from inside only, never through a proxy."""
    if not _from_inside():
        abort(404)
    body = generate_latest(_registry()) + generate_latest(_letters())
    return Response(body, content_type="text/plain; version=0.0.4; charset=utf-8")


def _from_inside() -> bool:
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return any(address in network for network in _INSIDE)


def _registry() -> CollectorRegistry:
    """Every worker's figures where they share a folder (PROMETHEUS_MULTIPROC_DIR), else this process's own."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


def _letters() -> CollectorRegistry:
    """Letters by state, asked of the database at this moment."""
    registry = CollectorRegistry()
    gauge = Gauge("run_letters", "Letters in the outbox", ("state",), registry=registry)
    counted = sa.select(OutboxLetter.state, sa.func.count()).group_by(OutboxLetter.state)
    for state, count in db.session.execute(counted):
        gauge.labels(state.value).set(count)
    late = Gauge("run_letters_late", "Letters that should have left half an hour ago", registry=registry)
    late.set(_late_letters())
    return registry


@bp.get("/robots.txt")
def robots() -> Response:
    """Search engines have nothing to do among the organizers; calendar services may fetch the feeds."""
    return Response(_ROBOTS, mimetype="text/plain", headers={"Cache-Control": "public, max-age=86400"})
