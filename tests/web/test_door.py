"""The door's pages."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.db import transaction
from app.organizers.rules import Right
from tests import builders
from tests.pages.forms import submit

SignsIn = Callable[..., object]
EVENT = "/dorr/run-konferens-2027"


@pytest.fixture
def door(app: Flask) -> tuple[str, str]:
    """The address of a part's door and the uid of Anna Berg, who is invited with Karin Öh."""
    with app.app_context(), transaction():
        event = builders.event(slug="run-konferens-2027")
        part = builders.part(event)
        anna = builders.person("Anna", "Berg", "anna.berg@ange.example", phone="070-123 45 67")
        builders.invitation(event, anna, builders.role(), builders.organisation())
        karin = builders.person("Karin", "Öh")
        builders.invitation(event, karin, builders.role("skolchef"), builders.organisation("Åre kommun"))
        return f"{EVENT}/{part.uid}", anna.uid


def _token(client: FlaskClient, address: str) -> str:
    page = BeautifulSoup(client.get(address).text, "html.parser")
    return str(page.select_one("input[name=csrf_token]")["value"])  # type: ignore[index]


def test_one_tap_is_present_and_one_more_undoes_it(
    client: FlaskClient, sign_in: SignsIn, door: tuple[str, str]
) -> None:
    address, anna = door
    sign_in(client, Right.DOOR)
    ticked = submit(client, f"{address}?q=berg", to=f"{address}/{anna}/narvarande")
    assert (ticked.status_code, ticked.headers["Location"]) == (303, f"{address}?q=berg")
    page = client.get(ticked.headers["Location"]).text
    assert ("Anna Berg är incheckad" in page, "1 av 0" in page) == (True, True)
    submit(client, address, to=f"{address}/{anna}/angra")
    assert "Anna Berg är inte längre incheckad" in client.get(address).text


def test_a_second_tap_from_an_old_page_is_harmless(
    client: FlaskClient, sign_in: SignsIn, door: tuple[str, str]
) -> None:
    address, anna = door
    sign_in(client, Right.DOOR)
    token = _token(client, address)
    for nonce in ("n1", "n2"):
        client.post(f"{address}/{anna}/narvarande", data={"csrf_token": token, "nonce": nonce})
    page = client.get(address).text
    assert ("Anna Berg var redan incheckad" in page, "1 av 0" in page) == (True, True)


def test_the_door_shows_no_address_and_no_telephone(
    client: FlaskClient, sign_in: SignsIn, door: tuple[str, str]
) -> None:
    sign_in(client, Right.DOOR)
    page = client.get(door[0]).text
    seen = [word in page for word in ("Anna Berg", "Ånge kommun", "ange.example", "070-123")]
    assert seen == [True, True, False, False]


def test_the_part_is_looked_up_within_its_event(
    app: Flask, client: FlaskClient, sign_in: SignsIn, door: tuple[str, str]
) -> None:
    address, anna = door
    with app.app_context(), transaction():
        builders.event("Dialogmöte", slug="dialogmote")
    sign_in(client, Right.DOOR)
    elsewhere = address.replace("run-konferens-2027", "dialogmote")
    token = _token(client, address)
    answers = [client.get(elsewhere), client.post(f"{elsewhere}/{anna}/narvarande", data={"csrf_token": token})]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_doors_are_chosen_by_event_and_part(client: FlaskClient, sign_in: SignsIn, door: tuple[str, str]) -> None:
    sign_in(client, Right.DOOR)
    page = client.get("/dorr/").text
    assert ("RUN-konferens 2027" in page, door[0] in page) == (True, True)


def test_opening_a_door_ticks_nobody(client: FlaskClient, sign_in: SignsIn, door: tuple[str, str]) -> None:
    address, anna = door
    sign_in(client, Right.DOOR)
    assert client.get(f"{address}/{anna}/narvarande").status_code == 405
    assert "0 av 0" in client.get(address).text
