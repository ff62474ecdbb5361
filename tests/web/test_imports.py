"""Reading contacts in by the pages."""

import io
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import ContactUpload, OrganisationAlias, Person, RoleSynonym
from tests import builders, network
from tests.pages.forms import submit

IMPORT = "/arrangor/register/las-in"
HEADINGS = "Förnamn;Efternamn;E-post;Telefon;Roll;Organisation;Anm."


@pytest.fixture
def organizer(app: Flask, client: FlaskClient, sign_in: Any) -> FlaskClient:
    """A browser signed in as an organizer, with the network's roles and organisations in the register."""
    with app.app_context(), transaction():
        network.build()
    sign_in(client, Right.ORGANIZER)
    return client


def _choose(client: FlaskClient, content: bytes, filename: str) -> Any:
    return submit(client, IMPORT, {"file": (io.BytesIO(content), filename)})


def _uploaded(client: FlaskClient, *lines: str, headings: str = HEADINGS) -> str:
    """The address of the preview."""
    answer = _choose(client, "\n".join((headings, *lines)).encode(), "kontakter.csv")
    assert answer.status_code == 303
    return str(answer.location)


def _file(client: FlaskClient, name: str) -> str:
    return str(_choose(client, (network.DATA / name).read_bytes(), name).location)


def _page(client: FlaskClient, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html5lib")


def _text(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(found.get_text(" ").split()) for found in page.select(selector)]


def _rows(client: FlaskClient, address: str) -> list[tuple[str, str]]:
    """Who each row is about, and what becomes of it."""
    found = _page(client, address).select("#rader tbody tr")
    return [(str(row.th.div.contents[0]).strip(), " ".join(row.td.get_text(" ").split())) for row in found]  # type: ignore[union-attr]


def _people(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(person.name for person in db.session.scalars(sa.select(Person)))


def _count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_nothing_is_written_before_reading_in(app: Flask, organizer: FlaskClient) -> None:
    address = _file(organizer, "contacts.csv")
    page = _page(organizer, address)
    assert _text(page, ".button-primary") == ["Läs in 271 nya personer"]
    assert _people(app) == []
    answer = submit(organizer, address, to=f"{address}/las-in")
    assert (answer.status_code, answer.location) == (303, f"{address}/klart")
    assert len(_people(app)) == 271
    done = _page(organizer, f"{address}/klart")
    assert _text(done, ".stat")[0] == "271 nya personer"
    assert "/arrangor/register?visa=inte-informerade" in [link["href"] for link in done.select("main a")]
    assert _count(app, ContactUpload) == 0


def test_the_same_file_again_is_said_to_change_nothing(app: Flask, organizer: FlaskClient) -> None:
    address = _file(organizer, "contacts-messy.xlsx")
    submit(organizer, address, to=f"{address}/las-in")
    before = _people(app)
    again = _file(organizer, "contacts-messy.xlsx")
    page = _page(organizer, again)
    assert _text(page, ".notice-good .notice-heading") == ["Filen ändrar inget i registret"]
    assert _text(page, ".button-primary") == []
    assert submit(organizer, again, to=f"{again}/avbryt").status_code == 303
    assert (_people(app), _count(app, ContactUpload)) == (before, 0)


def test_every_refused_row_is_shown_with_sheet_row_and_reason(organizer: FlaskClient) -> None:
    address = _uploaded(
        organizer,
        "Anna;Berg;anna@ange;;Rektor;Ånge kommun;",
        "Bo;Ek;bo@ange.example;;Häxmästare;Ånge kommun;",
        "Siv;Al;siv@ange.example;;Rektor;Ånge kommun;",
    )
    page = _page(organizer, f"{address}?visa=vagrade")
    assert _text(page, "#rader tbody th") == [
        "Anna Berg Rektor, Ånge kommun kontakter, rad 2",
        "Bo Ek Häxmästare, Ånge kommun, bo@ange.example kontakter, rad 3",
    ]
    assert "Rollen «Häxmästare» är inte känd" in _text(page, "#rader tbody td")[1]


def test_a_change_is_shown_field_by_field(organizer: FlaskClient) -> None:
    first = _uploaded(organizer, "Anna;Berg;anna@ange.example;070-123 45 67;Rektor;Ånge kommun;")
    submit(organizer, first, to=f"{first}/las-in")
    address = _uploaded(organizer, "Anna;Berg;anna@ange.example;070-765 43 21;Rektor;Ånge kommun;")
    assert _rows(organizer, address) == [("Anna Berg", "Ändras Telefon: 070-123 45 67 → blir 070-765 43 21")]


def test_roles_and_organisations_are_corrected_and_remembered(app: Flask, organizer: FlaskClient) -> None:
    address = _uploaded(organizer, "Anna;Berg;anna@ange.example;;Häxmästare;Ånge kommun;")
    assert _rows(organizer, address)[0][1].startswith("Läses inte in")
    corrected = {"roll:kommun:haxmastare": "rektor"}
    assert submit(organizer, address, corrected, to=f"{address}/ratta").status_code == 303
    assert _rows(organizer, address)[0][1].startswith("Ny")
    assert _count(app, RoleSynonym) == 0
    submit(organizer, address, to=f"{address}/las-in")
    assert (_people(app), _count(app, RoleSynonym), _count(app, OrganisationAlias)) == (["Anna Berg"], 1, 0)


def test_an_unknown_organisation_is_taken_for_one_of_the_register_or_added(app: Flask, organizer: FlaskClient) -> None:
    address = _uploaded(organizer, "Anna;Berg;anna@ange.example;;Rektor;Xyzzy;")
    submit(organizer, address, {"organisation:xyzzy": "ny:fristaende"}, to=f"{address}/ratta")
    page = _page(organizer, address)
    assert _text(page, ".notice-heading") == ["1 ny organisation läggs upp"]
    submit(organizer, address, {"organisation:xyzzy": ""}, to=f"{address}/ratta")
    assert _rows(organizer, address)[0][1].startswith("Läses inte in")


def test_a_column_is_corrected(app: Flask, organizer: FlaskClient) -> None:
    headings = "Förnamn;Efternamn;E-post;Befattning;Kommun;Huvudsyssla"
    row = "Anna;Berg;anna@ange.example;Rektor;Ånge kommun;Skolchef"
    address = _uploaded(organizer, row, headings=headings)
    changes = {"kolumn:1:3:kontakter": "skip", "kolumn:1:5:kontakter": "role"}
    submit(organizer, address, changes, to=f"{address}/ratta")
    assert _text(_page(organizer, address), "#rader tbody th") == [
        "Anna Berg Skolchef, Ånge kommun, anna@ange.example kontakter, rad 2"
    ]


def test_a_column_of_parties_is_dropped_and_cannot_be_brought_in(app: Flask, organizer: FlaskClient) -> None:
    headings = "Namn;E-post;Roll;Kommun;Parti"
    address = _uploaded(organizer, "Anna Berg;anna@ange.example;Politiker (C);Ånge;Centern", headings=headings)
    page = _page(organizer, address)
    assert "Detta läses aldrig in: Parti." in _text(page, ".notice")
    assert "Centern" not in page.get_text()
    assert "(C)" not in page.get_text()
    submit(organizer, address, {"kolumn:1:4:kontakter": "note"}, to=f"{address}/ratta")
    submit(organizer, address, to=f"{address}/las-in")
    with app.app_context():
        assert [person.note for person in db.session.scalars(sa.select(Person))] == [""]


def test_giving_up_removes_the_file(app: Flask, organizer: FlaskClient) -> None:
    address = _uploaded(organizer, "Anna;Berg;anna@ange.example;;Rektor;Ånge kommun;")
    submit(organizer, address, to=f"{address}/avbryt")
    assert (_people(app), _count(app, ContactUpload)) == ([], 0)
    assert organizer.get(address).status_code == 404


@pytest.mark.parametrize(
    ("content", "filename", "words"),
    [
        (b"", "tom.csv", "Filen är tom"),
        (b"%PDF-1.7 ...", "lista.pdf", "Filen är inte ett kalkylblad"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "gammal.xls", "det gamla formatet"),
        (b"PK\x03\x04 avbruten", "lista.xlsx", "skadad eller avbruten"),
        (b"PK\x03\x04", "makro.xlsm", "makron"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_words(
    app: Flask, organizer: FlaskClient, content: bytes, filename: str, words: str
) -> None:
    answer = _choose(organizer, content, filename)
    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "html5lib")
    assert words in _text(page, ".field-error")[0]
    assert page.title.get_text().startswith("Fel:")  # type: ignore[union-attr]
    assert _count(app, ContactUpload) == 0


def test_no_file_and_a_file_too_big_are_told(organizer: FlaskClient) -> None:
    assert "Välj en fil" in submit(organizer, IMPORT).text
    told = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": "50000000"}
    assert organizer.post(IMPORT, environ_overrides=told).status_code == 413


def test_a_file_without_contacts_leads_to_another_file(organizer: FlaskClient) -> None:
    address = str(_choose(organizer, b"Vara;Pris\nKaffe;12\n", "inkop.csv").location)
    page = _page(organizer, address)
    assert "Ingen lista med kontakter känns igen i filen" in page.get_text()
    assert page.select(f'form[action="{address}/las-in"]') == []


def test_of_two_organizers_the_second_sees_what_the_first_read_in(
    app: Flask, organizer: FlaskClient, sign_in: Any
) -> None:
    other = app.test_client()
    sign_in(other, Right.ORGANIZER)
    line = "Anna;Berg;anna@ange.example;;Rektor;Ånge kommun;"
    mine = _uploaded(organizer, line, "Bo;Ek;bo@ange.example;;Rektor;Ånge kommun;")
    seen = str(_page(organizer, mine).select_one("input[name=seen]")["value"])  # type: ignore[index]
    theirs = _uploaded(other, line)
    submit(other, theirs, to=f"{theirs}/las-in")
    answer = submit(organizer, mine, {"seen": seen}, to=f"{mine}/las-in")
    assert (answer.status_code, answer.location) == (303, mine)
    assert _people(app) == ["Anna Berg"]
    page = _page(organizer, mine)
    assert "Registret har ändrats sedan du såg förhandsgranskningen" in page.get_text()
    assert _text(page, ".button-primary") == ["Läs in 1 ny person"]
    submit(organizer, mine, to=f"{mine}/las-in")
    assert _people(app) == ["Anna Berg", "Bo Ek"]


def test_reading_in_twice_is_done_once(app: Flask, organizer: FlaskClient) -> None:
    address = _uploaded(organizer, "Anna;Berg;anna@ange.example;;Rektor;Ånge kommun;")
    page = _page(organizer, address)
    sent = {field["name"]: field["value"] for field in page.select(f'form[action="{address}/las-in"] input')}
    for _ in range(2):
        answer = organizer.post(f"{address}/las-in", data=sent)
        assert (answer.status_code, answer.location) == (303, f"{address}/klart")
    assert _people(app) == ["Anna Berg"]
    assert organizer.get(address).location == f"{address}/klart"


def test_somebody_elses_file_does_not_exist(app: Flask, organizer: FlaskClient, sign_in: Any) -> None:
    address = _uploaded(organizer, "Anna;Berg;anna@ange.example;;Rektor;Ånge kommun;")
    other = app.test_client()
    sign_in(other, Right.ORGANIZER)
    assert other.get(address).status_code == 404


def test_readers_do_not_read_in(app: Flask, client: FlaskClient, sign_in: Any) -> None:
    sign_in(client, Right.READER)
    assert client.get(IMPORT).status_code == 403
    assert IMPORT not in client.get("/arrangor/register").text


def test_nasty_cells_stay_text(organizer: FlaskClient) -> None:
    nasty = "\"'><img src=x onerror=alert(1)></script>{{7*1111}}"
    cell = '"' + nasty.replace('"', '""') + '"'
    address = _uploaded(organizer, f"{cell};Berg;anna@ange.example;{cell};{cell};{cell};{cell}")
    page = _page(organizer, address)
    assert page.select("main img") == []
    assert "7777" not in page.get_text()


def test_many_rows_come_a_page_at_a_time_with_filters_that_count(app: Flask, organizer: FlaskClient) -> None:
    with app.app_context(), transaction():
        builders.person("Bo", "Ek", "bo@ange.example")
    address = _file(organizer, "contacts.csv")
    page = _page(organizer, f"{address}?sida=6")
    assert len(page.select("#rader tbody tr")) == 27
    assert _text(page, "#rader .filters li") == ["Alla 277", "Nya 277"]
