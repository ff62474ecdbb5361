"""A contact says that the register is wrong; an organizer presses once, or not at all."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Assignment, Organisation, Person, Proposal
from app.people.rules.proposals import ProposalState
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.said import count_statements
from tests.web.contact import Contact, errors, words

KARIN = {
    "given_name": "Karin",
    "family_name": "Öh",
    "address": "karin@ange.example",
    "phone": "070-123 45 67",
    "from_on": "2027-02-01",
}


@pytest.fixture
def contact(app: Flask, at: Callable[[datetime], None]) -> Contact:
    return Contact(app)


def _change(contact: Contact, **given: Any) -> Any:
    where = f"/uppdrag/{contact.as_chef.uid}"
    return contact.sends(where, on=where, **({"what": "successor"} | KARIN | given))


def _new(contact: Contact, **given: Any) -> Any:
    return contact.sends("/uppdrag/ny", on="/uppdrag/ny", **({"role": "skolpolitiker"} | KARIN | given))


def _states(contact: Contact) -> list[ProposalState]:
    return [one.state for one in contact.all(Proposal)]


def _press(client: FlaskClient, page: str, button: str, **fields: str) -> BeautifulSoup:
    """Press the first button of that text on an organizer's page."""
    here = BeautifulSoup(client.get(page).data, "html5lib")
    form = next(form for form in here.select("form") if button in form.get_text())
    data = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")} | fields
    answer = client.post(str(form.get("action") or page), data=data, follow_redirects=True)
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html5lib")


def test_a_successor_waits_at_the_row_and_in_the_list(contact: Contact) -> None:
    answer = _change(contact)
    assert (answer.status_code, answer.location) == (303, f"{contact.home}#forslag")
    said = words(contact.sees())
    assert "Du har föreslagit Karin Öh från 1 februari 2027. Väntar på samordnaren." in said
    assert "Det du har meddelat" in said
    assert contact.letters() == []


def test_the_address_of_another_is_never_shown_back(contact: Contact) -> None:
    _change(contact)
    assert "karin@" not in contact.client.get(contact.home).text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"given_name": ""}, "Skriv förnamnet"),
        ({"family_name": ""}, "Skriv efternamnet"),
        ({"address": ""}, "Skriv e-postadressen, så att inbjudan når fram"),
        ({"address": "karin"}, "Skriv en e-postadress som namn@kommun.se"),
        ({"from_on": ""}, "Skriv från vilken dag, som 2027-01-01"),
        ({"from_on": "igår"}, "Skriv från vilken dag, som 2027-01-01"),
        ({"from_on": "2022-01-01"}, "Skriv en dag efter 1 januari 2023, då uppdraget börjar"),
        ({"what": []}, "Välj vad som har ändrats"),
        ({"what": "new"}, "Välj något av alternativen"),
    ],
)
def test_a_form_that_is_not_right_says_what_to_write(contact: Contact, given: dict[str, Any], said: str) -> None:
    answer = _change(contact, **given)
    assert (answer.status_code, errors(answer)) == (422, [said])
    assert contact.all(Proposal) == []


def test_a_personnummer_is_refused_in_the_name(contact: Contact) -> None:
    answer = _change(contact, family_name="Öh 19800101-1234")
    assert answer.status_code == 422
    assert "personnumret" in errors(answer)[0]


def test_nobody_just_now_needs_no_name(contact: Contact) -> None:
    where = f"/uppdrag/{contact.as_chef.uid}"
    assert contact.sends(where, on=where, what="vacant", from_on="2027-02-01").status_code == 303
    assert "Du har meddelat att ingen har rollen från 1 februari 2027" in words(contact.sees())


def test_a_proposal_can_be_taken_back_while_it_waits(contact: Contact) -> None:
    _change(contact)
    uid = contact.all(Proposal)[0].uid
    contact.sends(f"/forslag/{uid}/ta-tillbaka")
    contact.sends(f"/forslag/{uid}/ta-tillbaka")
    assert _states(contact) == [ProposalState.WITHDRAWN]
    assert contact.logged("proposal.withdrawn") == [("organisation", "Ånge kommun")]
    assert "Stämmer" in words(contact.sees())


def test_another_organisations_proposal_and_assignment_are_not_found(contact: Contact) -> None:
    with contact.app.app_context(), transaction() as session:
        are = session.get_one(Organisation, contact.are.id)
        given = {"kind": "new", "from_on": date(2027, 2, 1), "given_at": NOW}
        row = Proposal(organisation=are, role_id=contact.skolchef.id, **given)
        session.add(row)
    theirs = contact.client.get(f"{contact.home}/uppdrag/{contact.in_are.uid}").status_code
    answers = (theirs, contact.sends(f"/forslag/{row.uid}/ta-tillbaka").status_code)
    assert answers == (404, 404)
    assert _states(contact) == [ProposalState.OPEN]


def test_an_assignment_that_is_over_cannot_be_changed(contact: Contact) -> None:
    with contact.app.app_context(), transaction():
        db.session.get_one(Assignment, contact.as_chef.id).ends_on = date(2026, 12, 31)
    assert contact.client.get(f"{contact.home}/uppdrag/{contact.as_chef.uid}").status_code == 404


def test_a_vacancy_is_filled_by_a_proposal(contact: Contact) -> None:
    link = contact.sees().select_one("a[href*=roll]")
    assert link is not None
    assert str(link["href"]).endswith("/uppdrag/ny?roll=skolpolitiker")
    assert _new(contact).status_code == 303
    assert [(one.kind.value, one.name) for one in contact.all(Proposal)] == [("new", "Karin Öh")]


def test_only_roles_that_are_meant_in_the_organisation_can_be_chosen(contact: Contact) -> None:
    with contact.app.app_context(), transaction():
        builders.role("prefekt")
    options = [str(one["value"]) for one in contact.sees("/uppdrag/ny").select("select[name=role] option")]
    assert sorted(options) == ["", "kontaktperson", "skolchef", "skolpolitiker"]
    assert errors(_new(contact, role="prefekt")) == ["Välj något av alternativen"]


def test_errors_are_told_in_the_order_of_the_fields(contact: Contact) -> None:
    told = errors(_new(contact, role="", given_name="", address=""))
    assert told == ["Välj rollen", "Skriv förnamnet", "Skriv e-postadressen, så att inbjudan når fram"]


def test_the_organizer_accepts_with_one_press_from_home(contact: Contact, organizer: FlaskClient) -> None:
    _change(contact)
    home = BeautifulSoup(organizer.get("/arrangor/").data, "html5lib")
    assert "Karin Öh efter Anna Berg" in words(home)
    page = _press(organizer, "/arrangor/", "Godkänn")
    assert "Karin Öh tar över." in page.get_text()
    assert "Skickade inbjudningar: 1." in page.get_text()
    assert "Förslag från organisationerna" not in words(page)
    states = {one.person_id: one.state for one in contact.all(Invitation)}
    assert sorted(state.value for state in states.values()) == ["revoked", "unanswered"]
    assert contact.letters() == [("invitation", "karin@ange.example")]
    assert "Godkänt" in words(contact.sees())


@pytest.mark.parametrize(
    ("from_on", "said"),
    [
        ("2027-02-01", "Karin Öh får rollen den 1 februari 2027. Ingen inbjudan är skickad."),
        ("2027-01-01", "Karin Öh har rollen nu. Ingen inbjudan är skickad"),
    ],
)
def test_accepted_it_says_from_when_the_role_is_held_and_that_nobody_was_invited(
    contact: Contact, organizer: FlaskClient, from_on: str, said: str
) -> None:
    _new(contact, from_on=from_on)
    uid = contact.all(Proposal)[0].uid
    before = words(BeautifulSoup(organizer.get(f"/arrangor/register/forslag/{uid}").data, "html5lib"))
    assert "Ingen inbjudan skickas." in before
    assert "Annars bjuder du in från mötets sida." in organizer.get("/arrangor/").text
    assert said in words(_press(organizer, "/arrangor/", "Godkänn"))
    assert contact.letters() == []


def test_the_new_ones_letter_says_that_the_contact_gave_the_address(contact: Contact, organizer: FlaskClient) -> None:
    _change(contact)
    _press(organizer, "/arrangor/", "Godkänn")
    outbox = BeautifulSoup(organizer.get("/arrangor/utkorg").data, "html5lib")
    link = outbox.select_one("tbody th a")
    assert link is not None
    assert "Din adress har lämnats av kontaktpersonen i din organisation." in organizer.get(str(link["href"])).text


def test_the_organizer_reads_first_what_accepting_does(contact: Contact, organizer: FlaskClient) -> None:
    _change(contact)
    uid = contact.all(Proposal)[0].uid
    said = words(BeautifulSoup(organizer.get(f"/arrangor/register/forslag/{uid}").data, "html5lib"))
    assert "RUN-konferens 2027: inbjudan till Anna Berg återkallas. Karin Öh bjuds in." in said
    assert "Karin Öh läggs till i registret och får rollen." in said


def test_declined_the_register_stays_and_the_contact_sees_it(contact: Contact, organizer: FlaskClient) -> None:
    _change(contact)
    _press(organizer, f"/arrangor/register/organisationer/{contact.ange.uid}", "Avböj")
    assert _states(contact) == [ProposalState.DECLINED]
    assert [one.ends_on for one in contact.all(Assignment) if one.id == contact.as_chef.id] == [None]
    assert "Avböjt" in words(contact.sees())


def test_pressed_when_it_is_decided_already_says_so(contact: Contact, organizer: FlaskClient) -> None:
    _change(contact)
    uid = contact.all(Proposal)[0].uid
    token = BeautifulSoup(organizer.get("/arrangor/").data, "html5lib").find("input", attrs={"name": "csrf_token"})
    assert token is not None
    answers = [
        organizer.post(
            f"/arrangor/register/forslag/{uid}/godkann", data={"csrf_token": token["value"]}, follow_redirects=True
        )
        for _press in range(2)
    ]
    assert "Förslaget är redan avgjort: godkänt." in answers[1].text
    assert len(contact.all(Person)) == 5


def test_where_the_contact_decides_the_page_shows_the_new_one_at_once(contact: Contact) -> None:
    with contact.app.app_context(), transaction():
        db.session.get_one(Organisation, contact.ange.id).contact_decides = True
    _change(contact)
    assert "Skolchef Karin Öh Har inte svarat" in words(contact.sees())
    assert contact.logged("proposal.accepted") == [("organisation", "Ånge kommun")]
    states = {one.state for one in contact.all(Invitation)}
    assert states == {InvitationState.REVOKED, InvitationState.UNANSWERED}


def test_the_organizer_lets_the_contact_decide(contact: Contact, organizer: FlaskClient) -> None:
    where = f"/arrangor/register/organisationer/{contact.ange.uid}/andra"
    _press(organizer, where, "Spara", name="Ånge kommun", kind="kommun", agreement="y", contact_decides="y")
    with contact.app.app_context():
        assert db.session.get_one(Organisation, contact.ange.id).contact_decides


def test_a_reader_sees_no_proposals(contact: Contact, client: FlaskClient, sign_in: SignsIn) -> None:
    _change(contact)
    sign_in(client, Right.READER)
    places = ("/arrangor/", f"/arrangor/register/organisationer/{contact.ange.uid}")
    pages = [client.get(where).text for where in places]
    assert [page for page in pages if "Karin" in page] == []


def test_the_statements_do_not_grow_with_proposals(contact: Contact, organizer: FlaskClient) -> None:
    _change(contact)
    looks = (lambda: organizer.get("/arrangor/"), lambda: contact.client.get(contact.home))
    before = [count_statements(look) for look in looks]
    for number in range(4):
        _new(contact, given_name=f"Person {number}")
    assert [count_statements(look) for look in looks] == before
