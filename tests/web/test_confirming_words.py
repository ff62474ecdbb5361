"""The coordinator's own words in the question to contacts and in its reminder."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app import rounds
from app.events.model import Event
from app.events.rules.kinds import EventState
from app.kernel.db import transaction
from app.mail.render import render
from app.people.rules.asking import FIRST, NoOccasion, fault, own, usual
from tests.builders import NOW
from tests.web.confirming import HERE, OWN, ask, fields_of, page_of, review, texts_of
from tests.web.contact import Contact, errors, words


@pytest.fixture
def contact(app: Flask, at: Callable[[datetime], None]) -> Contact:
    return Contact(app)


def test_the_coordinators_own_words_open_the_letter_as_previewed(contact: Contact, organizer: FlaskClient) -> None:
    opens = "Hej Maj Lind.\n\nSe efter hos Ånge kommun inför RUN-konferens 4–5 mars 2027."
    shown = BeautifulSoup(review(organizer, text=OWN).data, "html5lib").select_one(".letter-text")
    assert shown is not None
    assert opens in shown.get_text()
    ask(organizer, text=OWN)
    sent = texts_of(contact, "please_confirm")
    assert [opens in text for text in sent] == [True, False]
    assert "Hej Ånge kommun." in sent[1]


def test_own_words_are_there_the_next_time_and_the_standard_text_can_be_had_again(
    contact: Contact, organizer: FlaskClient
) -> None:
    ask(organizer, text=OWN)
    assert fields_of(page_of(organizer, f"{HERE}/ny"))["text"] == [OWN]
    again = review(organizer, standard="1", remind_days="9")
    fields = fields_of(BeautifulSoup(again.data, "html5lib"))
    assert (again.status_code, fields["text"], fields["remind_days"]) == (200, [usual(FIRST, "x")], ["9"])
    assert len(contact.letters()) == 2


def test_what_was_written_can_be_changed_after_the_review(contact: Contact, organizer: FlaskClient) -> None:
    reviewed = fields_of(BeautifulSoup(review(organizer, text=OWN).data, "html5lib"))
    answer = organizer.post(f"{HERE}/ny", data=reviewed | {"change": "1"})
    fields = fields_of(BeautifulSoup(answer.data, "html5lib"))
    assert (fields["text"], fields["organisation"]) == ([OWN], [contact.ange.uid])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": "{{förnman}}"}, "{{förnman}} är inget fält."),
        (
            {"reminder_text": OWN, "meeting": "", "occasion": ""},
            "Välj inför vad du frågar, eller ta bort {{tillfälle}}",
        ),
        ({"occasion": "valet"}, "Välj ett möte eller skriv själv, inte både och"),
    ],
)
def test_a_text_that_cannot_be_filled_is_told_at_its_field(
    contact: Contact, organizer: FlaskClient, given: dict[str, str], said: str
) -> None:
    answer = review(organizer, **given)
    assert (answer.status_code, said in errors(answer)[0]) == (422, True)


def test_without_an_occasion_the_standard_text_names_none(contact: Contact, organizer: FlaskClient) -> None:
    ask(organizer, meeting="")
    assert "Vi vill veta att nätverkets register stämmer: vem" in texts_of(contact, "please_confirm")[0]


def test_the_standard_text_is_not_kept_as_an_own_one_and_a_field_needs_its_value() -> None:
    assert own(FIRST, usual(FIRST, "valet").replace(" ", "\n", 1)) == ""
    assert own(FIRST, OWN) == OWN
    assert (fault(OWN, ""), fault(OWN, "valet")) == (NoOccasion(), None)


def _reminded(contact: Contact, **changed: Any) -> str:
    with contact.app.app_context():
        with transaction() as session:
            event = session.get_one(Event, contact.event.id)
            for name, value in changed.items():
                setattr(event, name, value)
        assert rounds.remind_contacts(NOW + timedelta(days=7)) == 1
    return texts_of(contact, "please_confirm_again")[0]


def test_the_reminder_does_not_name_a_meeting_that_is_cancelled_meanwhile(
    contact: Contact, organizer: FlaskClient
) -> None:
    ask(organizer, reminder_text="Konferensen närmar sig. Inför {{tillfälle}} behöver vi ert svar.")
    text = _reminded(contact, state=EventState.CANCELLED)
    assert "Mötet är inställt. Påminnelsen nämner det inte" not in words(page_of(organizer))
    assert ("onferens" in text, "Vi har inte hört av er än. Vi vill veta att" in text) == (False, True)


def test_it_is_said_before_the_reminder_that_the_meeting_is_cancelled(contact: Contact, organizer: FlaskClient) -> None:
    ask(organizer)
    with contact.app.app_context(), transaction() as session:
        session.get_one(Event, contact.event.id).state = EventState.CANCELLED
    assert "Mötet är inställt. Påminnelsen nämner det inte" in words(page_of(organizer))


def test_the_reminder_names_the_days_to_which_the_meeting_was_moved(contact: Contact, organizer: FlaskClient) -> None:
    ask(organizer)
    text = _reminded(contact, starts_on=date(2027, 3, 11), ends_on=date(2027, 3, 12))
    assert "Inför RUN-konferens 11–12 mars 2027 vill vi veta" in text


def test_a_letter_written_before_the_words_could_be_changed_can_still_be_read() -> None:
    link = {"purpose": "organisation", "seed": "x" * 32, "generation": 1}
    old = {"organisation": "Ånge kommun", "occasion": "valet", "to_office": True, "organisation_link": link}
    shown = [render(kind, "sv", old, "Ånge kommun").text for kind in ("please_confirm", "please_confirm_again")]
    assert ["Inför valet vill vi veta" in text for text in shown] == [True, True]
