"""The page of an organisation's contact: names, roles and states, "Stämmer", and the link itself."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.events.rules.kinds import EventState
from app.invitations.rules import InvitationState
from app.kernel import links
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.actions import open_link
from app.people.model import Assignment, Organisation
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.said import count_statements
from tests.web.contact import Contact, words


@pytest.fixture
def contact(app: Flask, at: Callable[[datetime], None]) -> Contact:
    return Contact(app)


def _confirmed(contact: Contact) -> dict[str, date | None]:
    with contact.app.app_context():
        return {one.person.given_name: one.confirmed_on for one in db.session.scalars(sa.select(Assignment))}


def test_the_page_says_who_holds_what_and_where_their_answer_stands(contact: Contact) -> None:
    said = words(contact.sees())
    assert "Skolchef Anna Berg Har inte svarat" in said
    assert "Skolpolitiker Bo Ek" in said
    assert "Vakant" in said
    assert "Kontaktperson Maj Lind" in said


def test_the_register_is_asked_for_the_day_of_the_meeting(contact: Contact) -> None:
    with contact.app.app_context(), transaction():
        db.session.get_one(Assignment, contact.as_politician.id).ends_on = date(2027, 2, 1)
        carin = builders.person("Carin", "Dahl")
        builders.assignment(carin, contact.politiker, contact.ange, starts_on=date(2027, 3, 1))
    said = words(contact.sees())
    assert ("Bo Ek" in said, "Carin Dahl" in said) == (False, True)


def test_the_contact_sees_no_address_message_or_other_organisation(contact: Contact) -> None:
    with contact.app.app_context(), transaction():
        builders.invitation(
            contact.event,
            contact.bo,
            contact.politiker,
            contact.ange,
            state=InvitationState.NOT_COMING,
            message="Jag är på semester",
        )
    page = contact.client.get(contact.home).text
    found = [one for one in ("semester", "Eva", "maj@", contact.anna.address, "Åre") if one in page]
    assert found == []


def test_a_link_that_opens_nothing_is_the_same_404(contact: Contact) -> None:
    with contact.app.app_context(), transaction():
        db.session.get_one(Organisation, contact.are.id).link_digest = None
    answers = {
        (answer.status_code, answer.text)
        for answer in (contact.client.get(f"/org/{token}") for token in ("x", "a" * 43, contact.annas.link_seed))
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_the_page_is_kept_by_nobody(contact: Contact) -> None:
    headers = contact.client.get(contact.home).headers
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")


def test_one_is_confirmed_dated_and_logged_as_the_organisations(contact: Contact) -> None:
    answer = contact.sends("/uppdrag/stammer", uppdrag=contact.as_chef.uid, mote=contact.event.slug)
    assert (answer.status_code, answer.location) == (303, f"{contact.home}#mote-{contact.event.slug}")
    assert _confirmed(contact) == {"Anna": NOW.date(), "Bo": None, "Eva": None, "Maj": None}
    assert contact.logged("assignment.confirmed") == [("organisation", "Ånge kommun")]
    assert "Bekräftat 20 januari 2027" in words(contact.sees())


def test_all_of_a_meeting_are_confirmed_at_once(contact: Contact) -> None:
    page = contact.sees()
    together = [form for form in page.select("form") if len(form.select("input[name=uppdrag]")) > 1]
    uids = [str(field["value"]) for field in together[0].select("input[name=uppdrag]")]
    contact.sends("/uppdrag/stammer", uppdrag=uids)
    assert _confirmed(contact) == {"Anna": NOW.date(), "Bo": NOW.date(), "Eva": None, "Maj": None}
    assert "Allt stämmer" not in words(contact.sees())


def test_another_organisations_assignment_is_not_touched(contact: Contact) -> None:
    contact.sends("/uppdrag/stammer", uppdrag=[contact.in_are.uid, "x"])
    assert _confirmed(contact)["Eva"] is None


def test_looking_writes_nothing(contact: Contact) -> None:
    contact.sees()
    contact.client.head(contact.home)
    assert set(_confirmed(contact).values()) == {None}


def test_drafts_past_and_cancelled_meetings_are_not_shown(contact: Contact) -> None:
    with contact.app.app_context(), transaction():
        for title, more in (
            ("Utkastet", {"state": EventState.DRAFT}),
            ("Det inställda", {"state": EventState.CANCELLED}),
            ("Det som var", {"starts_on": date(2026, 3, 4), "ends_on": date(2026, 3, 5)}),
        ):
            builders.circle(builders.event(title, **more), contact.skolchef)
    said = words(contact.sees())
    assert [title for title in ("Utkastet", "Det inställda", "Det som var") if title in said] == []


def test_without_a_meeting_the_register_of_today_is_shown(contact: Contact, at: Callable[[datetime], None]) -> None:
    at(datetime(2028, 1, 1, tzinfo=UTC))
    said = words(contact.sees())
    assert "Vem har vilken roll i dag" in said
    assert "Anna Berg" in said


def test_an_organisation_that_nobody_is_known_in_is_told_whom_to_write_to(contact: Contact) -> None:
    with contact.app.app_context(), transaction():
        token = links.token(open_link(builders.organisation("Mörkö kommun", agreement=False)))
    page = BeautifulSoup(contact.client.get(f"/org/{token}").data, "html5lib")
    assert "Registret känner ingen i organisationen än" in words(page)


def test_the_statements_do_not_grow_with_people_or_meetings(contact: Contact) -> None:
    before = count_statements(lambda: contact.client.get(contact.home))
    with contact.app.app_context(), transaction():
        for number in range(6):
            event = builders.event(f"Möte {number}")
            builders.circle(event, contact.skolchef)
            who = builders.person("Person", str(number))
            builders.assignment(who, contact.skolchef, contact.ange)
            builders.invitation(event, who, contact.skolchef, contact.ange)
    assert count_statements(lambda: contact.client.get(contact.home)) == before <= 11


def test_the_organizer_sees_that_the_organisation_confirmed(
    contact: Contact, client: FlaskClient, sign_in: SignsIn
) -> None:
    contact.sends("/uppdrag/stammer", uppdrag=contact.as_chef.uid)
    sign_in(client, Right.ORGANIZER)
    here = BeautifulSoup(client.get(f"/arrangor/register/organisationer/{contact.ange.uid}").data, "html5lib")
    assert "20 januari 2027 av organisationen" in words(here)
    person = BeautifulSoup(client.get(f"/arrangor/register/personer/{contact.anna.uid}").data, "html5lib")
    assert "bekräftat 20 januari 2027 av organisationen" in words(person)


def _press(client: FlaskClient, contact: Contact, button: str) -> BeautifulSoup:
    page = f"/arrangor/register/organisationer/{contact.ange.uid}/lank"
    token = BeautifulSoup(client.get(page).data, "html5lib").find("input", attrs={"name": "csrf_token"})
    assert token is not None
    answer = client.post(f"{page}/{button}", data={"csrf_token": token["value"]}, follow_redirects=True)
    return BeautifulSoup(answer.data, "html5lib")


def test_the_organizer_sees_the_link_and_that_is_logged(
    contact: Contact, client: FlaskClient, sign_in: SignsIn
) -> None:
    sign_in(client, Right.ORGANIZER)
    page = _press(client, contact, "visa")
    field = page.find("input", id="organisation-link")
    assert field is not None
    assert str(field["value"]).endswith(contact.home)
    assert "Maj Lind" in words(page)
    assert "skolan@ange.example" in words(page)
    assert contact.logged("organisation.link_shown") == [("account", "Sam Ordnare")]


@pytest.mark.parametrize("button", ["byt", "stang"])
def test_a_link_that_is_changed_or_closed_opens_nothing(
    contact: Contact, client: FlaskClient, sign_in: SignsIn, button: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    _press(client, contact, button)
    assert contact.client.get(contact.home).status_code == 404
    with contact.app.app_context():
        digest = db.session.get_one(Organisation, contact.ange.id).link_digest
    assert (digest is None) == (button == "stang")


def test_a_closed_link_that_is_given_again_is_a_new_one(
    contact: Contact, client: FlaskClient, sign_in: SignsIn
) -> None:
    sign_in(client, Right.ORGANIZER)
    _press(client, contact, "stang")
    field = _press(client, contact, "visa").find("input", id="organisation-link")
    assert field is not None
    assert not str(field["value"]).endswith(contact.home)
    assert contact.client.get(contact.home).status_code == 404
