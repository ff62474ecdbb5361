"""Somebody invited, with a browser without JavaScript, and what they see and send."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from app.events.model import Event, Part
from app.events.rules.kinds import NeedsGround, PartKind
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.mail.model import OutboxLetter
from app.registrations.model import Registration, RegistrationPart
from tests import builders
from tests.builders import NOW

OPEN = NOW
THURSDAY = datetime(2027, 3, 4, 12, tzinfo=UTC)
NASTY = "\"'><img src=x onerror=alert(1)></script>{{7*1111}}"


class Guest:
    """Anna Berg with an open invitation to a conference, and what a browser of hers does."""

    def __init__(self, app: Flask, **given: Any) -> None:
        self.app, self.client = app, app.test_client()
        name = given.pop("name", "Anna")
        with app.app_context(), transaction():
            details: dict[str, Any] = {
                "asks_needs": True,
                "needs_ground": NeedsGround.LAW,
                "contact_name": "Sam Ordnare",
            }
            self.event = builders.event(contact_address="sam@miun.example", **(details | given))
            slot = builders.slot(self.event, "Seminarier fredag 9.00")
            self.plenary = builders.part(self.event, "Konferens torsdag")
            evening = {"starts_at": THURSDAY + timedelta(hours=6), "ends_at": THURSDAY + timedelta(hours=9)}
            self.dinner = builders.part(self.event, "Middag", kind=PartKind.MEAL, room="", **evening)
            later = {"starts_at": THURSDAY + timedelta(hours=2), "ends_at": THURSDAY + timedelta(hours=3)}
            self.talk = builders.part(self.event, "Föreläsning", online_url="https://video.example/rum", **later)
            friday = {"starts_at": THURSDAY + timedelta(hours=20), "ends_at": THURSDAY + timedelta(hours=21)}
            self.first = builders.part(self.event, "Seminarium A", slot_id=slot.id, capacity=1, **friday)
            self.second = builders.part(self.event, "Seminarium B", slot_id=slot.id, **friday)
            self.slot_field = f"pass_{slot.id}"
            anna = builders.person(name, "Berg")
            self.rektor, self.ange = builders.role(), builders.organisation()
            invitation = builders.invitation(self.event, anna, self.rektor, self.ange)
            self.token = links.token(Link(Purpose.INVITATION, invitation.link_seed))
            self.own_token = links.token(Link(Purpose.PERSON, anna.link_seed))

    def sees(self, path: str = "") -> BeautifulSoup:
        """The page under the personal link."""
        response = self.client.get(f"/i/{self.token}{path}")
        assert response.status_code == 200, response.status
        return BeautifulSoup(response.data, "html5lib")

    def sends(self, path: str, *, to: str = "", **fields: Any) -> TestResponse:
        """Post a form with the page's CSRF token."""
        page = BeautifulSoup(self.client.get(f"/i/{self.token}{path}").data, "html5lib")
        token = page.find("input", attrs={"name": "csrf_token"})
        hidden = [(str(f["name"]), str(f["value"])) for f in page.select("input[type=hidden]") if f["name"] != "delar"]
        data: dict[str, Any] = {}
        for name, value in hidden:
            data.setdefault(name, []).append(value)
        assert token is not None
        return self.client.post(f"/i/{self.token}{to or path}", data=data | fields)

    def says_yes(self, *parts: Part, **fields: Any) -> TestResponse:
        """Send the form with these parts ticked."""
        return self.sends("/svara", delar=[part.uid for part in parts], **fields)

    def other_takes(self, part: Part) -> None:
        """Somebody else takes a seat."""
        with self.app.app_context(), transaction():
            person = builders.person("Bo", "Ek")
            taken = RegistrationPart(part_id=part.id, state="confirmed", mode="on_site", changed_at=NOW)
            times = {"created_at": NOW, "changed_at": NOW}
            event = {"event_id": self.event.id, "person_id": person.id}
            db.session.add(Registration(**event, **times, state="confirmed", parts=[taken]))

    def changes(self, **given: Any) -> None:
        """Change the event."""
        with self.app.app_context(), transaction():
            event = db.session.get_one(Event, self.event.id)
            for name, value in given.items():
                setattr(event, name, value)

    def count(self, model: Any) -> int:
        """How many rows there are."""
        with self.app.app_context():
            return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0

    def state(self) -> InvitationState:
        """Where the invitation stands."""
        with self.app.app_context():
            return db.session.scalars(sa.select(Invitation.state)).one()

    def letters(self) -> list[str]:
        """The kinds of the letters written."""
        with self.app.app_context():
            return list(db.session.scalars(sa.select(OutboxLetter.kind).order_by(OutboxLetter.id)))


@pytest.fixture
def guest(app: Flask, at: Callable[[datetime], None]) -> Guest:
    return Guest(app)


def words(page: BeautifulSoup) -> str:
    return " ".join(page.main.get_text(" ").split()) if page.main else ""


def heading(page: BeautifulSoup) -> str:
    return page.h1.get_text().strip() if page.h1 else ""


def errors(response: TestResponse) -> list[str]:
    page = BeautifulSoup(response.data, "html5lib")
    return [item.get_text() for item in page.select("[data-error-summary] li")]
