"""What an attacker or a clumsy client sends, and what a shared computer keeps afterwards."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.db import transaction
from app.organizers.rules import Right
from tests import builders
from tests.conftest import SignsIn

SLUG = "run-konferens-2027"


@pytest.fixture
def door(app: Flask) -> str:
    """The address of a door of a meeting with one invited."""
    with app.app_context(), transaction():
        event = builders.event(slug=SLUG)
        part = builders.part(event)
        builders.invitation(event, builders.person(), builders.role(), builders.organisation())
        return f"/dorr/{SLUG}/{part.uid}"


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("name", ["inbjudna.xlsx", "inbjudna.csv", "matlista.xlsx"])
def test_no_cache_keeps_a_downloaded_list_of_people(client: FlaskClient, sign_in: SignsIn, name: str) -> None:
    sign_in(client, Right.ORGANIZER)
    answer = client.get(f"/arrangor/moten/{SLUG}/listor/{name}")
    assert (answer.status_code, answer.headers["Cache-Control"], answer.headers.get("Expires")) == (
        200,
        "no-store",
        None,
    )


@pytest.mark.parametrize("number", ["99999999999999999999", "-1", "0", "1e9", "två"])
def test_a_page_number_from_nowhere_breaks_no_door(
    client: FlaskClient, sign_in: SignsIn, door: str, number: str
) -> None:
    sign_in(client, Right.DOOR)
    assert client.get(f"{door}?sida={number}").status_code == 200
