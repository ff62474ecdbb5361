"""Utlämnande: what is withheld, and who decides of it."""

import csv
import io

import openpyxl
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import LogEntry
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.registrations.model import Need, Registration
from app.registrations.rules import NeedKind, RegistrationState
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.pages.forms import submit

ADDRESS = "/arrangor/moten/run-konferens-2027/listor/utlamnande"
EVERYTHING = (Right.ORGANIZER, Right.NEEDS, Right.PROTECTED)


@pytest.fixture
def meeting(app: Flask) -> None:
    """Anna and Skydda come, who both have needs, and Skydda is protected; Nils has said no, and why."""
    with app.app_context(), transaction() as session:
        event = builders.event(slug="run-konferens-2027")
        builders.part(event)
        role, place = builders.role(), builders.organisation()
        for given, family in (("Anna", "Berg"), ("Skydda", "Dold")):
            person = builders.person(given, family, f"{given.lower()}@ange.example", protected=family == "Dold")
            state = InvitationState.COMING
            invitation = builders.invitation(event, person, role, place, state=state, answered_at=NOW)
            stands = {"state": RegistrationState.CONFIRMED, "created_at": NOW, "changed_at": NOW}
            one = Registration(event=event, person=person, invitation=invitation, **stands)
            one.needs = [Need(kind=NeedKind.ALLERGY, choice="text", text=f"Hasselnöt {family}", given_at=NOW)]
            session.add(one)
        nils, no = builders.person("Nils", "Nej", "nils@ange.example"), InvitationState.NOT_COMING
        builders.invitation(event, nils, role, place, state=no, answered_at=NOW, message="Jag är bortrest.")


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def _decide(client: FlaskClient, **chosen: str) -> bytes:
    page = BeautifulSoup(client.get(ADDRESS).text, "html.parser")
    token = page.select_one("main input[name=csrf_token]")["value"]
    answer = client.post(ADDRESS, data={"csrf_token": token, "ending": "csv"} | chosen)
    assert answer.status_code == 200
    return answer.data


@pytest.mark.usefixtures("meeting")
@pytest.mark.parametrize("rights", [(Right.ORGANIZER,), EVERYTHING])
def test_whoever_fetches_it_undecided_gets_counts_for_what_is_to_be_tested(
    client: FlaskClient, sign_in: SignsIn, rights: tuple[Right, ...]
) -> None:
    sign_in(client, *rights)
    for content in (client.get(f"{ADDRESS}.csv").data, client.get(f"{ADDRESS}.pdf").data, client.get(ADDRESS).data):
        assert (b"Dold" in content, b"Hasseln" in content, b"/i/" in content) == (False, False, False)
    head, *rows = _rows(client.get(f"{ADDRESS}.csv").data)
    assert head[:3] == ["Efternamn", "Förnamn", "Prövning"]
    assert [row[:3] for row in rows] == [
        ["Berg", "Anna", ""],
        ["Nej", "Nils", ""],
        ["Särskilda behov", "1 person", "Ska prövas"],
        ["Personer som inte visas i listan", "1 person", "Ska prövas"],
    ]
    assert rows[1][head.index("Meddelande")] == "Jag är bortrest."


@pytest.mark.usefixtures("meeting")
def test_what_is_given_is_in_the_file_and_the_log_says_who_decided(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    sign_in(client, *EVERYTHING)
    head, *rows = _rows(_decide(client, needs="given", hidden="given"))
    assert [row[:3] for row in rows] == [
        ["Berg", "Anna", ""],
        ["Dold", "Skydda", "Lämnas ut"],
        ["Nej", "Nils", ""],
        ["Särskilda behov", "2 personer", "Lämnas ut"],
        ["Personer som inte visas i listan", "1 person", "Lämnas ut"],
    ]
    assert [row[head.index("Allergi")] for row in rows[:3]] == ["Hasselnöt Berg", "Hasselnöt Dold", ""]
    with app.app_context():
        logged = {entry.action: entry.details for entry in db.session.query(LogEntry)}
    assert logged["disclosure.decided"] == {
        "list": "utlamnande",
        "format": "csv",
        "needs": "Lämnas ut (2)",
        "hidden": "Lämnas ut (1)",
    }
    assert logged["needs.viewed"]["count"] == 2


@pytest.mark.usefixtures("meeting")
def test_what_is_withheld_stays_out_and_the_outcome_stands_in_the_file(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, *EVERYTHING)
    content = _decide(client, needs="withheld", hidden="withheld", ending="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    first = list(book.worksheets[0].iter_rows(values_only=True, max_col=3))
    assert first[3:] == [
        ("Särskilda behov", "1 person", "Lämnas inte ut"),
        ("Personer som inte visas i listan", "1 person", "Lämnas inte ut"),
    ]
    said = dict(book.worksheets[-1].iter_rows(values_only=True))
    assert said["Urval"] == (
        "Särskilda behov, 1 person: Lämnas inte ut; Personer som inte visas i listan, 1 person: Lämnas inte ut"
    )
    assert said["Antal rader"] == 2
    assert said["Hämtad av"] == "Sam Ordnare"
    assert b"Hasseln" not in content


@pytest.mark.usefixtures("meeting")
def test_nobody_decides_of_what_they_have_no_right_to(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.ORGANIZER, Right.NEEDS)
    page = BeautifulSoup(client.get(ADDRESS).text, "html.parser")
    assert {one["name"] for one in page.select("main input[type=radio]")} == {"needs", "ending"}
    rows = _rows(_decide(client, needs="given", hidden="given"))
    assert rows[-1][:3] == ["Personer som inte visas i listan", "1 person", "Ska prövas"]
    assert "Dold" not in {row[0] for row in rows}
    sign_in(client, Right.ORGANIZER)
    page = BeautifulSoup(client.get(ADDRESS).text, "html.parser")
    assert page.select("main input[type=radio]") == []
    token = page.select_one("input[name=csrf_token]")["value"]
    assert client.post(ADDRESS, data={"csrf_token": token, "needs": "given", "ending": "csv"}).status_code == 403


@pytest.mark.usefixtures("meeting")
def test_a_choice_that_is_not_made_is_asked_for(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, *EVERYTHING)
    page = BeautifulSoup(client.get(ADDRESS).text, "html.parser")
    token = page.select_one("main input[name=csrf_token]")["value"]
    answer = client.post(ADDRESS, data={"csrf_token": token, "needs": "kanske"})
    assert (answer.mimetype, "<title>Fel:" in answer.text) == ("text/html", True)
    assert "Välj vilken fil du vill ha" in answer.text


@pytest.mark.usefixtures("meeting")
@pytest.mark.parametrize("left", [{}, {"needs": "undecided", "hidden": "undecided"}], ids=["nothing", "undecided"])
def test_a_tested_list_is_not_fetched_until_each_category_is_decided(
    app: Flask, client: FlaskClient, sign_in: SignsIn, left: dict[str, str]
) -> None:
    sign_in(client, *EVERYTHING)
    form = BeautifulSoup(client.get(ADDRESS).text, "html.parser")
    assert [one["name"] for one in form.select("main input[type=radio][checked]")] == ["ending"]
    answer = submit(client, ADDRESS, {"ending": "csv"} | left)
    page = BeautifulSoup(answer.text, "html.parser")
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert len(page.select(".error-summary a")) == 2
    once_more = submit(client, ADDRESS, {"ending": "csv", "needs": "given"})
    page = BeautifulSoup(once_more.text, "html.parser")
    assert [one.text for one in page.select(".error-summary a")] == ["Välj vad som ska hända med personerna"]
    assert [one["value"] for one in page.select("main input[type=radio][checked]")] == ["given", "csv"]
    with app.app_context():
        assert db.session.query(LogEntry).filter_by(action="disclosure.decided").all() == []


@pytest.mark.usefixtures("meeting")
@pytest.mark.parametrize("right", [Right.READER, Right.NEEDS, Right.PROTECTED, Right.DOOR])
def test_the_list_is_for_organizers(client: FlaskClient, sign_in: SignsIn, right: Right) -> None:
    sign_in(client, right)
    assert [client.get(f"{ADDRESS}{ending}").status_code for ending in ("", ".csv", ".pdf")] == [403] * 3
