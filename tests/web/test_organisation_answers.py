"""A contact answers for several people: each gets their own letter, and who cannot be registered is named."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from app.events.model import Event
from app.events.rules.kinds import LegalBasis
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.mail.model import OutboxLetter
from app.mail.outbox import as_letter
from app.mail.render import preview
from app.people.model import Organisation
from app.registrations.model import Need, Registration, RegistrationPart
from app.registrations.rules import RegistrationState
from tests import builders
from tests.said import count_statements
from tests.web.contact import Contact, errors, words

FRIDAY = datetime(2027, 3, 5, 8, tzinfo=UTC)


class Answering(Contact):
    """Anna (skolchef) and Bo (skolpolitiker) are invited; the dialogmöte is for the skolchef alone."""

    def __init__(self, app: Flask, **given: Any) -> None:
        super().__init__(app, **given)
        with app.app_context(), transaction():
            event, early = db.session.get_one(Event, self.event.id), FRIDAY - timedelta(days=1)
            self.dialogue = builders.part(event, "Dialogmöte", starts_at=early, ends_at=early + timedelta(hours=2))
            builders.circle(event, self.skolchef, self.dialogue)
            slot = builders.slot(event, "Seminarier")
            self.seminar = builders.part(
                event,
                "Seminarium A",
                slot_id=slot.id,
                capacity=1,
                starts_at=FRIDAY,
                ends_at=FRIDAY + timedelta(hours=1),
            )
            self.slot = f"pass_{slot.id}"
            self.bos = builders.invitation(event, self.bo, self.politiker, self.ange)
        self.path = f"/{self.event.slug}"

    def answers(self, *who: Invitation, svar: str = "ja", **fields: Any) -> TestResponse:
        """Send the form for these people; the plenary is ticked unless said otherwise."""
        given = {"delar": [self.plenary.uid], "who": [one.uid for one in who], "svar": svar} | fields
        return self.sends(self.path, on=self.path, **given)

    def states(self) -> dict[str, InvitationState]:
        """Where each invitation stands, by given name."""
        with self.app.app_context():
            return {one.person.given_name: one.state for one in db.session.scalars(sa.select(Invitation))}

    def parts_of(self, name: str) -> set[str]:
        """What somebody is registered for."""
        with self.app.app_context():
            rows = db.session.scalars(sa.select(RegistrationPart))
            active = [row for row in rows if row.state is not RegistrationState.CANCELLED]
            return {row.part.title for row in active if row.registration.person.given_name == name}

    def letter(self, number: int) -> str:
        """The text of a letter."""
        with self.app.app_context():
            row = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id)).all()[number]
            return preview(as_letter(row)).text


@pytest.fixture
def contact(app: Flask, at: Callable[[datetime], None]) -> Answering:
    return Answering(app)


def test_the_way_leads_from_the_meeting(contact: Answering) -> None:
    assert contact.sees().select_one(f"a[href$='{contact.path}']") is not None


def test_yes_for_two_gives_each_a_receipt_and_a_link(contact: Answering) -> None:
    answer = contact.answers(contact.annas, contact.bos)
    assert (answer.status_code, answer.location) == (303, f"{contact.home}{contact.path}?klart=2")
    assert contact.states() == {"Anna": InvitationState.COMING, "Bo": InvitationState.COMING}
    assert contact.letters() == [("receipt", contact.anna.address), ("receipt", contact.bo.address)]
    assert "Svaret är lämnat av kontakten i Ånge kommun." in contact.letter(0)
    assert "därför att kontakten i Ånge kommun har anmält dig" in contact.letter(0)
    assert "Svaren är sparade. De 2 personerna får var sitt mejl" in words(contact.sees(contact.path + "?klart=2"))
    assert contact.logged("registration.made") == [("organisation", "Ånge kommun")] * 2


def test_each_gets_the_parts_that_are_theirs(contact: Answering) -> None:
    contact.answers(contact.annas, contact.bos, delar=[contact.plenary.uid, contact.dialogue.uid])
    assert contact.parts_of("Anna") == {"Konferens torsdag", "Dialogmöte"}
    assert contact.parts_of("Bo") == {"Konferens torsdag"}


def test_a_part_that_is_not_for_all_says_for_whom_it_is(contact: Answering) -> None:
    assert "· för Anna Berg" in words(contact.sees(contact.path))


def test_none_of_the_parts_is_refused_by_name_and_the_other_is_saved(contact: Answering) -> None:
    answer = contact.answers(contact.annas, contact.bos, delar=[contact.dialogue.uid])
    said = words(BeautifulSoup(answer.data, "html5lib"))
    assert answer.status_code == 422
    assert "Bo Ek : Ingen av delarna du valde gäller den rollen." in said
    assert "Anna Berg : Är anmäld." in said
    assert contact.states() == {"Anna": InvitationState.COMING, "Bo": InvitationState.UNANSWERED}


def test_the_last_seat_goes_to_one_and_the_other_is_told(contact: Answering) -> None:
    seminar = {contact.slot: contact.seminar.uid}
    answer = contact.answers(contact.annas, contact.bos, delar=[contact.plenary.uid], **seminar)
    page = BeautifulSoup(answer.data, "html5lib")
    assert answer.status_code == 422
    assert "Bo Ek : Seminarium A: Blev fullt medan du svarade." in words(page)
    assert contact.parts_of("Bo") == set()
    assert page.select_one(f"input[name=fullt][value='{contact.seminar.uid}']") is not None


def test_sent_again_it_is_queued_for(contact: Answering) -> None:
    seminar = {contact.slot: contact.seminar.uid}
    contact.answers(contact.annas, contact.bos, **seminar)
    contact.answers(contact.bos, fullt=[contact.seminar.uid], **seminar)
    assert contact.parts_of("Bo") == {"Konferens torsdag", "Seminarium A"}
    with contact.app.app_context():
        rows = db.session.scalars(sa.select(RegistrationPart).where(RegistrationPart.part_id == contact.seminar.id))
        assert [row.state for row in rows] == [RegistrationState.CONFIRMED, RegistrationState.WAITING]


def test_no_for_one_gives_a_letter(contact: Answering) -> None:
    assert contact.answers(contact.bos, svar="nej").status_code == 303
    assert contact.states() == {"Anna": InvitationState.UNANSWERED, "Bo": InvitationState.NOT_COMING}
    assert contact.letters() == [("declined", contact.bo.address)]
    assert "Svaret är lämnat av kontakten i Ånge kommun." in contact.letter(0)


def test_what_the_contact_answered_the_contact_may_change(contact: Answering) -> None:
    contact.answers(contact.bos, svar="nej")
    contact.answers(contact.bos)
    contact.answers(contact.bos, svar="nej")
    assert contact.states()["Bo"] is InvitationState.NOT_COMING
    assert [kind for kind, _to in contact.letters()] == ["declined", "receipt", "withdrawn"]


def test_the_same_sent_twice_writes_one_letter(contact: Answering) -> None:
    contact.answers(contact.bos)
    assert contact.answers(contact.bos).status_code == 303
    assert contact.letters() == [("receipt", contact.bo.address)]


def test_nobody_is_ticked_beforehand_and_none_ticked_is_an_error(contact: Answering) -> None:
    assert contact.sees(contact.path).select("input[name=who][checked]") == []
    answer = contact.answers()
    assert (answer.status_code, errors(answer)) == (422, ["Markera minst en person"])
    assert "<title>Fel: Svara åt flera" in answer.text


def test_who_has_answered_alone_is_shown_and_not_asked(contact: Answering) -> None:
    with contact.app.app_context(), transaction() as session:
        session.get_one(Invitation, contact.annas.id).state = InvitationState.NOT_COMING
    page = contact.sees(contact.path)
    assert [str(box["value"]) for box in page.select("input[name=who]")] == [contact.bos.uid]
    assert "Har svarat själva" in words(page)
    contact.answers(contact.annas, contact.bos)
    assert contact.states()["Anna"] is InvitationState.NOT_COMING


def test_who_answers_after_the_contact_has_the_last_word(contact: Answering) -> None:
    contact.answers(contact.bos)
    own = f"/i/{links.token(Link(Purpose.INVITATION, contact.bos.link_seed))}"
    token = BeautifulSoup(contact.client.get(f"{own}/avboka").data, "html5lib").select_one("[name=csrf_token]")
    assert token is not None
    contact.client.post(f"{own}/avboka", data={"csrf_token": token["value"]})
    contact.answers(contact.bos)
    assert contact.states()["Bo"] is InvitationState.NOT_COMING


def test_people_of_another_organisation_are_not_answered_for(contact: Answering) -> None:
    with contact.app.app_context(), transaction():
        event = db.session.get_one(Event, contact.event.id)
        evas = builders.invitation(event, contact.eva, contact.skolchef, contact.are)
    contact.answers(evas, contact.bos)
    assert contact.states()["Eva"] is InvitationState.UNANSWERED
    assert "Eva" not in contact.client.get(contact.home + contact.path).text


def test_needs_are_neither_asked_nor_taken(contact: Answering) -> None:
    with contact.app.app_context(), transaction():
        db.session.get_one(Event, contact.event.id).asks_needs = True
    page = contact.client.get(contact.home + contact.path).text
    contact.answers(contact.bos, diet=["vegan"], diet_text="nötter")
    assert 'name="diet"' not in page
    assert contact.all(Need) == []
    assert "Det skriver du själv på din sida: kontakten ser det aldrig." in contact.letter(0)


def test_after_the_last_day_the_page_says_so_and_only_no_is_left(
    contact: Answering, at: Callable[[datetime], None]
) -> None:
    at(datetime(2027, 2, 10, 9, tzinfo=UTC))
    page = contact.sees(contact.path)
    assert "Sista svarsdag var torsdag 4 februari 2027, så ingen kan anmälas här." in words(page)
    assert [button.get_text(strip=True) for button in page.select("main button")] == ["De markerade kommer inte"]
    answer = contact.answers(contact.bos)
    assert "Bo Ek : Sista svarsdag har passerat." in words(BeautifulSoup(answer.data, "html5lib"))
    assert contact.answers(contact.bos, svar="nej").status_code == 303


def test_before_it_opens_the_page_says_so(contact: Answering, at: Callable[[datetime], None]) -> None:
    at(datetime(2026, 10, 1, 9, tzinfo=UTC))
    assert "Anmälan har inte öppnat än." in words(contact.sees(contact.path))


def test_where_consent_is_the_ground_everybody_answers_alone(contact: Answering) -> None:
    with contact.app.app_context(), transaction():
        db.session.get_one(Event, contact.event.id).legal_basis = LegalBasis.CONSENT
    assert "så var och en anmäler sig själv" in words(contact.sees(contact.path))
    answer = contact.answers(contact.bos, consent="y")
    assert "Bo Ek : Mötet bygger på samtycke" in words(BeautifulSoup(answer.data, "html5lib"))
    assert contact.all(Registration) == []


def test_a_meeting_that_nobody_there_is_invited_to_is_not_found(contact: Answering) -> None:
    with contact.app.app_context(), transaction():
        other = builders.event("Ett annat")
        builders.circle(other, contact.skolchef)
    assert [contact.client.get(f"{contact.home}/{slug}").status_code for slug in (other.slug, "x")] == [404, 404]


def test_when_all_have_answered_the_page_says_so(contact: Answering) -> None:
    with contact.app.app_context(), transaction() as session:
        session.execute(sa.update(Invitation).values(state=InvitationState.NOT_COMING))
    assert "Alla inbjudna har svarat själva." in words(contact.sees(contact.path))


def test_a_closed_link_answers_nothing(contact: Answering) -> None:
    page = BeautifulSoup(contact.client.get(contact.home + contact.path).data, "html5lib")
    token = page.select_one("[name=csrf_token]")
    assert token is not None
    with contact.app.app_context(), transaction() as session:
        session.get_one(Organisation, contact.ange.id).link_digest = None
    data = {"csrf_token": token["value"], "who": contact.bos.uid, "svar": "nej"}
    assert contact.client.post(contact.home + contact.path, data=data).status_code == 404
    assert contact.states()["Bo"] is InvitationState.UNANSWERED


def test_the_statements_of_the_page_do_not_grow_with_people(contact: Answering) -> None:
    def look() -> None:
        contact.client.get(contact.home + contact.path)

    before = count_statements(look)
    with contact.app.app_context(), transaction():
        event = db.session.get_one(Event, contact.event.id)
        for number in range(5):
            who = builders.person("Person", str(number))
            builders.assignment(who, contact.politiker, contact.ange, ends_on=date(2030, 1, 1))
            builders.invitation(event, who, contact.politiker, contact.ange)
    assert count_statements(look) == before
