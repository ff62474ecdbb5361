"""Downloading lists."""

import io
from datetime import datetime

import openpyxl
import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import LogEntry
from app.events.model import Event
from app.kernel.db import db, transaction
from app.lists.ready import ready_lists
from app.organizers.rules import Right
from app.people.model import Organisation
from tests import builders, paper
from tests.conftest import SignsIn
from tests.web.one_invited import ADDRESS
from tests.web.one_invited import scene as scene


@pytest.mark.usefixtures("scene")
@time_machine.travel("2027-02-11 09:00:00+00:00", tick=False)
def test_a_workbook_has_headings_first_a_dated_name_and_no_formulas(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    answer = client.get(f"{ADDRESS}/inbjudna.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True, max_col=2))
    assert answer.headers["Content-Disposition"].endswith("run-konferens-2027-inbjudna-2027-02-11.xlsx")
    assert (rows, sheet["B2"].data_type) == ([("Efternamn", "Förnamn"), ("Öh", "=1+1")], "s")


@pytest.mark.usefixtures("scene")
def test_a_csv_opens_right_in_swedish_excel(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    answer = client.get(f"{ADDRESS}/inbjudna.csv")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert lines[0].startswith("Efternamn;Förnamn;Roll")
    assert lines[1].startswith("Öh;'=1+1;Rektor;Ånge kommun")


@pytest.mark.usefixtures("scene")
def test_each_download_is_logged(app: Flask, client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.ORGANIZER)
    client.get(f"{ADDRESS}/matlista.csv")
    with app.app_context():
        entry = db.session.query(LogEntry).filter_by(action="list.downloaded").one()
        assert entry.details == {"list": "matlista", "format": "csv", "health": True}


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize("address", ["matlista.csv", "matlista.xlsx", "matlista.pdf", "matlista"])
def test_readers_get_no_health_data(client: FlaskClient, sign_in: SignsIn, address: str) -> None:
    sign_in(client, Right.READER)
    assert client.get(f"{ADDRESS}/{address}").status_code == 403
    assert "Matlista" not in client.get(f"{ADDRESS}/").text


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize(
    "query", ["svar=hittepa", "del=nej", "roll=nej", "organisation=nej"], ids=["state", "part", "role", "organisation"]
)
def test_a_filter_that_the_event_does_not_have_is_not_found(client: FlaskClient, sign_in: SignsIn, query: str) -> None:
    sign_in(client, Right.READER)
    assert client.get(f"{ADDRESS}/inbjudna.csv?{query}").status_code == 404


@pytest.mark.usefixtures("scene")
@time_machine.travel("2027-02-11 09:00:00+00:00", tick=False)
def test_a_list_on_paper_says_under_its_heading_what_it_was_narrowed_by(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    narrowed, whole = (
        paper.plain_pages(client.get(f"{ADDRESS}/inbjudna.pdf{query}").data)[0]
        for query in ("?svar=unanswered&roll=rektor", "")
    )
    assert ". Svar: Har inte svarat. Roll: Rektor\n" in narrowed.replace(" \n", "\n")
    assert ("Hämtad" in whole, "Svar: " in whole) == (True, False)


@pytest.mark.usefixtures("scene")
def test_a_list_can_be_read_on_the_screen(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    page = client.get(f"{ADDRESS}/inbjudna?svar=unanswered").text
    assert ("Öh" in page, "Har inte svarat" in page) == (True, True)
    assert client.get(f"{ADDRESS}/finns-inte").status_code == 404


@pytest.mark.usefixtures("scene")
@time_machine.travel("2027-02-11 09:00:00+00:00", tick=False)
def test_a_workbook_says_last_what_it_is_who_fetched_it_when_and_what_was_left_out(
    client: FlaskClient, sign_in: SignsIn
) -> None:
    sign_in(client, Right.READER)
    answer = client.get(f"{ADDRESS}/inbjudna.xlsx?svar=unanswered&roll=rektor")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[-1]
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Om listan", "A2", "A1:B8")
    assert dict(sheet.iter_rows(values_only=True)) == {
        "Uppgift": "Innehåll",
        "Möte": "RUN-konferens 2027",
        "Mötesdagar": "4–5 mars 2027",
        "Lista": "Inbjudna",
        "Hämtad": datetime(2027, 2, 11, 10, 0),
        "Hämtad av": "Sam Ordnare",
        "Urval": "Svar: Har inte svarat; Roll: Rektor",
        "Antal rader": 1,
    }


@pytest.mark.usefixtures("scene")
def test_the_hotels_names_are_for_organizers_and_others_get_the_counts(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    assert client.get(f"{ADDRESS}/hotell.csv").data.decode("utf-8-sig").startswith("Natt;Ankomst;Avresa;Antal\r\n")
    assert client.get(f"{ADDRESS}/").text.count("Hotell, antal</h3>") == 1
    assert "Hotell</h3>" not in client.get(f"{ADDRESS}/").text
    sign_in(client, Right.ORGANIZER)
    named = "Natt;Ankomst;Avresa;Efternamn;Förnamn;Organisation\r\n"
    assert client.get(f"{ADDRESS}/hotell.csv").data.decode("utf-8-sig") == named
    assert "Hotell</h3>" in client.get(f"{ADDRESS}/").text


@pytest.mark.usefixtures("scene")
def test_lists_stand_by_what_they_are_for_and_keep_only_the_filters_they_know(
    client: FlaskClient, sign_in: SignsIn
) -> None:
    sign_in(client, Right.ORGANIZER)
    page = BeautifulSoup(client.get(f"{ADDRESS}/?svar=coming&roll=rektor").text, "html.parser")
    headings = [one.text for one in page.find_all("h2")]
    assert headings[:5] == ["Begränsa", "Vem kommer", "Mat och hotell", "Dörr och papper", "Efteråt"]
    links = {link.text: link["href"] for link in page.select(".list-row a")}
    assert links["Excel – Inbjudna"].endswith("/listor/inbjudna.xlsx?svar=coming&roll=rektor")
    assert links["CSV – Ej svarat"].endswith("/listor/ej-svarat.csv?roll=rektor")
    assert links["PDF – Matlista"].endswith("/listor/matlista.pdf")
    assert links["Välj ark – Namnskyltar"].endswith("/listor/namnskyltar?svar=coming&roll=rektor")


@pytest.mark.usefixtures("scene")
def test_a_list_on_the_screen_says_what_it_is_narrowed_to_and_how_many_rows_there_are(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    with app.app_context(), transaction():
        event = db.session.scalars(sa.select(Event)).one()
        builders.invitation(event, builders.person("Bo", "Ek"))
        place = db.session.scalars(sa.select(Organisation)).one().uid
    sign_in(client, Right.READER)

    def said(query: str) -> tuple[str, list[str]]:
        page = BeautifulSoup(client.get(f"{ADDRESS}/inbjudna{query}").text, "html.parser").main
        assert page is not None
        line = page.select_one(".page-header + p.muted")
        assert line is not None
        return " ".join(line.text.split()), [str(link["href"]) for link in line.select("a")]

    assert said("") == ("2 rader.", [])
    narrowed = said(f"?svar=unanswered&organisation={place}")
    assert narrowed == ("Urval: Har inte svarat, Ånge kommun. 1 rad. Visa alla", [f"{ADDRESS}/inbjudna"])
    assert said("?svar=coming") == ("Urval: Kommer. Visa alla", [f"{ADDRESS}/inbjudna"])


@pytest.mark.usefixtures("scene")
def test_a_list_that_goes_on_in_the_files_does_not_say_that_what_is_seen_is_all(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    with app.app_context(), transaction():
        event = db.session.scalars(sa.select(Event)).one()
        for number in range(100):
            builders.invitation(event, builders.person("Bo", f"Ek {number}"))
    sign_in(client, Right.READER)
    page = client.get(f"{ADDRESS}/inbjudna?svar=unanswered").text
    assert ("Urval: Har inte svarat." in page, "de första 100 raderna" in page) == (True, True)
    assert "100 rader." not in page


_WHY_EMPTY = {
    "inbjudna": "ingen är inbjuden till mötet än",
    "deltagare": "Ingen är anmäld än",
    "per-kommun": "Ingen är inbjuden än",
    "tackning": "Ingen organisation har någon inbjuden",
    "seminarieval": "Ingen har valt seminarium än",
    "ej-svarat": "Ingen inbjuden är utan svar",
    "vantelista": "Ingen väntar på plats",
    "forhinder": "Ingen har anmält förhinder",
    "matlista": "Programmet har ingen måltid än",
    "tillganglighet": "Programmet har ingen del än",
    "svara-allergier": "Ingen på måltiderna har sagt att köket får veta namnet",
    "representation": "Ingen är anmäld till någon måltid än",
    "hotell": "Ingen är anmäld till någon övernattning än",
    "hotell-antal": "Programmet har ingen övernattning än",
    "signaturlista": "Ingen har plats på någon del",
    "narvaro": "Ingen är avbockad",
    "bilaga": "Ingen är avbockad än",
}


def _said_of_empty(client: FlaskClient, name: str) -> str:
    page = BeautifulSoup(client.get(f"{ADDRESS}/{name}").text, "html.parser")
    said = page.select_one(".empty-state p:not([class])")
    assert said is not None, name
    return said.text


def test_an_empty_list_that_is_not_narrowed_says_why(app: Flask, client: FlaskClient, sign_in: SignsIn) -> None:
    with app.app_context(), transaction():
        builders.event(slug="run-konferens-2027")
    sign_in(client, Right.ORGANIZER, Right.NEEDS)
    own_pages = {"namnskyltar", "utlamnande"}
    assert set(_WHY_EMPTY) == set(ready_lists(builders.NOW)) - own_pages
    assert [why for name, why in _WHY_EMPTY.items() if why not in _said_of_empty(client, name)] == []
    assert _said_of_empty(client, "inbjudna?svar=coming") == "Ingen stämmer med det du har valt."


def test_where_somebody_is_not_shown_an_empty_list_says_nothing_of_everybody(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    with app.app_context(), transaction():
        event = builders.event(slug="run-konferens-2027")
        builders.invitation(event, builders.person("Hemlig", "Skyddad", protected=True))
    sign_in(client, Right.ORGANIZER)
    for name in ("inbjudna", "vantelista"):
        assert _said_of_empty(client, name) == "Ingen av dem som visas här hör till listan."
