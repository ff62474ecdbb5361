"""Närvaro on the organizer's pages."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.db import transaction
from app.organizers.rules import Right
from tests import attended
from tests.conftest import SignsIn
from tests.held import SLUG, Held
from tests.held import meeting as meeting

PAGE = f"/arrangor/moten/{SLUG}/narvaro"
At = Callable[[datetime], None]


def _rows(page: str, table: str) -> str:
    return page.partition(f'id="{table}"')[2].partition("</table>")[0]


@pytest.mark.usefixtures("meeting")
def test_the_page_counts_each_part_and_each_group(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    page = client.get(PAGE).text
    assert all(word in _rows(page, "parts") for word in ("Konferens dag 1", "Seminarium B", "Dialogmöte", "(50 %)"))
    assert all(word in page for word in ("Rektor", "Ledamot", "Jämtlands län", "Ånge kommun"))
    assert 'aria-current="page">Närvaro' in page


def test_the_groups_follow_the_chosen_part_or_day(client: FlaskClient, sign_in: SignsIn, meeting: Held) -> None:
    sign_in(client, Right.READER)
    of_dialogue = _rows(client.get(f"{PAGE}?del={meeting.dialogue.uid}").text, "group-1")
    assert ("Ledamot" in of_dialogue, "Rektor" in of_dialogue) == (True, False)
    assert "Ledamot" in _rows(client.get(f"{PAGE}?dag=2027-03-05").text, "group-1")
    for wrong in ("del=hittepa", "dag=2027-03-06", "dag=x"):
        assert client.get(f"{PAGE}?{wrong}").status_code == 404


@pytest.mark.usefixtures("meeting")
def test_people_are_searched_and_filtered_by_how_they_stood(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    page = client.get(f"{PAGE}/personer").text
    assert all(name in page for name in ("Anna Berg", "Bo Ek", "i stället för Dan Alm"))
    excused = _rows(client.get(f"{PAGE}/personer?lage=excused").text, "attendees-table")
    assert ("Cia Dal" in excused, "Anna Berg" in excused) == (True, False)
    found = _rows(client.get(f"{PAGE}/personer?q=ost").text, "attendees-table")
    assert ("Gun Öst" in found, "Anna Berg" in found) == (True, False)
    assert "Ingen stämmer med urvalet" in client.get(f"{PAGE}/personer?q=ingen+alls").text


def test_before_the_meeting_it_says_when_there_will_be_something(
    app: Flask, client: FlaskClient, sign_in: SignsIn, at: At
) -> None:
    with app.app_context(), transaction():
        attended.conference()
    sign_in(client, Right.ORGANIZER)
    for page in (client.get(PAGE).text, client.get(f"{PAGE}/personer").text):
        assert all(words in page for words in ("Mötet har inte börjat", "torsdag 4 mars 13.00", "Öppna dörren"))
    sign_in(client, Right.READER)
    assert "Öppna dörren" not in client.get(PAGE).text
