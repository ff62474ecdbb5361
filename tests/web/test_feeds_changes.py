"""Calendars over HTTP: what is sent again when something has changed."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.feeds import queries
from app.kernel import links
from app.kernel.db import db, transaction
from app.people.actions import touch_calendar
from app.people.model import Person
from app.registrations.model import Registration
from app.registrations.rules import RegistrationState
from tests.calendar_readers import read_by_all, titles
from tests.feeds import BANNER, PLENARY, Scene, address_of, change, conference, headers_of, renew


@pytest.fixture
def scene(app: Flask) -> Scene:
    return conference(app)


def test_an_unchanged_feed_is_the_same_to_the_byte_when_built_again(
    app: Flask, client: FlaskClient, scene: Scene
) -> None:
    first = client.get(scene.feed)
    with app.app_context(), transaction():
        touch_calendar([scene.person_id])
    again = client.get(scene.feed)
    assert (again.data, headers_of(again)) == (first.data, headers_of(first))


CHANGES = {
    "title": ("RUN-konferens i Sundsvall", False),
    "theme": ("Språk i alla ämnen", False),
    "place": ("Härnösand", True),
    "ends_on": (datetime(2027, 3, 6, tzinfo=UTC).date(), True),
}


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("name", ["feed", "group", "/kalender/run.ics"])
def test_every_change_is_seen_in_last_modified_and_a_move_in_the_sequence(
    app: Flask, client: FlaskClient, scene: Scene, name: str, field: str
) -> None:
    address, (value, moves) = address_of(scene, name), CHANGES[field]
    first = client.get(address)
    change(app, scene, **{field: value})
    second = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert second.last_modified is not None
    assert first.last_modified is not None
    assert second.last_modified > first.last_modified
    before, after = ({e.one("UID").value: e for e in read_by_all(a.data).events} for a in (first, second))
    banner = next(uid for uid, e in before.items() if e.text("SUMMARY") == BANNER)
    assert after[banner].one("LAST-MODIFIED").value > before[banner].one("LAST-MODIFIED").value
    rise = int(after[banner].one("SEQUENCE").value) - int(before[banner].one("SEQUENCE").value)
    assert rise > 0 if moves else rise == 0


def test_withdrawn_the_meeting_is_gone_at_the_next_poll(app: Flask, client: FlaskClient, scene: Scene) -> None:
    assert titles(client.get(scene.feed).data) == [BANNER, PLENARY]
    with app.app_context(), transaction() as database:
        database.get_one(Registration, scene.registration_id).state = RegistrationState.CANCELLED
        touch_calendar([scene.person_id])
    assert titles(client.get(scene.feed).data) == []
    assert client.get(scene.download).status_code == 404


def test_the_new_address_works_and_shows_the_same(app: Flask, client: FlaskClient, scene: Scene) -> None:
    before = client.get(scene.feed).data
    answer = renew(client, scene)
    assert (answer.status_code, answer.location) == (303, scene.page)
    with app.app_context():
        fresh = links.path(queries.feed_link(db.session.get_one(Person, scene.person_id)))
    assert fresh != scene.feed
    assert client.get(fresh).data == before
