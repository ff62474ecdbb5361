"""create-organizer, from the command line."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.kernel.db import db
from app.organizers import queries
from app.organizers.actions import passwords
from app.organizers.model import Account
from app.organizers.rules import Right

GOOD = ["create-organizer", "sam@miun.example", "--name", "Sam", "--right", "admin", "--right", "organizer"]


def test_an_account_is_made_with_a_made_up_password_that_is_shown_once(database: Flask) -> None:
    ended = database.test_cli_runner().invoke(args=GOOD)
    password = re.search(r"^Lösenord: (\S+)$", ended.output, re.MULTILINE)
    assert password
    assert ended.exit_code == 0
    account = queries.find_account_by_email("sam@miun.example")
    assert account is not None
    assert (account.name, account.rights) == ("Sam", {Right.ADMIN, Right.ORGANIZER})
    assert passwords.is_right(account, password[1])


def test_a_password_from_standard_in_is_not_shown(database: Flask) -> None:
    ended = database.test_cli_runner().invoke(args=[*GOOD, "--password-stdin"], input="kastrull moln traktor\n")
    assert (ended.exit_code, ended.output) == (0, "Kontot sam@miun.example är upplagt.\n")
    assert passwords.is_right(queries.find_account_by_email("sam@miun.example"), "kastrull moln traktor")


def test_an_address_that_has_an_account_is_refused_with_1(database: Flask) -> None:
    runner = database.test_cli_runner()
    runner.invoke(args=GOOD)
    again = runner.invoke(args=GOOD)
    assert (again.exit_code, "Det finns redan ett konto" in again.output) == (1, True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Account)) == 1


@pytest.mark.parametrize(
    ("args", "given"),
    [
        (["create-organizer"], ""),
        (["create-organizer", "sam", "--name", "Sam", "--right", "admin"], ""),
        (["create-organizer", "sam@miun.example", "--name", "Sam"], ""),
        (["create-organizer", "sam@miun.example", "--name", "Sam", "--right", "king"], ""),
        (["create-organizer", "sam@miun.example", "--name", " ", "--right", "admin"], ""),
        ([*GOOD, "--password-stdin"], "kort\n"),
        ([*GOOD, "--password-stdin"], ""),
    ],
)
def test_wrong_use_ends_with_2_and_makes_nothing(database: Flask, args: list[str], given: str) -> None:
    assert database.test_cli_runner().invoke(args=args, input=given).exit_code == 2
    assert db.session.scalars(sa.select(Account)).all() == []
