"""A day at the door: two who come, one who has not answered, one who comes the day after, and door staff signed in."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.events.model import Event
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Person
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState
from tests import builders
from tests.conftest import SignsIn

At = Callable[[datetime], None]
DAY = "2027-03-04"
MORNING = datetime(2027, 3, 4, 7, 41, tzinfo=UTC)
EVENT = "/dorr/run-konferens-2027"
LIST, CHANGES, MARKS = (f"{EVENT}/{name}" for name in ("lista.json", "andringar.json", "bockningar"))


class Scene:
    """Two days: dialogmöte 09.00 and konferens 13.00 by arrival, dinner 19.00, and a part the day after."""

    def __init__(self) -> None:
        event = builders.event(slug="run-konferens-2027")
        self.event_id = event.id
        self.parts = {
            name: builders.part(
                event, name, starts_at=MORNING.replace(hour=h, minute=0, day=d), by_arrival=a, ends_at=e
            )
            for name, d, h, a, e in (
                ("Dialogmöte", 4, 8, True, MORNING.replace(hour=10)),
                ("Konferens", 4, 12, True, MORNING.replace(hour=15)),
                ("Middag", 4, 18, False, MORNING.replace(hour=21)),
                ("Dag två", 5, 8, True, MORNING.replace(day=5, hour=10)),
            )
        }
        self.parts["Middag"].kind = type(self.parts["Middag"].kind).MEAL
        self.uid = {name: part.uid for name, part in self.parts.items()}
        role, self.ange = builders.role(), builders.organisation()
        self.people: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        for name, state, held in (
            ("Anna Berg", InvitationState.COMING, ("Dialogmöte", "Konferens", "Middag")),
            ("Bo Björk", InvitationState.COMING, ("Konferens",)),
            ("Cia Dahl", InvitationState.UNANSWERED, ()),
            ("Dan Ek", InvitationState.COMING, ("Dag två",)),
        ):
            given, family = name.split()
            who = builders.person(given, family, f"{given.lower()}@ange.example", phone="070-123 45 67")
            invitation = builders.invitation(event, who, role, self.ange, state=state)
            if held:
                self._registered(event, who, invitation, held)
            self.people[given], self.codes[given] = who.uid, invitation.uid

    def _registered(self, event: Event, who: Person, invitation: Invitation, held: tuple[str, ...]) -> None:
        given = {"created_at": builders.NOW, "changed_at": builders.NOW}
        row = Registration(event=event, person=who, invitation=invitation, state=RegistrationState.CONFIRMED, **given)
        for name in held:
            seat = {"state": RegistrationState.CONFIRMED, "changed_at": builders.NOW}
            row.parts.append(RegistrationPart(part=self.parts[name], **seat))
        db.session.add(row)


@pytest.fixture
def scene(app: Flask, at: At) -> Scene:
    at(MORNING)
    with app.app_context(), transaction():
        return Scene()


@pytest.fixture
def door(client: FlaskClient, sign_in: SignsIn, scene: Scene) -> FlaskClient:
    sign_in(client, Right.DOOR)
    return client


def send(client: FlaskClient, *marks: dict[str, Any], phone_now: datetime | None = None) -> list[dict[str, Any]]:
    token = client.get(LIST).headers["X-CSRFToken"]
    body: dict[str, Any] = {"marks": list(marks)} | ({"phone_now": phone_now.isoformat()} if phone_now else {})
    answer = client.post(MARKS, json=body, headers={"X-CSRFToken": token})
    assert answer.status_code == 200
    outcomes: list[dict[str, Any]] = answer.json["outcomes"]  # type: ignore[index]
    return outcomes


def mark(
    scene: Scene, nonce: str, who: str, part: str = "Konferens", mark: str = "present", **more: Any
) -> dict[str, Any]:
    return {"nonce": nonce, "person": scene.people[who], "part": scene.uid[part], "mark": mark, "how": "name"} | more
