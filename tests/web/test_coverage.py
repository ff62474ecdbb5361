"""Täckning as the coordinator has it: sums, which rows, what a cell leads to, and as a file."""

import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from app.events.model import Event, EventMember
from app.events.rules.kinds import EventKind
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Organisation, Person, Role
from app.people.rules.kinds import RoleGroup
from tests import builders, paper
from tests.browser import axe_violations, scrolls_sideways, signed_in
from tests.conftest import SignsIn
from tests.pages.look import NARROW, WIDE
from tests.said import count_statements
from tests.web.contact import Contact

HOME = "/arrangor/moten/run-konferens-2027"
PAGE = f"{HOME}/tackning"
FILE = f"{HOME}/listor/tackning"
NASTY = ("=HYPERLINK(1)", "王小明 🎉", "עברית אבג", "<img src=x>{{7*7}}", "å" * 400)


@pytest.fixture
def scene(app: Flask, at: object) -> Contact:
    """Of Ånge Anna (skolchef) comes and Bo (politician) has not answered, a politician more is expected; of Åre nobody
    has answered.
    """
    made = Contact(app, slug="run-konferens-2027")
    with app.app_context(), transaction() as session:
        event = session.merge(made.event, load=False)
        session.get_one(Invitation, made.annas.id).state = InvitationState.COMING
        for who, role, place in ((made.bo, made.politiker, made.ange), (made.eva, made.skolchef, made.are)):
            builders.invitation(event, *(session.merge(one, load=False) for one in (who, role, place)))
    return made


@pytest.fixture
def organizer(client: FlaskClient, sign_in: SignsIn, scene: Contact) -> FlaskClient:
    sign_in(client, Right.ORGANIZER)
    return client


def _page(client: FlaskClient, where: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(where).text, "html.parser")


def _rows(page: BeautifulSoup) -> list[list[str]]:
    """Each row's cells as they are seen."""
    for hidden in page.select(".visually-hidden"):
        hidden.decompose()
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in page.select("#coverage tr")
    ]


def test_areas_and_roles_are_summed_and_rows_without_any_answer_come_first_in_their_area(
    organizer: FlaskClient, scene: Contact
) -> None:
    assert _rows(_page(organizer, PAGE)) == [
        ["Organisation", "Skolchef", "Skolpolitiker", "Kommer", "Kontakt"],
        ["Västernorrlands län", "1 av 2", "0 av 1", "1 av 3", ""],
        ["Åre kommun inget svar", "Ej svarat Eva Åström", "2 vakanta", "0 av 1", ""],
        ["Ånge kommun", "Kommer Anna Berg", "1 ej svarat, 1 vakant Bo Ek", "1 av 2", "Maj Lind"],
        ["Kommer", "1 av 2", "0 av 1", "1 av 3", ""],
    ]


def test_the_rows_are_narrowed_to_what_the_coordinator_looks_for(organizer: FlaskClient, scene: Contact) -> None:
    page = _page(organizer, PAGE)
    links = {link.get_text(" ").split(" ")[0]: str(link["href"]) for link in page.select("nav[aria-label=Visa] a")}
    seen = {}
    for word, where in links.items():
        names = [row.get_text(" ") for row in _page(organizer, where).select("#coverage tbody th[scope=row] > a")]
        seen[word] = names
    both = ["Åre kommun", "Ånge kommun"]
    assert seen == {"Alla": both, "Inget": ["Åre kommun"], "Kommuner": both, "Vakanser": both}


def _leads(page: BeautifulSoup) -> list[dict[str, list[str]]]:
    """Where everything in the table leads, as what is asked of it."""
    return [parse_qs(urlsplit(str(link["href"])).query) for link in page.select("#coverage a")]


def test_a_cell_a_row_a_role_and_an_area_lead_to_a_letter_to_their_people(
    organizer: FlaskClient, scene: Contact
) -> None:
    whom = {"mote": ["run-konferens-2027"], "till": ["invited"]}
    ange, are = [scene.ange.uid], [scene.are.uid]
    contact = {"mote": whom["mote"], "roll": ["kontaktperson"]}
    assert _leads(_page(organizer, f"{PAGE}?till=brev")) == [
        whom | {"roll": ["skolchef"]},
        whom | {"roll": ["skolpolitiker"]},
        whom | {"omrade": ["Västernorrlands län"]},
        whom | {"organisation": are},
        whom | {"organisation": are, "roll": ["skolchef"]},
        contact | {"organisation": are},  # nobody is named there: who knows is the contact
        whom | {"organisation": ange},
        whom | {"organisation": ange, "roll": ["skolchef"]},
        whom | {"organisation": ange, "roll": ["skolpolitiker"]},
        contact | {"organisation": ange},
    ]


def test_a_reader_is_offered_no_letters(client: FlaskClient, sign_in: SignsIn, scene: Contact) -> None:
    sign_in(client, Right.READER)
    page = _page(client, f"{PAGE}?till=brev")
    assert page.select("nav[aria-label='En ruta leder till']") == []
    assert "/utskick/" not in "".join(str(link["href"]) for link in page.select("#coverage a"))


def test_the_letter_goes_to_those_of_the_cell_alone_and_says_so(organizer: FlaskClient, scene: Contact) -> None:
    where = f"/arrangor/utskick/nytt?mote=run-konferens-2027&till=unanswered&roll=skolchef&organisation={scene.are.uid}"
    form = _page(organizer, where)
    said = " ".join(form.main.get_text(" ").split())  # type: ignore[union-attr]
    assert "Bara till: Skolchef, Åre kommun" in said
    assert "De som inte har svarat (1)" in said
    assert "Alla inbjudna (1)" in said
    sent: dict[str, Any] = {
        str(one["name"]): str(one.get("value", "")) for one in form.select("main input[type=hidden], input[checked]")
    }
    assert sent["audience"] == "unanswered"
    answer = organizer.post(where, data=sent | {"subject": "Hej", "text": "Kommer du?"})
    draft = _page(organizer, answer.headers["Location"])
    told = " ".join(draft.main.get_text(" ").split())  # type: ignore[union-attr]
    assert "De som inte har svarat: Skolchef, Åre kommun" in told
    assert [row.get_text() for row in draft.select("#receivers-table tbody th")] == ["Eva Åström"]
    again = _page(organizer, f"{answer.headers['Location']}/text")
    assert again.select_one("[name=among]")["value"] == sent["among"]  # type: ignore[index]


def test_the_list_of_those_invited_leads_to_a_letter_to_those_it_is_narrowed_to(
    organizer: FlaskClient, scene: Contact
) -> None:
    def leads(query: str) -> list[str]:
        found = _page(organizer, f"{HOME}/inbjudna?{query}").select("main a.button")
        return [urlsplit(str(link["href"])).query for link in found if "Skriv till dem" in link.get_text()]

    assert leads("roll=skolchef&svar=coming") == ["mote=run-konferens-2027&till=coming&roll=skolchef"]
    assert [leads("svar=coming"), leads("roll=skolchef&svar=not_coming"), leads("roll=skolchef&q=anna")] == [[], [], []]


def _sheet(client: FlaskClient, query: str = "") -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{FILE}.xlsx{query}").data))
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_the_sheet_has_a_row_for_each_organisation_and_sums_for_areas_and_all(
    organizer: FlaskClient, scene: Contact
) -> None:
    area = "Västernorrlands län"
    assert _sheet(organizer) == [
        ("Område", "Organisation", "Skolchef", "Skolpolitiker", "Kommer", "Inbjudna utan ersatta", "Ej svarat"),
        (area, "Åre kommun", "Eva Åström: har inte svarat", "2 vakanta", 0, 1, 1),
        (area, "Ånge kommun", "Anna Berg: kommer", "Bo Ek: har inte svarat; 1 vakant", 1, 2, 1),
        (area, "Summa Västernorrlands län", "1 av 2", "0 av 1", 1, 3, 2),
        ("Alla", "Summa", "1 av 2", "0 av 1", 1, 3, 2),
    ]
    assert _sheet(organizer, f"?roll=skolchef&organisation={scene.ange.uid}") == [
        ("Område", "Organisation", "Skolchef", "Kommer", "Inbjudna utan ersatta", "Ej svarat"),
        (area, "Ånge kommun", "Anna Berg: kommer", 1, 1, 0),
        (area, "Summa Västernorrlands län", "1 av 1", 1, 1, 0),
        ("Alla", "Summa", "1 av 1", 1, 1, 0),
    ]
    assert [row[1:4] for row in _sheet(organizer, "?svar=coming")][1:-1] == [
        ("Ånge kommun", "Anna Berg: kommer", 1),
        ("Summa Västernorrlands län", "1 av 1", 1),
    ]


def test_the_matrix_on_paper_lies_down_and_is_tagged(organizer: FlaskClient, scene: Contact) -> None:
    pdf = organizer.get(f"{FILE}.pdf").data
    made = paper.read(pdf)
    assert (paper.sizes(pdf), made.ua, made.language) == ([(297, 210)], True, "sv-SE")
    assert made.tags >= {"/Table", "/TH", "/TD"}
    assert all(word in made.text for word in ("Åre kommun", "Skolpolitiker", "Summa"))


def test_nobody_protected_stands_in_a_cell_but_for_those_with_the_right(
    app: Flask, client: FlaskClient, sign_in: SignsIn, scene: Contact
) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Person, scene.anna.id).protected = True
        session.get_one(Person, scene.maj.id).protected = True
    files = [f"{FILE}.csv", f"{FILE}.csv?svar=coming", f"{FILE}"]
    sign_in(client, Right.ORGANIZER)
    hidden = [client.get(where).text for where in (PAGE, *files)]
    sign_in(client, Right.ORGANIZER, Right.PROTECTED)
    shown = [client.get(where).text for where in (PAGE, *files)]
    assert ["Anna Berg" in said or "Maj" in said for said in hidden] == [False] * 4
    assert ["Anna Berg" in said for said in shown] == [True] * 4
    assert "Visar 2 av 3 inbjudna." in hidden[0]
    assert "inbjudna.</p>" not in shown[0]
    assert "vakant" not in _ange_chef(hidden[1])  # somebody holds the office


def _ange_chef(csv: str) -> str:
    return next(line.split(";")[2] for line in csv.splitlines() if "Ånge kommun" in line)


def test_where_all_are_invited_by_name_it_says_why_there_is_nothing_and_where_they_stand(
    app: Flask, organizer: FlaskClient, scene: Contact
) -> None:
    with app.app_context(), transaction() as session:
        group = builders.event("Gruppen", slug="grupp", kind=EventKind.DEVELOPMENT_GROUP)
        session.add(EventMember(event_id=group.id, person_id=scene.bo.id))
    where = "/arrangor/moten/grupp"
    assert "Mötet har medlemmar men ingen målgrupp" in organizer.get(f"{where}/tackning").text
    with app.app_context(), transaction() as session:
        group = session.query(Event).filter_by(slug="grupp").one()
        builders.invitation(group, session.merge(scene.bo, load=False))
    page = _page(organizer, f"{where}/tackning")
    said = " ".join(page.main.get_text(" ").split())  # type: ignore[union-attr]
    assert ("Ingen är inbjuden i en roll" in said, "Inget att visa än" in said) == (True, False)
    assert page.select(f'main .empty-state a[href="{where}/inbjudna"]')


def test_nasty_names_break_neither_page_nor_sheet_nor_paper(app: Flask, organizer: FlaskClient, scene: Contact) -> None:
    with app.app_context(), transaction() as session:
        event = session.merge(scene.event, load=False)
        for number, name in enumerate(NASTY):
            role, place = builders.role(f"elak{number}", name), builders.organisation(name)
            builders.invitation(event, builders.person(name, name), role, place)
    page = _page(organizer, PAGE)
    assert page.select("#coverage img") == []
    assert [one in page.get_text() for one in NASTY[:4]] == [True] * 4
    with app.app_context(), transaction() as session:  # as no gate lets through, in a row that is older than the gate
        session.get_one(Organisation, scene.are.id).name = "Å\x00re\x1b[1m"
        session.get_one(Role, scene.skolchef.id).name = "+Skol\x1fchef"
    heading, *rows = _sheet(organizer)
    assert [name in heading for name in ("+Skolchef", *NASTY)] == [True] * 6
    assert {row[1] for row in rows} >= set(NASTY)
    made = organizer.get(f"{FILE}.pdf")
    assert (made.status_code, made.mimetype) == (200, "application/pdf")
    assert "=HYPERLINK(1)" in paper.read(made.data).text
    assert f"'{NASTY[0]};" in organizer.get(f"{FILE}.csv").text


def test_page_and_files_ask_as_often_for_sixty_organisations_and_twelve_roles(
    app: Flask, organizer: FlaskClient, scene: Contact
) -> None:
    looks = (PAGE, f"{PAGE}?till=brev", f"{FILE}.xlsx", f"{FILE}.csv")
    few = [count_statements(lambda where=where: organizer.get(where)) for where in looks]  # type: ignore[misc]
    with app.app_context(), transaction() as session:
        event, kontakt = session.merge(scene.event, load=False), session.merge(scene.kontakt, load=False)
        roles = [builders.role(f"roll{number}", group=RoleGroup.POLITIKER) for number in range(10)]
        for number in range(58):
            place = builders.organisation(f"Kommun {number:02}")
            who = builders.person("Eva", f"Fors {number}")
            builders.assignment(who, kontakt, place)
            for role in roles:
                builders.circle(event, role) if number == 0 else None
            builders.invitation(event, who, roles[number % 10], place)
    assert len(_rows(_page(organizer, PAGE))) >= 60
    assert [count_statements(lambda where=where: organizer.get(where)) for where in looks] == few  # type: ignore[misc]
    with app.app_context():
        assert db.session.query(Role).count() >= 12


@pytest.mark.browser
@pytest.mark.usefixtures("scene")
def test_the_page_can_be_read_by_all(app: Flask, organizer: FlaskClient, chromium: Browser) -> None:
    with signed_in(app, organizer, chromium) as (page, address):
        for where in (PAGE, f"{PAGE}?till=brev", f"{PAGE}?visa=inget-svar"):
            for width in (NARROW, WIDE):
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(address + where)
                assert (where, width, axe_violations(page), scrolls_sideways(page)) == (where, width, [], False)
