"""The mailbox that the round reads, in a test: its settings, letters that have left, what is known of them then."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.mail import oauth, outbox
from app.mail.model import CameBack, LetterState, OutboxLetter, Received
from app.people import queries
from app.people.model import Person
from app.rounds import Read
from tests import builders
from tests.imap import PASSWORD, USER, Mailbox
from tests.mail import a_letter
from tests.smtp import CERTIFICATE

EVA = "eva.ek@harnosand.example"
NOW = clock.now().replace(microsecond=0)
"""As the server's clock has it, which says when a message came."""


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' certificate is one to trust."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    oauth._kept.clear()


@pytest.fixture
def box(settings: Settings, mailbox: Mailbox, trusting: None) -> Settings:
    """Settings for the mailbox, encrypted from the start."""
    return replace(settings, imap_server="127.0.0.1", imap_port=mailbox.tls, imap_username=USER,
                   imap_password=PASSWORD, mail_timeout=5)  # fmt: skip


@pytest.fixture
def read(box: Settings, database: Flask) -> Callable[..., Read]:
    """Lets the round read it; the settings can be others."""
    return lambda now=NOW, **more: rounds.read_mailbox(replace(box, **more), lambda: now)


def sent_to(address: str, now: datetime = NOW - timedelta(hours=1), **given) -> OutboxLetter:
    """A letter that has left."""
    with transaction():
        uid = outbox.put(a_letter(address, **given), now=now)
        db.session.execute(
            sa.update(OutboxLetter).where(OutboxLetter.uid == uid).values(state=LetterState.SENT, sent_at=now)
        )
    db.session.rollback()
    return db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.uid == uid)).one()


def a_person(*addresses: str) -> Person:
    """Eva, at that address."""
    with transaction():
        return builders.person("Eva", "Ek", addresses[0])


def standing(letter: OutboxLetter) -> tuple[LetterState, str]:
    """Where the letter stands, and why."""
    db.session.rollback()
    row = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.id == letter.id)).one()
    db.session.refresh(row)
    return row.state, row.reason


def refused(address: str) -> list[tuple[datetime | None, str]]:
    """The marks on that address: since when, and why."""
    db.session.rollback()
    db.session.expire_all()
    found = queries.list_persons_by_address(address)
    return [(one.mailbox.refused_at, one.mailbox.reason) for one in found if one.mailbox]


def kinds() -> Counter[CameBack]:
    """What the messages that were filed are."""
    db.session.rollback()
    return Counter(db.session.scalars(sa.select(Received.kind)))
