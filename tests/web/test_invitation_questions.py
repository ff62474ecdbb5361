"""An event's questions on the invitee's form, without JavaScript: in words, kept at errors, shown back afterwards."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask

from app.events.model import Event, Part, Question, QuestionOption, QuestionVersion, Quota
from app.events.rules.kinds import LegalBasis
from app.events.rules.questions import QuestionKind
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.mail.render import render
from app.registrations.model import Answer, Registration
from tests import builders
from tests.builders import NOW
from tests.said import statements
from tests.web.guest import NASTY, Guest, errors, words


class Asked(Guest):
    """Anna Berg, asked questions."""

    def asks(self, label: str = "Hur reser du?", **given: Any) -> str:
        """Add a question; gives the name of its field."""
        with self.app.app_context(), transaction():
            event = db.session.get_one(Event, self.event.id)
            return f"fraga_{builders.question(event, label, **given).uid}"

    def option(self, label: str) -> str:
        """The value of an option."""
        with self.app.app_context():
            return db.session.scalars(sa.select(QuestionOption.uid).where(QuestionOption.label == label)).one()

    def answers(self, *parts: Part, **fields: Any) -> Any:
        """Send the form with these parts, or the plenary, and these answers."""
        return self.says_yes(*(parts or (self.plenary,)), **fields)

    def takes(self, label: str) -> None:
        """Somebody else takes a place of an option."""
        with self.app.app_context(), transaction():
            option = db.session.scalars(sa.select(QuestionOption).where(QuestionOption.label == label)).one()
            who = {"person_id": builders.person("Bo", "Ek").id, "event_id": self.event.id}
            registration = Registration(**who, state="confirmed", created_at=NOW, changed_at=NOW)
            db.session.add(registration)
            db.session.flush()
            given = {"question_id": option.question_id, "option_id": option.id, "version": 1, "given_at": NOW}
            db.session.add(Answer(registration_id=registration.id, **given))


@pytest.fixture
def guest(app: Flask) -> Iterator[Asked]:
    with time_machine.travel(NOW, tick=False):
        yield Asked(app)


def control(page: BeautifulSoup, name: str) -> Any:
    return page.find(attrs={"name": name})


def ticked(page: BeautifulSoup, name: str) -> list[str]:
    return [str(box["value"]) for box in page.find_all("input", attrs={"name": name, "checked": True})]


def test_the_answers_stand_on_the_page_and_are_filled_in_when_one_changes(guest: Asked) -> None:
    travel = guest.asks()
    room = guest.asks("Rum?", kind=QuestionKind.SEVERAL, options={"Enkel": None, "Dubbel": None})
    single = guest.option("Enkel")
    assert guest.answers(**{travel: "tåg", room: single}).status_code == 303
    assert "Dina svar Hur reser du? tåg Rum? Enkel" in words(guest.sees())
    form = guest.sees("/svara")
    assert (control(form, travel)["value"], ticked(form, room)) == ("tåg", [single])


def test_a_question_that_depends_on_another_says_so_in_words(guest: Asked) -> None:
    guest.asks("Vill du ha rum?", kind=QuestionKind.YES_NO)
    with guest.app.app_context(), transaction():
        first = db.session.scalars(sa.select(Question)).one()
        builders.question(guest.event, "Med vem?", depends_on_id=first.id, depends_value="ja", help="Ett namn.")
    guest.asks("Dryck?", part_id=guest.dinner.id)
    said = words(guest.sees("/svara"))
    assert "Svara om du valde ”Ja” på ”Vill du ha rum?”. Ett namn." in said
    assert "Svara om du kommer till Middag." in said


def test_a_required_question_is_asked_for_by_name_at_the_field_and_in_the_summary_and_all_is_kept(guest: Asked) -> None:
    travel, drink = guest.asks(required=True, required_since=NOW), guest.asks("Dryck?")
    refused = guest.answers(**{drink: NASTY, "diet": "vegan"})
    page = BeautifulSoup(refused.data, "html5lib")
    assert (refused.status_code, errors(refused)) == (422, ["Svara på frågan ”Hur reser du?”."])
    assert page.title is not None
    assert page.title.get_text().startswith("Fel:")
    assert control(page, travel)["aria-invalid"] == "true"
    assert (control(page, drink)["value"], ticked(page, "diet")) == (NASTY, ["vegan"])
    assert (ticked(page, "delar"), guest.count(Registration)) == ([guest.plenary.uid], 0)


def test_what_looks_like_a_personnummer_is_refused_with_the_reason(guest: Asked) -> None:
    name = guest.asks(kind=QuestionKind.LONG_TEXT)
    assert errors(guest.answers(**{name: "jag heter 811218-9876"})) == [
        "Ta bort personnumret. Vi behöver det inte och får inte spara det."
    ]


def test_a_question_on_the_ground_of_consent_has_its_own_box_that_nobody_has_ticked(guest: Asked) -> None:
    name = guest.asks(basis=LegalBasis.CONSENT)
    box = f"{name}_samtycke"
    assert ticked(guest.sees("/svara"), box) == []
    refused = guest.answers(**{name: "tåg"})
    assert errors(refused) == ["Samtyck till att svaret sparas, eller lämna frågan tom."]
    assert guest.answers(**{name: "tåg", box: "y"}).status_code == 303
    with guest.app.app_context():
        assert db.session.scalars(sa.select(Answer.consented_at)).one() == NOW
    assert ticked(guest.sees("/svara"), box) == []
    assert guest.answers(guest.plenary, guest.dinner, **{name: "tåg"}).status_code == 303


def test_places_left_are_shown_and_a_full_option_cannot_be_chosen(guest: Asked) -> None:
    name = guest.asks("Rum?", options={"Enkel": 1, "Dubbel": 12, "Inget": None})
    guest.takes("Enkel")
    page = guest.sees("/svara")
    told = {
        label.get_text(): hint.get_text()
        for box in page.find_all("input", attrs={"name": name})
        if (label := page.find("label", attrs={"for": box["id"]}))
        and (hint := page.find(id=box.get("aria-describedby", "-")))
    }
    assert told == {"Enkel": "Fullt", "Dubbel": "12 kvar"}
    assert [box["value"] for box in page.find_all("input", attrs={"name": name, "disabled": True})] == [
        guest.option("Enkel")
    ]


def test_an_option_that_filled_up_meanwhile_writes_nothing_and_says_so_at_the_question(guest: Asked) -> None:
    name = guest.asks("Rum?", options={"Enkel": 1, "Dubbel": None})
    single = guest.option("Enkel")
    guest.takes("Enkel")
    refused = guest.answers(guest.plenary, guest.dinner, **{name: single})
    page = BeautifulSoup(refused.data, "html5lib")
    assert errors(refused) == ["”Enkel” är fullt. Välj något annat."]
    assert ticked(page, "delar") == [guest.plenary.uid, guest.dinner.uid]
    assert guest.count(Registration) == 1


def test_a_form_that_was_opened_before_the_question_came_is_shown_it(guest: Asked) -> None:
    page = guest.sees("/svara")
    guest.asks(required=True, required_since=NOW)
    token = page.find("input", attrs={"name": "csrf_token"})
    assert token is not None
    posted = {"csrf_token": token["value"], "delar": guest.plenary.uid}
    refused = guest.client.post(f"/i/{guest.token}/svara", data=posted)
    assert errors(refused) == ["Svara på frågan ”Hur reser du?”."]


def test_whoever_registered_before_can_change_and_is_told_that_there_are_new_questions(guest: Asked) -> None:
    guest.says_yes(guest.plenary)
    with time_machine.travel(NOW.replace(day=22), tick=False):
        guest.asks(required=True, required_since=NOW.replace(day=21))
        assert "Det finns frågor som du inte har svarat på." in words(guest.sees())
        assert guest.answers(guest.plenary, guest.dinner).status_code == 303


def test_a_question_that_changed_shows_the_answer_in_the_words_it_was_given_to(guest: Asked) -> None:
    name = guest.asks()
    guest.answers(**{name: "tåg"})
    with guest.app.app_context(), transaction() as session:
        question = session.scalars(sa.select(Question)).one()
        old = {"number": 1, "kind": question.kind, "label": question.label, "options": {}, "replaced_at": NOW}
        session.add(QuestionVersion(question_id=question.id, **old))
        question.label, question.version = "Hur kommer du dit?", 2
    assert "Dina svar Hur reser du? tåg" in words(guest.sees())
    form = guest.sees("/svara")
    assert "Frågan har ändrats. Du svarade ”tåg” på ”Hur reser du?”." in words(form)
    assert control(form, name)["value"] == "tåg"


def test_another_events_question_is_no_question_here(guest: Asked) -> None:
    with guest.app.app_context(), transaction():
        other = builders.question(builders.event("Annat"), "Hemligt?").uid
    guest.asks()
    assert guest.answers(**{f"fraga_{other}": "svar"}).status_code == 303
    assert guest.count(Answer) == 0


def test_a_form_with_questions_asks_the_database_at_most_six_times(guest: Asked) -> None:
    for number in range(5):
        guest.asks(f"Fråga {number}", options={"A": 3, "B": None})
    guest.sees("/svara")  # the event is kept from here on
    with statements() as said:
        guest.client.get(f"/i/{guest.token}/svara")
    assert len([one for one in said if not one.startswith("BEGIN")]) <= 6, "\n\n".join(said)


def test_form_and_registration_keep_to_their_statements_with_quotas_and_a_queue_in_play(guest: Asked) -> None:
    room = guest.asks("Rum?", options={"Enkel": 5}, required=True)
    with guest.app.app_context(), transaction() as session:
        event = session.get_one(Event, guest.event.id)
        event.capacity, event.has_quotas = 0, True
        session.get_one(Part, guest.plenary.id).capacity = 0
        limits = {"event_id": event.id, "per_organisation": True, "most": 2}
        session.add_all([Quota(**limits), Quota(part_id=guest.dinner.id, **limits)])
    guest.sees("/svara")  # the event is kept from here on
    with statements() as said:
        guest.client.get(f"/i/{guest.token}/svara")
    assert len(said) <= 6, said
    csrf = control(guest.sees("/svara"), "csrf_token")["value"]
    parts = [guest.plenary.uid, guest.dinner.uid]
    full = {"fullt": parts[:1], "motet_fullt": "1"}
    data = {"csrf_token": csrf, "delar": parts, room: guest.option("Enkel"), "fragor": "1"} | full
    with statements() as said:
        guest.client.post(f"/i/{guest.token}/svara", data=data)
    assert guest.letters() == ["waiting"]
    assert len([one for one in said if not one.startswith("BEGIN")]) <= 15, "\n\n".join(said)


def test_a_registration_with_answers_takes_at_most_fifteen_statements(guest: Asked) -> None:
    room = guest.asks("Rum?", kind=QuestionKind.SEVERAL, options={"Enkel": 3, "Dubbel": 40})
    travel = guest.asks(required=True, required_since=NOW)
    csrf = guest.sees("/svara").find("input", attrs={"name": "csrf_token"})
    assert csrf is not None
    answers = {travel: "tåg", room: [guest.option("Enkel"), guest.option("Dubbel")], "diet": "vegan"}
    data = {"csrf_token": csrf["value"], "delar": [guest.plenary.uid, guest.dinner.uid], "fragor": "1"} | answers
    with statements() as said:
        guest.client.post(f"/i/{guest.token}/svara", data=data)
    assert (guest.letters(), guest.count(Answer)) == (["receipt"], 3)
    assert len([one for one in said if not one.startswith("BEGIN")]) <= 15, "\n\n".join(said)


def test_the_receipt_tells_the_answers_plainly_and_nothing_of_needs(guest: Asked) -> None:
    travel = guest.asks()
    guest.answers(**{travel: "tåg & buss", "diet": "vegan"})
    with guest.app.app_context():
        letter = db.session.scalars(sa.select(OutboxLetter)).one()
        shown = render(letter.kind, letter.language, letter.data, letter.to_name)
    assert "Dina svar\n---------\n\n- Hur reser du? – tåg & buss\n" in shown.text
    assert "Hur reser du? – tåg &amp; buss" in shown.html
    assert "vegan" not in shown.text.lower() + shown.html.lower()
