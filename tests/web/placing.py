"""A municipality that is invited to send two politicians, an organizer, and who has the forwarded link."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from app.invitations.letters.organisations import place_link
from app.invitations.model import Place, PlaceClaim
from app.invitations.rules.places import ClaimState
from app.kernel import links
from app.kernel.db import db
from app.mail.model import OutboxLetter
from app.mail.outbox import as_letter
from app.mail.render import preview
from app.organizers.rules import Right
from tests.conftest import SignsIn
from tests.web.contact import Contact

CARIN = {"given_name": "Carin", "family_name": "Dahl", "address": "carin@ange.example"}
OLLE = {"given_name": "Olle", "family_name": "Falk", "address": "olle@ange.example"}


class Placing(Contact):
    """Ånge is invited to send two politicians; an organizer is signed in."""

    def __init__(self, app: Flask, sign_in: SignsIn, **given: Any) -> None:
        super().__init__(app, **given)
        self.sign_in, self.organizer = sign_in, app.test_client()
        sign_in(self.organizer, Right.ORGANIZER)
        self.here = f"/arrangor/moten/{self.event.slug}/platser"

    def page(self, where: str = "") -> BeautifulSoup:
        """A page of the organizer's."""
        answer = self.organizer.get(where or self.here)
        assert answer.status_code == 200
        return BeautifulSoup(answer.data, "html5lib")

    def presses(self, address: str, *, on: str = "", **fields: Any) -> BeautifulSoup:
        """Post as the organizer, and follow."""
        token = self.page(on).select_one("[name=csrf_token]")
        assert token is not None
        data = {"csrf_token": token["value"]} | fields
        return BeautifulSoup(self.organizer.post(address, data=data, follow_redirects=True).data, "html5lib")

    def invites(self, count: int = 2, *, send: bool = True) -> None:
        """Make the place for two politicians, and send its letters."""
        fields = {"organisation": self.ange.uid, "role": "skolpolitiker", "count": str(count)}
        self.presses(self.here, **fields)
        if send:
            self.presses(f"{self.here}/granska")

    @property
    def forwarded(self) -> str:
        """The address of the link that is meant for forwarding."""
        with self.app.app_context():
            return links.path(place_link(db.session.scalars(sa.select(Place)).one()))

    def sees_place(self) -> BeautifulSoup:
        """What somebody with the forwarded link sees."""
        answer = self.client.get(self.forwarded)
        assert answer.status_code == 200
        return BeautifulSoup(answer.data, "html5lib")

    def claims(self, **given: Any) -> TestResponse:
        """Answer by the forwarded link."""
        where = self.forwarded
        page = BeautifulSoup(self.client.get("/").data, "html5lib")
        token = page.select_one("[name=csrf_token]")
        assert token is not None
        return self.client.post(where, data={"csrf_token": token["value"], "delar": [self.plenary.uid]} | given)

    def decides(self, what: str, number: int = 0) -> BeautifulSoup:
        """Confirm ("bekrafta") or refuse ("avboj") an answer."""
        return self.presses(f"{self.here}/svar/{self.all(PlaceClaim)[number].uid}/{what}")

    def states(self) -> list[ClaimState]:
        """Where the answers stand."""
        return [one.state for one in self.all(PlaceClaim)]

    def letter(self, number: int) -> str:
        """The text of a letter, links masked."""
        with self.app.app_context():
            row = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id)).all()[number]
            return preview(as_letter(row)).text


@pytest.fixture
def scene(app: Flask, at: Callable[[datetime], None], sign_in: SignsIn) -> Placing:
    return Placing(app, sign_in)
