"""The organizer's question builder."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.events.model import Event, LibraryQuestion, Question, QuestionVersion
from app.events.queries.questions import list_questions
from app.events.rules.kinds import PartKind
from app.events.rules.questions import QuestionKind
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.registrations.model import Answer, Registration
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.pages.forms import submit, values_of
from tests.said import count_statements
from tests.web.guest import NASTY


class Builder:
    """The conference with a dinner, at ``home``, and an organizer at its pages of questions."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        with app.app_context(), transaction():
            self.event = builders.event(slug="konferens")
            builders.part(self.event)
            self.dinner = builders.part(self.event, "Middag", kind=PartKind.MEAL)
            self.rektor, self.prefekt = builders.role("rektor"), builders.role("prefekt")
            builders.circle(self.event, self.rektor, self.dinner)
        self.home = "/arrangor/moten/konferens/fragor"

    def asks(self, label: str = "Hur reser du?", **given: Any) -> str:
        """Add a question beside the page; gives its uid."""
        with self.app.app_context(), transaction():
            return builders.question(db.session.get_one(Event, self.event.id), label, **given).uid

    def answer(self, uid: str) -> None:
        """Somebody answers."""
        with self.app.app_context(), transaction() as session:
            invitation = builders.invitation(session.get_one(Event, self.event.id), builders.person())
            who = {"event_id": self.event.id, "person_id": invitation.person_id, "invitation_id": invitation.id}
            registration = Registration(**who, state="confirmed", created_at=NOW, changed_at=NOW)
            session.add(registration)
            session.flush()
            question = session.scalars(sa.select(Question).where(Question.uid == uid)).one()
            given = {"question_id": question.id, "version": 1, "text": "tåg", "given_at": NOW}
            session.add(Answer(registration_id=registration.id, **given))

    def sees(self, path: str = "") -> BeautifulSoup:
        """A page."""
        response = self.client.get(self.home + path)
        assert response.status_code == 200, response.status
        return BeautifulSoup(response.data, "html5lib")

    def sends(self, path: str, to: str | None = None, **fields: Any) -> TestResponse:
        """Fill in and send a form of a page."""
        return submit(self.client, self.home + path, fields, to=self.home + to if to else None)

    def labels(self) -> list[str]:
        """What is asked, in order."""
        with self.app.app_context():
            return [one.label for one in list_questions(self.event.id)]


@pytest.fixture
def page(app: Flask, client: FlaskClient, sign_in: SignsIn) -> Builder:
    sign_in(client, Right.ORGANIZER)
    return Builder(app, client)


def words(page: BeautifulSoup) -> str:
    return " ".join(page.main.get_text(" ").split()) if page.main else ""


def errors(response: TestResponse) -> list[str]:
    found = BeautifulSoup(response.data, "html5lib")
    return [item.get_text() for item in found.select("[data-error-summary] li")]


def test_an_event_without_questions_says_what_to_do(page: Builder) -> None:
    assert "Inga frågor än Lägg till en fråga, eller hämta en ur biblioteket." in words(page.sees())


def test_a_question_is_written_with_options_places_roles_part_and_condition(page: Builder) -> None:
    bus = page.asks("Buss?", kind=QuestionKind.YES_NO)
    fields = {
        "label": "Vilket rum?",
        "help": "Hotellet är nytt.",
        "kind": "one",
        "options-0-label": "Enkelrum",
        "options-0-capacity": "40",
        "options-1-label": "Dubbelrum",
        "roles": [str(page.rektor.id)],
        "part": str(page.dinner.id),
        "condition": f"{bus}=ja",
        "required": "y",
    }
    assert page.sends("/ny", **fields).status_code == 303
    said = words(page.sees())
    assert "Vilket rum? Välj ett alternativ · obligatorisk · bara rektor · när Middag är vald" in said
    assert "Visas när svaret på ”Buss?” är ”Ja” Enkelrum 0 av 40 · Dubbelrum 0" in said


def test_an_empty_form_says_everything_at_once(page: Builder) -> None:
    assert errors(page.sends("/ny")) == ["Skriv frågan"]
    assert errors(page.sends("/ny", label="Rum?", kind="one")) == ["Skriv minst två alternativ."]


def test_more_rows_for_options_keep_what_is_written(page: Builder) -> None:
    again = page.sends("/ny", label="Rum?", kind="several", add_line="1", **{"options-0-label": "Enkelrum"})
    form = BeautifulSoup(again.data, "html5lib")
    rows = form.find_all("input", attrs={"name": re.compile(r"options-\d+-label")})
    assert (rows[0]["value"], len(rows), page.labels()) == ("Enkelrum", 5, [])


def test_a_loop_is_refused_at_the_condition(page: Builder) -> None:
    first = page.asks("A?", kind=QuestionKind.YES_NO)
    page.sends("/ny", label="B?", kind="yes_no", condition=f"{first}=ja")
    with page.app.app_context():
        second = list_questions(page.event.id)[1].uid
    refused = page.sends(f"/{first}", condition=second)
    assert (refused.status_code, errors(refused)) == (
        422,
        ["Frågorna skulle vänta på varandra: A? → B? → A?. Välj en annan fråga."],
    )


def test_a_new_wording_after_answers_is_told_before_and_after(page: Builder) -> None:
    uid = page.asks()
    page.answer(uid)
    assert "1 person har svarat. Ändrar du frågan" in words(page.sees(f"/{uid}"))
    page.sends(f"/{uid}", label="Hur kommer du dit?")
    said = words(page.sees())
    assert "Svar som redan lämnats behåller den gamla frågan." in said
    assert "Hur kommer du dit? Kort text · frivillig 1 svar · ändrad, version 2" in said
    assert "”Hur reser du?”" in words(page.sees(f"/{uid}"))
    with page.app.app_context():
        assert db.session.scalars(sa.select(QuestionVersion.label)).all() == ["Hur reser du?"]


def test_the_second_editor_is_told_and_can_save_anyway(page: Builder) -> None:
    uid = page.asks()
    form = page.sees(f"/{uid}").select_one("form[data-question-form]")
    assert form is not None
    page.sends(f"/{uid}", label="Hur kommer du dit?")
    refused = page.client.post(f"{page.home}/{uid}", data=values_of(form) | {"help": ["Från Östersund."]})
    assert refused.status_code == 409
    assert "från ”Hur reser du?” till ”Hur kommer du dit?”" in words(BeautifulSoup(refused.data, "html5lib"))


def test_questions_move_by_buttons_and_the_new_place_is_said(page: Builder) -> None:
    page.asks("A?")
    second = page.asks("B?")
    moved = page.sends("", "/ordning", upp=second)
    assert moved.headers["Location"].endswith(f"#fraga-{second}")
    assert page.labels() == ["B?", "A?"]
    assert "”B?” är nu fråga 1 av 2." in words(page.sees())
    page.sends("", "/ordning", ner=second)
    assert page.labels() == ["A?", "B?"]


def test_the_order_that_was_dragged_is_sent_by_the_same_form(page: Builder) -> None:
    uids = [page.asks(label) for label in ("A?", "B?", "C?")]
    answer = page.sends("", "/ordning", ordning=[uids[2], uids[0], uids[1]], tyst="1")
    assert (answer.status_code, page.labels()) == (204, ["C?", "A?", "B?"])


def test_a_question_that_is_removed_can_be_restored(page: Builder) -> None:
    uid = page.asks()
    page.answer(uid)
    page.sends(f"/{uid}", f"/{uid}/ta-bort")
    said = words(page.sees())
    assert "Borttagna Svaren finns kvar i listorna." in said
    assert page.client.get(f"{page.home}/{uid}").status_code == 404
    page.sends("", f"/{uid}/aterstall")
    assert page.labels() == ["Hur reser du?"]


def test_what_another_question_waits_for_is_not_removed(page: Builder) -> None:
    first = page.asks("A?", kind=QuestionKind.YES_NO)
    page.sends("/ny", label="B?", kind="yes_no", condition=first)
    page.sends(f"/{first}", f"/{first}/ta-bort")
    assert "”B?” visas efter ett svar på den här frågan. Ändra den frågan först." in words(page.sees())


def test_a_question_goes_to_the_library_and_from_there_to_another_event(page: Builder) -> None:
    uid = page.asks("Rum?", options={"Enkelrum": 40, "Dubbelrum": None})
    page.sends(f"/{uid}", f"/{uid}/bibliotek")
    assert "Rum? Välj ett alternativ Enkelrum (40), Dubbelrum" in words(page.sees("/bibliotek"))
    with page.app.app_context():
        kept = db.session.scalars(sa.select(LibraryQuestion.uid)).one()
    with page.app.app_context(), transaction():
        other = builders.event("Dialogmöte", slug="dialog")
    page.home = "/arrangor/moten/dialog/fragor"
    page.sends("/bibliotek", f"/bibliotek/{kept}/lagg-till")
    with page.app.app_context():
        assert [one.label for one in list_questions(other.id)] == ["Rum?"]
    page.sends("/bibliotek", f"/bibliotek/{kept}/ta-bort")
    assert "Inga sparade frågor" in words(page.sees("/bibliotek"))


def test_the_form_is_seen_as_any_role_and_cannot_be_sent(page: Builder) -> None:
    page.asks("Budget?", roles=(page.prefekt,))
    page.asks("Dryck?", part_id=page.dinner.id)
    rektor = page.sees(f"/forhandsgranska?roll={page.rektor.id}&organisation=kommun")
    prefekt = page.sees(f"/forhandsgranska?roll={page.prefekt.id}&organisation=institution")
    assert ["Budget?" in words(rektor), "Dryck?" in words(rektor)] == [False, True]
    assert ["Budget?" in words(prefekt), "Dryck?" in words(prefekt)] == [True, False]
    shown = rektor.select_one(".preview")
    assert shown is not None
    assert (shown.find("button"), shown.find_parent("form")) == (None, None)


def test_another_events_question_is_not_found(page: Builder) -> None:
    with page.app.app_context(), transaction():
        other = builders.question(builders.event("Annat")).uid
    assert [page.client.get(f"{page.home}/{uid}").status_code for uid in (other, "okänd")] == [404, 404]


def test_readers_see_the_questions_and_change_none(page: Builder, client: FlaskClient, sign_in: SignsIn) -> None:
    uid = page.asks()
    sign_in(client, Right.READER)
    seen = page.sees()
    assert ("Hur reser du?" in words(seen), seen.main.find("form") if seen.main else None) == (True, None)
    assert page.client.get(f"{page.home}/{uid}").status_code == 403


def test_the_list_asks_the_database_the_same_however_many_questions(page: Builder) -> None:
    page.asks("A?", options={"x": 1, "y": None})
    few = count_statements(lambda: page.client.get(page.home))
    for number in range(8):
        page.asks(f"Fråga {number}?", options={"x": 1, "y": None}, roles=(page.rektor,))
    assert count_statements(lambda: page.client.get(page.home)) == few


def test_a_registrations_page_tells_what_was_answered(page: Builder) -> None:
    page.answer(page.asks())
    with page.app.app_context():
        uid = db.session.scalars(sa.select(Registration.uid)).one()
    seen = page.client.get(f"/arrangor/moten/konferens/anmalda/{uid}")
    assert "Svar på frågor Hur reser du? tåg" in words(BeautifulSoup(seen.data, "html5lib"))


def test_nasty_words_stay_words_everywhere(page: Builder) -> None:
    uid = page.asks(NASTY, help=NASTY, options={NASTY: 3, "B": None})
    page.answer(page.asks())
    page.sends(f"/{uid}", f"/{uid}/bibliotek")
    for path in ("", "/ny", f"/{uid}", "/bibliotek", "/forhandsgranska"):
        seen = page.client.get(page.home + path).get_data(as_text=True)
        assert "<img src=x" not in seen, path
        assert "7777" not in words(BeautifulSoup(seen, "html5lib")), path
    seen = page.client.get("/arrangor/moten/konferens/listor/deltagare").get_data(as_text=True)
    assert "&lt;img src=x" in seen
