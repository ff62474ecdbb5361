"""Own lists on the organizer's pages: put together without a script, shared, changed by their owner alone."""

import io
import re
from collections.abc import Callable

import openpyxl
import pypdf
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import LogEntry
from app.events.model import Question
from app.kernel.db import db, transaction
from app.lists.model import OwnList
from app.organizers.rules import Right
from tests import builders
from tests.conftest import SignsIn
from tests.pages.forms import submit

LISTS = "/arrangor/moten/run-konferens-2027/listor"
NEW = f"{LISTS}/egna/ny"
Saves = Callable[..., str]


@pytest.fixture
def scene(app: Flask) -> str:
    """A conference with one invited and one question; the question's column."""
    with app.app_context(), transaction():
        event = builders.event(slug="run-konferens-2027")
        builders.part(event)
        anna = builders.person("Anna", "Öberg", "anna@ange.example", phone="+46701234567")
        builders.invitation(event, anna, builders.role(), builders.organisation())
        return f"fraga_{builders.question(event, 'Vilket tåg?').uid}"


@pytest.fixture
def save(client: FlaskClient, scene: str) -> Saves:
    """Saves a list of names and telephones, and gives its address."""

    def saved(**given: object) -> str:
        wanted = {"name": "Hotellista", "kolumn": ["telefon", "efternamn"]} | given
        answer = submit(client, NEW, wanted, to=NEW)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    return saved


def order_on(page: str) -> list[str]:
    return [str(one["data-label"]) for one in BeautifulSoup(page, "html.parser").select("ol.ordered > li")]


def rows_on(page: str) -> list[list[str]]:
    soup = BeautifulSoup(page, "html.parser")
    return [[cell.get_text() for cell in row.select("th, td")] for row in soup.select("#rows tr")]


def test_a_list_is_put_together_looked_at_and_saved_without_a_script(
    client: FlaskClient, sign_in: SignsIn, scene: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    assert order_on(client.get(NEW).text) == ["Efternamn", "Förnamn", "Roll", "Organisation", "Svar"]
    chosen = ["efternamn", "fornamn", "epost"]
    looked = submit(client, NEW, {"kolumn": chosen, "visa": "1"}, to=NEW)
    assert order_on(looked.text) == ["Efternamn", "Förnamn", "E-post"]
    assert rows_on(looked.text) == [["Efternamn", "Förnamn", "E-post"], ["Öberg", "Anna", "anna@ange.example"]]
    moved = submit(client, NEW, {"kolumn": chosen, "upp": "epost"}, to=NEW)
    assert (order_on(moved.text), "kolumn 2 av 3" in moved.text) == (["Efternamn", "E-post", "Förnamn"], True)
    saved = submit(client, NEW, {"name": "Hotellista", "kolumn": ["efternamn", "epost", "fornamn"]}, to=NEW)
    assert rows_on(client.get(saved.headers["Location"]).text)[1] == ["Öberg", "anna@ange.example", "Anna"]
    assert "Hotellista" in client.get(f"{LISTS}/").text


def test_the_script_that_drags_asks_for_no_page_and_saves_nothing(
    app: Flask, client: FlaskClient, sign_in: SignsIn, scene: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    assert submit(client, NEW, {"name": "Hotellista", "tyst": "1"}, to=NEW).status_code == 204
    with app.app_context():
        assert db.session.scalars(sa.select(OwnList)).all() == []


def test_what_is_missing_is_said_at_the_field(client: FlaskClient, sign_in: SignsIn, scene: str) -> None:
    sign_in(client, Right.ORGANIZER)
    answer = submit(client, NEW, {"kolumn": None}, to=NEW)
    assert answer.status_code == 422
    assert ("Skriv vad listan ska heta" in answer.text, "Välj minst en kolumn" in answer.text) == (True, True)


def test_a_name_is_the_same_whatever_the_case_of_its_letters(
    app: Flask, client: FlaskClient, sign_in: SignsIn, save: Saves, scene: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    where = save(name="Min lista ÅÄÖ")
    again = submit(client, NEW, {"name": "min lista åäö"}, to=NEW)
    assert (again.status_code, "Du har redan en lista som heter så" in again.text) == (422, True)
    other = save(name="kopia av min lista åäö")
    renamed = submit(client, f"{other}/andra", {"name": "MIN LISTA ÅÄÖ"}, to=f"{other}/andra")
    assert renamed.status_code == 422
    assert submit(client, f"{where}/andra", {"name": "min lista åäö"}, to=f"{where}/andra").status_code == 303
    assert submit(client, where, to=f"{where}/kopiera").status_code == 303
    with app.app_context():
        names = db.session.scalars(sa.select(OwnList.name).order_by(OwnList.id)).all()
        assert names == ["min lista åäö", "kopia av min lista åäö", "Kopia av min lista åäö (2)"]


def test_a_list_is_the_same_on_the_screen_and_in_every_file(
    client: FlaskClient, sign_in: SignsIn, save: Saves, scene: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    where = save()
    assert rows_on(client.get(where).text) == [["Telefon", "Efternamn"], ["+46701234567", "Öberg"]]
    text = client.get(f"{where}.csv").data.decode("utf-8-sig")
    assert text == "Telefon;Efternamn\r\n'+46701234567;Öberg\r\n"
    book = client.get(f"{where}.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.data)).worksheets[0]
    assert list(sheet.iter_rows(values_only=True)) == [("Telefon", "Efternamn"), ("+46701234567", "Öberg")]
    assert "run-konferens-2027-lista-hotellista-" in book.headers["Content-Disposition"]
    paper = pypdf.PdfReader(io.BytesIO(client.get(f"{where}.pdf").data)).pages[0].extract_text()
    assert ("Hotellista" in paper, "Öberg" in paper) == (True, True)


def test_its_page_says_what_it_is_narrowed_to_and_how_many_rows_there_are(
    client: FlaskClient, sign_in: SignsIn, save: Saves, scene: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    assert '<p class="muted">1 rad.</p>' in " ".join(client.get(save()).text.split()).replace(" </p>", "</p>")
    page = client.get(save(name="Rektorer", svar="unanswered", roll="rektor")).text
    assert "Urval: Har inte svarat, Rektor. 1 rad." in page
    assert "Visa alla" not in page


def test_an_own_list_on_paper_says_what_it_was_narrowed_by(client: FlaskClient, sign_in: SignsIn, save: Saves) -> None:
    sign_in(client, Right.ORGANIZER)
    where = save(svar="unanswered", name="王小明 🎉")
    said = pypdf.PdfReader(io.BytesIO(client.get(f"{where}.pdf").data)).pages[0].extract_text()
    assert "Svar: Har inte svarat" in said
    assert said.count("王小明 🎉") == 2  # the heading and the foot


def test_every_column_there_is_comes_out_in_every_file(
    client: FlaskClient, sign_in: SignsIn, save: Saves, scene: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    form = BeautifulSoup(client.get(NEW).text, "html.parser")
    every = [str(box["value"]) for box in form.select("[name=kolumn]")]
    where = save(kolumn=every)
    shown = rows_on(client.get(where).text)
    lines = client.get(f"{where}.csv").data.decode("utf-8-sig").splitlines()
    assert (len(shown[0]), lines[0].split(";"), len(lines)) == (len(every), shown[0], 2)
    assert [client.get(f"{where}.{ending}").status_code for ending in ("xlsx", "pdf")] == [200, 200]


def test_each_sight_and_each_download_is_logged(
    app: Flask, client: FlaskClient, sign_in: SignsIn, save: Saves, scene: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    where = save()
    client.get(f"{where}.csv")
    client.get(where)
    with app.app_context():
        entries = db.session.scalars(sa.select(LogEntry).order_by(LogEntry.id)).all()
        told = [(one.action, one.details) for one in entries if one.action.split(".")[0] in {"list", "own_list"}]
    assert told == [
        ("list.viewed", {"list": "förhandsvisning av egen lista"}),
        ("own_list.saved", {"list": "Hotellista"}),
        ("list.downloaded", {"list": "Hotellista", "format": "csv"}),
        ("list.viewed", {"list": "Hotellista"}),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"kolumn": ["efternamn", "behov"]},
        {"kolumn": ["efternamn", "link_seed"]},
        {"kolumn": ["fraga_x"]},
        {"kolumn": ["efternamn", "efternamn"]},
        {"svar": "behov"},
        {"del": "behov"},
        {"order": "behov"},
    ],
    ids=str,
)
def test_columns_filters_and_orders_that_are_not_offered_are_refused(
    app: Flask, client: FlaskClient, sign_in: SignsIn, scene: str, change: dict[str, object]
) -> None:
    sign_in(client, Right.ORGANIZER)
    assert submit(client, NEW, {"name": "Hotellista"} | change, to=NEW).status_code == 422
    with app.app_context():
        assert db.session.scalars(sa.select(OwnList)).all() == []


def test_the_form_offers_nothing_about_needs(client: FlaskClient, sign_in: SignsIn, scene: str) -> None:
    sign_in(client, *Right)
    form = BeautifulSoup(client.get(NEW).text, "html.parser").select_one("form.form")
    assert form is not None
    names = {str(one.get("name")) for one in form.select("input, select")}
    assert names == {"csrf_token", "name", "kolumn", "svar", "del", "roll", "organisation", "order", "shared"}
    assert re.search(r"allerg|kost|behov", str(form)) is None


def test_a_column_that_has_left_is_told_of_and_saving_goes_on_without_it(
    app: Flask, client: FlaskClient, sign_in: SignsIn, save: Saves, scene: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    where = save(kolumn=["efternamn", scene])
    with app.app_context(), transaction():
        db.session.scalars(sa.select(Question)).one().removed_at = builders.NOW
    page = client.get(where).text
    assert ("har lämnat listan" in page, "Vilket tåg?" in page) == (True, True)
    assert rows_on(page) == [["Efternamn"], ["Öberg"]]
    assert "har lämnat listan" in client.get(f"{where}/andra").text
    assert submit(client, f"{where}/andra", to=f"{where}/andra").status_code == 303
    assert "har lämnat listan" not in client.get(where).text


def test_others_see_what_is_shared_and_change_nothing(
    app: Flask, client: FlaskClient, sign_in: SignsIn, save: Saves, scene: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    shared, own = save(name="Delad", shared="y"), save(name="Min egen")
    colleague, reader = app.test_client(), app.test_client()
    sign_in(colleague, Right.ORGANIZER)
    sign_in(reader, Right.READER)
    for other in (colleague, reader):
        page = other.get(f"{LISTS}/").text
        assert ("Delad" in page, "Min egen" in page) == (True, False)
        assert [other.get(where + end).status_code for where in (shared, own) for end in ("", ".csv")] == [
            *(200, 200),
            *(404, 404),
        ]
        assert [other.get(f"{where}/andra").status_code for where in (shared, own)] in ([403, 404], [403, 403])
    token = BeautifulSoup(colleague.get(shared).text, "html.parser").select_one("[name=csrf_token]")
    assert token is not None
    sent = {"csrf_token": str(token["value"])}
    assert colleague.post(f"{shared}/ta-bort", data=sent).status_code == 403
    assert colleague.post(f"{own}/kopiera", data=sent).status_code == 404
    assert colleague.post(f"{shared}/kopiera", data=sent).status_code == 303
    assert "Kopia av Delad" in colleague.get(f"{LISTS}/").text
    assert "Kopia av Delad" not in client.get(f"{LISTS}/").text


def test_an_administrator_who_is_an_organizer_looks_after_all(
    app: Flask, client: FlaskClient, sign_in: SignsIn, save: Saves, scene: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    where = save()
    admin = app.test_client()
    sign_in(admin, Right.ADMIN, Right.ORGANIZER)
    assert submit(admin, f"{where}/andra", {"name": "Nytt namn"}, to=f"{where}/andra").status_code == 303
    assert "Nytt namn" in client.get(where).text


def test_a_list_of_another_meeting_is_not_found(
    app: Flask, client: FlaskClient, sign_in: SignsIn, save: Saves, scene: str
) -> None:
    with app.app_context(), transaction():
        builders.event("Dialogmöte", slug="dialogmote")
    sign_in(client, Right.ORGANIZER)
    elsewhere = save().replace("run-konferens-2027", "dialogmote")
    assert [client.get(elsewhere + end).status_code for end in ("", ".csv", "/andra")] == [404, 404, 404]


def test_a_list_is_removed_and_its_people_stay(
    app: Flask, client: FlaskClient, sign_in: SignsIn, save: Saves, scene: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    where = save()
    asked = client.get(f"{where}/ta-bort").text
    assert ("fortsätter att gälla" in asked, "Det går inte att ångra" in asked) == (True, True)
    assert submit(client, f"{where}/ta-bort").status_code == 303
    assert client.get(where).status_code == 404
    assert "Öberg" in client.get(f"{LISTS}/inbjudna").text


def test_nasty_names_break_neither_page_nor_file(
    client: FlaskClient, sign_in: SignsIn, save: Saves, scene: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    for name in ("=1+1", "王小明 🎉", "\"'><img src=x onerror=alert(1)>{{7*7}}", "\u202eabc", "a" * 100):
        where = save(name=name)
        assert [client.get(where + end).status_code for end in ("", ".csv", ".xlsx", ".pdf")] == [200] * 4
