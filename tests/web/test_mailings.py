"""Utskick without JavaScript: written, reviewed, tried, changed; empty, wrong."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.events.model import Event
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.organizers.rules import Right
from tests import builders
from tests.conftest import SignsIn
from tests.web.mailing_pages import EVENT, NEW, WORDS, names, one, page, post, press, set_meeting, words, written


@pytest.fixture
def organizer(app: Flask, client: FlaskClient, sign_in: SignsIn, at: object) -> FlaskClient:
    set_meeting(app)
    sign_in(client, Right.ORGANIZER)
    return client


def test_a_meeting_without_mailings_says_what_to_do(organizer: FlaskClient) -> None:
    found = page(organizer.get(EVENT))
    assert "Inga utskick än" in words(found)
    assert [link.get_text() for link in found.select("#ready a")] == [
        "Spara datumet",
        "Praktisk information",
        "Ny tid",
        "Tack",
    ]
    assert found.select_one(".button-primary")["href"] == f"{NEW}?mote=run-konferens"  # type: ignore[index]


@pytest.mark.parametrize(
    ("key", "audience", "later"),
    [("save_the_date", "register", False), ("practical", "coming", True), ("new_time", "invited", False)],
)
def test_a_ready_text_stands_in_the_form(organizer: FlaskClient, key: str, audience: str, later: bool) -> None:
    found = page(organizer.get(f"{NEW}?mote=run-konferens&text={key}"))
    assert "{{möte}}" in found.select_one("[name=subject]")["value"]  # type: ignore[index]
    assert found.select_one("[name=audience][checked]")["value"] == audience  # type: ignore[index]
    assert (found.select_one("[name=also_later][checked]") is not None) == later


def test_each_audience_tells_how_many_it_is(organizer: FlaskClient) -> None:
    found = page(organizer.get(f"{NEW}?mote=run-konferens"))
    told = [label.get_text() for label in found.select(".choice-label")][:5]
    assert told == [
        "Alla inbjudna (4)",
        "De som inte har svarat (2)",
        "De som är anmälda (2)",
        "De som står på väntelistan (0)",
        "De som är anmälda till en del",
    ]
    assert [one.get_text() for one in found.select("[name=part] option")][1:] == [
        "tor 4 mars Konferens dag 1 (2)",
        "tor 4 mars Middag (0)",
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"audience": ""}, "Välj vilka brevet är till"),
        ({"audience": "hackers"}, "Välj något av alternativen"),
        ({"subject": ""}, "Skriv ett ämne"),
        ({"text": "  "}, "Skriv brevet"),
        ({"text": "Hej {{personnummer}}"}, "{{personnummer}} är inget fält"),
        ({"subject": "Till {{personnummer}}"}, "{{personnummer}} är inget fält"),
        ({"text": "[Skriv om vägen, parkering och lokaler.]"}, "Skriv dina egna ord där det står [Skriv om vägen"),
        ({"text": "x" * 10_001}, "Skriv högst 10000 tecken"),
        ({"audience": "part", "part": ""}, "Välj vilken del"),
        ({"audience": "part", "part": "annans"}, "Välj vilken del"),
        ({"audience": "unanswered", "also_later": "y"}, "Det går bara när brevet är till"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stays(organizer: FlaskClient, given: Any, said: str) -> None:
    answer = post(organizer, f"{NEW}?mote=run-konferens", data=WORDS | given)
    found = page(answer)
    assert (answer.status_code, said in " ".join(one.get_text(" ") for one in found.select(".field-error"))) == (
        422,
        True,
    )
    assert found.select_one("[name=subject]")["value"] == (WORDS | given)["subject"]  # type: ignore[index]


def test_all_that_is_wrong_is_said_at_once(organizer: FlaskClient) -> None:
    answer = post(organizer, f"{NEW}?mote=run-konferens", data={"subject": "", "text": "{{fel}}", "audience": "part"})
    assert len(page(answer).select(".error-summary li")) == 3


def test_the_draft_shows_who_gets_it_who_does_not_and_what_the_letter_becomes(organizer: FlaskClient) -> None:
    found = page(organizer.get(written(organizer, audience="invited")))
    assert "3 personer får brevet. Inget är skickat än." in words(found)
    assert (names(found, "receivers-table"), names(found, "others-table")) == (["Anna", "Bo", "Cia"], ["Dag"])
    assert "Saknar e-postadress: 1" in words(found)
    headings = [one.get_text() for one in found.select("section h2")]
    assert headings[:2] == ["Så blir brevet: Anmälda (2)", "Så blir brevet: Har inte svarat (1)"]
    letters = [one.get_text() for one in found.select(".letter-text")]
    assert ("Hej Anna." in letters[0], "Se eller ändra din anmälan" in letters[0]) == (True, True)
    assert ("Se inbjudan och svara" in letters[2], "[personlig länk]" in letters[2]) == (True, True)
    assert len(found.select(".button-primary")) == 1


def test_nobody_to_send_to_is_said_and_there_is_no_button(organizer: FlaskClient) -> None:
    where = written(organizer, audience="waiting")
    found = page(organizer.get(where))
    assert "Ingen får brevet" in words(found)
    assert found.select("form[action$='/skicka'], form[action$='/prov']") == []
    assert post(organizer, f"{where}/skicka", data={"seen": "1", "count": "0"}).status_code == 303
    assert post(organizer, f"{where}/prov").status_code == 303


def test_a_trial_goes_to_the_one_who_asks_and_opens_nothing_of_anybody_s(organizer: FlaskClient, app: Flask) -> None:
    where = written(organizer)
    assert post(organizer, f"{where}/prov").status_code == 303
    assert "Ett prov till" in words(page(organizer.get(where)))
    with app.app_context():
        row = db.session.scalars(sa.select(OutboxLetter)).one()
        assert (row.subject, row.person_uid, row.mailing_id) == ("Prov: Om RUN-konferens 2027", "", None)
        assert {name: value for name, value in row.data.items() if name.endswith("_link")} == dict.fromkeys(
            ("answer_link", "decline_link", "person_link"), "[personlig länk]"
        )


def test_a_draft_is_changed_copied_and_thrown_away(organizer: FlaskClient, app: Flask) -> None:
    where = written(organizer)
    kept = page(organizer.get(f"{where}/text"))
    assert kept.select_one("[name=text]").get_text().strip() == WORDS["text"]  # type: ignore[union-attr]
    changed = post(organizer, f"{where}/text", data=WORDS | {"text": "Annat.", "seen": "1"})
    assert (changed.headers["Location"], one(app).text) == (where, "Annat.")
    late = post(organizer, f"{where}/text", data=WORDS | {"text": "Mitt.", "seen": "1"})
    assert (late.status_code, "Annat." in words(page(late)), one(app).text) == (409, True, "Annat.")
    press(organizer, where)
    assert organizer.get(f"{where}/text").headers["Location"] == where
    assert post(organizer, f"{where}/slang").headers["Location"] == where
    copy = post(organizer, f"{where}/nytt-utkast").headers["Location"].removesuffix("/text")
    assert copy != where
    assert post(organizer, f"{copy}/slang").headers["Location"] == EVENT
    assert organizer.get(copy).status_code == 404


def test_markup_and_fields_in_names_stay_text(organizer: FlaskClient, app: Flask) -> None:
    with app.app_context(), transaction() as session:
        event = session.scalars(sa.select(Event)).one()
        who = builders.person("<b>*Ann*</b>", "{{namn}}")
        builders.invitation(event, who, None, None)
    found = page(organizer.get(written(organizer, audience="unanswered", text="Hej {{namn}}.")))
    assert "Hej <b>*Ann*</b> {{namn}}." in "".join(one.get_text() for one in found.select(".letter-text"))


def test_a_mailing_that_does_not_exist_is_not_found(organizer: FlaskClient) -> None:
    assert [organizer.get(f"/arrangor/utskick/finns-inte{end}").status_code for end in ("", "/text")] == [404, 404]
    assert post(organizer, "/arrangor/utskick/finns-inte/skicka").status_code == 404
    assert organizer.get(f"{NEW}?mote=finns-inte").status_code == 404
