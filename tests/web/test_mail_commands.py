"""``deliver-mail`` says what it did, and by its exit code whether all went well."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.kernel import clock
from app.kernel.db import Base, db, transaction
from app.kernel.settings import Settings
from app.mail import outbox
from tests.mail import a_letter
from tests.smtp import MailServer, mail_server


@pytest.fixture
def run(settings: Settings, tmp_path: Path):
    """``run(server, letters)`` puts letters and runs the command: (exit code, what it said)."""

    def ran(server: MailServer | None, letters: int = 2) -> tuple[int, str]:
        where = {"mail_server": "127.0.0.1", "mail_port": server.port, "mail_tls": "none"} if server else {}
        app: Flask = create_app(replace(settings, database_url=f"sqlite:///{tmp_path}/run.sqlite", **where))
        with app.app_context():
            Base.metadata.create_all(db.engine)
            with transaction():
                for number in range(letters):
                    outbox.put(a_letter(f"r{number}@x.example"), now=clock.now())
        result = app.test_cli_runner().invoke(args=["deliver-mail"])
        with app.app_context():
            db.engine.dispose()
        return result.exit_code, result.output

    return ran


def test_all_letters_sent_is_zero(run) -> None:
    with mail_server() as server:
        assert run(server) == (0, "Skickade: 2. Försöker igen senare: 0. Misslyckade: 0.\n")


def test_a_refused_letter_is_one(run) -> None:
    with mail_server(RCPT=["550 5.1.1 no"]) as server:
        assert run(server) == (1, "Skickade: 1. Försöker igen senare: 0. Misslyckade: 1.\n")


def test_without_a_mail_server_it_is_wrong_use(run) -> None:
    assert run(None) == (2, "Ingen e-postserver är inställd (RUN_MAIL_SERVER). Inget är skickat.\n")
