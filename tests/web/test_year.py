"""The year page: the wheel, and the same facts as a table."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import LogEntry
from app.events.model import BreakRow
from app.events.rules.kinds import EventKind, EventState
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from tests import builders
from tests.conftest import SignsIn

PAGE = "/arrangor/ar/2027"
KINDS = (
    ("RUN-konferens 2027", EventKind.CONFERENCE, date(2027, 3, 4), date(2027, 3, 5), EventState.PUBLISHED),
    ("Dialogmöte i maj", EventKind.DIALOGUE, date(2027, 5, 7), date(2027, 5, 7), EventState.DRAFT),
    ("Nätverksträff", EventKind.NETWORK, date(2027, 5, 6), date(2027, 5, 6), EventState.CANCELLED),
)
CLASH = "Krockar med sportlov i Hälsingland och Västernorrlands län (1–5 mars 2027)"


@pytest.fixture
def year(client: FlaskClient, sign_in: SignsIn, app: Flask) -> None:
    """Three meetings of 2027, one of 2026, and lov that one of them clashes with."""
    sign_in(client, Right.ORGANIZER)
    with app.app_context(), transaction() as session:
        for title, kind, first, last, state in KINDS:
            builders.event(title, kind=kind, starts_on=first, ends_on=last, state=state, slug=title[:9].strip().lower())
        builders.event("Förra årets", starts_on=date(2026, 12, 31), ends_on=date(2027, 1, 1))
        for area in ("Hälsingland", "Västernorrlands län"):
            session.add(BreakRow(name="Sportlov", area=area, first_on=date(2027, 3, 1), last_on=date(2027, 3, 5)))


def _page(client: FlaskClient, address: str = PAGE) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).get_data(as_text=True), "html.parser")


def _said(part: object) -> str:
    return " ".join(part.get_text(" ").split())  # type: ignore[attr-defined]


def _rows(page: BeautifulSoup, table: str) -> list[str]:
    return [_said(row) for row in page.select(f"#{table} tbody tr")]


@pytest.mark.usefixtures("year")
def test_the_years_meetings_stand_in_order_with_what_stands_in_their_way(client: FlaskClient) -> None:
    assert _rows(_page(client), "meetings") == [
        f"1 RUN-konferens 2027 RUN-konferens torsdag–fredag 4–5 mars 2027 v. 9 {CLASH} Publicerat",
        "2 Nätverksträff Nätverk torsdag 6 maj 2027 v. 18 Inställt",
        "3 Dialogmöte i maj Dialogmöte fredag 7 maj 2027 v. 18 Fredag 7 maj är klämdag Utkast",
    ]


@pytest.mark.usefixtures("year")
def test_the_wheel_has_the_same_meetings_as_links_and_says_in_words_what_it_shows(client: FlaskClient) -> None:
    page = _page(client)
    wheel = page.select_one("figure.wheel svg")
    assert wheel is not None
    table = [(row.select_one("td").get_text(), row.a["href"]) for row in page.select("#meetings tbody tr")]
    assert [(link.select_one("text").get_text(), link["href"]) for link in wheel.select("a")] == table
    assert _said(page.figcaption) == (
        "Året som en ring, med januari överst och tiden medsols. 2 möten är inlagda: det första är RUN-konferens 2027 "
        "4–5 mars 2027. Vecka 9, konferensens vecka, är markerad: torsdag och fredag är 4–5 mars 2027. "
        "1 lov är inlagt."
    )
    assert _said(wheel.desc) == _said(page.figcaption)


@pytest.mark.usefixtures("year")
def test_lov_stand_once_for_all_areas_that_have_them_on_the_same_days(client: FlaskClient) -> None:
    assert _rows(_page(client), "breaks") == ["Sportlov Hälsingland, Västernorrlands län 1–5 mars 2027 v. 9"]


@pytest.mark.usefixtures("year")
def test_red_days_and_klamdagar_are_told(client: FlaskClient) -> None:
    said = _said(_page(client).main)
    assert "Kristi himmelsfärdsdag torsdag 6 maj" in said
    assert "Klämdag fredag 7 maj" in said


@pytest.mark.usefixtures("year")
def test_the_wheel_is_a_file_without_links_and_each_download_is_logged(client: FlaskClient, app: Flask) -> None:
    drawn, image = (client.get(f"{PAGE}/arshjul.{ending}") for ending in ("svg", "png"))
    found = ET.fromstring(drawn.get_data(as_text=True))
    assert (drawn.mimetype, found.get("role"), len(list(found.iter("{http://www.w3.org/2000/svg}a")))) == (
        "image/svg+xml",
        "img",
        0,
    )
    assert (image.mimetype, image.data[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert "filename=arshjul-2027.png" in image.headers["Content-Disposition"]
    with app.app_context():
        asked = sa.select(LogEntry.details).where(LogEntry.action == "picture.downloaded").order_by(LogEntry.id)
        assert list(db.session.scalars(asked)) == [
            {"picture": "arshjul-2027", "format": "svg"},
            {"picture": "arshjul-2027", "format": "png"},
        ]
    assert client.get(f"{PAGE}/arshjul.pdf").status_code == 404


def test_an_empty_year_says_so_and_where_to_begin(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.ORGANIZER)
    said = _said(_page(client, "/arrangor/ar/2031").main)
    assert "Inga möten är inlagda 2031" in said
    assert "Inga lov är inskrivna för 2031" in said
    assert "Inget möte är inlagt." in said


def test_without_a_year_it_is_this_one_with_the_years_around(client: FlaskClient, sign_in: SignsIn, at: object) -> None:
    at(builders.NOW)  # type: ignore[operator]
    sign_in(client, Right.READER)
    page = _page(client, "/arrangor/ar")
    assert _said(page.h1) == "År 2027"
    assert [link["href"] for link in page.select("nav.filters a")] == [f"/arrangor/ar/{n}" for n in (2026, 2027, 2028)]
    assert page.select('a[href$="/lov"]') == []
    current = page.select_one('.side-nav a[aria-current="page"]')
    assert _said(current) == "År"


@pytest.mark.parametrize("year", ["2014", "2101", "99999999999"])
def test_there_are_no_pages_of_impossible_years(client: FlaskClient, sign_in: SignsIn, year: str) -> None:
    sign_in(client, Right.READER)
    assert client.get(f"/arrangor/ar/{year}").status_code == 404
