"""A mail server with every fault, and afterwards without: each letter has arrived once, whatever happened."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.kernel.db import db
from app.kernel.settings import Settings
from app.mail import oauth
from app.mail.model import LetterState, OutboxLetter
from tests.builders import NOW
from tests.mail import put_letters
from tests.smtp import CERTIFICATE, DROP, HANG, TAKE_AND_DROP, MailServer, mail_server
from tests.tokens import token_server

LETTERS = 4
NO_STARTTLS = "250-stub\r\n250 8BITMIME"
_LETTER = ("MAIL", "RCPT", "DATA", "END")
FAULTS = [
    *({verb: answer} for verb in ("CONNECT", "EHLO", *_LETTER) for answer in ("421 x", DROP, HANG)),
    *({verb: answer} for verb in _LETTER for answer in ("432 x", "451 x", "452 x")),
    {"AUTH": "535 5.7.8 no"},
    {"AUTH": "454 4.7.0 not now"},
    {"AUTH": DROP},
    {"STARTTLS": "454 4.7.0 not now"},
    {"EHLO": NO_STARTTLS},
    {"MAIL": "550 5.7.60 not as this sender"},
    {"END": "554 5.2.252 SendAsDenied; not as this sender"},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _trusting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    oauth._kept.clear()
    yield
    oauth._kept.clear()


def set_for(settings: Settings, server: MailServer, **more: object) -> Settings:
    """Encrypted, with a password."""
    how = replace(settings, mail_server="127.0.0.1", mail_port=server.port, mail_tls="starttls", mail_timeout=1,
                  mail_username="run@miun.example", mail_password="pass word")  # fmt: skip
    return replace(how, **more)


@contextmanager
def healthy(**more: object) -> Iterator[MailServer]:
    with mail_server(encrypts=True, signs_in="PLAIN XOAUTH2", **more) as server:
        yield server


def deliver_later(how: Settings) -> rounds.Delivered:
    """A quarter of an hour later, when every first wait is over."""
    return rounds.deliver(how, lambda: NOW + timedelta(minutes=15))


def got(*servers: MailServer) -> Counter[str]:
    return Counter(str(message["Message-ID"]) for server in servers for message in server.taken)


def states() -> list[LetterState]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(OutboxLetter.state).order_by(OutboxLetter.id)))


def all_once() -> Counter[str]:
    db.session.rollback()
    return Counter(db.session.scalars(sa.select(OutboxLetter.message_id)))


@pytest.mark.parametrize("fault", FAULTS, ids=[" ".join(*fault.items()) for fault in FAULTS])
def test_no_letter_is_lost_or_doubled_by_a_server_that_fails_and_comes_back(
    sqlite_database: Flask, settings: Settings, fault: dict[str, str]
) -> None:
    put_letters(LETTERS)
    with healthy(**fault) as failing:
        assert rounds.deliver(set_for(settings, failing), lambda: NOW).sent == 0
    with healthy() as server:
        assert deliver_later(set_for(settings, server)).sent == LETTERS
    assert (got(failing, server), states()) == (all_once(), [LetterState.SENT] * LETTERS)


def test_only_a_letter_that_was_taken_without_a_word_may_come_twice_and_is_seen_to_be_one(
    sqlite_database: Flask, settings: Settings
) -> None:
    put_letters(LETTERS)
    with healthy(END=[TAKE_AND_DROP]) as server:
        assert rounds.deliver(set_for(settings, server), lambda: NOW).sent == LETTERS - 1
        assert deliver_later(set_for(settings, server)).sent == 1
    twice = got(server) - all_once()
    assert (set(got(server)), twice.total()) == (set(all_once()), 1)


def test_a_letter_that_is_refused_for_good_is_the_only_one_that_does_not_come(
    sqlite_database: Flask, settings: Settings
) -> None:
    put_letters(LETTERS)
    with healthy(RCPT=["250 ok", "550 5.1.1 unknown"]) as server:
        assert rounds.deliver(set_for(settings, server), lambda: NOW).refused == 1
        assert deliver_later(set_for(settings, server)) == rounds.Delivered()
    assert states() == [LetterState.SENT, LetterState.FAILED, LetterState.SENT, LetterState.SENT]
    assert (all_once() - got(server)).total() == 1


def test_a_certificate_that_nobody_vouches_for_holds_the_letters_back(
    sqlite_database: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_letters(LETTERS)
    with healthy() as server:
        with monkeypatch.context() as patch:
            patch.delenv("SSL_CERT_FILE")
            assert rounds.deliver(set_for(settings, server), lambda: NOW).sent == 0
        assert (server.taken, server.signed_in) == ([], [])
        assert deliver_later(set_for(settings, server)).sent == LETTERS
    assert got(server) == all_once()


@pytest.mark.parametrize("answer", [HANG, (503, ""), (401, '{"error": "invalid_client"}')])
def test_a_token_server_that_fails_holds_the_letters_back(
    sqlite_database: Flask, settings: Settings, answer: object
) -> None:
    put_letters(LETTERS)
    with token_server(answer) as tokens, healthy() as server:
        token = {"oauth_token_url": tokens.url, "oauth_client_id": "run", "oauth_client_secret": "hush"}
        how = set_for(settings, server, mail_auth="oauth2", mail_password="", **token)
        assert rounds.deliver(how, lambda: NOW).sent == 0
        assert deliver_later(how).sent == LETTERS
    assert (got(server), len(tokens.asked)) == (all_once(), 2)
