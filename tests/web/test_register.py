"""The register's pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.kernel import clock, links
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Assignment, Erasure, Organisation, Person, Role, RoleExpectation
from app.people.rules.kinds import OrganisationKind, RoleGroup
from tests import builders

REGISTER = "/arrangor/register"


@pytest.fixture
def organizer(client: FlaskClient, sign_in: Any) -> FlaskClient:
    """A browser signed in as an organizer."""
    sign_in(client, Right.ORGANIZER)
    return client


@contextmanager
def _built(app: Flask) -> Iterator[None]:
    with app.app_context(), transaction():
        yield


def _anna(app: Flask) -> str:
    """Anna Öhman, rektor in Ånge."""
    with _built(app):
        rektor, ange = builders.role(), builders.organisation()
        builders.role("skolpolitiker", group=RoleGroup.POLITIKER)
        anna = builders.person("Anna", "Öhman", "anna@ange.example")
        builders.assignment(anna, rektor, ange)
        return str(anna.uid)


def _post(client: FlaskClient, address: str, /, **fields: object) -> Any:
    page = BeautifulSoup(client.get(address).text, "html5lib")
    return client.post(address, data={"csrf_token": _token(page), **fields})


def _press(client: FlaskClient, page_address: str, address: str, /, **fields: object) -> Any:
    page = BeautifulSoup(client.get(page_address).text, "html5lib")
    return client.post(address, data={"csrf_token": _token(page), **fields})


def _token(page: BeautifulSoup) -> str:
    return str(page.find("input", {"name": "csrf_token"})["value"])


def _names(text: str) -> list[str]:
    page = BeautifulSoup(text, "html5lib")
    return [row.get_text(" ", strip=True) for row in page.select("tbody th a")]


def _one(app: Flask, model: Any) -> Any:
    with app.app_context():
        return db.session.scalars(sa.select(model)).one()


def test_a_search_of_two_letters_finds_by_name_role_and_organisation(app: Flask, organizer: FlaskClient) -> None:
    _anna(app)
    with _built(app):
        builders.person("Bo", "Ek")
    asked = {
        query: _names(organizer.get(f"{REGISTER}?q={query}").text) for query in ("Öh", "ek", "rektor", "ånge", "xx")
    }
    assert asked == {"Öh": ["Anna Öhman"], "ek": ["Bo Ek"], "rektor": ["Anna Öhman"], "ånge": ["Anna Öhman"], "xx": []}


def test_filters_are_links_with_counts(app: Flask, organizer: FlaskClient) -> None:
    _anna(app)
    page = BeautifulSoup(organizer.get(f"{REGISTER}?roll=rektor").text, "html5lib")
    current = [link.get_text(" ", strip=True) for link in page.select("nav.filters [aria-current]")]
    assert current == ["Alla 1", "Alla", "Rektor 1", "Alla", "Alla"]
    assert "Ta bort filtret Rektor" in page.get_text()


def test_what_an_address_misspells_is_left_out(app: Flask, organizer: FlaskClient) -> None:
    _anna(app)
    answer = organizer.get(f"{REGISTER}?grupp=x&slag=y&visa=z&sida=99999999999999999999&q=%00%25_")
    assert answer.status_code == 200


def test_the_number_of_statements_does_not_grow_with_the_people(app: Flask, organizer: FlaskClient) -> None:
    def statements() -> int:
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        with app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        assert organizer.get(f"{REGISTER}?q=ång&grupp=skolledning").status_code == 200
        sa.event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    with _built(app):
        rektor, ange = builders.role(), builders.organisation()
    numbers = []
    for many in (10, 490):
        with _built(app):
            for number in range(many):
                builders.assignment(builders.person("Anna", f"Ång {number}"), rektor, ange)
        numbers.append(statements())
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 22


def test_readers_see_and_change_nothing(app: Flask, client: FlaskClient, sign_in: Any) -> None:
    uid = _anna(app)
    sign_in(client, Right.READER)
    page = client.get(f"{REGISTER}/personer/{uid}")
    assert page.status_code == 200
    assert "Ändra" not in BeautifulSoup(page.text, "html5lib").main.get_text()
    pages = ("", "/vakanser", "/organisationer", "/roller")
    assert [client.get(REGISTER + address).status_code for address in pages] == [200] * 4
    closed = (f"/personer/{uid}/andra", "/personer/ny", "/roller/rektor", f"/personer/{uid}/radera")
    assert [client.get(REGISTER + address).status_code for address in closed] == [403] * 4


def test_a_new_person_is_added_and_somebody_alike_is_pointed_out_first(app: Flask, organizer: FlaskClient) -> None:
    _anna(app)
    fields = {"given_name": "Anna", "family_name": "Öhman", "language": "sv"}
    first = _post(organizer, f"{REGISTER}/personer/ny", **fields)
    assert (first.status_code, "Finns personen redan?" in first.text) == (200, True)
    second = _post(organizer, f"{REGISTER}/personer/ny", **fields, known="1")
    assert second.status_code == 303
    with app.app_context():
        assert db.session.query(Person).filter_by(family_name="Öhman").count() == 2


def test_a_form_says_what_to_write(app: Flask, organizer: FlaskClient) -> None:
    answer = _post(
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
    answer = _post(organizer, f"{REGISTER}/personer/ny", given_name=nasty, language="sv")
    pages = [organizer.get(answer.location).text, organizer.get(REGISTER).text]
    assert [("<img" in page, "{{7*7}}" in page) for page in pages] == [(False, True)] * 2


def test_the_second_editor_sees_what_the_first_saved_and_can_save_then(app: Flask, organizer: FlaskClient) -> None:
    uid = _anna(app)
    address = f"{REGISTER}/personer/{uid}/andra"
    fields = {"address": "anna@ange.example", "language": "sv", "given_name": "Anna"}
    assert _post(organizer, address, **fields, family_name="Ek", version="1").status_code == 303
    late = _post(organizer, address, **fields, family_name="Berg", version="1")
    assert "Någon annan har sparat ändringar under tiden" in late.text
    cells = [cell.get_text() for cell in BeautifulSoup(late.text, "html5lib").select("tbody th, tbody td")]
    assert cells == ["Efternamn", "Ek", "Berg"]
    version = BeautifulSoup(late.text, "html5lib").find("input", {"name": "version"})["value"]
    assert _post(organizer, address, **fields, family_name="Berg", version=version).status_code == 303
    assert _one(app, Person).name == "Anna Berg"
    assert "Öhman → Ek" in organizer.get(f"{REGISTER}/personer/{uid}").text


def test_an_assignment_is_added_corrected_confirmed_and_removed(app: Flask, organizer: FlaskClient) -> None:
    uid = _anna(app)
    with app.app_context():
        place = db.session.scalars(sa.select(Organisation.uid)).one()
    person = f"{REGISTER}/personer/{uid}"
    new = {"role": "skolpolitiker", "organisation": place, "starts_on": "2023-01-01", "ends_on": "2022-12-31"}
    backwards = _post(organizer, f"{person}/uppdrag/nytt", **new)
    assert "Skriv en sista dag som inte är före den första" in backwards.text
    assert _post(organizer, f"{person}/uppdrag/nytt", **{**new, "ends_on": ""}).status_code == 303
    doubled = _post(organizer, f"{person}/uppdrag/nytt", **{**new, "ends_on": ""})
    assert "Personen har redan det uppdraget där under samma tid" in doubled.text
    with app.app_context():
        held = db.session.scalars(sa.select(Assignment).order_by(Assignment.id.desc())).first()
        assert held is not None
        one = f"{REGISTER}/uppdrag/{held.uid}"
    assert _post(organizer, f"{one}/andra", starts_on="2023-01-01", ends_on="2026-12-31").status_code == 303
    assert _press(organizer, person, f"{one}/stammer").status_code == 303
    assert "1 januari 2023–31 december 2026" in organizer.get(person).text
    assert _press(organizer, person, f"{one}/ta-bort").status_code == 303
    with app.app_context():
        assert db.session.query(Assignment).count() == 1


def test_ending_an_assignment_names_a_new_person_as_successor(app: Flask, organizer: FlaskClient) -> None:
    _anna(app)
    with _built(app):
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
    nameless = _post(organizer, address, last_day=last_day, successor="ny", **chosen)
    assert "Skriv den nya personens förnamn" in nameless.text
    done = _post(organizer, address, last_day=last_day, successor="ny", given_name="Bo", family_name="Ek", **chosen)
    assert done.status_code == 303
    text = organizer.get(done.location).text
    assert "Bo Ek tar över. Återkallade inbjudningar: 1. Nya inbjudningar att skicka: 1." in text
    assert "Inte inbjuden än" in text


def test_the_successor_can_be_somebody_in_the_register_or_nobody(app: Flask, organizer: FlaskClient) -> None:
    _anna(app)
    with _built(app):
        bo = builders.person("Bo", "Ek").uid
        held = db.session.scalars(sa.select(Assignment)).one()
        address = f"{REGISTER}/uppdrag/{held.uid}/avsluta"
    assert f'value="{bo}"' in organizer.get(f"{address}?q=ek").text
    early = _post(organizer, address, last_day="1999-01-01", successor=bo)
    assert "Skriv en dag som inte är före uppdragets första dag" in early.text
    done = _post(organizer, address, last_day=clock.today().isoformat(), successor=bo)
    assert done.location.endswith(bo)


def test_two_who_are_one_are_merged_after_a_preview(app: Flask, organizer: FlaskClient) -> None:
    uid = _anna(app)
    with _built(app):
        other = builders.person("Anna", "Ohman", "anna.ohman@ange.example", phone="070-1")
    address = f"{REGISTER}/personer/{uid}/sla-ihop"
    assert other.uid in organizer.get(f"{address}?q=ohman").text
    preview = organizer.get(f"{address}/{other.uid}").text
    assert "anna@ange.example, anna.ohman@ange.example" in preview
    assert _post(organizer, f"{address}/{other.uid}").status_code == 303
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
    uid = _anna(app)
    address = f"{REGISTER}/personer/{uid}/radera"
    assert "Det går inte att ångra." in organizer.get(address).text
    assert _post(organizer, address).status_code == 303
    with app.app_context():
        assert db.session.query(Person).count() == 0
        assert sorted(db.session.scalars(sa.select(Erasure.kind))) == ["address", "person"]
    assert "Öhman" not in organizer.get(REGISTER).text


def test_no_more_invitations_is_shown_with_its_undo(app: Flask, organizer: FlaskClient) -> None:
    uid = _anna(app)
    person = f"{REGISTER}/personer/{uid}"
    _press(organizer, person, f"{person}/inga-fler")
    assert "Personen har avböjt alla inbjudningar" in organizer.get(person).text
    assert _names(organizer.get(f"{REGISTER}?visa=avbojt").text) == ["Anna Öhman"]
    _press(organizer, person, f"{person}/inbjudningar-igen")
    assert _one(app, Person).declined_all_at is None


def test_a_link_in_a_letter_declines_all_only_when_the_button_is_pressed(app: Flask, client: FlaskClient) -> None:
    with _built(app):
        anna = builders.person()
        address = links.path(links.Link(links.Purpose.DECLINE_ALL, anna.link_seed))
    assert client.get(address).status_code == 200
    assert _one(app, Person).declined_all_at is None
    assert "Du får inga fler inbjudningar" in _post(client, address).text
    declined = _one(app, Person).declined_all_at
    assert declined is not None
    assert "Du har redan valt" in client.get(address).text
    wrong = [client.get(f"/avsta/{token}").status_code for token in ("x", "a" * 43, "%00")]
    assert wrong == [404, 404, 404]


def test_an_organisation_shows_holders_and_vacancies_and_is_edited(app: Flask, organizer: FlaskClient) -> None:
    _anna(app)
    with _built(app):
        place = db.session.scalars(sa.select(Organisation)).one()
        skolchef = builders.role("skolchef")
        row = {"organisation_kind": OrganisationKind.KOMMUN, "agreement_only": True, "minimum": 1}
        db.session.add(RoleExpectation(role=skolchef, **row))
        address = f"{REGISTER}/organisationer/{place.uid}"
    text = organizer.get(address).text
    assert "Vakant: Skolchef. Minst 1 väntas, 1 saknas." in text
    assert "Anna Öhman" in text
    assert "Ånge kommun" in organizer.get(f"{REGISTER}/vakanser").text
    fields = {"name": "Ånge kommun", "kind": "kommun", "agreement": "y", "inhabitants": "9 109", "version": "1"}
    assert _post(organizer, f"{address}/andra", **fields, mailbox="skola@ange.example").status_code == 303
    late = _post(organizer, f"{address}/andra", **fields, mailbox="")
    assert "Någon annan har sparat ändringar under tiden" in late.text
    assert _press(organizer, address, f"{address}/stammer").status_code == 303
    assert _one(app, Assignment).confirmed_on == clock.today()
    assert _post(organizer, f"{REGISTER}/organisationer/ny", name="ånge KOMMUN", kind="kommun").status_code == 200
    assert _post(organizer, f"{REGISTER}/organisationer/ny", name="Bergs kommun", kind="kommun").status_code == 303


def test_where_a_role_is_expected_is_a_setting(app: Flask, organizer: FlaskClient) -> None:
    _anna(app)
    role = f"{REGISTER}/roller/skolpolitiker"
    nowhere = _press(organizer, role, f"{role}/vantas", where="", minimum="2")
    assert "Välj var rollen väntas" in nowhere.text
    assert _press(organizer, role, f"{role}/vantas", where="+kommun", minimum="2").status_code == 303
    assert "minst 2 i varje avtalskommun" in organizer.get(f"{REGISTER}/roller").text
    number = _one(app, RoleExpectation).id
    assert _press(organizer, role, f"{REGISTER}/roller/vantas/{number}", minimum="3").status_code == 303
    assert _one(app, RoleExpectation).minimum == 3
    assert _press(organizer, role, f"{REGISTER}/roller/vantas/{number}", minimum="många").status_code == 303
    assert _press(organizer, role, f"{REGISTER}/roller/vantas/{number}/ta-bort").status_code == 303
    renamed = {"name": "Politiker", "group": "politiker", "position": "1", "version": "1"}
    assert _post(organizer, role, **renamed).status_code == 303
    assert "Någon annan sparade Politiker under tiden" in _post(organizer, role, **{**renamed, "name": "P"}).text
    assert (
        _post(organizer, f"{REGISTER}/roller/ny", name="politiker", group="politiker", position="5").status_code == 200
    )
    assert (
        _post(organizer, f"{REGISTER}/roller/ny", name="Nätverkare", group="utveckling", position="5").status_code
        == 303
    )
    with app.app_context():
        assert db.session.query(Role).filter_by(key="natverkare").count() == 1
