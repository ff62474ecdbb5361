"""The marks that a door's phone sends: taken, told in words, set right, refused."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.attendance.model import FailedScan, Tick
from app.events.model import Event
from app.events.rules.kinds import EventState
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.people.model import Person
from app.registrations.model import Registration
from tests import builders
from tests.web.door_day import CHANGES, DAY, LIST, MARKS, MORNING, At, Scene, mark, send
from tests.web.door_day import door as door
from tests.web.door_day import scene as scene


def test_a_mark_asked_at_once_is_told_to_the_others(door: FlaskClient, scene: Scene, at: At) -> None:
    cursor = door.get(LIST).json["cursor"]  # type: ignore[index]
    told = send(door, mark(scene, "n1", "Anna"))
    seen = {"at": MORNING.isoformat(), "time": "08.41", "by": "Sam Ordnare"}
    assert told == [
        {
            "nonce": "n1",
            "result": "ticked",
            "sentence": "Anna Berg är incheckad 08.41.",
            "note": "",
            "person": scene.people["Anna"],
            "present": {scene.uid["Konferens"]: seen},
        }
    ]
    at(MORNING + timedelta(minutes=2))
    later: dict[str, Any] = door.get(f"{CHANGES}?sedan={cursor}").json  # type: ignore[assignment]
    assert (later["reload"], later["people"], later["gone"]) == (False, [], [])
    assert later["ticks"] == [{"person": scene.people["Anna"], "part": scene.uid["Konferens"], "present": seen}]
    send(door, mark(scene, "n2", "Anna", mark="undo"))
    last: dict[str, Any] = door.get(f"{CHANGES}?sedan={later['cursor']}").json  # type: ignore[assignment]
    assert last["ticks"] == [{"person": scene.people["Anna"], "part": scene.uid["Konferens"], "present": None}]


def test_one_tick_at_arrival_covers_the_days_parts_and_one_undo_takes_all_back(
    app: Flask, door: FlaskClient, scene: Scene
) -> None:
    at_arrival = {"nonce": "n1", "person": scene.people["Anna"], "arrival": DAY, "mark": "present", "how": "name"}
    told = [send(door, at_arrival)[0] for _ in range(2)]
    assert [one["sentence"] for one in told] == ["Anna Berg är incheckad 08.41."] * 2
    assert list(told[0]["present"]) == [scene.uid["Dialogmöte"], scene.uid["Konferens"]]
    assert None not in told[0]["present"].values()
    undone = send(door, at_arrival | {"nonce": "n2", "mark": "undo"})[0]
    assert (undone["result"], set(undone["present"].values())) == ("undone", {None})
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Tick)) == 4


def test_late_marks_of_a_phone_with_a_wrong_clock_are_set_right(door: FlaskClient, scene: Scene, at: At) -> None:
    wrong = MORNING - timedelta(days=3)
    at(MORNING + timedelta(hours=2))
    late = mark(scene, "n1", "Anna", at=wrong.isoformat())
    told = send(door, late, late, phone_now=wrong + timedelta(hours=2))
    assert [one["sentence"] for one in told] == ["Anna Berg är incheckad 08.41."] * 2


def test_what_happened_meanwhile_is_told_in_words_and_nothing_is_lost(
    app: Flask, door: FlaskClient, scene: Scene
) -> None:
    with app.app_context(), transaction() as session:
        states = {
            "Anna": InvitationState.NOT_COMING,
            "Bo": InvitationState.REVOKED,
            "Cia": InvitationState.REPLACED,
        }
        for name, state in states.items():
            session.scalars(sa.select(Invitation).where(Invitation.uid == scene.codes[name])).one().state = state
        row = session.scalars(sa.select(Registration).join(Person).where(Person.uid == scene.people["Anna"])).one()
        row.withdrawn_after_lock = True
    told = send(door, *(mark(scene, name, name) for name in states))
    assert [(one["result"], one["note"]) for one in told] == [
        ("ticked", "Har anmält förhinder, men närvaron är sparad."),
        ("ticked", "Inbjudan är återkallad, men närvaron är sparad."),
        ("ticked", "Någon annan skulle komma i stället, men närvaron är sparad."),
    ]


def test_what_cannot_be_taken_is_told_for_itself_and_kept_with_its_reason(
    app: Flask, door: FlaskClient, scene: Scene
) -> None:
    with app.app_context(), transaction():
        stranger = builders.person("Karin")
        builders.invitation(builders.event("Dialogmöte"), stranger)
        other = builders.part(db.session.get_one(Event, scene.event_id + 1), "Annan").uid
    marks = [
        {**mark(scene, "n1", "Anna"), "person": stranger.uid},
        {**mark(scene, "n2", "Anna"), "part": other},
        {"nonce": "n3", "code": "ingen-kod", "part": scene.uid["Konferens"], "mark": "present", "how": "qr"},
        {"nonce": "n4", "mark": "dance"},
        mark(scene, "n5", "Anna", how="correction"),
        "inget",
        {"nonce": "n6", "code": scene.codes["Anna"], "part": scene.uid["Konferens"], "mark": "present", "how": "qr"},
    ]
    told = [send(door, *marks), send(door, *marks)][0]  # type: ignore[arg-type]
    assert [(one["nonce"], one["result"]) for one in told] == [
        ("n1", "not_at_event"),
        ("n2", "no_such_part"),
        ("n3", "unknown"),
        ("n4", "unreadable"),
        ("n5", "unreadable"),
        ("", "unreadable"),
        ("n6", "ticked"),
    ]
    with app.app_context():
        failed = db.session.scalars(sa.select(FailedScan).order_by(FailedScan.id)).all()
        assert [(one.uid, one.reason.value, one.by_name) for one in failed] == [
            (uid, reason, "Sam Ordnare")
            for uid, reason in (("n1", "not_at_event"), ("n2", "no_such_part"), ("n3", "unknown"))
        ]
        assert [row.how.value for row in db.session.scalars(sa.select(Tick))] == ["qr"]


def test_two_with_one_name_of_a_mark_are_not_mixed_up(door: FlaskClient, scene: Scene) -> None:
    assert [one["result"] for one in send(door, mark(scene, "n", "Anna"), mark(scene, "n", "Bo"))] == [
        "ticked",
        "unreadable",
    ]


@pytest.mark.parametrize("body", [None, [], {"marks": {}}, {"marks": [{}] * 201}])
def test_what_is_no_upload_is_refused(door: FlaskClient, body: object) -> None:
    token = door.get(LIST).headers["X-CSRFToken"]
    assert door.post(MARKS, json=body, headers={"X-CSRFToken": token}).status_code == 400


def test_a_post_without_its_token_and_another_events_address_are_refused(app: Flask, door: FlaskClient) -> None:
    with app.app_context(), transaction():
        builders.event("Utkast", slug="utkast", state=EventState.DRAFT)
    assert door.post(MARKS, json={"marks": []}).status_code == 400
    assert [door.get(f"/dorr/{slug}/lista.json").status_code for slug in ("utkast", "finns-inte")] == [404, 404]
