"""The pages for everybody."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.actor import SYSTEM
from app.events import actions, queries
from app.events.model import Event
from app.events.rules.kinds import EventState
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.mail.model import OutboxLetter
from tests import builders
from tests.pages.forms import submit

NOW = builders.NOW


@pytest.fixture(autouse=True)
def in_january(app: Flask) -> Iterator[None]:
    """The conference is weeks away."""
    with time_machine.travel(NOW, tick=False):
        yield


def words(response: TestResponse) -> str:
    return " ".join(response.get_data(as_text=True).split())


def event(app: Flask, **given: object) -> str:
    with app.app_context(), transaction():
        made = builders.event(
            **({"public": True, "contact_name": "Sam Ordnare", "contact_address": "sam@miun.example"} | given)
        )
        builders.part(
            made, online_url="https://zoom.example/hemlig", contributors="Karin Boye", description="**Öppet** för alla"
        )
        return made.slug


def test_the_first_page_lists_public_meetings_with_their_feed(app: Flask, client: FlaskClient) -> None:
    slug = event(app)
    page = words(client.get("/"))
    assert (f"/moten/{slug}" in page, "/kalender/run.ics" in page) == (True, True)


def test_the_first_page_without_meetings_says_where_ones_own_are(client: FlaskClient) -> None:
    assert "Är du inbjuden finns ditt möte bakom länken i ditt mejl" in words(client.get("/"))


@pytest.mark.parametrize(
    "given",
    [{"public": False}, {"state": EventState.DRAFT}, {"public": False, "state": EventState.CANCELLED}],
)
def test_what_is_not_public_looks_like_what_does_not_exist(
    app: Flask, client: FlaskClient, given: dict[str, object]
) -> None:
    slug = event(app, **given)
    hidden, missing = client.get(f"/moten/{slug}"), client.get("/moten/finns-inte")
    assert (hidden.status_code, hidden.data, slug in words(client.get("/"))) == (404, missing.data, False)


def test_a_public_meeting_shows_its_programme_but_no_way_in_and_no_contact(app: Flask, client: FlaskClient) -> None:
    page = words(client.get(f"/moten/{event(app)}"))
    shown = ["13.00–16.15", "Karin Boye", "<strong>Öppet</strong>", "zoom.example", "Sam Ordnare", "sam@miun.example"]
    assert [said in page for said in shown] == [True, True, True, False, False, False]


def test_a_cancelled_public_meeting_says_so(app: Flask, client: FlaskClient) -> None:
    slug = event(app, state=EventState.CANCELLED)
    assert ("Mötet är inställt" in words(client.get(f"/moten/{slug}")), "Inställt" in words(client.get("/"))) == (
        True,
        True,
    )


def test_a_part_that_was_cancelled_leaves_the_public_programme(app: Flask, client: FlaskClient) -> None:
    slug = event(app)
    with app.app_context(), transaction():
        made = queries.get_whole_event(slug)
        actions.remove_part(made, made.parts[0], now=NOW, actor=SYSTEM)
    assert "Programmet kommer." in words(client.get(f"/moten/{slug}"))


def letters(app: Flask) -> list[tuple[str, str, object]]:
    with app.app_context():
        rows = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id))
        return [(row.kind, row.to_address, row.data) for row in rows]


def ask(client: FlaskClient, address: str) -> TestResponse:
    return submit(client, "/", {"email": address}, to="/skicka-min-lank")


def test_everybody_with_the_address_gets_their_own_link(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        people = [builders.person(name, "Berg", "Kansliet@ange.example") for name in ("Anna", "Bo")]
        expected = [
            (
                "my_links",
                "Kansliet@ange.example",
                {"person_link": Link(Purpose.PERSON, one.link_seed).as_data()},
            )
            for one in people
        ]
    ask(client, "kansliet@ANGE.example")
    assert letters(app) == expected


def test_the_answer_is_the_same_whether_the_address_is_known(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        builders.person(address="anna@ange.example")
    known, unknown = ask(client, "anna@ange.example"), ask(client, "okand@ange.example")
    assert (known.status_code, known.data, len(letters(app))) == (200, unknown.data, 1)


def test_an_address_is_mailed_three_times_an_hour_with_the_same_answer(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        builders.person(address="anna@ange.example")
    answers = [ask(client, "anna@ange.example").data for _ in range(5)]
    assert (len(set(answers)), len(letters(app))) == (1, 3)
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        ask(client, "Anna@ange.example")
    assert len(letters(app)) == 4


def test_an_address_that_is_none_is_told_at_the_field(app: Flask, client: FlaskClient) -> None:
    answer = ask(client, "anna")
    assert (answer.status_code, "Skriv en e-postadress" in words(answer), letters(app)) == (422, True, [])


def test_looking_changes_nothing(app: Flask, client: FlaskClient) -> None:
    slug = event(app)
    for address in ("/", f"/moten/{slug}"):
        client.get(address)
        client.head(address)
    with app.app_context():
        assert db.session.scalar(sa.select(Event.version).where(Event.slug == slug)) == 1
    assert letters(app) == []
