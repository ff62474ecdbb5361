"""Whose every part is called off: what the organizer sees in Anmälda, and what the person sees."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actor import SYSTEM
from app.desk.edit_event import remove_part
from app.events.model import Event
from app.events.queries import get_part
from app.invitations.letters import answer_link
from app.invitations.queries import get, lock
from app.kernel import links
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from tests import builders
from tests.said import count_statements
from tests.web.test_bulk import _names, _page
from tests.web.usual_meetings import words

LIST = "/arrangor/moten/run-konferens/anmalda"
ROWS = "#registered-table tbody tr"


class Seminar:
    """Anna has chosen the seminar that is called off, Bo that and the plenary; Cia has withdrawn from the seminar."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            with transaction():
                event = builders.event(slug="run-konferens", answer_days=1, change_days=1)
                self.event_id = event.id
                plenary, self.seminar = builders.part(event).uid, builders.part(event, "Seminarium B", room="Sal 3").uid
                role, ange = builders.role(), builders.organisation()
                people = {name: builders.person(name, "Ek") for name in ("Anna", "Bo", "Cia")}
                self.uids = {name: builders.invitation(event, one, role, ange).uid for name, one in people.items()}
            chosen = {"Anna": (self.seminar,), "Bo": (plenary, self.seminar), "Cia": (self.seminar,)}
            for name, parts in chosen.items():
                with transaction():
                    wish = Answers(tuple(Asked(uid) for uid in parts))
                    actions.register(lock(self.uids[name]), wish, now=builders.NOW, actor=SYSTEM)
            with transaction():
                actions.withdraw(lock(self.uids["Cia"]), now=builders.NOW, actor=SYSTEM)

    def off(self) -> None:
        """Call the seminar off."""
        with self.app.app_context(), transaction():
            event = db.session.get_one(Event, self.event_id)
            remove_part(event, get_part(event, self.seminar), now=builders.NOW, actor=SYSTEM)

    def path(self, name: str) -> str:
        """Somebody's own page."""
        with self.app.app_context():
            return links.path(answer_link(get(self.uids[name])))


@pytest.fixture
def scene(app: Flask) -> Seminar:
    return Seminar(app)


@pytest.fixture
def organizer(client: FlaskClient, scene: Seminar, sign_in: Any) -> FlaskClient:
    sign_in(client, Right.ORGANIZER)
    return client


def test_the_list_says_so_and_can_be_narrowed_to_them(organizer: FlaskClient, scene: Seminar) -> None:
    assert "Ingen del kvar" not in words(organizer.get(LIST))
    scene.off()
    page = _page(organizer.get(LIST))
    rows = dict(zip(_names(page), (row.get_text(" ") for row in page.select(ROWS)), strict=True))
    assert ["Ingen del kvar" in rows[name] for name in ("Anna", "Bo", "Cia")] == [True, False, False]
    assert "1 del" in rows["Bo"]
    assert _names(_page(organizer.get(LIST, query_string={"del": "ingen"}))) == ["Anna"]
    assert "(inställd)" in words(organizer.get(LIST, query_string={"kolumner": "delar"}))


def test_the_registration_says_so(organizer: FlaskClient, scene: Seminar) -> None:
    scene.off()
    row = _page(organizer.get(LIST)).select_one("#registered-table tbody th a")
    assert row is not None
    said = words(organizer.get(str(row["href"])))
    assert ("Ingen del kvar" in said, "Inställd" in said) == (True, True)


def test_the_statements_of_the_list_are_as_many(organizer: FlaskClient, scene: Seminar) -> None:
    organizer.get(LIST)
    before = count_statements(lambda: organizer.get(LIST))
    scene.off()
    organizer.get(LIST)
    assert count_statements(lambda: organizer.get(LIST)) == before


def test_the_person_is_asked_to_choose_something_else_or_withdraw(client: FlaskClient, scene: Seminar) -> None:
    scene.off()
    page = _page(client.get(scene.path("Anna")))
    said = page.get_text(" ")
    assert ("Inget av det du valde är kvar" in said, "Vi ses" in said, "Lägg till i kalendern" in said) == (
        True,
        False,
        False,
    )
    assert [one.get_text(strip=True) for one in page.select("main a.button-primary")] == ["Välj något annat"]
    assert "Inget av det du valde är kvar" not in client.get(scene.path("Bo")).text
