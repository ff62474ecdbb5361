"""Assignments on the register's pages: added, corrected, ended, and who comes after."""

from datetime import timedelta

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.kernel import clock
from app.kernel.db import db
from app.people.model import Assignment, Organisation
from tests import builders
from tests.web.register_pages import REGISTER, add_anna, built, post, press


def test_an_assignment_is_added_corrected_confirmed_and_removed(app: Flask, organizer: FlaskClient) -> None:
    uid = add_anna(app)
    with app.app_context():
        place = db.session.scalars(sa.select(Organisation.uid)).one()
    person = f"{REGISTER}/personer/{uid}"
    new = {"role": "skolpolitiker", "organisation": place, "starts_on": "2023-01-01", "ends_on": "2022-12-31"}
    backwards = post(organizer, f"{person}/uppdrag/nytt", **new)
    assert "Skriv en sista dag som inte är före den första" in backwards.text
    assert post(organizer, f"{person}/uppdrag/nytt", **{**new, "ends_on": ""}).status_code == 303
    doubled = post(organizer, f"{person}/uppdrag/nytt", **{**new, "ends_on": ""})
    assert "Personen har redan det uppdraget där under samma tid" in doubled.text
    with app.app_context():
        held = db.session.scalars(sa.select(Assignment).order_by(Assignment.id.desc())).first()
        assert held is not None
        one = f"{REGISTER}/uppdrag/{held.uid}"
    assert post(organizer, f"{one}/andra", starts_on="2023-01-01", ends_on="2026-12-31").status_code == 303
    assert press(organizer, person, f"{one}/stammer").status_code == 303
    assert "1 januari 2023–31 december 2026" in organizer.get(person).text
    assert press(organizer, person, f"{one}/ta-bort").status_code == 303
    with app.app_context():
        assert db.session.query(Assignment).count() == 1


def test_ending_an_assignment_names_a_new_person_as_successor(app: Flask, organizer: FlaskClient) -> None:
    add_anna(app)
    with built(app):
        held = db.session.scalars(sa.select(Assignment)).one()
        meeting = builders.event(
            starts_on=clock.today() + timedelta(days=60), ends_on=clock.today() + timedelta(days=61)
        )
        builders.part(meeting)
        builders.invitation(meeting, held.person, held.role, held.organisation)
        address = f"{REGISTER}/uppdrag/{held.uid}/avsluta"
    page = BeautifulSoup(organizer.get(address).text, "html5lib")
    ticked = [box["name"] for box in page.select("input[type=checkbox][checked]")]
    assert ticked == ["revoke", "invite"]
    chosen = {box["name"]: box["value"] for box in page.select("input[type=checkbox]")}
    last_day = clock.today().isoformat()
    nameless = post(organizer, address, last_day=last_day, successor="ny", **chosen)
    assert "Skriv den nya personens förnamn" in nameless.text
    done = post(organizer, address, last_day=last_day, successor="ny", given_name="Bo", family_name="Ek", **chosen)
    assert done.status_code == 303
    text = organizer.get(done.location).text
    assert "Bo Ek tar över. Återkallade inbjudningar: 1. Nya inbjudningar att skicka: 1." in text
    assert "Inte inbjuden än" in text


def test_the_successor_can_be_somebody_in_the_register_or_nobody(app: Flask, organizer: FlaskClient) -> None:
    add_anna(app)
    with built(app):
        bo = builders.person("Bo", "Ek").uid
        held = db.session.scalars(sa.select(Assignment)).one()
        address = f"{REGISTER}/uppdrag/{held.uid}/avsluta"
    assert f'value="{bo}"' in organizer.get(f"{address}?q=ek").text
    early = post(organizer, address, last_day="1999-01-01", successor=bo)
    assert "Skriv en dag som inte är före uppdragets första dag" in early.text
    done = post(organizer, address, last_day=clock.today().isoformat(), successor=bo)
    assert done.location.endswith(bo)
