"""Checking oneself in: the QR on the wall leads to one's own link, which asks whether one is here."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.attendance.model import Tick
from app.attendance.queries.self_check_in import own_code
from app.events.model import Event
from app.invitations.rules import InvitationState
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.organizers.rules import Right
from tests import builders
from tests.conftest import SignsIn
from tests.pages.forms import submit

At = Callable[[datetime], None]
MORNING = datetime(2027, 3, 4, 11, 30, tzinfo=UTC)
DOORS = "/arrangor/moten/run-konferens-2027/dorrar"


class Scene:
    """Anna Berg is invited to a part that begins in half an hour, where one can check in oneself."""

    def __init__(self) -> None:
        event = builders.event(slug="run-konferens-2027", self_check_in=True)
        part = builders.part(event)
        anna = builders.person("Anna", "Berg")
        ange = builders.organisation()
        one = builders.invitation(event, anna, builders.role(), ange, state=InvitationState.UNANSWERED)
        self.token = links.token(Link(Purpose.INVITATION, one.link_seed))
        self.code, self.own = links.path(own_code(part)), f"/i/{self.token}"
        self.part = part.uid
        self.here = f"{self.own}/har/{part.uid}"
        other = builders.event("Dialogmöte", slug="dialogmote", self_check_in=True)
        self.elsewhere = links.path(own_code(builders.part(other)))


@pytest.fixture
def scene(app: Flask, at: At) -> Scene:
    at(MORNING)
    with app.app_context(), transaction():
        return Scene()


def _ticks(app: Flask) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Tick)))


def _heading(text: str) -> str:
    return BeautifulSoup(text, "html.parser").h1.get_text(strip=True)  # type: ignore[union-attr]


def test_a_wrong_address_is_put_right_where_it_was_written(client: FlaskClient, scene: Scene) -> None:
    sent = f"/skicka-min-lank?har={scene.code.removeprefix('/har/')}"
    wrong = submit(client, scene.code, {"email": "anna"}, to=sent)
    assert (wrong.status_code, _heading(wrong.text), 'value="anna"' in wrong.text) == (422, "Checka in dig", True)
    assert "<title>Fel: " in wrong.text
    elsewhere = submit(client, "/", {"email": "anna"}, to="/skicka-min-lank")
    assert (elsewhere.status_code, _heading(elsewhere.text)) == (422, "Möten i RUN")


def test_the_code_then_ones_own_link_then_one_press(app: Flask, client: FlaskClient, scene: Scene) -> None:
    read = client.get(scene.code).text
    assert ("Öppna nu din egen länk" in read, "Skicka min länk" in read, "Anna" in read) == (True, True, False)
    asked = client.get(scene.own).text
    assert ("Är du här?" in asked, _ticks(app)) == (True, [])
    assert submit(client, scene.own, to=scene.here).status_code == 303
    page = client.get(scene.own).text
    assert "Tack, Anna. Du är incheckad sedan 12.30." in page
    tick = _ticks(app)[0]
    assert (tick.how.value, tick.by_name, tick.door, tick.standing) == ("self", "Anna Berg", "Egen incheckning", True)


def test_from_there_one_goes_on_to_ones_answer(client: FlaskClient, scene: Scene) -> None:
    before = _heading(client.get(scene.own).text)
    client.get(scene.code)
    assert _heading(client.get(scene.own).text) == "Är du här?"
    assert _heading(client.get(f"{scene.own}?vidare=1").text) == before


def test_pressed_twice_the_first_stands(app: Flask, client: FlaskClient, scene: Scene, at: At) -> None:
    client.get(scene.code)
    page = BeautifulSoup(client.get(scene.own).text, "html.parser")
    token = str(page.select_one("input[name=csrf_token]")["value"])  # type: ignore[index]
    for minute in range(2):
        at(MORNING + timedelta(minutes=minute))
        assert client.post(scene.here, data={"csrf_token": token}).status_code == 303
    assert [(row.at, row.standing) for row in _ticks(app)] == [
        (MORNING, True),
        (MORNING + timedelta(minutes=1), False),
    ]


def test_without_having_read_the_code_nobody_is_asked_or_taken(app: Flask, client: FlaskClient, scene: Scene) -> None:
    token = str(BeautifulSoup(client.get("/").text, "html.parser").select_one("input[name=csrf_token]")["value"])  # type: ignore[index]
    assert "Är du här?" not in client.get(scene.own).text
    assert client.post(scene.here, data={"csrf_token": token}).status_code == 404
    client.get(scene.elsewhere)
    assert "Är du här?" not in client.get(scene.own).text
    assert client.post(scene.here, data={"csrf_token": token}).status_code == 404
    assert _ticks(app) == []


def test_what_stands_in_the_page_source_at_home_is_not_the_code_on_the_wall(client: FlaskClient, scene: Scene) -> None:
    assert client.get(f"/har/{scene.part}").status_code == 404
    assert "Är du här?" not in client.get(scene.own).text
    assert scene.part not in client.get(scene.code).text


@pytest.mark.parametrize("moment", [MORNING - timedelta(hours=1), MORNING + timedelta(hours=5)])
def test_outside_its_window_the_code_leads_nowhere(client: FlaskClient, scene: Scene, at: At, moment: datetime) -> None:
    client.get(scene.code)
    at(moment)
    assert "Är du här?" not in client.get(scene.own).text
    answer, unknown = client.get(scene.code), client.get("/har/finns-inte")
    assert (answer.status_code, answer.text) == (404, unknown.text)


def test_turned_off_there_is_no_code(app: Flask, client: FlaskClient, sign_in: SignsIn, scene: Scene) -> None:
    client.get(scene.code)
    office = app.test_client()
    sign_in(office, Right.ORGANIZER)
    own = f"{DOORS}/egen/{scene.part}"
    shown = office.get(own).text
    assert ("<svg" in shown, scene.code in shown, "Visa koden för" in office.get(DOORS).text) == (True, True, True)
    settings = "/arrangor/moten/run-konferens-2027/installningar"
    assert submit(office, settings, {"self_check_in": None}).status_code == 303
    with app.app_context():
        assert (
            db.session.scalars(sa.select(Event.self_check_in).where(Event.slug == "run-konferens-2027")).one() is False
        )
    assert (office.get(own).status_code, "Avslagen" in office.get(DOORS).text) == (404, True)
    assert (client.get(scene.code).status_code, "Är du här?" in client.get(scene.own).text) == (404, False)


def test_opening_a_link_ticks_nobody(app: Flask, client: FlaskClient, scene: Scene) -> None:
    client.get(scene.code)
    client.get(scene.own)
    assert (client.get(scene.here).status_code, _ticks(app)) == (405, [])
