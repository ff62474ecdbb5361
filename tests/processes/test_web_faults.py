"""The web as it runs, under faults: a database that another process holds, and a stop in the midst of answers."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.invitations.model import Invitation
from app.kernel.db import db
from app.mail.model import OutboxLetter
from app.registrations.model import Registration
from tests.bench import ours as our
from tests.bench.client import Call, Connection
from tests.bench.fill import invitation_path
from tests.bench.servers import Server, free_port, gunicorn

pytestmark = [pytest.mark.processes]

PEOPLE = 400
_HOLD = (
    "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN IMMEDIATE'); "
)
_HOLD += "print('held', flush=True); time.sleep(float(sys.argv[2])); c.execute('ROLLBACK')"


@dataclass
class House:
    """A running web with invited people, and the form as a browser sends it."""

    ours: our.Ours
    server: Server
    database: Path
    form: Call
    answers: dict[int, int] = field(default_factory=dict)

    def answer(self, number: int) -> tuple[int, str]:
        """Somebody says yes from our own page, once, on a connection of their own: status and page."""
        headers = dict(self.form.headers) | {"Origin": self.ours.environ["RUN_BASE_URL"]}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(HTTPConnection("127.0.0.1", self.server.port, timeout=90)) as connection:
            path = f"{invitation_path(number)}/svara"
            connection.request("POST", path, self.form.body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def written(self) -> tuple[set[int], set[str]]:
        """Which invitations have a registration, and who has got a receipt."""
        with self.ours.app.app_context():
            asked = sa.select(Invitation.id).join(Registration, Registration.invitation_id == Invitation.id)
            registered = set(db.session.scalars(asked))
            letters = set(db.session.scalars(sa.select(OutboxLetter.person_uid)))
            db.session.remove()
            db.engine.dispose()
        return registered, letters


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Gunicorn with the project's own settings, on a SQLite file."""
    ours = our.prepare(tmp_path, free_port(), PEOPLE)
    with gunicorn("wsgi:app", "/healthz", ours.environ) as server:
        connection = Connection(server.port)
        form = our.form_call(connection, invitation_path(PEOPLE) + "/svara")
        connection.close()
        yield House(ours, server, tmp_path / "ours.sqlite", form)


@contextmanager
def held(database: Path, seconds: float) -> Iterator[None]:
    """Another process has begun to write, and takes its time."""
    command = [sys.executable, "-c", _HOLD, str(database), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        yield
        holder.terminate()


def test_an_answer_waits_for_a_database_that_is_held_for_three_seconds(house: House) -> None:
    with held(house.database, 3):
        begun = time.monotonic()
        status, _page = house.answer(11)
        waited = time.monotonic() - begun
    assert (status, 2 < waited < 20) == (303, True)
    assert house.written() == ({11}, {"person-11"})


def test_after_thirty_seconds_the_answers_come_back_and_nothing_is_written(house: House) -> None:
    with held(house.database, 60):
        status, page = house.answer(12)
    assert status == 503
    part = next(pair for pair in house.form.body.split(b"&") if pair.startswith(b"delar=")).removeprefix(b"delar=")
    assert f'name="delar" value="{part.decode()}"' in page
    assert house.written() == (set(), set())
    assert house.answer(12)[0] == 303


def test_a_stop_amid_answers_fails_none_that_was_taken(house: House) -> None:
    """Six browsers answer, one after the other, on new connections; then the server is told to end. Who got an answer
    is registered, and who got none is not: nobody is in doubt.
    """
    enough = threading.Event()

    def browse(numbers: range) -> None:
        for number in numbers:
            with suppress(OSError, HTTPException):
                house.answers[number] = house.answer(number)[0]
            if len(house.answers) >= 30:
                enough.set()

    threads = [threading.Thread(target=browse, args=(range(n, PEOPLE, 6),)) for n in range(20, 26)]
    for thread in threads:
        thread.start()
    assert enough.wait(60)
    os.kill(house.server.pid, signal.SIGTERM)
    for thread in threads:
        thread.join()
    registered, letters = house.written()
    assert set(house.answers.values()) == {303}
    assert registered == set(house.answers)
    assert letters == {f"person-{number}" for number in registered}
    assert len(registered) < PEOPLE - 20
