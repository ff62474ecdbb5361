"""Accounts and sign-ins, on both databases."""

import threading
from datetime import UTC, datetime, timedelta

import pyotp
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import COMMAND
from app.audit.model import LogEntry
from app.kernel.db import db, transaction
from app.organizers import queries
from app.organizers.actions import accounts, passwords, signing_in, two_step
from app.organizers.model import Account, SignIn
from app.organizers.rules import Right
from app.organizers.rules.outcomes import AddressTaken, Created, Done, LastAdmin, Refused, SignedInTo, TwoStepOn
from tests import builders

NOW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
DAY = timedelta(hours=12)
HASHED = passwords.HashedPassword("$argon2id$not-a-real-one")


def made(email: str = "sam@miun.example", *rights: Right) -> str:
    """The uid of a fresh account."""
    with transaction():
        outcome = accounts.create_account(email, "Sam", rights or (Right.ADMIN,), HASHED, now=NOW, actor=COMMAND)
    assert isinstance(outcome, Created)
    return outcome.uid


def test_an_address_has_one_account_however_it_is_written(database: Flask) -> None:
    uid = made("Sam@miun.example", Right.READER, Right.ORGANIZER)
    with transaction():
        again = accounts.create_account("sam@MIUN.example", "Kim", [Right.ADMIN], HASHED, now=NOW, actor=COMMAND)
    assert again == AddressTaken()
    account = queries.get_account(uid)
    assert (account.email, account.name, account.rights) == ("Sam@miun.example", "Sam", {Right.READER, Right.ORGANIZER})


def test_a_lost_right_ends_the_sign_ins_and_the_log_tells_before_and_after(database: Flask) -> None:
    made("chef@miun.example")
    uid = made("kim@miun.example", Right.DOOR, Right.READER)
    with transaction():
        outcome = signing_in.start(uid, DAY, now=NOW)
    assert isinstance(outcome, SignedInTo)
    with transaction():
        assert accounts.edit_account(uid, "Kim", [Right.READER], now=NOW, actor=COMMAND) == Done()
    assert queries.find_sign_in(outcome.token, NOW) is None
    entry = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "account.rights")).one()
    assert entry.details == {"name": "Kim", "before": ["door", "reader"], "after": ["reader"]}


def test_the_last_admin_cannot_be_closed_or_lose_the_right(database: Flask) -> None:
    uid = made()
    with transaction():
        closed = accounts.close_account(uid, now=NOW, actor=COMMAND)
        edited = accounts.edit_account(uid, "Sam", [Right.READER], now=NOW, actor=COMMAND)
    assert (closed, edited) == (LastAdmin(), LastAdmin())
    made("kim@miun.example")
    with transaction():
        assert accounts.close_account(uid, now=NOW, actor=COMMAND) == Done()


def test_two_admins_who_close_each_other_at_once_leave_one(database: Flask) -> None:
    first, second = made("a@miun.example"), made("b@miun.example")
    together, outcomes = threading.Barrier(2), []

    def close(uid: str) -> None:
        with database.app_context():
            together.wait()
            with transaction():
                outcomes.append(accounts.close_account(uid, now=NOW, actor=COMMAND))
            db.session.remove()

    threads = [threading.Thread(target=close, args=(uid,)) for uid in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert sorted(map(str, outcomes)) == [str(Done()), str(LastAdmin())]
    assert len(queries.list_active_admins()) == 1


def test_a_closed_account_and_an_expired_sign_in_open_nothing(database: Flask) -> None:
    made("chef@miun.example")
    uid = made("kim@miun.example", Right.READER)
    with transaction():
        outcome = signing_in.start(uid, DAY, now=NOW)
    assert isinstance(outcome, SignedInTo)
    assert queries.find_sign_in(outcome.token, NOW + DAY) is None
    with transaction():
        accounts.close_account(uid, now=NOW, actor=COMMAND)
        assert signing_in.start(uid, DAY, now=NOW) == Refused()
    assert queries.find_sign_in(outcome.token, NOW) is None


def test_the_same_code_from_two_browsers_at_once_lets_one_in(database: Flask) -> None:
    uid = made()
    secret = pyotp.random_base32()
    with transaction():
        turned_on = two_step.turn_on(uid, secret, pyotp.TOTP(secret).at(NOW), now=NOW, actor=COMMAND)
    assert isinstance(turned_on, TwoStepOn)
    later = NOW + timedelta(minutes=2)
    with transaction():
        waiting = [signing_in.start(uid, DAY, now=later) for _ in range(2)]
    code, together, outcomes = pyotp.TOTP(secret).at(later), threading.Barrier(2), []

    def enter(token: str) -> None:
        with database.app_context():
            together.wait()
            with transaction():
                outcomes.append(type(signing_in.pass_second_step(token, code, DAY, now=later)))
            db.session.remove()

    threads = [threading.Thread(target=enter, args=(one.token,)) for one in waiting if isinstance(one, SignedInTo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [Refused, SignedInTo]


def test_expired_sign_ins_are_thrown_away_at_the_next_one(database: Flask) -> None:
    uid = made()
    for moment in (NOW, NOW + timedelta(days=2)):
        with transaction():
            signing_in.start(uid, DAY, now=moment)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 1


def test_an_account_without_usable_password_is_recognised_by_none(database: Flask) -> None:
    with transaction():
        builders.account("tom@miun.example")
    assert passwords.recognise("tom@miun.example", "!") is None
    assert db.session.scalars(sa.select(Account.email)).one() == "tom@miun.example"
