"""Närvarolistan for the minutes: as text, as a table, on paper."""

import io
from collections.abc import Callable
from datetime import datetime

import openpyxl
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import LogEntry
from app.documents import frame
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from tests import attended, paper
from tests.conftest import SignsIn
from tests.held import SLUG, Held
from tests.held import meeting as meeting

LIST = f"/arrangor/moten/{SLUG}/narvaro/protokoll"
At = Callable[[datetime], None]


def test_the_text_of_a_part_has_its_headings_in_swedish_order_with_role_and_organisation(
    client: FlaskClient, sign_in: SignsIn, meeting: Held
) -> None:
    sign_in(client, Right.READER)
    page = client.get(f"{LIST}?del={meeting.plenary.uid}")
    area = BeautifulSoup(page.data, "html5lib").select_one("textarea#minutes")
    assert area is not None
    assert area.get_text() == (
        "RUN-konferens 2027\n"
        "Konferens dag 1\n"
        "torsdag 4 mars 2027 13.00–16.15\n"
        "\n"
        "Närvarande (1)\n"
        "Anna Berg, rektor, Ånge kommun\n"
        "\n"
        "I stället för ordinarie (1)\n"
        "Eva Ros, rektor, Bergs kommun, i stället för Dan Alm\n"
        "\n"
        "Adjungerade (1)\n"
        "Fia Lund, Mittuniversitetet\n"
        "\n"
        "Anmält förhinder (1)\n"
        "Cia Dal, rektor, Bergs kommun"
    )


def test_a_day_holds_everybody_who_was_at_any_part_of_it(client: FlaskClient, sign_in: SignsIn, meeting: Held) -> None:
    sign_in(client, Right.READER)
    text = client.get(f"{LIST}?dag=2027-03-05").text
    assert all(words in text for words in ("Närvarande (2)", "Gun Öst, ledamot, Ånge kommun", "Anna Berg"))
    assert "Eva Ros" not in text


@pytest.mark.usefixtures("meeting")
def test_the_files_say_the_same_and_each_download_is_logged(app: Flask, client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{LIST}.xlsx?dag=2027-03-04").data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0] == ("Närvaro", "Efternamn", "Förnamn", "Roll", "Organisation", "I stället för")
    assert rows[2] == ("I stället för ordinarie", "Ros", "Eva", "Rektor", "Bergs kommun", "Dan Alm")
    assert "Adjungerade;Lund;Fia;;Mittuniversitetet;" in client.get(f"{LIST}.csv").data.decode("utf-8-sig")
    answer = client.get(f"{LIST}.pdf?dag=2027-03-04")
    assert answer.headers["Content-Disposition"].endswith("-narvarolista-2027-03-04-2027-03-08.pdf")
    made = paper.read(answer.data)
    assert (made.ua, made.title) == (True, "Närvarolista – RUN-konferens 2027")
    assert all(words in made.text for words in ("Närvarande (1)", "Anna Berg", "Vid protokollet", "Justerare"))
    with app.app_context():
        entries = db.session.query(LogEntry).filter_by(action="list.downloaded").all()
        assert [entry.details["format"] for entry in entries] == ["xlsx", "csv", "pdf"]


@pytest.mark.usefixtures("meeting")
def test_too_long_for_paper_leads_back_with_what_to_do(
    client: FlaskClient, sign_in: SignsIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, Right.READER)
    monkeypatch.setattr(frame, "MOST_CELLS", 0)
    page = client.get(f"{LIST}.pdf", follow_redirects=True).text
    assert "Listan är för lång för papper. Hämta den som Excel, eller välj en del." in page


def test_before_anything_has_begun_the_list_is_empty(app: Flask, client: FlaskClient, sign_in: SignsIn, at: At) -> None:
    with app.app_context(), transaction():
        attended.conference()
    sign_in(client, Right.READER)
    assert "Mötet har inte börjat" in client.get(LIST).text
    assert "Listan är tom" in paper.read(client.get(f"{LIST}.pdf").data).text
