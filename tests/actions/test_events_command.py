"""``create-conference``."""

import pytest
from flask import Flask

from app.events import queries
from app.kernel.db import db, transaction
from tests import builders


def test_the_command_makes_the_conference_of_the_year(app: Flask) -> None:
    with app.app_context(), transaction():
        builders.role("skolchef")
    answer = app.test_cli_runner().invoke(args=["create-conference", "2027"])
    assert (answer.exit_code, answer.output) == (
        0,
        "RUN-konferens 2027 är sparad som utkast, torsdag–fredag 4–5 mars 2027: /arrangor/moten/run-konferens-2027\n",
    )
    with app.app_context():
        assert len(queries.get_whole_event("run-konferens-2027").parts) == 12


def test_a_second_conference_the_same_year_is_refused(app: Flask) -> None:
    runner = app.test_cli_runner()
    codes = [runner.invoke(args=["create-conference", "2027"]).exit_code for _ in range(2)]
    with app.app_context():
        assert (codes, len(queries.list_events())) == ([0, 1], 1)
        db.session.remove()


@pytest.mark.parametrize("year", ["tjugo", "1999"])
def test_a_year_that_cannot_be_is_wrong_use(app: Flask, year: str) -> None:
    assert app.test_cli_runner().invoke(args=["create-conference", year]).exit_code == 2
