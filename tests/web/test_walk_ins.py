"""The door writes down somebody who is not on its list: in whose stead, who, one tap."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.attendance.model import Tick
from app.events.model import Event
from app.events.rules.kinds import LegalBasis
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Person
from tests import builders
from tests.conftest import SignsIn
from tests.pages.forms import submit

MORNING = datetime(2027, 3, 4, 7, 41, tzinfo=UTC)
SVEN = {"given_name": "Sven", "family_name": "Ek", "organisation": "Bergs kommun"}


@pytest.fixture
def door(app: Flask, client: FlaskClient, sign_in: SignsIn, at: Callable[[datetime], None]) -> str:
    """The address of a part's door, open to the client; Anna Berg is invited and Karin Öh is there."""
    at(MORNING)
    with app.app_context(), transaction() as session:
        event = builders.event(slug="run-konferens-2027")
        part = builders.part(event, capacity=40)
        ange = builders.organisation()
        for name in (("Anna", "Berg"), ("Karin", "Öh")):
            builders.invitation(event, builders.person(*name), builders.role(name[0].lower()), ange)
        karin = session.scalars(sa.select(Person).where(Person.given_name == "Karin")).one()
        session.add(Tick(part_id=part.id, person_id=karin.id, at=MORNING, by_uid="sam", by_name="Sam"))
        address = f"/dorr/run-konferens-2027/{part.uid}"
    sign_in(client, Right.DOOR)
    return address


def _form(door: str) -> str:
    return f"{door}/ny/person"


def test_from_the_list_to_a_tick_in_three_taps_and_a_name(app: Flask, client: FlaskClient, door: str) -> None:
    assert f"{door}/ny" in client.get(door).text
    page = BeautifulSoup(client.get(f"{door}/ny").text, "html.parser")
    assert [row.get_text() for row in page.select(".door-name")] == ["Anna Berg"]
    stead = str(page.select("a.door-row")[0]["href"])
    asked = client.get(stead).text
    assert ("I stället för Anna Berg" in asked, 'value="Ånge kommun"' in asked) == (True, True)
    sent = submit(client, stead, {"given_name": "Sven", "family_name": "Ek"}, to=_form(door))
    assert (sent.status_code, sent.location) == (303, door)
    assert "Sven Ek är incheckad 08.41." in client.get(door).text
    with app.app_context():
        assert [row.how.value for row in db.session.scalars(sa.select(Tick).order_by(Tick.id))] == ["name", "walk_in"]


def test_a_new_person_needs_no_address_and_the_places_are_told(client: FlaskClient, door: str) -> None:
    page = client.get(_form(door)).text
    assert ("0 av 40 platser är tagna." in page, "personuppgiftsansvarig" in page) == (True, True)
    assert submit(client, _form(door), SVEN, to=_form(door)).status_code == 303
    assert "1 av 40 platser är tagna." in client.get(_form(door)).text


def test_when_it_is_full_that_is_told_and_holds_nobody_out(app: Flask, client: FlaskClient, door: str) -> None:
    with app.app_context(), transaction() as session:
        session.scalars(sa.select(Event)).one().parts[0].capacity = 1
    submit(client, _form(door), SVEN, to=_form(door))
    page = client.get(_form(door)).text
    assert "Alla 1 platser är tagna. Den som står här får komma in ändå." in page
    sent = submit(client, _form(door), SVEN | {"given_name": "Siv"}, to=_form(door))
    assert (sent.status_code, "3 av 2" in client.get(door).text) == (303, True)


def test_an_empty_form_says_what_to_do(client: FlaskClient, door: str) -> None:
    empty = submit(client, _form(door), {}, to=_form(door))
    said = ("Skriv förnamnet" in empty.text, "Skriv efternamnet" in empty.text)
    assert (empty.status_code, said) == (422, (True, True))
    wrong = submit(client, _form(door), SVEN | {"address": "sven"}, to=_form(door))
    assert "Skriv en e-postadress som namn@kommun.se" in wrong.text


def test_consent_is_asked_for_where_it_is_the_legal_basis(app: Flask, client: FlaskClient, door: str) -> None:
    with app.app_context(), transaction() as session:
        session.scalars(sa.select(Event)).one().legal_basis = LegalBasis.CONSENT
    refused = submit(client, _form(door), SVEN, to=_form(door))
    assert (refused.status_code, "Fråga, och kryssa för om svaret är ja" in refused.text) == (422, True)
    assert submit(client, _form(door), SVEN | {"consents": "y"}, to=_form(door)).status_code == 303


def test_a_name_that_is_on_the_list_leads_to_it_or_is_somebody_else(client: FlaskClient, door: str) -> None:
    anna = {"given_name": "Anna", "family_name": "Berg"}
    asked = submit(client, _form(door), anna, to=_form(door))
    assert (asked.status_code, "Anna Berg finns redan i listan" in asked.text) == (409, True)
    link = BeautifulSoup(asked.text, "html.parser").find("a", string="Bocka av den personen i stället")
    assert "Karin" not in client.get(str(link["href"])).text  # type: ignore[index]
    page = BeautifulSoup(asked.text, "html.parser")
    fields = {str(one["name"]): str(one.get("value", "")) for one in page.select("form input[name]")}
    again = client.post(_form(door), data=fields | {"is_another": "y"})
    assert again.status_code == 303


def test_sent_twice_it_is_one_person(app: Flask, client: FlaskClient, door: str) -> None:
    page = BeautifulSoup(client.get(_form(door)).text, "html.parser")
    fields = {str(one["name"]): str(one.get("value", "")) for one in page.select("form input[name]")} | SVEN
    fields.pop("consents", None)
    assert [client.post(_form(door), data=fields).status_code for _ in range(2)] == [303, 303]
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).where(Person.given_name == "Sven")) == 1


def test_a_form_without_its_name_is_refused(client: FlaskClient, door: str) -> None:
    assert submit(client, _form(door), SVEN | {"nonce": ""}, to=_form(door)).status_code == 400


def test_the_door_still_sees_no_address(client: FlaskClient, door: str) -> None:
    submit(client, _form(door), SVEN | {"address": "sven.ek@berg.example"}, to=_form(door))
    for page in (door, f"{door}/ny", "/dorr/run-konferens-2027/lista.json"):
        told = client.get(page).text
        for own in ("namn@kommun.se", client.application.config["RUN"].controller_dpo):  # in the words of the form
            told = told.replace(own, "")
        assert ("Sven" in told or page.endswith("ny"), "@" in told) == (True, False)
