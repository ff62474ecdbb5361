"""Be kommunerna stämma av: the question to contacts and function mailboxes, one reminder, and who has answered."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app import rounds
from app.audit.actor import SYSTEM
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.mail.render import render
from app.organizers.rules import Right
from app.people import actions
from app.people.model import AskedOrganisation, ConfirmationRequest, Organisation
from app.people.rules.asking import AskedAlready, Asking
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.said import count_statements
from tests.web.confirming import HERE, ask, page_of, remind, review
from tests.web.contact import Contact, errors, words


@pytest.fixture
def contact(app: Flask, at: Callable[[datetime], None]) -> Contact:
    return Contact(app)


def test_agreement_municipalities_with_somebody_to_write_to_are_ticked(
    contact: Contact, organizer: FlaskClient
) -> None:
    with contact.app.app_context(), transaction():
        builders.organisation("En friskola", agreement=False, mailbox="kontor@friskola.example")
    page = page_of(organizer, f"{HERE}/ny")
    ticked = [str(box["value"]) for box in page.select("input[name=organisation][checked]")]
    assert ticked == [contact.ange.uid]
    assert "Åre kommun ingen kontaktperson eller funktionsbrevlåda" in words(page)
    chosen = [option.get_text() for option in page.select("select[name=meeting] option[selected]")]
    assert chosen == ["RUN-konferens 4–5 mars 2027"]


def test_the_letter_is_shown_before_it_is_sent(contact: Contact, organizer: FlaskClient) -> None:
    said = words(BeautifulSoup(review(organizer).data, "html5lib"))
    assert "2 brev till 1 organisation." in said
    assert "Stämmer det? Vem har vilken roll i Ånge kommun" in said
    assert "Inför RUN-konferens 4–5 mars 2027 vill vi veta" in said
    assert contact.letters() == []


def test_none_ticked_is_said(contact: Contact, organizer: FlaskClient) -> None:
    answer = review(organizer, organisation=[])
    assert (answer.status_code, errors(answer)) == (
        422,
        ["Markera minst en organisation som har någon att skriva till"],
    )


def test_contact_and_mailbox_each_get_the_question_with_the_link(contact: Contact, organizer: FlaskClient) -> None:
    ask(organizer)
    assert contact.letters() == [("please_confirm", "maj@ange.example"), ("please_confirm", "skolan@ange.example")]
    rows = contact.all(OutboxLetter)
    texts = [render(row.kind, row.language, row.data, row.to_name).text for row in rows]
    assert all(contact.home in text for text in texts)
    assert "Du får brevet därför att du står som kontaktperson för Ånge kommun" in texts[0]
    assert "Brevet går till funktionsbrevlådan för Ånge kommun." in texts[1]
    assert contact.token not in str([row.data for row in rows])


def test_one_address_gets_one_letter(contact: Contact, organizer: FlaskClient) -> None:
    with contact.app.app_context(), transaction() as session:
        session.get_one(Organisation, contact.ange.id).mailbox = "Maj@ange.example"
    ask(organizer)
    assert contact.letters() == [("please_confirm", "maj@ange.example")]


def test_sent_twice_it_is_asked_once(contact: Contact, organizer: FlaskClient) -> None:
    data = ask(organizer)
    organizer.post(f"{HERE}/skicka", data=data)
    assert len(contact.letters()) == 2
    assert len(contact.all(ConfirmationRequest)) == 1


def test_any_answer_of_the_contact_is_an_answer(contact: Contact, organizer: FlaskClient) -> None:
    ask(organizer)
    assert "0 av 1 har svarat" in words(page_of(organizer))
    contact.sends("/uppdrag/stammer", uppdrag=contact.as_chef.uid)
    said = words(page_of(organizer))
    assert "1 av 1 har svarat" in said
    assert "Svarade 20 januari 2027" in said
    assert "Påminn" not in [button.get_text() for button in page_of(organizer).select("main form button")]


def test_a_proposal_is_an_answer_and_is_counted(contact: Contact, organizer: FlaskClient) -> None:
    ask(organizer)
    where = f"/uppdrag/{contact.as_chef.uid}"
    contact.sends(where, on=where, what="vacant", from_on="2027-02-01")
    page = page_of(organizer)
    assert [cell.get_text(strip=True) for cell in page.select("tbody tr td")][-1] == "1"


def test_the_silent_are_reminded_once_whoever_presses(
    contact: Contact, organizer: FlaskClient, at: Callable[[datetime], None], sign_in: SignsIn
) -> None:
    ask(organizer)
    at(NOW + timedelta(days=8))
    sign_in(organizer, Right.ORGANIZER)
    remind(organizer)
    with contact.app.app_context():
        assert rounds.remind_contacts(NOW + timedelta(days=8)) == 0
    kinds = [kind for kind, _to in contact.letters()]
    assert kinds == ["please_confirm"] * 2 + ["please_confirm_again"] * 2


def test_the_round_reminds_after_the_days_given_and_not_before(
    contact: Contact, organizer: FlaskClient, at: Callable[[datetime], None]
) -> None:
    ask(organizer, remind_days="7")
    with contact.app.app_context():
        done = [rounds.remind_contacts(NOW + timedelta(days=days)) for days in (6, 7, 8)]
    assert done == [0, 1, 0]


def test_who_answered_is_not_reminded(contact: Contact, organizer: FlaskClient) -> None:
    ask(organizer)
    contact.sends("/uppdrag/stammer", uppdrag=contact.as_chef.uid)
    with contact.app.app_context():
        assert rounds.remind_contacts(NOW + timedelta(days=30)) == 0


def test_without_days_the_round_reminds_nobody(contact: Contact, organizer: FlaskClient) -> None:
    ask(organizer, remind_days="0")
    with contact.app.app_context():
        assert rounds.remind_contacts(NOW + timedelta(days=30)) == 0


def test_what_was_confirmed_before_is_asked_for_anew(
    contact: Contact, organizer: FlaskClient, at: Callable[[datetime], None], sign_in: SignsIn
) -> None:
    contact.sends("/uppdrag/stammer", uppdrag=contact.as_chef.uid)
    assert "Bekräftat" in words(contact.sees())
    at(datetime(2027, 2, 1, 9, tzinfo=UTC))
    sign_in(organizer, Right.ORGANIZER)
    ask(organizer)
    assert "Bekräftat" not in words(contact.sees())


def test_a_reader_sees_and_does_nothing(contact: Contact, client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    assert "Be om avstämning" not in [link.get_text() for link in page_of(client).select("main a")]
    assert client.get(f"{HERE}/ny").status_code == 403


def test_the_statements_do_not_grow_with_organisations(contact: Contact, organizer: FlaskClient) -> None:
    ask(organizer)
    before = count_statements(lambda: organizer.get(HERE))
    with contact.app.app_context(), transaction() as session:
        request = session.query(ConfirmationRequest).one()
        for number in range(5):
            place = builders.organisation(f"Kommun {number}")
            session.add(AskedOrganisation(request_id=request.id, organisation_id=place.id, letters=1))
    assert count_statements(lambda: organizer.get(HERE)) == before


def test_the_same_question_is_begun_once_on_both_databases(database: Flask) -> None:
    with transaction():
        place = builders.organisation(mailbox="skolan@ange.example")
        first = actions.ask_to_confirm("a" * 36, [place], Asking(), now=NOW, actor=SYSTEM)
        second = actions.ask_to_confirm("a" * 36, [place], Asking(), now=NOW, actor=SYSTEM)
    assert (first.organisations, second) == (1, AskedAlready())  # type: ignore[union-attr]
    assert db.session.query(OutboxLetter).count() == 1
