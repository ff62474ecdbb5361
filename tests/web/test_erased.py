"""The protocol of erasures, for administrators: what, when, which meeting, how many."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.db import transaction
from app.organizers.rules import Right
from app.registrations.model import PurgeProtocol
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn

PAGE = "/arrangor/logg/raderat"


def test_nothing_erased_yet_is_said(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.ADMIN)
    assert "Inget har raderats än" in client.get(PAGE).get_data(as_text=True)


def test_what_was_erased_at_one_time_is_one_line(app: Flask, client: FlaskClient, sign_in: SignsIn) -> None:
    with app.app_context(), transaction() as session:
        uid = builders.event().uid
        rows = [("needs", uid, 12), ("contact", "", 1), ("contact", "", 1)]
        session.add_all(PurgeProtocol(at=NOW, kind=kind, event_uid=event, count=count) for kind, event, count in rows)
    sign_in(client, Right.ADMIN)
    page = BeautifulSoup(client.get(PAGE).data, "html5lib")
    assert [[cell.get_text() for cell in row.select("th, td")][1:] for row in page.select("tbody tr")] == [
        ["Kontaktuppgifter till deltagare utan uppdrag", "–", "2"],
        ["Uppgifter om särskilda behov", "RUN-konferens 2027", "12"],
    ]


@pytest.mark.parametrize("right", [Right.ORGANIZER, Right.READER, Right.DOOR])
def test_only_administrators_see_it(client: FlaskClient, sign_in: SignsIn, right: Right) -> None:
    sign_in(client, right)
    assert client.get(PAGE).status_code == 403
