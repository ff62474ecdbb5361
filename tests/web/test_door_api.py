"""What a door's phone asks for: the list of the day, and what has changed since."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.attendance.model import Tick
from app.audit.actor import SYSTEM
from app.desk.merge_persons import merge_persons
from app.events.model import Event, Part
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Person
from tests import builders
from tests.conftest import SignsIn
from tests.said import count_statements
from tests.web.door_day import CHANGES, DAY, EVENT, LIST, MORNING, At, Scene, mark, send
from tests.web.door_day import door as door
from tests.web.door_day import scene as scene


def test_the_list_has_the_parts_of_the_day_and_nobodys_address(door: FlaskClient, scene: Scene) -> None:
    answer = door.get(LIST)
    told: dict[str, Any] = answer.json  # type: ignore[assignment]
    assert ("@" in answer.text, "070-123" in answer.text) == (False, False)
    assert (told["event"]["title"], told["day"], told["days"]) == ("RUN-konferens 2027", DAY, [DAY, "2027-03-05"])
    assert [(one["title"], one["when"], one["room"], one["arrival"]) for one in told["parts"]] == [
        ("Dialogmöte", "09.00–11.41", "Stora salen", True),
        ("Konferens", "13.00–16.41", "Stora salen", True),
        ("Middag", "19.00–22.41", "Stora salen", False),
    ]
    assert told["arrival"] == {
        "day": DAY,
        "title": "Ankomst torsdag",
        "parts": [scene.uid["Dialogmöte"], scene.uid["Konferens"]],
    }
    assert [(one["name"], one["find"], one["organisation"], one["answer"]) for one in told["people"]] == [
        ("Anna Berg", "anna berg ange kommun", "Ånge kommun", "Kommer"),
        ("Bo Björk", "bo bjork ange kommun", "Ånge kommun", "Kommer 13.00, inte till Dialogmöte"),
        ("Cia Dahl", "cia dahl ange kommun", "Ånge kommun", "Har inte svarat"),
        ("Dan Ek", "dan ek ange kommun", "Ånge kommun", "Kommer en annan dag"),
    ]
    arrivals = [[name for name, uid in scene.uid.items() if uid in one["arrival"]] for one in told["people"]]
    assert arrivals == [
        ["Dialogmöte", "Konferens"],
        ["Konferens"],
        ["Dialogmöte", "Konferens"],
        ["Dialogmöte", "Konferens"],
    ]


def test_the_list_of_another_day_is_asked_for(door: FlaskClient) -> None:
    told: dict[str, Any] = door.get(f"{LIST}?dag=2027-03-05").json  # type: ignore[assignment]
    assert ([one["title"] for one in told["parts"]], told["people"][3]["answer"]) == (["Dag två"], "Kommer")
    assert door.get(f"{LIST}?dag=2031-01-01").json["day"] == "2027-03-05"  # type: ignore[index]
    assert door.get(f"{LIST}?dag=strax").json["day"] == DAY  # type: ignore[index]


def test_a_list_that_has_not_changed_is_not_sent_again(door: FlaskClient, scene: Scene) -> None:
    etag = door.get(LIST).headers["ETag"]
    assert door.get(LIST, headers={"If-None-Match": etag}).status_code == 304
    send(door, mark(scene, "n1", "Anna"))
    assert door.get(LIST, headers={"If-None-Match": etag}).status_code == 200


def test_people_who_change_come_with_the_changes(app: Flask, door: FlaskClient, scene: Scene, at: At) -> None:
    cursor = door.get(LIST).json["cursor"]  # type: ignore[index]
    at(MORNING + timedelta(minutes=5))
    with app.app_context(), transaction() as session:
        for name, state in (("Anna", InvitationState.NOT_COMING), ("Bo", InvitationState.REVOKED)):
            one = session.scalars(sa.select(Invitation).where(Invitation.uid == scene.codes[name])).one()
            one.state, one.answered_at = state, MORNING + timedelta(minutes=4)
    told: dict[str, Any] = door.get(f"{CHANGES}?sedan={cursor}").json  # type: ignore[assignment]
    assert (told["reload"], told["gone"]) == (False, [scene.people["Bo"]])
    assert [(one["name"], one["answer"]) for one in told["people"]] == [("Anna Berg", "Kommer inte")]


@pytest.mark.parametrize("cursor", ["", "nonsense", "1~2~3", "x~1~y~z", "1~99999999999999999~y~z"])
def test_a_cursor_that_says_nothing_asks_for_the_whole_list(door: FlaskClient, cursor: str) -> None:
    assert door.get(f"{CHANGES}?sedan={cursor}").json["reload"] is True  # type: ignore[index]


@pytest.mark.parametrize(("last", "since"), [("9" * 20, "0"), ("-" + "9" * 20, "0"), ("0", "-62135596800")])
def test_a_cursor_from_beyond_all_numbers_is_answered(door: FlaskClient, last: str, since: str) -> None:
    _last, _at, stamp, states = door.get(LIST).json["cursor"].split("~")  # type: ignore[index]
    assert door.get(f"{CHANGES}?sedan={last}~{since}~{stamp}~{states}").status_code == 200


def test_a_changed_programme_asks_for_the_whole_list(app: Flask, door: FlaskClient, scene: Scene) -> None:
    cursor = door.get(LIST).json["cursor"]  # type: ignore[index]
    with app.app_context(), transaction() as session:
        session.scalars(sa.select(Part).where(Part.uid == scene.uid["Konferens"])).one().room = "Lilla salen"
    assert door.get(f"{CHANGES}?sedan={cursor}").json["reload"] is True  # type: ignore[index]


def test_two_who_became_one_ask_for_the_whole_list(app: Flask, door: FlaskClient, scene: Scene) -> None:
    cursor = door.get(LIST).json["cursor"]  # type: ignore[index]
    with app.app_context(), transaction():
        merge_persons(scene.people["Anna"], scene.people["Cia"], now=MORNING, actor=SYSTEM)
    told: dict[str, Any] = door.get(f"{CHANGES}?sedan={cursor}").json  # type: ignore[assignment]
    assert told["reload"] or told["people"]


def test_the_number_of_statements_does_not_grow_with_the_people(app: Flask, door: FlaskClient, scene: Scene) -> None:
    cursor = door.get(LIST).json["cursor"]  # type: ignore[index]
    ask = (lambda: door.get(LIST), lambda: door.get(f"{CHANGES}?sedan={cursor}"))
    few = [count_statements(one) for one in ask]
    with app.app_context(), transaction():
        event, role = db.session.get_one(Event, scene.event_id), builders.role("skolchef")
        for number in range(30):
            who = builders.person("Nils", f"Ek{number}")
            builders.invitation(event, who, role, builders.organisation(f"Kommun {number}"))
            db.session.add(
                Tick(part_id=event.parts[0].id, person_id=who.id, at=MORNING, by_uid="sam", by_name="Sam Ordnare")
            )
    assert [count_statements(one) for one in ask] == few
    assert (few[0] <= 8, few[1] <= 8) == (True, True)


def test_the_day_of_the_list_is_the_events(client: FlaskClient, sign_in: SignsIn, scene: Scene, at: At) -> None:
    at(MORNING + timedelta(days=1))
    sign_in(client, Right.DOOR)
    assert client.get(LIST).json["day"] == date(2027, 3, 5).isoformat()  # type: ignore[index]


def test_two_months_after_the_meeting_its_list_is_no_doors_any_more(
    client: FlaskClient, sign_in: SignsIn, scene: Scene, at: At
) -> None:
    pages = (LIST, CHANGES, f"{EVENT}/{scene.uid['Konferens']}", f"{EVENT}/{scene.uid['Konferens']}/ny")
    answers = []
    for day in (60, 61):
        at(datetime(2027, 3, 5, 12, tzinfo=UTC) + timedelta(days=day))
        sign_in(client, Right.DOOR)
        answers.append([client.get(page).status_code for page in pages])
    assert answers == [[200] * 4, [404] * 4]


def test_somebody_who_comes_to_be_protected_leaves_the_list_and_the_phone_fetches_it_anew(
    app: Flask, door: FlaskClient
) -> None:
    told: dict[str, Any] = door.get(LIST).json  # type: ignore[assignment]
    with app.app_context(), transaction():
        db.session.scalars(sa.select(Person).where(Person.given_name == "Cia")).one().protected = True
    changed: dict[str, Any] = door.get(f"{CHANGES}?sedan={told['cursor']}").json  # type: ignore[assignment]
    assert (changed["reload"], changed["people"], changed["gone"]) == (True, [], [])
    again = door.get(LIST)
    assert [one["name"] for one in again.json["people"]] == ["Anna Berg", "Bo Björk", "Dan Ek"]  # type: ignore[index]
    assert told["people"][2]["uid"] not in again.text
    settled: dict[str, Any] = door.get(f"{CHANGES}?sedan={again.json['cursor']}").json  # type: ignore[index, assignment]
    assert settled["reload"] is False
