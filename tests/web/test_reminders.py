"""Brev som går av sig själva: what is to come, doing without one, and the schedule; empty, wrong, twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import rounds
from app.audit.actor import SYSTEM
from app.events.actions import edit_part
from app.events.actions.reminders import set_schedule
from app.events.model import GroupDeadlines
from app.events.queries import get_event
from app.events.queries.drafts import part_draft_of
from app.events.queries.reminders import schedule_of
from app.events.rules.reminders import Schedule
from app.invitations.queries import lock
from app.kernel.db import transaction
from app.lists.coming import coming
from app.organizers.rules import Right
from app.people.rules.kinds import RoleGroup
from app.people.rules.role_words import CONTACT
from app.registrations.actions import Answers, Asked, register
from app.registrations.rules import Mode
from tests import builders
from tests.conftest import SignsIn

HOME = "/arrangor/moten/konferens/paminnelser"
FIRST = date(2027, 3, 4)
NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)


@pytest.fixture
def organizer(app: Flask, client: FlaskClient, sign_in: SignsIn) -> Iterator[FlaskClient]:
    """Anna and Bo have not answered; Bo was invited yesterday. It is 11 January."""
    with app.app_context(), transaction():
        event = builders.event(slug="konferens", starts_on=FIRST, ends_on=FIRST, answer_days=28, change_days=14)
        builders.part(event)
        for name, sent in (("Anna", datetime(2026, 12, 1, tzinfo=UTC)), ("Bo", datetime(2027, 1, 10, tzinfo=UTC))):
            builders.invitation(event, builders.person(name), sent_at=sent)
        set_schedule(event, Schedule((21, 7)), now=builders.NOW, actor=SYSTEM)
    with time_machine.travel(NOW, tick=False):
        sign_in(client, Right.ORGANIZER)
        yield client


def _page(answer: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def _post(client: FlaskClient, where: str = "", **data: str) -> TestResponse:
    token = _page(client.get(HOME)).select_one("[name=csrf_token]")
    assert token is not None
    return client.post(HOME + where, data=data | {"csrf_token": str(token["value"])})


def _rows(client: FlaskClient) -> list[list[str]]:
    rows = _page(client.get(HOME)).select("#coming-letters tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])][:4] for row in rows]


def test_the_coming_letters_stand_with_their_day_and_how_many_get_them(organizer: FlaskClient) -> None:
    assert _rows(organizer) == [
        ["torsdag 14 januari 2027", "Påminnelse, 21 dagar före sista svarsdag", "1", "Går av sig självt"],
        ["torsdag 28 januari 2027", "Påminnelse, 7 dagar före sista svarsdag", "2", "Går av sig självt"],
    ]


def test_how_many_contacts_are_told_stands_at_the_day_that_they_are_told_on(app: Flask, organizer: FlaskClient) -> None:
    """Ånge is told once at each step, of the politician too: its contact and its function mailbox."""
    sent = datetime(2026, 12, 1, tzinfo=UTC)
    with app.app_context(), transaction():
        event = get_event("konferens")
        ange = builders.organisation("Ånge kommun", mailbox="kansli@ange.example")
        builders.assignment(builders.person("Kim"), builders.role(CONTACT, group=RoleGroup.KONTAKT), ange)
        builders.invitation(event, builders.person("Dan"), builders.role("rektor"), ange, sent_at=sent)
        politician = builders.role("skolpolitiker", group=RoleGroup.POLITIKER)
        builders.invitation(event, builders.person("Eva"), politician, ange, sent_at=sent)
        event.group_deadlines.append(GroupDeadlines(role_group=RoleGroup.POLITIKER, answer_days=14))
    assert [row[2] for row in _rows(organizer)] == ["2", "1", "3", "1"]
    _post(organizer, days="21, 7", tells_contacts="y")
    assert [row[2] for row in _rows(organizer)] == ["2 och 2 kontakter", "1", "3 och 2 kontakter", "1"]
    gone = datetime(2027, 1, 14, 9, tzinfo=UTC)
    with app.app_context():
        assert rounds.send_by_schedule(lambda: gone) == 2 + 2
        left = coming(get_event("konferens"), date(2027, 1, 15))
    assert [(row.count, row.contacts) for row in left] == [(1, 0), (3, 2), (1, 0)]


def test_one_is_skipped_and_wanted_again(organizer: FlaskClient) -> None:
    assert _post(organizer, "/hoppa-over", brev="unanswered:21").status_code == 303
    assert [row[3] for row in _rows(organizer)] == ["Hoppas över", "Går av sig självt"]
    assert _post(organizer, "/hoppa-over", brev="unanswered:21").status_code == 303
    assert _post(organizer, "/skicka-anda", brev="unanswered:21").status_code == 303
    assert [row[3] for row in _rows(organizer)] == ["Går av sig självt", "Går av sig självt"]


def test_what_is_no_step_is_not_found(organizer: FlaskClient) -> None:
    assert _post(organizer, "/hoppa-over", brev="unanswered:3").status_code == 404


def test_the_schedule_is_saved(app: Flask, organizer: FlaskClient) -> None:
    assert _post(organizer, days="10 och 3", day_before="y", afterwards="y").status_code == 303
    with app.app_context():
        found = schedule_of(get_event("konferens"))
    assert found == Schedule((10, 3), day_before=True, afterwards=True)
    assert [row[1] for row in _rows(organizer)][-2:] == ["Dagen före", "Tack efteråt"]


def test_the_letters_around_the_meeting_stand_with_their_day_and_how_many_are_registered(
    app: Flask, organizer: FlaskClient
) -> None:
    """It is on a Thursday, and has two seats: of three who want to come one is in line."""
    with app.app_context(), transaction():
        event = get_event("konferens")
        part = event.parts[0]
        asked = [builders.invitation(event, builders.person(name)).uid for name in ("Cia", "Dan", "Eva")]
        edit_part(event, part, replace(part_draft_of(event, part), capacity=2), now=builders.NOW, actor=SYSTEM)
        uid = part.uid
    for one in asked:
        with app.app_context(), transaction():
            answers = Answers((Asked(uid, Mode.ON_SITE),), frozenset({uid}))
            register(lock(one), answers, now=NOW, actor=SYSTEM)
    _post(organizer, days="", day_before="y", afterwards="y")
    assert _rows(organizer) == [
        ["onsdag 3 mars 2027", "Dagen före", "2", "Går av sig självt"],
        ["fredag 5 mars 2027", "Tack efteråt", "2", "Går av sig självt"],
    ]


def test_days_that_cannot_be_read_are_told_at_their_field_and_nothing_is_lost(organizer: FlaskClient) -> None:
    answer = _post(organizer, days="en vecka", day_before="y")
    found = _page(answer)
    field, box = found.select_one("[name=days]"), found.select_one("[name=day_before]")
    assert field is not None
    assert box is not None
    assert (answer.status_code, field["value"], field["aria-invalid"], box.has_attr("checked")) == (
        422,
        "en vecka",
        "true",
        True,
    )
    assert "Skriv antal dagar med komma emellan" in answer.text


def test_an_empty_schedule_says_that_nothing_waits(organizer: FlaskClient) -> None:
    _post(organizer, days="")
    assert "Inget brev väntar" in organizer.get(HOME).text


def test_a_group_with_a_last_day_of_its_own_is_named_at_its_day_and_skipping_says_it_is_skipped_too(
    app: Flask, organizer: FlaskClient
) -> None:
    with app.app_context(), transaction():
        event = get_event("konferens")
        role, place = builders.role("skolpolitiker", group=RoleGroup.POLITIKER), builders.organisation()
        sent = datetime(2026, 12, 1, tzinfo=UTC)
        builders.invitation(event, builders.person("Dan"), role, place, sent_at=sent)
        event.group_deadlines.append(GroupDeadlines(role_group=RoleGroup.POLITIKER, answer_days=14))
    assert [row[:3] for row in _rows(organizer)] == [
        ["torsdag 14 januari 2027", "Påminnelse, 21 dagar före sista svarsdag", "1"],
        ["torsdag 28 januari 2027", "Påminnelse, 21 dagar före sista svarsdag Politiker", "1"],
        ["torsdag 28 januari 2027", "Påminnelse, 7 dagar före sista svarsdag", "2"],
        ["torsdag 11 februari 2027", "Påminnelse, 7 dagar före sista svarsdag Politiker", "1"],
    ]
    assert "gäller det också grupper som har en egen sista svarsdag" in organizer.get(HOME).text


def test_the_menu_says_that_one_is_among_the_mailings(organizer: FlaskClient) -> None:
    here = [" ".join(one.get_text().split()) for one in _page(organizer.get(HOME)).select("nav [aria-current]")]
    assert here == ["Utskick", "Utskick"]
