"""The register's pages."""

from typing import Any

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.kernel import links
from app.kernel.db import db
from app.organizers.rules import Right
from app.people.model import Erasure, Person
from tests import builders
from tests.said import statements
from tests.web.register_pages import REGISTER, add_anna, built, only, post, press


def _names(text: str) -> list[str]:
    page = BeautifulSoup(text, "html5lib")
    return [row.get_text(" ", strip=True) for row in page.select("tbody th a")]


def test_a_search_of_two_letters_finds_by_name_role_and_organisation(app: Flask, organizer: FlaskClient) -> None:
    add_anna(app)
    with built(app):
        builders.person("Bo", "Ek")
    asked = {
        query: _names(organizer.get(f"{REGISTER}?q={query}").text) for query in ("Öh", "ek", "rektor", "ånge", "xx")
    }
    assert asked == {"Öh": ["Anna Öhman"], "ek": ["Bo Ek"], "rektor": ["Anna Öhman"], "ånge": ["Anna Öhman"], "xx": []}


def test_filters_are_links_with_counts(app: Flask, organizer: FlaskClient) -> None:
    add_anna(app)
    page = BeautifulSoup(organizer.get(f"{REGISTER}?roll=rektor").text, "html5lib")
    current = [link.get_text(" ", strip=True) for link in page.select("nav.filters [aria-current]")]
    assert current == ["Alla 1", "Alla", "Rektor 1", "Alla", "Alla"]
    assert "Ta bort filtret Rektor" in page.get_text()


def test_what_an_address_misspells_is_left_out(app: Flask, organizer: FlaskClient) -> None:
    add_anna(app)
    answer = organizer.get(f"{REGISTER}?grupp=x&slag=y&visa=z&sida=99999999999999999999&q=%00%25_")
    assert answer.status_code == 200


def test_the_number_of_statements_does_not_grow_with_the_people(app: Flask, organizer: FlaskClient) -> None:
    with built(app):
        rektor, ange = builders.role(), builders.organisation()
    numbers = []
    for many in (10, 490):
        with built(app):
            for number in range(many):
                builders.assignment(builders.person("Anna", f"Ång {number}"), rektor, ange)
        with statements() as said:
            assert organizer.get(f"{REGISTER}?q=ång&grupp=skolledning").status_code == 200
        numbers.append(len(said))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 22


def test_readers_see_and_change_nothing(app: Flask, client: FlaskClient, sign_in: Any) -> None:
    uid = add_anna(app)
    sign_in(client, Right.READER)
    page = client.get(f"{REGISTER}/personer/{uid}")
    assert page.status_code == 200
    assert "Ändra" not in BeautifulSoup(page.text, "html5lib").main.get_text()
    pages = ("", "/vakanser", "/organisationer", "/roller")
    assert [client.get(REGISTER + address).status_code for address in pages] == [200] * 4
    closed = (f"/personer/{uid}/andra", "/personer/ny", "/roller/rektor", f"/personer/{uid}/radera")
    assert [client.get(REGISTER + address).status_code for address in closed] == [403] * 4


def test_a_new_person_is_added_and_somebody_alike_is_pointed_out_first(app: Flask, organizer: FlaskClient) -> None:
    add_anna(app)
    fields = {"given_name": "Anna", "family_name": "Öhman", "language": "sv"}
    first = post(organizer, f"{REGISTER}/personer/ny", **fields)
    assert (first.status_code, "Finns personen redan?" in first.text) == (200, True)
    second = post(organizer, f"{REGISTER}/personer/ny", **fields, known="1")
    assert second.status_code == 303
    with app.app_context():
        assert db.session.query(Person).filter_by(family_name="Öhman").count() == 2


def test_a_form_says_what_to_write(app: Flask, organizer: FlaskClient) -> None:
    answer = post(
        organizer,
        f"{REGISTER}/personer/ny",
        given_name=" ",
        address="anna",
        more_addresses="bo@x.example\nnej",
        note="19900101-1234",
        language="sv",
    )
    page = BeautifulSoup(answer.text, "html5lib")
    assert [link.get_text() for link in page.select(".error-summary a")] == [
        "Skriv förnamnet",
        "Skriv en e-postadress som namn@kommun.se",
        "Skriv en e-postadress på varje rad. Det går inte att läsa nej",
        "Ta bort det som ser ut som ett personnummer. Sådana sparas inte",
    ]
    assert page.title.get_text().startswith("Fel:")


def test_a_nasty_name_is_only_text(app: Flask, organizer: FlaskClient) -> None:
    nasty = "\"'><img src=x onerror=alert(1)></script>{{7*7}}"
    answer = post(organizer, f"{REGISTER}/personer/ny", given_name=nasty, language="sv")
    pages = [organizer.get(answer.location).text, organizer.get(REGISTER).text]
    assert [("<img" in page, "{{7*7}}" in page) for page in pages] == [(False, True)] * 2


def test_the_second_editor_sees_what_the_first_saved_and_can_save_then(app: Flask, organizer: FlaskClient) -> None:
    uid = add_anna(app)
    address = f"{REGISTER}/personer/{uid}/andra"
    fields = {"address": "anna@ange.example", "language": "sv", "given_name": "Anna"}
    assert post(organizer, address, **fields, family_name="Ek", version="1").status_code == 303
    late = post(organizer, address, **fields, family_name="Berg", version="1")
    assert "Någon annan har sparat ändringar under tiden" in late.text
    cells = [cell.get_text() for cell in BeautifulSoup(late.text, "html5lib").select("tbody th, tbody td")]
    assert cells == ["Efternamn", "Ek", "Berg"]
    version = BeautifulSoup(late.text, "html5lib").find("input", {"name": "version"})["value"]
    assert post(organizer, address, **fields, family_name="Berg", version=version).status_code == 303
    assert only(app, Person).name == "Anna Berg"
    assert "Öhman → Ek" in organizer.get(f"{REGISTER}/personer/{uid}").text


def test_two_who_are_one_are_merged_after_a_preview(app: Flask, organizer: FlaskClient) -> None:
    uid = add_anna(app)
    with built(app):
        other = builders.person("Anna", "Ohman", "anna.ohman@ange.example", phone="070-1")
    address = f"{REGISTER}/personer/{uid}/sla-ihop"
    assert other.uid in organizer.get(f"{address}?q=ohman").text
    preview = organizer.get(f"{address}/{other.uid}").text
    assert "anna@ange.example, anna.ohman@ange.example" in preview
    assert post(organizer, f"{address}/{other.uid}").status_code == 303
    with app.app_context():
        only = db.session.scalars(sa.select(Person)).one()
        assert (only.uid, [row.address for row in only.addresses], only.phone) == (
            uid,
            ["anna@ange.example", "anna.ohman@ange.example"],
            "070-1",
        )
    assert organizer.get(f"{REGISTER}/personer/{other.uid}").status_code == 404
    assert organizer.get(f"{address}/{uid}").status_code == 404


def test_erasing_tells_what_happens_and_leaves_a_digest(app: Flask, organizer: FlaskClient) -> None:
    uid = add_anna(app)
    address = f"{REGISTER}/personer/{uid}/radera"
    assert "Det går inte att ångra." in organizer.get(address).text
    assert post(organizer, address).status_code == 303
    with app.app_context():
        assert db.session.query(Person).count() == 0
        assert sorted(db.session.scalars(sa.select(Erasure.kind))) == ["address", "person"]
    assert "Öhman" not in organizer.get(REGISTER).text


def test_no_more_invitations_is_shown_with_its_undo(app: Flask, organizer: FlaskClient) -> None:
    uid = add_anna(app)
    person = f"{REGISTER}/personer/{uid}"
    press(organizer, person, f"{person}/inga-fler")
    assert "Personen har avböjt alla inbjudningar" in organizer.get(person).text
    assert _names(organizer.get(f"{REGISTER}?visa=avbojt").text) == ["Anna Öhman"]
    press(organizer, person, f"{person}/inbjudningar-igen")
    assert only(app, Person).declined_all_at is None


def test_a_link_in_a_letter_declines_all_only_when_the_button_is_pressed(app: Flask, client: FlaskClient) -> None:
    with built(app):
        anna = builders.person()
        address = links.path(links.Link(links.Purpose.DECLINE_ALL, anna.link_seed))
    assert client.get(address).status_code == 200
    assert only(app, Person).declined_all_at is None
    assert "Du får inga fler inbjudningar" in post(client, address).text
    declined = only(app, Person).declined_all_at
    assert declined is not None
    assert "Du har redan valt" in client.get(address).text
    wrong = [client.get(f"/avsta/{token}").status_code for token in ("x", "a" * 43, "%00")]
    assert wrong == [404, 404, 404]
