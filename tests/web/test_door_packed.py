"""The door's list is packed where the phone takes it so: hotel Wi-Fi is slow, and five thousand people are 1.5 MB."""

import gzip
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.events.model import Event
from app.kernel.db import db, transaction
from tests import builders
from tests.web.door_day import CHANGES, LIST, Scene, mark, send
from tests.web.door_day import door as door
from tests.web.door_day import scene as scene

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def crowd(app: Flask, door: FlaskClient, scene: Scene) -> FlaskClient:
    """Two hundred more are invited."""
    with app.app_context(), transaction():
        event, role = db.session.get_one(Event, scene.event_id), builders.role("skolchef")
        places = [builders.organisation(f"Kommun {number}") for number in range(20)]
        for number in range(200):
            builders.invitation(event, builders.person(f"Nils{number}", "Ek"), role, places[number % 20])
    return door


def test_it_is_a_fraction_as_long_and_says_the_same(crowd: FlaskClient) -> None:
    plain, packed = crowd.get(LIST), crowd.get(LIST, headers=GZIP)
    assert ("Content-Encoding" in plain.headers, packed.headers["Content-Encoding"]) == (False, "gzip")
    assert [{"accept-encoding", "cookie"} <= {name.lower() for name in one.vary} for one in (plain, packed)] == [
        True
    ] * 2
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert packed.content_length == len(packed.data) < len(plain.data) / 5
    assert packed.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity, gzip;q=0.5"])
def test_who_would_not_have_it_so_gets_it_plain(crowd: FlaskClient, accepted: str) -> None:
    answer = crowd.get(LIST, headers={"Accept-Encoding": accepted})
    assert ("Content-Encoding" in answer.headers, len(answer.json["people"])) == (False, 204)  # type: ignore[index]


def test_each_of_both_has_its_own_name_and_is_not_sent_again(crowd: FlaskClient) -> None:
    names = [crowd.get(LIST, headers=how).headers["ETag"] for how in ({}, GZIP)]
    assert names[0] != names[1]
    asked = [(how, name) for how in ({}, GZIP) for name in names]
    answers = [crowd.get(LIST, headers={**how, "If-None-Match": name}) for how, name in asked]
    assert [one.status_code for one in answers] == [304, 200, 200, 304]
    assert [(one.data, "Accept-Encoding" in one.vary) for one in answers if one.status_code == 304] == [(b"", True)] * 2


def test_nothing_that_is_packed_is_secret_or_gives_back_what_was_asked(crowd: FlaskClient, scene: Scene) -> None:
    asked = [f"{LIST}?dag=hemlighet&q=hemlighet", f"{CHANGES}?sedan=hemlighet&dag=hemlighet"]
    for answer in (crowd.get(path) for path in asked):
        token = answer.headers["X-CSRFToken"]
        assert (len(token) > 50, token in answer.text, "csrf" in answer.text) == (True, False, False)
        assert "hemlighet" not in answer.text
    assert send(crowd, mark(scene, "n1", "Anna"))[0]["result"] == "ticked"


def test_a_short_answer_is_not_packed(crowd: FlaskClient) -> None:
    answer = crowd.get(CHANGES, headers=GZIP)
    assert (answer.json["reload"], "Content-Encoding" in answer.headers) == (True, False)  # type: ignore[index]
