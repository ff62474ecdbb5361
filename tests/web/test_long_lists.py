"""Lists longer than what is read of them at a time, seen while others write."""

import sqlite3
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.sheets.table import Column, Table
from app.web.organizer import list_table
from tests import builders
from tests.conftest import SignsIn
from tests.crowd import many_invited
from tests.pages.forms import submit

LISTS = "/arrangor/moten/run-konferens-2027/listor"
NEW = f"{LISTS}/egna/ny"
NAMES = {"name": "Namn", "kolumn": ["efternamn"]}


@pytest.fixture
def sam(app: Flask, client: FlaskClient, sign_in: SignsIn) -> FlaskClient:
    """An organizer of a meeting with many invited."""
    with app.app_context(), transaction():
        many_invited(builders.event(slug="run-konferens-2027"), 700)
    sign_in(client, Right.ORGANIZER)
    return client


@pytest.fixture
def own(sam: FlaskClient) -> str:
    """The address of an own list of them."""
    return submit(sam, NEW, NAMES, to=NEW).headers["Location"]


@pytest.fixture
def others_write(app: Flask, own: str) -> Iterator[list[str]]:
    """Somebody else commits just before each entry in the log is written."""
    with app.app_context():
        other = sqlite3.connect(str(db.engine.url.database), isolation_level=None, check_same_thread=False)
    entries = []

    def write(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO log_entries"):
            entries.append(statement)
            other.execute("UPDATE events SET theme = theme || '.'")

    sa.event.listen(Engine, "before_cursor_execute", write)
    yield entries
    sa.event.remove(Engine, "before_cursor_execute", write)
    other.close()


def test_its_first_rows_are_shown_while_others_write(sam: FlaskClient, own: str, others_write: list[str]) -> None:
    for where in (f"{LISTS}/inbjudna", own, f"{NEW}?kolumn=efternamn"):
        answer = sam.get(where)
        assert answer.status_code == 200
        assert "Ek" in answer.text
    assert len(others_write) == 3


def test_what_is_not_shown_is_let_go_of() -> None:
    let_go = []

    def read() -> Iterator[int]:
        try:
            yield from range(1_000)
        finally:
            let_go.append(True)

    table = Table("Lista", (Column("Nr"),), ([number] for number in read()))
    first = list_table.shown(table, 2)
    assert (first.rows, first.more, let_go) == ([["0"], ["1"]], True, [True])
