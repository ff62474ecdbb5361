"""The contact of Ånge kommun in a test: a meeting, who holds what there, and what a browser with the link does."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from app.audit.model import LogEntry
from app.kernel import links
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.actions import open_link
from app.people.model import RoleExpectation
from app.people.rules.kinds import OrganisationKind, RoleGroup
from tests import builders


class Contact:
    """Ånge: Anna (skolchef, invited), Bo (skolpolitiker until the election), one politician more expected. Åre: Eva."""

    def __init__(self, app: Flask, **given: Any) -> None:
        self.app, self.client = app, app.test_client()
        with app.app_context(), transaction() as session:
            self.event = builders.event(**({"contact_name": "Sam", "contact_address": "sam@miun.example"} | given))
            self.plenary = builders.part(self.event, "Konferens torsdag")
            self.skolchef = builders.role("skolchef")
            self.politiker = builders.role("skolpolitiker", group=RoleGroup.POLITIKER)
            self.kontakt = builders.role("kontaktperson", group=RoleGroup.KONTAKT)
            self.ange = builders.organisation("Ånge kommun", mailbox="skolan@ange.example")
            self.are = builders.organisation("Åre kommun")
            self.anna, self.bo = builders.person("Anna", "Berg"), builders.person("Bo", "Ek")
            self.eva, self.maj = builders.person("Eva", "Åström"), builders.person("Maj", "Lind", "maj@ange.example")
            self.as_chef = builders.assignment(self.anna, self.skolchef, self.ange)
            self.as_politician = builders.assignment(self.bo, self.politiker, self.ange, ends_on=date(2030, 12, 31))
            self.in_are = builders.assignment(self.eva, self.skolchef, self.are)
            builders.assignment(self.maj, self.kontakt, self.ange)
            for role in (self.skolchef, self.politiker):
                builders.circle(self.event, role, organisation_kind=OrganisationKind.KOMMUN)
            self.annas = builders.invitation(self.event, self.anna, self.skolchef, self.ange)
            kommun = {"organisation_kind": OrganisationKind.KOMMUN, "agreement_only": True}
            session.add(RoleExpectation(role_id=self.politiker.id, minimum=2, **kommun))
            self.token = links.token(open_link(self.ange))
            open_link(self.are)

    @property
    def home(self) -> str:
        """The address of the organisation's page."""
        return f"/org/{self.token}"

    def sees(self, path: str = "") -> BeautifulSoup:
        """A page under the link."""
        response = self.client.get(self.home + path)
        assert response.status_code == 200, response.status
        return BeautifulSoup(response.data, "html5lib")

    def sends(self, path: str, *, on: str = "", **fields: Any) -> TestResponse:
        """Post a form, with the token and the hidden fields of the page ``on`` (its first form with that address)."""
        page = BeautifulSoup(self.client.get(self.home + on).data, "html5lib")
        token = page.find("input", attrs={"name": "csrf_token"})
        assert token is not None
        return self.client.post(self.home + path, data={"csrf_token": token["value"]} | fields)

    def logged(self, action: str) -> list[tuple[str, str]]:
        """(kind of actor, name) of each entry of one action."""
        with self.app.app_context():
            asked = sa.select(LogEntry).where(LogEntry.action == action).order_by(LogEntry.id)
            return [(entry.actor_kind.value, entry.actor_name) for entry in db.session.scalars(asked)]

    def letters(self) -> list[tuple[str, str]]:
        """Kind and receiving address of every letter, in order."""
        with self.app.app_context():
            rows = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id))
            return [(row.kind, row.to_address) for row in rows]

    def all(self, model: Any) -> list[Any]:
        """Every row of a table."""
        with self.app.app_context():
            return list(db.session.scalars(sa.select(model).order_by(model.id)))


def words(page: BeautifulSoup) -> str:
    """What the page's main part says."""
    return " ".join(page.main.get_text(" ").split()) if page.main else ""


def errors(response: TestResponse) -> list[str]:
    """What the error summary says."""
    page = BeautifulSoup(response.data, "html5lib")
    return [item.get_text() for item in page.select("[data-error-summary] li")]
