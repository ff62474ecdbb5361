"""Door staff without an account: a link and a PIN that open the doors of one event, until they do not."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.attendance.model import DoorLink, FailedScan, Tick
from app.attendance.rules import ScanFault
from app.audit.model import LogEntry
from app.events.model import Event
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from tests import builders
from tests.conftest import SignsIn
from tests.pages.forms import submit

At = Callable[[datetime], None]
MORNING = datetime(2027, 3, 4, 7, 41, tzinfo=UTC)
DOORS = "/arrangor/moten/run-konferens-2027/dorrar"
EVENT = "/dorr/run-konferens-2027"


class Given:
    """A link that an organizer has made for Karin at the entrance, with its PIN."""

    def __init__(self, page: str) -> None:
        soup = BeautifulSoup(page, "html.parser")
        self.pin, self.path = (str(soup.select_one(f"#{name}")["value"]) for name in ("pin", "address"))  # type: ignore[index]
        self.path = self.path.replace("http://localhost", "").split("5000")[-1]
        self.path = re.sub(r"^https?://[^/]+", "", self.path)


@pytest.fixture
def door(app: Flask, at: At) -> tuple[str, str]:
    """The address of a part's door and the uid of Anna Berg."""
    at(MORNING)
    with app.app_context(), transaction():
        event = builders.event(slug="run-konferens-2027")
        anna = builders.person("Anna", "Berg", "anna.berg@ange.example")
        builders.invitation(event, anna, builders.role(), builders.organisation())
        builders.part(builders.event("Dialogmöte", slug="dialogmote"))
        return f"{EVENT}/{builders.part(event).uid}", anna.uid


@pytest.fixture
def given(app: Flask, door: tuple[str, str], sign_in: SignsIn) -> Given:
    return _make(app, sign_in)


def _make(app: Flask, sign_in: SignsIn) -> Given:
    office = app.test_client()
    sign_in(office, Right.ORGANIZER)
    return Given(submit(office, DOORS, {"name": "Karin vid entrén", "until": "2027-03-05"}, to=DOORS).text)


def _enter(client: FlaskClient, given: Given, pin: str = "") -> TestResponse:
    return submit(client, given.path, {"pin": pin or given.pin})


def test_the_pin_is_shown_once_and_kept_nowhere(
    app: Flask, client: FlaskClient, sign_in: SignsIn, given: Given
) -> None:
    sign_in(client, Right.ORGANIZER)
    page = client.get(DOORS).text
    assert ("Karin vid entrén" in page, "Gäller" in page, "Aldrig" in page) == (True, True, True)
    with app.app_context():
        link = db.session.scalars(sa.select(DoorLink)).one()
        logged = " ".join(str(one.details) for one in db.session.scalars(sa.select(LogEntry)))
    stored = " ".join(str(value) for value in vars(link).values()) + logged
    assert re.fullmatch(r"\d{6}", given.pin)
    assert (given.pin in page + stored, given.path.rsplit("/", 1)[1] in page + stored) == (False, False)


def test_the_link_and_its_pin_open_the_doors_of_the_event_and_nothing_else(
    client: FlaskClient, given: Given, door: tuple[str, str]
) -> None:
    assert client.get(door[0]).status_code == 303
    assert _enter(client, given).location == "/dorr/"
    chosen = client.get("/dorr/").text
    assert ("RUN-konferens 2027" in chosen, "Dialogmöte" in chosen, "Karin vid entrén" in chosen) == (True, False, True)
    opened = [client.get(where).status_code for where in (door[0], f"{EVENT}/lista.json", f"{EVENT}/andringar.json")]
    elsewhere = [client.get(f"/dorr/dialogmote/{name}").status_code for name in ("lista.json", "andringar.json", "x")]
    assert (opened, elsewhere) == ([200] * 3, [404] * 3)
    assert [client.get(where).status_code for where in ("/arrangor/moten", DOORS, "/arrangor/register")] == [
        303,
        303,
        303,
    ]
    assert "@" not in client.get(f"{EVENT}/lista.json").text


def test_every_tick_says_which_link(
    app: Flask, client: FlaskClient, sign_in: SignsIn, given: Given, door: tuple[str, str]
) -> None:
    address, anna = door
    _enter(client, given)
    submit(client, address, to=f"{address}/{anna}/narvarande")
    with app.app_context():
        tick, link = db.session.scalars(sa.select(Tick)).one(), db.session.scalars(sa.select(DoorLink)).one()
        assert (tick.by_uid, tick.by_name, tick.door, tick.door_link_id) == (
            link.uid,
            "Karin vid entrén",
            "Karin vid entrén",
            link.id,
        )
    sign_in(client, Right.ORGANIZER)
    row = BeautifulSoup(client.get(DOORS).text, "html.parser").select("tbody tr")[0].get_text(" ", strip=True)
    assert "4 mars 2027 08.41 1 Gäller" in row


def test_a_revoked_link_opens_nothing_at_the_next_request_and_its_ticks_stay(
    app: Flask, client: FlaskClient, sign_in: SignsIn, given: Given, door: tuple[str, str]
) -> None:
    _enter(client, given)
    submit(client, door[0], to=f"{door[0]}/{door[1]}/narvarande")
    token = client.get(f"{EVENT}/lista.json").headers["X-CSRFToken"]
    office = app.test_client()
    sign_in(office, Right.ORGANIZER)
    with app.app_context():
        uid = db.session.scalars(sa.select(DoorLink.uid)).one()
    assert "är återkallad" in office.get(submit(office, f"{DOORS}/{uid}/aterkalla").location).text
    refused = client.get(door[0])
    assert (refused.status_code, refused.location) == (303, "/dorr/stangd")
    assert client.post(f"{EVENT}/bockningar", json={"marks": []}, headers={"X-CSRFToken": token}).status_code == 401
    assert (client.get(given.path).status_code, "Dörrlänken gäller inte" in client.get("/dorr/stangd").text) == (
        404,
        True,
    )
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Tick)) == 1


def test_revoking_says_first_what_happens(
    app: Flask, client: FlaskClient, sign_in: SignsIn, given: Given, door: tuple[str, str]
) -> None:
    sign_in(client, Right.ORGANIZER)
    with app.app_context():
        uid = db.session.scalars(sa.select(DoorLink.uid)).one()
    first = f"{DOORS}/{uid}/aterkalla"
    assert first in client.get(DOORS).text
    asked = client.get(first).text
    assert ("Karin vid entrén" in asked, "listan tas bort från telefonen" in asked) == (True, True)
    assert client.get(f"/arrangor/moten/dialogmote/dorrar/{uid}/aterkalla").status_code == 404
    assert "är återkallad" in client.get(submit(client, first).location).text
    assert client.get(first).status_code == 404


def test_a_link_says_the_last_day_that_was_chosen(client: FlaskClient, sign_in: SignsIn, given: Given) -> None:
    sign_in(client, Right.ORGANIZER)
    row = BeautifulSoup(client.get(DOORS).text, "html.parser").select("tbody tr")[0].get_text(" ", strip=True)
    assert ("5 mars 2027" in row, "6 mars" in row) == (True, False)


def test_the_page_that_clears_the_phone_is_not_for_who_stands_at_the_door(
    client: FlaskClient, given: Given, door: tuple[str, str]
) -> None:
    _enter(client, given)
    assert client.get("/dorr/stangd").location == "/dorr/"


def test_only_the_latest_failures_are_shown_however_many_there_are(
    app: Flask, client: FlaskClient, sign_in: SignsIn, given: Given
) -> None:
    with app.app_context(), transaction() as session:
        event = session.scalars(sa.select(Event).where(Event.slug == "run-konferens-2027")).one()
        for number in range(101):
            moment = MORNING + timedelta(minutes=number)
            told = {"by_uid": "a", "by_name": "Dag", "reason": ScanFault.UNKNOWN}
            session.add(FailedScan(event_id=event.id, at=moment, received_at=moment, **told))
    sign_in(client, Right.ORGANIZER)
    page = client.get(DOORS).text
    assert "De 100 senaste visas." in page
    assert page.count("Koden finns inte") == 100
    assert "4 mars 2027 10.21" in page


def test_a_link_opens_nothing_from_the_midnight_after_its_last_day(
    client: FlaskClient, given: Given, door: tuple[str, str], at: At
) -> None:
    _enter(client, given)
    at(datetime(2027, 3, 5, 22, 59, tzinfo=UTC))
    assert client.get(door[0]).status_code == 200
    at(datetime(2027, 3, 5, 23, 0, tzinfo=UTC))
    assert (client.get(door[0]).status_code, client.get(given.path).status_code) == (303, 404)


def test_wrong_pins_are_counted_for_the_link_and_then_also_the_right_one_waits(
    client: FlaskClient, given: Given, at: At
) -> None:
    wrong = "000000" if given.pin != "000000" else "111111"
    answers = [_enter(client, given, wrong).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    blocked = _enter(client, given)
    assert (blocked.status_code, "för många försök" in blocked.text) == (429, True)
    at(MORNING + timedelta(minutes=20))
    assert _enter(client, given).status_code == 303


def test_an_empty_pin_says_what_to_do_and_spaces_do_not_matter(client: FlaskClient, given: Given) -> None:
    empty = submit(client, given.path, {"pin": ""})
    assert (empty.status_code, "Skriv PIN-koden, sex siffror" in empty.text) == (422, True)
    assert _enter(client, given, f"{given.pin[:3]} {given.pin[3:]}").status_code == 303


def test_unknown_and_revoked_addresses_look_alike(app: Flask, client: FlaskClient, given: Given) -> None:
    with app.app_context(), transaction() as session:
        session.scalars(sa.select(DoorLink)).one().revoked_at = MORNING
    pages = [client.get(path) for path in (given.path, "/dorr/lank/finns-inte")]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].text == pages[1].text


def test_leaving_closes_the_doors_for_this_browser(client: FlaskClient, given: Given, door: tuple[str, str]) -> None:
    _enter(client, given)
    left = client.post("/dorr/lamna", data={"csrf_token": client.get(f"{EVENT}/lista.json").headers["X-CSRFToken"]})
    assert (left.location, client.get(door[0]).status_code) == ("/dorr/stangd", 303)
    page = client.get("/dorr/stangd").text
    assert ("Du är utloggad från dörren." in page, "Dörrlänken gäller inte" in page) == (True, False)


def test_an_account_that_is_signed_in_stays_so(
    client: FlaskClient, sign_in: SignsIn, given: Given, door: tuple[str, str]
) -> None:
    sign_in(client, Right.READER)
    assert client.get(door[0]).status_code == 403
    _enter(client, given)
    assert (client.get(door[0]).status_code, client.get("/arrangor/moten").status_code) == (200, 200)


def test_a_badge_of_another_event_is_none_for_the_holder_of_a_link(
    app: Flask, client: FlaskClient, given: Given
) -> None:
    with app.app_context(), transaction() as session:
        other = session.scalars(sa.select(Event).where(Event.slug == "dialogmote")).one()
        code = builders.invitation(other, builders.person("Karin")).uid
    _enter(client, given)
    assert "Koden gäller ett annat möte" in client.get(f"/dorr/q/{code}").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Skriv vem eller vilken dörr länken är för"),
        ({"until": ""}, "Skriv sista dagen som länken gäller"),
        ({"until": "2027-03-03"}, "Skriv en dag från 4 mars 2027 till 12 mars 2027"),
        ({"until": "2027-03-13"}, "Skriv en dag från 4 mars 2027 till 12 mars 2027"),
    ],
)
def test_a_link_that_cannot_be_made_is_told_at_its_field(
    client: FlaskClient, sign_in: SignsIn, door: tuple[str, str], fields: dict[str, str], said: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    answer = submit(client, DOORS, {"name": "Entrén", "until": "2027-03-05"} | fields, to=DOORS)
    assert (answer.status_code, said in answer.text) == (422, True)


def test_another_events_link_is_not_revoked(app: Flask, client: FlaskClient, sign_in: SignsIn, given: Given) -> None:
    sign_in(client, Right.ORGANIZER)
    with app.app_context():
        uid = db.session.scalars(sa.select(DoorLink.uid)).one()
    page = BeautifulSoup(client.get(DOORS).text, "html.parser")
    token = str(page.select_one("input[name=csrf_token]")["value"])  # type: ignore[index]
    answers = [
        client.post(f"/arrangor/moten/{slug}/dorrar/{uid}/aterkalla", data={"csrf_token": token}).status_code
        for slug in ("dialogmote", "run-konferens-2027")
    ]
    assert answers == [404, 303]


def test_scans_that_failed_are_told_with_their_reason(
    client: FlaskClient, sign_in: SignsIn, given: Given, door: tuple[str, str]
) -> None:
    _enter(client, given)
    client.get(door[0])
    client.get("/dorr/q/finns-inte")
    sign_in(client, Right.ORGANIZER)
    page = client.get(DOORS).text
    assert ("Koden finns inte" in page, "finns-inte" in page) == (True, False)
