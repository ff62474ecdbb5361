"""Those whom a phone has written down without network, as its upload tells them."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.attendance.model import FailedScan, Tick
from app.events.model import Event
from app.events.rules.kinds import LegalBasis
from app.kernel.db import db, transaction
from app.people.model import Person
from tests.web.door_day import DAY, LIST, MORNING, At, Scene, mark, send
from tests.web.door_day import door as door
from tests.web.door_day import scene as scene

SVEN = {"given_name": "Sven", "family_name": "Ek", "organisation": "Bergs kommun"}


def _new(scene: Scene, nonce: str = "n1", part: str = "Konferens", **newcomer: Any) -> dict[str, Any]:
    asked = {"nonce": nonce, "part": scene.uid.get(part, part), "mark": "present", "how": "walk_in"}
    return asked | {"newcomer": SVEN | newcomer}


def test_somebody_new_is_ticked_off_when_they_came_and_an_undo_finds_them(
    app: Flask, door: FlaskClient, scene: Scene, at: At
) -> None:
    at(MORNING + timedelta(minutes=20))
    came = {"at": MORNING.isoformat()}
    undo = {"nonce": "n2", "written": "n1", "part": scene.uid["Konferens"], "mark": "undo", "how": "name"}
    told = send(door, _new(scene) | came, phone_now=MORNING + timedelta(minutes=20))
    with app.app_context():
        sven = db.session.scalars(sa.select(Person).where(Person.given_name == "Sven")).one().uid
    seen = {"at": MORNING.isoformat(), "time": "08.41", "by": "Sam Ordnare"}
    assert told == [
        {
            "nonce": "n1",
            "result": "ticked",
            "sentence": "Sven Ek är incheckad 08.41.",
            "note": "",
            "person": sven,
            "present": {scene.uid["Konferens"]: seen},
        }
    ]
    again = send(door, _new(scene) | came, undo, phone_now=MORNING + timedelta(minutes=20))
    assert [one["sentence"] for one in again] == ["Sven Ek är incheckad 08.41.", "Sven Ek är inte längre incheckad."]
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 5


def test_at_arrival_they_are_at_the_days_parts(app: Flask, door: FlaskClient, scene: Scene) -> None:
    told = send(door, {**_new(scene), "part": None, "arrival": DAY})[0]
    assert [uid for uid, seen in told["present"].items() if seen] == [scene.uid["Dialogmöte"], scene.uid["Konferens"]]
    with app.app_context():
        assert {row.how.value for row in db.session.scalars(sa.select(Tick))} == {"walk_in"}


def test_what_happened_meanwhile_is_told_in_words(door: FlaskClient, scene: Scene) -> None:
    send(door, mark(scene, "n0", "Anna"))
    told = send(
        door,
        _new(scene, in_stead_of=scene.people["Anna"]),
        _new(scene, "n2", given_name="Bo", family_name="Björk"),
        _new(scene, "n3", given_name="Siv", in_stead_of="erased"),
        _new(scene, "n4", given_name="Ulf", address="ulf(at)berg", organisation="850101-1234"),
    )
    assert [(one["result"], one["note"]) for one in told] == [
        ("ticked", "Anna Berg kunde inte ersättas, så Sven Ek kommer inte i någons ställe."),
        ("ticked", "Någon annan i listan heter också Bo Björk."),
        ("ticked", "Den andra kunde inte ersättas, så Siv Ek kommer inte i någons ställe."),
        ("ticked", "Organisation kunde inte sparas. E-postadress kunde inte sparas."),
    ]


def test_what_cannot_be_kept_is_told_for_itself(app: Flask, door: FlaskClient, scene: Scene) -> None:
    no_name, nothing = _new(scene, "n2", family_name=" "), {**_new(scene, "n3"), "newcomer": None}
    undone, elsewhere = {**_new(scene, "n4"), "mark": "undo"}, _new(scene, "n5", part="finns-inte")
    told = send(door, no_name, nothing, undone, elsewhere, {**mark(scene, "n6", "Anna"), "how": "walk_in"})
    assert [(one["nonce"], one["result"]) for one in told] == [
        ("n2", "unreadable"),
        ("n3", "unreadable"),
        ("n4", "unreadable"),
        ("n5", "no_such_part"),
        ("n6", "unreadable"),
    ]
    assert told[0]["sentence"] == "Personen kunde inte skrivas upp (Skriv efternamnet). Skriv upp igen."
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 4
        assert [row.reason.value for row in db.session.scalars(sa.select(FailedScan))] == ["no_such_part"]


def test_the_name_of_a_mark_that_is_anothers_is_refused(door: FlaskClient, scene: Scene) -> None:
    send(door, mark(scene, "n1", "Anna", part="Middag"))
    told = send(door, _new(scene))
    assert (told[0]["result"], "person" in told[0]) == ("unreadable", False)


@pytest.mark.parametrize("said", [True, False])
def test_consent_is_asked_for_where_it_is_the_legal_basis(
    app: Flask, door: FlaskClient, scene: Scene, said: bool
) -> None:
    assert door.get(LIST).json["event"]["asks_consent"] is False  # type: ignore[index]
    with app.app_context(), transaction() as session:
        session.scalars(sa.select(Event)).one().legal_basis = LegalBasis.CONSENT
    assert door.get(LIST).json["event"]["asks_consent"] is True  # type: ignore[index]
    assert send(door, _new(scene, consents=said))[0]["result"] == ("ticked" if said else "unreadable")
