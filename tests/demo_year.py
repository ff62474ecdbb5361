"""The demo year, told once for all tests that only read it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from app import create_app
from app.demo import story
from app.kernel import clock, tokens
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.organizers.model import SignIn
from app.organizers.rules import Right
from app.web.guards import SESSION_KEY
from tests import builders
from tests.builders import NOW
from tests.pages.house import HouseClient

HELD, COMING = "run-konferens-2026", "run-konferens-2027"
"""The conference that has been, and the one that is half answered and has queues."""
NASTY = (
    ("=1+1", "@SUM(A1)"),
    ("Eva\x0b\x1f", "-Berg\x00"),
    ("Ö" * 400, "Å" * 400),
    ("小明", "王"),
    ("🎉", "Fest"),
    ("\u202eمريم", "العلي\u202c"),
)
"""Names as no register should have them, and as some do."""


@pytest.fixture(scope="session")
def demo_year(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app with the demo year in a database of its own. Nobody writes in it, but for the log."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demo')}/run.sqlite"
    app = create_app(replace(settings, database_url=url))
    app.testing = True
    app.test_client_class = HouseClient
    with app.app_context():
        upgrade()  # the roles and the organisations come by it
        story.tell(now=NOW)
        db.session.remove()
        db.engine.dispose()
    return app


def sign_in_to(app: Flask, client: FlaskClient, *rights: Right) -> None:
    """Sign the client in with an account that has these rights."""
    token, now = tokens.new_seed(), clock.now()
    with app.app_context(), transaction() as session:
        account = builders.account(f"konto-{token[:8]}@miun.example", *rights)
        times = {"created_at": now, "last_seen_at": now, "expires_at": now + timedelta(hours=12)}
        session.add(SignIn(account_id=account.id, token_digest=tokens.digest(token), **times))
    with client.session_transaction() as cookie:
        cookie[SESSION_KEY] = token
