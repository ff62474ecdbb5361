"""What somebody sees who was told something else before: the old struck through, in words too, until it has been."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actor import SYSTEM
from app.desk.edit_event import edit_event, edit_part, remove_part
from app.desk.reschedule_event import reschedule_event
from app.events import queries
from app.events.model import Event, Part
from app.events.queries import drafts
from app.invitations.model import Invitation
from app.kernel.db import db, transaction
from tests.builders import NOW
from tests.web.guest import Guest

LATER = NOW + timedelta(hours=1)
AFTERWARDS = datetime.fromisoformat("2027-03-20T09:00+01:00")
OLD_DAYS = "Tidigare: torsdag–fredag 4–5 mars 2027"


@pytest.fixture
def guest(app: Flask, at: Callable[[datetime], None]) -> Guest:
    return Guest(app, public=True, slug="konferensen")


def moves(guest: Guest, first: date = date(2027, 3, 11)) -> None:
    """To a week later, an hour after the invitation."""
    with guest.app.app_context(), transaction():
        event = db.session.get_one(Event, guest.event.id)
        reschedule_event(event, first, first + timedelta(days=1), now=LATER, actor=SYSTEM)


def changes(guest: Guest, part: Part, **given: Any) -> None:
    with guest.app.app_context(), transaction():
        event = db.session.get_one(Event, guest.event.id)
        row = queries.get_part(event, part.uid)
        edit_part(event, row, replace(drafts.part_draft_of(event, row), **given), now=LATER, actor=SYSTEM)


def struck(page: BeautifulSoup) -> list[str]:
    return [" ".join(one.get_text().split()) for one in page.find_all("del")]


def said(page: BeautifulSoup) -> str:
    assert page.main is not None
    return " ".join(page.main.get_text().split())


def test_a_moved_meeting_shows_the_old_days_struck_through_and_the_new(guest: Guest) -> None:
    moves(guest)
    page = guest.sees()
    assert struck(page)[0] == OLD_DAYS
    assert f"Flyttat: {OLD_DAYS} → Nu: torsdag–fredag 11–12 mars 2027 · v. 10" in said(page)


@pytest.mark.parametrize("answer", ["/svara", "/nej"])
def test_whatever_one_has_answered_the_old_days_are_struck_through(guest: Guest, answer: str) -> None:
    if answer == "/svara":
        guest.says_yes(guest.plenary)
    else:
        guest.sends(answer)
    moves(guest)
    assert OLD_DAYS in struck(guest.sees())


def test_ones_own_parts_show_their_old_times_and_rooms(guest: Guest) -> None:
    guest.says_yes(guest.plenary, guest.dinner)
    changes(guest, guest.plenary, starts_at=guest.plenary.starts_at + timedelta(hours=1), room="Lilla salen")
    page = guest.sees()
    assert struck(page)[:2] == ["Tidigare: 13.00–16.15", "Tidigare: Stora salen"]
    assert "Flyttat: Tidigare: 13.00–16.15 → Nu: 14.00–16.15 · Tidigare: Stora salen → Nu: Lilla salen" in said(page)


def test_parts_that_only_follow_the_meeting_are_not_said_to_be_moved_but_one_with_another_time_is(guest: Guest) -> None:
    guest.says_yes(guest.plenary, guest.dinner)
    changes(guest, guest.plenary, starts_at=guest.plenary.starts_at + timedelta(hours=1))
    moves(guest)
    assert [one for one in struck(guest.sees()) if "." in one] == ["Tidigare: tor 4 mars 13.00–16.15"] * 2


def test_a_part_moved_to_another_day_is_told_with_the_day(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    day = timedelta(days=1)
    changes(guest, guest.plenary, starts_at=guest.plenary.starts_at + day, ends_at=guest.plenary.ends_at + day)
    assert struck(guest.sees())[0] == "Tidigare: tor 4 mars 13.00–16.15"


def test_a_cancelled_part_of_ones_own_is_struck_through_and_is_no_day_to_meet(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    with guest.app.app_context(), transaction():
        event = db.session.get_one(Event, guest.event.id)
        remove_part(event, queries.get_part(event, guest.plenary.uid), now=LATER, actor=SYSTEM)
    page = guest.sees()
    assert struck(page) == ["Konferens torsdag"]
    assert ("Konferens torsdag Inställt" in said(page), "Vi ses" in said(page)) == (True, False)


def test_a_new_place_is_told_beside_the_old(guest: Guest) -> None:
    with guest.app.app_context(), transaction():
        event = db.session.get_one(Event, guest.event.id)
        details = replace(drafts.details_of(event), place="Östersund")
        edit_event(event, details, drafts.terms_of(event), now=LATER, actor=SYSTEM)
    assert "Ny plats: Tidigare: Södra Berget, Sundsvall → Nu: Östersund" in said(guest.sees())


def test_who_is_invited_after_the_move_sees_nothing_of_it(guest: Guest) -> None:
    moves(guest)
    with guest.app.app_context(), transaction():
        db.session.query(Invitation).update({"sent_at": LATER + timedelta(hours=1)})
    assert struck(guest.sees()) == []


def test_when_it_has_been_the_old_days_are_of_no_use(guest: Guest, at: Callable[[datetime], None]) -> None:
    guest.says_yes(guest.plenary)
    moves(guest)
    at(AFTERWARDS)
    assert struck(guest.sees()) == []


def test_the_persons_own_page_and_the_public_pages_tell_it_too(guest: Guest, client: FlaskClient) -> None:
    moves(guest)
    changes(guest, guest.plenary, room="Lilla salen")
    own, public, start = (
        BeautifulSoup(client.get(path).data, "html5lib")
        for path in (f"/min/{guest.own_token}", "/moten/konferensen", "/")
    )
    assert (struck(own), struck(start)) == ([OLD_DAYS], [OLD_DAYS])
    assert struck(public) == [OLD_DAYS, "Tidigare: Stora salen"]


def test_the_public_page_is_silent_when_it_has_been(
    guest: Guest, client: FlaskClient, at: Callable[[datetime], None]
) -> None:
    moves(guest)
    at(AFTERWARDS)
    assert struck(BeautifulSoup(client.get("/moten/konferensen").data, "html5lib")) == []
