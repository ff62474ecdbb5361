"""The QR code of a badge, read at the door and by everybody else."""

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.attendance.model import FailedScan, Tick
from app.kernel.db import db, transaction
from tests import builders
from tests.pages.forms import submit
from tests.web.door_day import EVENT, Scene
from tests.web.door_day import door as door
from tests.web.door_day import scene as scene


def test_a_badge_leads_door_staff_to_the_person_at_the_door_they_chose(door: FlaskClient, scene: Scene) -> None:
    code = f"/dorr/q/{scene.codes['Anna']}"
    which = BeautifulSoup(door.get(code).text, "html.parser")
    links = [str(one["href"]) for one in which.select("a.door-row")]
    assert links[1] == f"{EVENT}/{scene.uid['Konferens']}?person={scene.people['Anna']}"
    door.get(f"{EVENT}/{scene.uid['Konferens']}")
    led = door.get(code)
    assert (led.status_code, led.location) == (303, links[1])
    page = door.get(led.location)
    assert ("Anna Berg" in page.text, "Bo Björk" in page.text) == (True, False)
    done = submit(door, led.location, to=f"{EVENT}/{scene.uid['Konferens']}/{scene.people['Anna']}/narvarande")
    assert "Anna Berg är incheckad 08.41" in door.get(done.location).text


def test_a_tick_by_its_badge_says_so(app: Flask, door: FlaskClient, scene: Scene) -> None:
    there = f"{EVENT}/{scene.uid['Konferens']}"
    submit(door, f"{there}?person={scene.people['Anna']}", to=f"{there}/{scene.people['Anna']}/narvarande")
    with app.app_context():
        assert [row.how.value for row in db.session.scalars(sa.select(Tick))] == ["qr"]


def test_a_badge_says_the_same_to_everybody_else_whatever_its_code(client: FlaskClient, scene: Scene) -> None:
    answers = [client.get(f"/dorr/q/{code}") for code in (scene.codes["Anna"], "finns-inte")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].text == answers[1].text
    assert "Anna" not in answers[0].text


def test_a_badge_that_is_none_is_told_and_kept_with_its_reason(app: Flask, door: FlaskClient, scene: Scene) -> None:
    with app.app_context(), transaction():
        other = builders.invitation(builders.event("Dialogmöte"), builders.person("Karin")).uid
    unknown = door.get("/dorr/q/finns-inte")
    door.get(f"{EVENT}/{scene.uid['Konferens']}")
    elsewhere = door.get(f"/dorr/q/{other}")
    door.get("/dorr/q/finns-inte")
    assert (unknown.status_code, "Koden finns inte" in unknown.text) == (404, True)
    assert "Koden gäller ett annat möte" in elsewhere.text
    with app.app_context():
        assert [one.reason.value for one in db.session.scalars(sa.select(FailedScan))] == ["other_event", "unknown"]


def test_the_doors_own_page_tells_as_the_phone_does_who_comes_later_that_day(door: FlaskClient, scene: Scene) -> None:
    rows = BeautifulSoup(door.get(f"{EVENT}/{scene.uid['Dialogmöte']}").text, "html.parser").select(".door-row")
    told = next(row.get_text(" ", strip=True) for row in rows if "Bo Björk" in row.get_text())
    assert "Kommer 13.00, inte till Dialogmöte" in told
