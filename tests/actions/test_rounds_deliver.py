"""The delivery round with a mail server that does what the test says."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.mail import leasing, outbox
from app.mail.model import LetterState, OutboxLetter
from app.rounds import Delivered
from tests.builders import NOW
from tests.mail import a_letter, put_letters
from tests.smtp import mail_server


def states() -> list[tuple[LetterState, str]]:
    db.session.rollback()
    query = sa.select(OutboxLetter.state, OutboxLetter.reason).order_by(OutboxLetter.id)
    return [tuple(row) for row in db.session.execute(query)]


@pytest.fixture
def deliver(settings: Settings, database: Flask):
    """Delivers to the server at a port, at NOW unless said."""

    def delivered(port: int, now: datetime = NOW, **more) -> Delivered:
        mail = replace(settings, mail_server="127.0.0.1", mail_port=port, mail_tls="none", mail_timeout=1, **more)
        return rounds.deliver(mail, lambda: now)

    return delivered


def test_everything_that_is_due_is_sent_in_order_over_one_connection_a_batch(deliver) -> None:
    put_letters(30)
    with mail_server() as server:
        assert deliver(server.port) == Delivered(sent=30)
    assert [message["To"] for message in server.taken] == [f"Anna Berg <r{n}@x.example>" for n in range(30)]
    assert (server.connections, set(states())) == (2, {(LetterState.SENT, "")})


def test_without_a_mail_server_nothing_is_touched(database: Flask, settings: Settings) -> None:
    put_letters(1)
    assert rounds.deliver(settings, lambda: NOW) == Delivered()
    assert states() == [(LetterState.WAITING, "")]


def test_a_letter_that_may_not_go_by_itself_stays(deliver) -> None:
    with transaction():
        outbox.put(a_letter("a@x.example"), now=NOW, due=False)
    with mail_server() as server:
        assert deliver(server.port, NOW + timedelta(days=400)) == Delivered()


def test_one_bad_address_among_good_ones_is_the_only_one_that_fails(deliver) -> None:
    put_letters(3)
    with mail_server(RCPT=["250 ok", "550 5.1.1 unknown"]) as server:
        assert deliver(server.port) == Delivered(sent=2, refused=1)
    assert states() == [(LetterState.SENT, ""), (LetterState.FAILED, "Adressen finns inte"), (LetterState.SENT, "")]


def test_a_letter_asked_to_come_later_goes_when_its_time_comes_with_the_same_message_id(deliver) -> None:
    put_letters(1)
    with mail_server(END=["451 4.7.1 later"]) as server:
        assert deliver(server.port) == Delivered(postponed=1)
        assert states() == [(LetterState.RETRYING, "Mottagarens e-postserver ber oss försöka senare")]
        assert deliver(server.port, NOW + timedelta(seconds=59)) == Delivered()
        assert deliver(server.port, NOW + timedelta(seconds=60)) == Delivered(sent=1)
    [message] = server.taken
    assert message["Message-ID"] == db.session.scalar(sa.select(OutboxLetter.message_id))
    assert states() == [(LetterState.SENT, "")]


def test_a_server_that_is_away_ends_the_round_and_costs_no_letter_a_try(deliver) -> None:
    put_letters(3)
    with mail_server() as server:
        port = server.port
    assert deliver(port) == Delivered(postponed=1)
    away = (LetterState.RETRYING, "Vår e-postserver svarar inte")
    assert states() == [away, (LetterState.WAITING, ""), (LetterState.WAITING, "")]


def test_no_more_letters_leave_in_a_minute_than_the_mail_server_bears(deliver) -> None:
    put_letters(5)
    with mail_server() as server:
        assert deliver(server.port, mail_rate=2) == Delivered(sent=2)
        assert deliver(server.port, NOW + timedelta(seconds=30), mail_rate=2) == Delivered()
        assert deliver(server.port, NOW + timedelta(seconds=60), mail_rate=2) == Delivered(sent=2)


def test_no_more_are_taken_than_asked_however_the_database_looks_for_them(database: Flask) -> None:
    """PostgreSQL chooses its way by what it believes of the table: here it is left the one that asks row by row."""
    put_letters(30)
    with transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            for way in ("hashjoin", "mergejoin", "material", "hashagg", "sort", "indexscan", "bitmapscan"):
                session.execute(sa.text(f"SET LOCAL enable_{way} = off"))
        assert len(leasing.claim(NOW, 4)) == 4


def test_a_letter_that_cannot_be_written_is_told_apart_and_stops_no_other(deliver) -> None:
    put_letters(2)
    with transaction() as session:
        session.execute(sa.update(OutboxLetter).where(OutboxLetter.to_address == "r0@x.example").values(data={}))
    with mail_server() as server:
        assert deliver(server.port) == Delivered(sent=1, refused=1)
    assert states() == [(LetterState.FAILED, "Brevet kunde inte skrivas: ett fel i systemet"), (LetterState.SENT, "")]


def test_what_cannot_be_begun_within_the_lease_is_given_back(settings: Settings, database: Flask) -> None:
    put_letters(3)
    times = iter([NOW, NOW, NOW, NOW + timedelta(minutes=8), NOW + timedelta(minutes=8)])
    with mail_server() as server:
        mail = replace(settings, mail_server="127.0.0.1", mail_port=server.port, mail_tls="none")
        assert rounds.deliver(mail, lambda: next(times, NOW + timedelta(minutes=8))) == Delivered(sent=3)
    assert (len(server.taken), server.connections) == (3, 2)
