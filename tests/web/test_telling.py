"""Before a change is saved that somebody is to be told of: the page that asks, and what is kept of what was written."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.events import queries
from app.events.rules.kinds import EventState
from app.invitations.model import Invitation
from app.kernel.db import db
from app.mail.model import OutboxLetter
from app.registrations.model import Registration
from tests.pages.forms import submit, values_of
from tests.web.changing import HOME, MOVE, SETTINGS, WEEK_LATER, answers, page_of, saved, waiting, words
from tests.web.guest import Guest


@pytest.fixture
def guest(app: Flask, at: Callable[[datetime], None]) -> Guest:
    return Guest(app, slug="konferensen", public=True)


def test_moving_says_what_changes_for_how_many_and_shows_the_letter(guest: Guest, organizer: FlaskClient) -> None:
    asked = submit(organizer, MOVE, WEEK_LATER)
    said = words(asked)
    assert page_of(asked).h1.get_text() == "Berätta om ändringen"  # type: ignore[union-attr]
    assert "Mötet, dagar torsdag–fredag 4–5 mars 2027 torsdag–fredag 11–12 mars 2027" in said
    assert ("Har inte svarat 1" in said, "Spara och skicka 1 brev" in said) == (True, True)
    assert "När: tidigare torsdag–fredag 4–5 mars 2027, nu torsdag–fredag 11–12 mars 2027." in said
    assert "[personlig länk]" in said


def test_until_one_has_chosen_nothing_is_changed_anywhere(guest: Guest, organizer: FlaskClient) -> None:
    def everything() -> dict[str, list[Any]]:
        with guest.app.app_context(), db.engine.connect() as connection:
            tables = db.metadata.sorted_tables
            return {one.name: sorted(map(repr, connection.execute(sa.select(one)))) for one in tables}

    guest.says_yes(guest.plenary)
    before = everything()
    submit(organizer, MOVE, WEEK_LATER)
    submit(organizer, f"{HOME}/stall-in")
    after = everything()
    assert {name for name in before if before[name] != after[name]} - {"sessions", "sign_ins"} == set()


@pytest.mark.parametrize(("choice", "kinds"), [("now", ["moved_invited"]), ("not", [])])
def test_it_is_saved_with_or_without_letters(
    guest: Guest, organizer: FlaskClient, choice: str, kinds: list[str]
) -> None:
    asked = submit(organizer, MOVE, WEEK_LATER)
    done = answers(organizer, asked, MOVE, tell=choice)
    assert (done.status_code, done.location, saved(guest, "starts_on").day) == (303, HOME, 11)
    assert waiting(guest) == kinds


def test_the_letter_that_goes_is_the_letter_that_was_shown(guest: Guest, organizer: FlaskClient) -> None:
    asked = submit(organizer, MOVE, WEEK_LATER)
    note = {"tell_note": "Lokalen var <b>dubbelbokad</b>."}
    again = answers(organizer, asked, MOVE, tell_again="1", **note)
    shown = page_of(again).select_one("article.letter .letter-text")
    assert shown is not None
    answers(organizer, again, MOVE, tell="now")
    letter = page_of(organizer.get(f"/arrangor/utkorg/{_newest(guest)}")).select_one(".letter-text")
    assert letter is not None
    assert (letter.get_text(), "Lokalen var <b>dubbelbokad</b>." in letter.get_text()) == (shown.get_text(), True)


def _newest(guest: Guest) -> str:
    with guest.app.app_context():
        return db.session.scalars(sa.select(OutboxLetter.uid).order_by(OutboxLetter.id.desc())).first() or ""


def test_a_letter_that_can_still_be_stopped_is_paused_on_the_pages_of_the_person_and_one_press_away(
    guest: Guest, organizer: FlaskClient
) -> None:
    guest.says_yes(guest.plenary)
    answers(organizer, submit(organizer, MOVE, WEEK_LATER), MOVE, tell="now")
    with guest.app.app_context():
        registered = db.session.scalars(sa.select(Registration.uid)).one()
        invited = db.session.scalars(sa.select(Invitation.uid)).one()
    for address in (f"{HOME}/inbjudna/{invited}", f"{HOME}/anmalda/{registered}"):
        row = page_of(organizer.get(address)).select("#letters tbody tr")[0]
        assert " ".join(row.get_text(" ").split()).startswith("Ny tid: RUN-konferens 11–12 mars 2027")
        assert row.select("td")[-1].get_text().split() == ["Pausat"]
        assert [one["href"] for one in row.select("th a")] == [f"/arrangor/utkorg/{_newest(guest)}"]


def test_nothing_typed_is_lost_on_the_way_back(guest: Guest, organizer: FlaskClient) -> None:
    typed = {"place": "Östersund", "theme": "Nytt & <b>fett</b>", "body": "En rad.\n\nEn till.", "waiting_list": None}
    asked = submit(organizer, SETTINGS, typed)
    back = answers(organizer, asked, SETTINGS, back="1")
    form = page_of(back).select_one("main form:has([name=place])")
    assert form is not None
    kept = values_of(form)
    assert [kept[name] for name in ("place", "theme")] == [["Östersund"], ["Nytt & <b>fett</b>"]]
    assert (kept["body"][0].replace("\r\n", "\n"), "waiting_list" in kept) == ("En rad.\n\nEn till.", False)
    assert saved(guest, "place") == "Södra Berget, Sundsvall"
    answers(organizer, asked, SETTINGS, tell="not")
    assert (saved(guest, "place"), saved(guest, "theme")) == ("Östersund", "Nytt & <b>fett</b>")
    assert saved(guest, "body").replace("\r\n", "\n") == "En rad.\n\nEn till."


def test_what_nobody_is_told_of_is_saved_at_once(guest: Guest, organizer: FlaskClient) -> None:
    assert submit(organizer, SETTINGS, {"theme": "Att rekrytera"}).status_code == 303
    assert saved(guest, "theme") == "Att rekrytera"


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.DONE])
def test_a_meeting_that_is_no_longer_or_not_yet_to_come_is_saved_at_once(
    guest: Guest, organizer: FlaskClient, state: EventState
) -> None:
    guest.changes(state=state)
    assert submit(organizer, SETTINGS, {"place": "Östersund"}).status_code == 303


def test_two_who_change_at_once_are_told_of_each_other_and_not_asked(guest: Guest, organizer: FlaskClient) -> None:
    asked = submit(organizer, SETTINGS, {"place": "Östersund"})
    submit(organizer, SETTINGS, {"contact_name": "Kim"})
    second = answers(organizer, asked, SETTINGS, tell="now")
    assert (second.status_code, "Någon annan har sparat" in words(second), waiting(guest)) == (409, True, [])


def test_a_note_that_is_too_long_is_told_at_its_field(guest: Guest, organizer: FlaskClient) -> None:
    asked = submit(organizer, MOVE, WEEK_LATER)
    answer = answers(organizer, asked, MOVE, tell="now", tell_note="x" * 1001)
    assert (page_of(answer).select_one("#tell_note-error") is not None, saved(guest, "starts_on").day) == (True, 4)


def test_a_part_is_asked_about_only_where_somebody_has_chosen_it(guest: Guest, organizer: FlaskClient) -> None:
    guest.says_yes(guest.plenary)
    room = {"room": "Lilla salen"}
    assert submit(organizer, f"{HOME}/program/del/{guest.dinner.uid}", room).status_code == 303
    address = f"{HOME}/program/del/{guest.plenary.uid}"
    asked = submit(organizer, address, room)
    assert "Konferens torsdag, lokal Stora salen Lilla salen" in words(asked)
    assert answers(organizer, asked, address, tell="now").location == f"{HOME}/program"
    assert waiting(guest) == ["receipt", "moved"]


def test_a_part_taken_away_and_back_is_asked_about_each_time(guest: Guest, organizer: FlaskClient) -> None:
    guest.says_yes(guest.plenary, guest.dinner)
    part = f"{HOME}/program/del/{guest.plenary.uid}"
    for page, act, said, subject in (
        (part, f"{part}/ta-bort", "Konferens torsdag hålls inställt", "Inställd del: Konferens torsdag, RUN-konferens"),
        (f"{HOME}/program", f"{part}/aterstall", "Konferens torsdag inställt hålls", "Ändrat: RUN-konferens"),
    ):
        asked = submit(organizer, page, to=act)
        assert [one for one in (said, subject) if one not in words(asked)] == []
        assert answers(organizer, asked, act, tell="not").status_code == 303
    with guest.app.app_context():
        event = queries.get_whole_event("konferensen")
        assert queries.get_part(event, guest.plenary.uid).cancelled_at is None


def test_cancelling_asks_too_and_its_page_leads_back(guest: Guest, organizer: FlaskClient) -> None:
    address = f"{HOME}/stall-in"
    asked = submit(organizer, address)
    assert "Ställ in och skicka 1 brev" in words(asked)
    back = answers(organizer, asked, address, back="1")
    assert ("Nej, behåll mötet" in words(back), saved(guest, "state")) == (True, EventState.PUBLISHED)
    answers(organizer, asked, address, tell="now")
    assert (saved(guest, "state"), waiting(guest)) == (EventState.CANCELLED, ["cancelled"])


def test_the_letters_can_be_stopped_from_the_overview_until_they_leave(guest: Guest, organizer: FlaskClient) -> None:
    answers(organizer, submit(organizer, MOVE, WEEK_LATER), MOVE, tell="now")
    said = words(organizer.get(HOME))
    assert "1 brev om en ändring skickas klockan 10.10" in said
    submit(organizer, HOME, to=f"{HOME}/andringsbrev/stoppa")
    assert ("brev om en ändring" in words(organizer.get(HOME)), waiting(guest)) == (False, [])
    again = organizer.post(f"{HOME}/andringsbrev/stoppa", data=_token(organizer), follow_redirects=True)
    assert "Breven har redan skickats." in " ".join(again.get_data(as_text=True).split())


def _token(organizer: FlaskClient) -> dict[str, str]:
    field = page_of(organizer.get(MOVE)).select_one("input[name=csrf_token]")
    assert field is not None
    return {"csrf_token": str(field["value"])}


def test_the_numbers_in_the_calendar_count_only_what_went_out(guest: Guest, organizer: FlaskClient) -> None:
    guest.says_yes(guest.plenary)
    with guest.app.app_context():
        before = db.session.scalars(sa.select(Registration.calendar_sequence)).one()
    submit(organizer, MOVE, WEEK_LATER)
    with guest.app.app_context():
        assert db.session.scalars(sa.select(Registration.calendar_sequence)).one() == before
