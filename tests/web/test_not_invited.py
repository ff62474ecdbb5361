"""Who was at one meeting and is not invited to another."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import LogEntry
from app.events.model import Event
from app.events.rules.kinds import EventKind
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Person
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.held import AFTER, SLUG, held

LIST = f"/arrangor/moten/{SLUG}/narvaro/inte-inbjudna"
At = Callable[[datetime], None]


@pytest.fixture
def meetings(app: Flask, at: At) -> None:
    """Of those who were there Anna is invited in 2028, Eva only in a draft, Fia was and is not any more, and Gun wants
    no invitations.
    """
    at(AFTER)
    with app.app_context(), transaction():
        held()
        days = {"starts_on": date(2028, 3, 2), "ends_on": date(2028, 3, 3)}
        one_day = {"starts_on": date(2027, 9, 1), "ends_on": date(2027, 9, 1)}
        builders.event("Dialogmöte 2027", slug="dialog", kind=EventKind.DIALOGUE, **one_day)
        later = builders.event("RUN-konferens 2028", slug="run-konferens-2028", **days)
        for family_name, state in (
            ("Berg", InvitationState.UNANSWERED),
            ("Ros", InvitationState.NOT_SENT),
            ("Lund", InvitationState.REVOKED),
        ):
            builders.invitation(later, _person(family_name), state=state)
        _person("Öst").declined_all_at = NOW


def _person(family_name: str) -> Person:
    return db.session.scalars(sa.select(Person).where(Person.family_name == family_name)).one()


def _rows(page: bytes) -> list[list[str]]:
    rows = BeautifulSoup(page, "html5lib").select("#missing tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in rows]


@pytest.mark.usefixtures("meetings")
def test_those_who_were_there_and_are_not_invited_are_told_with_why(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    assert _rows(client.get(f"{LIST}?till=run-konferens-2028").data) == [
        ["Fia Lund", "", "Mittuniversitetet", "Inbjudan är återkallad"],
        ["Eva Ros", "Rektor", "Bergs kommun", "Inbjudan är inte skickad än"],
        ["Gun Öst", "Ledamot", "Ånge kommun", "Har avböjt alla inbjudningar"],
    ]


@pytest.mark.usefixtures("meetings")
def test_unless_another_is_chosen_it_is_the_next_of_the_same_kind(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    assert "inte är inbjudna till RUN-konferens 2028" in client.get(LIST).text
    page = client.get(f"{LIST}?till=dialog")
    assert [row[0] for row in _rows(page.data)] == ["Anna Berg", "Fia Lund", "Eva Ros", "Gun Öst"]
    assert client.get(f"{LIST}?till=hittepa").status_code == 404


@pytest.mark.usefixtures("meetings")
def test_the_file_has_addresses_too_and_is_logged(app: Flask, client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    answer = client.get(f"{LIST}.csv?till=dialog")
    assert "Berg;Anna;Rektor;Ånge kommun;Västernorrlands län;anna.berg@ange.example;Inte inbjuden" in (
        answer.data.decode("utf-8-sig")
    )
    assert client.get(f"{LIST}.xlsx?till=dialog").data.startswith(b"PK")
    assert client.get(f"{LIST}.pdf?till=dialog").status_code == 404
    with app.app_context():
        entries = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "list.downloaded")).all()
        assert [entry.details for entry in entries] == [
            {"list": "inte-inbjudna dialog", "format": ending} for ending in ("csv", "xlsx")
        ]


def test_without_another_meeting_it_says_so(app: Flask, client: FlaskClient, sign_in: SignsIn) -> None:
    with app.app_context(), transaction():
        held()
        assert db.session.query(Event).count() == 1
    sign_in(client, Right.READER)
    assert "Det finns inget annat möte att jämföra med" in client.get(LIST).text
    assert client.get(f"{LIST}.csv").status_code == 404
