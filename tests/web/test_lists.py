"""Downloading lists."""

import io
from collections.abc import Callable

import openpyxl
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import LogEntry
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from tests import builders

SignsIn = Callable[..., object]
ADDRESS = "/arrangor/moten/run-konferens-2027/listor"


@pytest.fixture
def scene(app: Flask) -> None:
    """One invited, with a name that a spreadsheet could take for a formula."""
    with app.app_context(), transaction():
        event = builders.event(slug="run-konferens-2027")
        builders.part(event)
        builders.invitation(
            event, builders.person("=1+1", "Öh", phone="+46701234567"), builders.role(), builders.organisation()
        )


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
@pytest.mark.parametrize("address", ["matlista.csv", "matlista.xlsx", "matlista"])
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
def test_a_list_can_be_read_on_the_screen(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    page = client.get(f"{ADDRESS}/inbjudna?svar=unanswered").text
    assert ("Öh" in page, "Har inte svarat" in page) == (True, True)
    assert client.get(f"{ADDRESS}/finns-inte").status_code == 404
