"""What operators' monitors ask."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app import create_app
from app.kernel import clock
from app.kernel.db import Base, db, transaction
from app.kernel.settings import Settings
from app.mail.model import OutboxLetter


@pytest.fixture
def migrated(settings: Settings, tmp_path: Path) -> Flask:
    """An app with a mail server, whose database says that it is at the newest migration."""
    url = f"sqlite:///{tmp_path}/run.sqlite"
    app = create_app(replace(settings, database_url=url, mail_server="smtp.example", mail_from="a <a@b.example>"))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        flask_migrate.stamp()
    return app


def test_a_living_process_says_ok(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_migrated_database_is_ready(migrated: Flask) -> None:
    answer = migrated.test_client().get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_another_migration_is_not_ready(migrated: Flask) -> None:
    with migrated.app_context(), transaction() as session:
        session.execute(sa.text("DELETE FROM alembic_version"))
        session.execute(sa.text("INSERT INTO alembic_version VALUES ('old')"))
    answer = migrated.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.text.startswith("database: at migration old, expected ")


def test_letters_that_do_not_leave_are_said(migrated: Flask) -> None:
    due = clock.now() - timedelta(minutes=31)
    with migrated.app_context(), transaction() as session:
        for number in range(2):
            session.add(
                OutboxLetter(
                    message_id=f"<{number}@run>",
                    kind="receipt",
                    to_name="Anna",
                    to_address="anna@ange.example",
                    subject="Kvitto",
                    data={},
                    created_at=due,
                    due_at=due,
                )
            )
    answer = migrated.test_client().get("/readyz")
    said = "outbox: 2 letters have been due for more than 30 minutes\n"
    assert (answer.status_code, answer.text) == (503, said)
    assert "run_letters_late 2.0" in migrated.test_client().get("/metrics").text


def test_a_database_that_is_away_is_said_and_pages_stay_calm(settings: Settings, tmp_path: Path) -> None:
    app = create_app(replace(settings, database_url=f"sqlite:///{tmp_path}/not-there/run.sqlite"))
    client = app.test_client()
    ready = client.get("/readyz")
    assert (ready.status_code, ready.text) == (503, "database: no answer\n")
    with client.session_transaction() as cookie:
        cookie["sign_in"] = "x"
    page = client.get("/logga-in")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert "Tjänsten är upptagen" in page.text


def test_a_locked_database_gives_the_answers_back(app: Flask) -> None:
    fresh = create_app(app.config["RUN"])

    def locked() -> str:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    fresh.view_functions["sign_in.show_code"] = fresh.view_functions["sign_in.enter_code"] = locked
    client = fresh.test_client()
    client.get("/logga-in")
    with client.session_transaction() as cookie:
        cookie["csrf_token"] = "x"
    token = client.get("/logga-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {"csrf_token": token, "note": "Allt jag skrev"}
    page = client.post("/logga-in/kod", data=fields, headers={"Origin": "http://localhost"})
    assert page.status_code == 503
    assert 'name="note" value="Allt jag skrev"' in page.text
