"""The door's pages."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.events.model import Part
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
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
    assert (ticked.status_code, ticked.headers["Location"].split("&")[0]) == (303, f"{address}?q=berg")
    page = client.get(ticked.headers["Location"]).text
    assert ("Anna Berg är incheckad" in page, "1 av 0" in page) == (True, True)
    undone = submit(client, address, to=f"{address}/{anna}/angra")
    assert "Anna Berg är inte längre incheckad" in client.get(undone.headers["Location"]).text


def test_a_second_tap_from_an_old_page_is_harmless(
    client: FlaskClient, sign_in: SignsIn, door: tuple[str, str]
) -> None:
    address, anna = door
    sign_in(client, Right.DOOR)
    token = _token(client, address)
    for nonce in ("n1", "n2"):
        done = client.post(f"{address}/{anna}/narvarande", data={"csrf_token": token, "nonce": nonce})
    page = client.get(done.headers["Location"]).text
    assert ("Anna Berg var redan incheckad" in page, "1 av 0" in page) == (True, True)


def test_what_a_tap_came_to_is_told_as_it_is_now_and_only_at_its_own_door(
    client: FlaskClient, sign_in: SignsIn, door: tuple[str, str]
) -> None:
    address, anna = door
    sign_in(client, Right.DOOR)
    ticked = submit(client, address, to=f"{address}/{anna}/narvarande").headers["Location"]
    submit(client, address, to=f"{address}/{anna}/angra")
    assert "Incheckningen av Anna Berg ångrades" in client.get(ticked).text
    for strange in (f"{address}?bock=okand", f"{address}?bock=%00", address.rsplit("/", 1)[0]):
        assert "Incheckningen" not in client.get(strange, follow_redirects=True).text


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


def _by_arrival(app: Flask, address: str) -> str:
    """Two of the day's parts are ticked off by arrival; the address of its door."""
    with app.app_context(), transaction() as session:
        part = session.scalars(sa.select(Part)).one()
        part.by_arrival = True
        builders.part(part.event, "Konferens dag 1, eftermiddag", by_arrival=True)
    return f"{EVENT}/ankomst-2027-03-04"


def test_one_tap_at_arrival_is_present_at_the_days_parts_and_one_more_undoes_it(
    app: Flask, client: FlaskClient, sign_in: SignsIn, door: tuple[str, str]
) -> None:
    arrival, anna = _by_arrival(app, door[0]), door[1]
    sign_in(client, Right.DOOR)
    chosen = client.get("/dorr/").text
    assert ("Ankomst torsdag" in chosen, "En bock för Konferens dag 1, Konferens dag 1, eftermiddag" in chosen) == (
        True,
        True,
    )
    ticked = submit(client, f"{arrival}?q=berg", to=f"{arrival}/{anna}/narvarande")
    assert ticked.headers["Location"].split("&")[0] == f"{arrival}?q=berg"
    page = client.get(ticked.headers["Location"]).text
    assert ("Anna Berg är incheckad" in page, "1 av 0" in client.get(door[0]).text) == (True, True)
    undone = submit(client, arrival, to=f"{arrival}/{anna}/angra")
    page = client.get(undone.headers["Location"]).text
    assert ("Anna Berg är inte längre incheckad" in page, "0 av 0" in page) == (True, True)


@pytest.mark.parametrize("day", ["2027-03-05", "2031-01-01", "i-morgon"])
def test_a_day_without_such_parts_has_no_arrival(
    app: Flask, client: FlaskClient, sign_in: SignsIn, door: tuple[str, str], day: str
) -> None:
    arrival, anna = _by_arrival(app, door[0]), door[1]
    sign_in(client, Right.DOOR)
    token = _token(client, arrival)
    elsewhere = f"{EVENT}/ankomst-{day}"
    assert client.get(elsewhere).status_code == 404
    assert client.post(f"{elsewhere}/{anna}/narvarande", data={"csrf_token": token}).status_code == 404
    assert client.post(f"{arrival}/finns-inte/narvarande", data={"csrf_token": token}).status_code == 404


def test_the_door_sees_who_has_forhinder(
    app: Flask, client: FlaskClient, sign_in: SignsIn, door: tuple[str, str]
) -> None:
    with app.app_context(), transaction() as session:
        early, late = session.scalars(sa.select(Invitation).order_by(Invitation.id)).all()
        early.state = late.state = InvitationState.NOT_COMING
        early.answered_at, late.answered_at = builders.NOW, datetime(2027, 3, 4, 6, tzinfo=UTC)
    sign_in(client, Right.DOOR)
    rows = BeautifulSoup(client.get(door[0]).text, "html.parser").select(".door-row")
    assert [row.select_one(".door-state").get_text().split(" – ")[0] for row in rows] == [  # type: ignore[union-attr]
        "Kommer inte",
        "Har anmält förhinder",
    ]
