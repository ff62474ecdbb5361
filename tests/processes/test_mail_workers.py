"""Real workers, a real mail server and kill -9: nobody misses a letter."""

import asyncio
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask

from app.kernel import bell, clock
from app.kernel.db import db, transaction
from app.mail import outbox
from app.mail.model import LetterState, OutboxLetter
from tests.mail import a_letter

pytestmark = [pytest.mark.processes]

ROOT = Path(__file__).resolve().parents[2]
LETTERS = 300
CONSUMER = ["app.worker.huey", "-w", "1", "-g", "TERM", "-m", "1", "-q"]


@dataclass
class Sink:
    """What the mail server took: (receiver, Message-ID, connection) in order."""

    taken: list[tuple[str, str, object]] = field(default_factory=list)
    enough: int = LETTERS
    reached: threading.Event = field(default_factory=threading.Event)
    together: int = 1
    """Nothing is taken before so many connections have brought something: however slowly the workers start."""
    brought: set[object] = field(default_factory=set)

    async def handle_DATA(self, _server, session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.brought.add(session.peer)
        while len(self.brought) < self.together:
            await asyncio.sleep(0.02)
        time.sleep(0.004)
        message = message_from_bytes(envelope.content)
        self.taken.append((envelope.rcpt_tos[0], message["Message-ID"], session.peer))
        if len(self.taken) >= self.enough:
            self.reached.set()
        return "250 taken"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    """A mail server on a free port."""
    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    yield sink, port
    controller.stop()


StartWorker = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start_worker(database: Flask, sink: tuple[Sink, int], tmp_path: Path) -> Iterator[StartWorker]:
    """``start_worker()`` starts huey's consumer as the Procfile does; ``minutes`` sets its clock ahead."""
    settings = database.config["RUN"]
    environment = os.environ | {
        "RUN_ENV": "testing",
        "RUN_DATABASE_URL": settings.database_url.replace("postgresql+psycopg", "postgresql"),
        "RUN_QUEUE_URL": f"sqlite:///{tmp_path}/queue.sqlite",
        "RUN_MAIL_SERVER": "127.0.0.1",
        "RUN_MAIL_PORT": str(sink[1]),
        "RUN_MAIL_TLS": "none",
    }
    workers: list[subprocess.Popen[bytes]] = []

    def started(minutes: int = 0) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.processes.later", str(minutes), *CONSUMER]
        workers.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        return workers[-1]

    yield started
    for worker in workers:
        worker.terminate()
        worker.wait(20)


def put_due_letters() -> Counter[str]:
    """LETTERS letters that are due by the real clock."""
    with transaction():
        for number in range(LETTERS):
            outbox.put(a_letter(f"r{number}@x.example"), now=clock.now())
    return Counter(f"r{number}@x.example" for number in range(LETTERS))


def all_are_settled() -> bool:
    db.session.rollback()
    open_states = sa.select(sa.func.count()).where(OutboxLetter.state != LetterState.SENT)
    return db.session.scalar(open_states) == 0


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def test_a_worker_killed_in_the_middle_of_300_letters_leaves_nobody_without(
    database: Flask, sink: tuple[Sink, int], start_worker: StartWorker
) -> None:
    wanted = put_due_letters()
    mail, _ = sink
    mail.enough = 110
    first = start_worker()
    assert mail.reached.wait(60)
    first.send_signal(signal.SIGKILL)
    first.wait(20)
    assert 110 <= len(mail.taken) < LETTERS
    start_worker(minutes=11)
    wait_until(all_are_settled)
    got = Counter(receiver for receiver, _, _ in mail.taken)
    twice = got - wanted
    assert (wanted - got, twice.total() <= 1) == (Counter(), True)
    assert len({message_id for _, message_id, _ in mail.taken}) == LETTERS


def test_two_workers_at_once_send_every_letter_once(
    database: Flask, sink: tuple[Sink, int], start_worker: StartWorker
) -> None:
    wanted = put_due_letters()
    mail, _ = sink
    mail.together = 2
    start_worker()
    start_worker()
    wait_until(all_are_settled)
    assert Counter(receiver for receiver, _, _ in mail.taken) == wanted
    connections = [connection for _, _, connection in mail.taken]
    turns = sum(1 for before, after in itertools.pairwise(connections) if before != after)
    assert turns > len(set(connections))  # both were at work at the same time


def test_a_letter_is_sent_seconds_after_its_commit_because_the_bell_is_rung(
    database: Flask, sink: tuple[Sink, int], start_worker: StartWorker, tmp_path: Path
) -> None:
    mail, _ = sink
    bell.configure(f"sqlite:///{tmp_path}/queue.sqlite")
    try:
        with transaction():
            outbox.put(a_letter("first@x.example"), now=clock.now())
        start_worker()
        wait_until(lambda: len(mail.taken) == 1)
        time.sleep(1.1)  # this process rings at most once a second
        with transaction():
            outbox.put(a_letter("second@x.example"), now=clock.now())
        wait_until(lambda: len(mail.taken) == 2, seconds=8)
    finally:
        bell.configure("memory://")
