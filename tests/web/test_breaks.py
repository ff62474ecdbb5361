"""Lov: entered for some areas or for all, changed, taken away."""

from datetime import date

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.model import LogEntry
from app.events.model import BreakRow
from app.events.rules.breaks import SchoolBreak
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.rules.kinds import OrganisationKind
from tests import builders
from tests.conftest import SignsIn
from tests.pages.forms import submit
from tests.web.usual_meetings import words

PAGE = "/arrangor/ar/2027/lov"
JAMTLAND, VASTERNORRLAND = "Jämtlands län", "Västernorrlands län"
WEEK_9 = (date(2027, 3, 1), date(2027, 3, 5))


@pytest.fixture(autouse=True)
def _organizer(client: FlaskClient, sign_in: SignsIn, app: Flask) -> None:
    sign_in(client, Right.ORGANIZER)
    with app.app_context(), transaction():
        builders.organisation()
        builders.organisation("Åre kommun", area=JAMTLAND)
        builders.organisation("SPSM", area="Nationell", kind=OrganisationKind.MYNDIGHET)


def _text(client: FlaskClient) -> str:
    return " ".join(BeautifulSoup(client.get(PAGE).get_data(as_text=True), "html.parser").get_text(" ").split())


def _breaks(app: Flask) -> list[SchoolBreak]:
    with app.app_context():
        return [row.value for row in db.session.scalars(sa.select(BreakRow).order_by(BreakRow.area, BreakRow.id))]


def _add(client: FlaskClient, **given: object) -> TestResponse:
    values = {"name": "Sportlov", "first": "2027-03-01", "last": "2027-03-05"} | given
    return submit(client, PAGE, values, to=PAGE)


def test_a_year_without_lov_says_with_what_to_begin(client: FlaskClient) -> None:
    page = _text(client)
    assert "Inga lov är inskrivna för 2027" in page
    assert "Börja med sportlovet" in page


def test_a_lov_is_entered_once_for_each_area_that_is_chosen_and_never_twice(client: FlaskClient, app: Flask) -> None:
    for _ in range(2):
        answer = _add(client, areas=[VASTERNORRLAND, JAMTLAND])
        assert answer.location == PAGE
    assert _breaks(app) == [
        SchoolBreak("Sportlov", *WEEK_9, JAMTLAND),
        SchoolBreak("Sportlov", *WEEK_9, VASTERNORRLAND),
    ]
    page = _text(client)
    assert "Det lovet finns redan." in page
    assert "Sportlov Jämtlands län 1–5 mars 2027 v. 9" in page


def test_a_lov_without_area_is_everywhere(client: FlaskClient, app: Flask) -> None:
    _add(client, name="Höstlov", first="2027-11-01", last="2027-11-14")
    assert _breaks(app) == [SchoolBreak("Höstlov", date(2027, 11, 1), date(2027, 11, 14))]
    assert "Höstlov Alla områden 1–14 november 2027 v. 44–45" in _text(client)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": ""}, "Skriv vad lovet heter"),
        ({"first": ""}, "Skriv lovets första dag"),
        ({"first": "1 mars"}, "Skriv lovets första dag"),
        ({"last": ""}, "Skriv lovets sista dag"),
        ({"last": "2027-02-28"}, "Sista dagen kan inte vara före den första"),
        ({"last": "2028-03-05"}, "Ett lov kan vara högst 120 dagar"),
        ({"areas": ["Norrbotten"]}, "Välj något av alternativen"),
    ],
)
def test_what_cannot_be_a_lov_is_told_and_nothing_is_saved(
    client: FlaskClient, app: Flask, given: dict[str, object], said: str
) -> None:
    values = {"name": "Sportlov", "first": "2027-03-01", "last": "2027-03-05"} | given
    answer = client.post(PAGE, data=values | {"csrf_token": _token(client)})
    assert (answer.status_code, said in words(answer), _breaks(app)) == (422, True, [])


def _token(client: FlaskClient) -> str:
    page = client.get(PAGE).get_data(as_text=True)
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def test_only_areas_with_schools_are_offered(client: FlaskClient) -> None:
    assert "Nationell" not in _text(client)


def test_a_lov_is_changed_and_taken_away_and_both_stand_in_the_log(client: FlaskClient, app: Flask) -> None:
    _add(client, areas=[JAMTLAND])
    with app.app_context():
        uid = db.session.scalars(sa.select(BreakRow.uid)).one()
    answer = submit(client, f"{PAGE}/{uid}", {"first": "2027-03-08", "last": "2027-03-12"})
    assert answer.location == PAGE
    assert _breaks(app) == [SchoolBreak("Sportlov", date(2027, 3, 8), date(2027, 3, 12), JAMTLAND)]
    submit(client, PAGE, {}, to=f"{PAGE}/{uid}/ta-bort")
    with app.app_context():
        logged = db.session.scalars(sa.select(LogEntry.action).order_by(LogEntry.id)).all()
    assert (_breaks(app), list(logged)) == ([], ["break.added", "break.edited", "break.removed"])
    assert client.get(f"{PAGE}/{uid}").status_code == 404


def test_a_lov_does_not_become_one_that_is_there(client: FlaskClient, app: Flask) -> None:
    _add(client, areas=[JAMTLAND, VASTERNORRLAND])
    with app.app_context():
        uid = db.session.scalars(sa.select(BreakRow.uid).where(BreakRow.area == JAMTLAND)).one()
    answer = submit(client, f"{PAGE}/{uid}", {"area": VASTERNORRLAND})
    assert (answer.status_code, "finns redan i området" in words(answer), len(_breaks(app))) == (422, True, 2)


@pytest.mark.parametrize("year", ["2014", "2101", "99999"])
def test_there_are_no_lov_of_impossible_years(client: FlaskClient, year: str) -> None:
    assert client.get(f"/arrangor/ar/{year}/lov").status_code == 404
