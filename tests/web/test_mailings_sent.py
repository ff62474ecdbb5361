"""Utskick without JavaScript, from the press on: taken back, twice, at a time, followed, ended."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app import rounds
from app.kernel.db import db, transaction
from app.mail.model import LetterState, MailingState, OutboxLetter
from app.organizers.rules import Right
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.web.mailing_pages import EVENT, LEAVES, one, page, post, press, set_meeting, words, written


@pytest.fixture
def organizer(app: Flask, client: FlaskClient, sign_in: SignsIn, at: object) -> FlaskClient:
    set_meeting(app)
    sign_in(client, Right.ORGANIZER)
    return client


def test_sent_it_can_be_taken_back_for_ten_minutes(organizer: FlaskClient, app: Flask) -> None:
    where = written(organizer)
    assert press(organizer, where).headers["Location"] == where
    found = page(organizer.get(where))
    assert "Breven skickas 20 januari 2027 10.10" in words(found)
    assert "2 personer får brevet" in words(found)
    assert post(organizer, f"{where}/angra").status_code == 303
    assert "Ångrat. Ingen får brevet." in words(page(organizer.get(where)))
    with app.app_context():
        assert rounds.write_mailings(lambda: LEAVES) == 0
    assert post(organizer, f"{where}/angra").status_code == 303
    assert "Det fanns inget att ångra." in words(page(organizer.get(where)))


def test_the_time_to_undo_is_the_one_set(organizer: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "RUN", replace(app.config["RUN"], mail_undo_minutes=30))
    where = written(organizer)
    assert "Brevet väntar i 30 minuter" in words(page(organizer.get(where)))
    press(organizer, where)
    assert one(app).leaves_at == NOW + timedelta(minutes=30)


def test_pressed_twice_it_goes_once(organizer: FlaskClient, app: Flask) -> None:
    where = written(organizer)
    form = {"seen": "1", "count": "2"}
    assert [post(organizer, f"{where}/skicka", data=form).status_code for _press in range(2)] == [303, 303]
    with app.app_context():
        assert rounds.write_mailings(lambda: LEAVES) == 2
        assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxLetter)) == 2


def test_what_has_changed_since_it_was_shown_is_shown_again(organizer: FlaskClient, app: Flask) -> None:
    where = written(organizer)
    answer = post(organizer, f"{where}/skicka", data={"seen": "1", "count": "7"})
    assert (answer.status_code, one(app).state) == (409, MailingState.DRAFT)
    assert "Mottagarna eller texten har ändrats" in words(page(answer))


def test_the_same_words_to_the_same_people_ask_once_more(organizer: FlaskClient, app: Flask) -> None:
    press(organizer, written(organizer))
    where = written(organizer, audience="invited")
    answer = press(organizer, where)
    found = page(answer)
    assert (answer.status_code, "2 personer har nyss fått samma brev" in words(found)) == (409, True)
    form = found.select_one("form[action$='/skicka']")
    again = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[type=hidden]")}  # type: ignore[union-attr]
    assert post(organizer, f"{where}/skicka", data=again).status_code == 303


@pytest.mark.parametrize(
    ("day", "time", "said"),
    [
        ("2027-01-20", "", "Skriv också klockslaget"),
        ("", "10.30", "Skriv också dagen"),
        ("2027-01-20", "09.59", "Välj en tid som inte har varit"),
        ("igår", "10.00", "Skriv datumet som 2027-03-04"),
        ("2027-01-21", "25.00", "Skriv tiden som 13.00"),
    ],
)
def test_a_time_that_cannot_be_is_said(organizer: FlaskClient, app: Flask, day: str, time: str, said: str) -> None:
    answer = press(organizer, written(organizer), day=day, time=time)
    assert (answer.status_code, said in words(page(answer)), one(app).state) == (422, True, MailingState.DRAFT)


def test_at_a_time_is_by_the_clock_in_stockholm(organizer: FlaskClient, app: Flask) -> None:
    where = written(organizer)
    press(organizer, where, day="2027-06-01", time="08.30")
    assert one(app).leaves_at.isoformat() == "2027-06-01T06:30:00+00:00"  # type: ignore[union-attr]
    assert "Breven skickas 1 juni 2027 08.30" in words(page(organizer.get(where)))


def test_how_it_goes_is_told_in_numbers_and_by_receiver(organizer: FlaskClient, app: Flask) -> None:
    where = written(organizer, audience="invited")
    press(organizer, where)
    with app.app_context():
        rounds.write_mailings(lambda: LEAVES)
        with transaction() as session:
            first = session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id)).first()
            first.state = LetterState.SENT  # type: ignore[union-attr]
    with time_machine.travel(LEAVES, tick=False):
        found = page(organizer.get(where))
        facts = {fact.dt.get_text(): fact.dd.get_text(" ") for fact in found.select(".fact")}  # type: ignore[union-attr]
        assert {name: facts[name] for name in ("Brev", "Skickade", "Väntar", "Misslyckade", "Får inget brev")} == {
            "Brev": "3",
            "Skickade": "1",
            "Väntar": "2",
            "Misslyckade": "0",
            "Får inget brev": "Saknar e-postadress: 1",
        }
        assert "Breven skickas nu" in words(found)
        assert found.select_one("progress")["value"] == "1"  # type: ignore[index]
        (link,) = [one for one in found.select("a") if "utkorgen" in one.get_text()]
        letters = page(organizer.get(str(link["href"])))
        assert ("3 brev" in words(letters), "Om RUN-konferens 2027" in words(letters)) == (True, True)
        letter = page(organizer.get(str(letters.select_one("tbody th a")["href"])))  # type: ignore[index]
        assert letter.select_one(f"main a[href='{where}']") is not None
        assert post(organizer, f"{where}/angra").status_code == 303
        assert "Stoppat. 1 brev hade redan skickats." in words(page(organizer.get(where)))
        rows = page(organizer.get(EVENT)).select("#mailings tbody tr")
        assert " ".join(rows[0].get_text(" ").split()).startswith("Om RUN-konferens 2027 Avbrutet 3 1 0")


def test_later_can_be_ended(organizer: FlaskClient, app: Flask) -> None:
    where = written(organizer, also_later="y")
    press(organizer, where)
    with app.app_context():
        rounds.write_mailings(lambda: LEAVES)
    with time_machine.travel(LEAVES, tick=False):
        assert "Sluta skicka till nya" in words(page(organizer.get(where)))
        assert post(organizer, f"{where}/inte-senare").status_code == 303
        assert "Sluta skicka till nya" not in words(page(organizer.get(where)))
