"""Pages where somebody says that another comes in their stead: every state in words, without JavaScript."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.people.model import Person
from app.registrations.model import Registration
from tests import builders
from tests.builders import NOW
from tests.said import count_statements
from tests.web.guest import NASTY, Guest, errors, heading, words
from tests.web.guest import guest as guest
from tests.web.in_stead import FORM, KARIN, follow
from tests.web.in_stead import asked as asked


def _states(guest: Guest) -> dict[str, InvitationState]:
    with guest.app.app_context():
        asked = sa.select(Person.given_name, Invitation.state).join(Invitation, Invitation.person_id == Person.id)
        return {row.given_name: row.state for row in db.session.execute(asked)}


def test_the_invitation_leads_to_the_form_and_never_first(guest: Guest) -> None:
    said = [link.get_text().strip() for link in guest.sees().select(".actions a")]
    assert said == ["Ja, jag kommer", "Nej, jag kan inte komma", "Någon annan kommer i mitt ställe"]
    assert guest.sees().find("a", href=f"/i/{guest.token}{FORM}") is not None
    assert guest.sees("/nej").find("a", href=f"/i/{guest.token}{FORM}") is not None


def test_not_me_leads_to_a_form_about_the_one_who_reads(guest: Guest) -> None:
    assert guest.sees("/inte-jag").find("a", href=f"/i/{guest.token}{FORM}?jag=1") is not None
    page = guest.sees(f"{FORM}?jag=1")
    assert heading(page) == "Kommer du i stället för Anna Berg?"
    assert "Ditt förnamn" in words(page)
    answer = guest.sends(f"{FORM}?jag=1", **KARIN)
    assert (answer.status_code, _states(guest)["Karin"]) == (303, InvitationState.UNANSWERED)


def test_naming_somebody_leads_to_a_page_that_says_who_comes(guest: Guest) -> None:
    answer = guest.sends(FORM, **KARIN)
    page = guest.sees()
    assert (answer.status_code, answer.location) == (303, f"/i/{guest.token}")
    assert heading(page) == "Karin Ek kommer i ditt ställe"
    assert "har fått ett brev och har inte svarat än" in words(page)
    assert "Till och med torsdag 18 februari kan du ta tillbaka det" in words(page)
    assert guest.letters() == ["named", "replaced"]


def test_the_one_named_sees_in_whose_stead_and_who_gave_the_address(guest: Guest) -> None:
    guest.sends(FORM, **KARIN)
    page = follow(guest, "Karin").sees()
    said = words(page)
    assert "Du är inbjuden i stället för Anna Berg, rektor, Ånge kommun" in said
    assert "har angett dig i sitt ställe och lämnat din adress" in said
    assert "Du svarar som Karin Ek, i stället för Anna Berg" in words(guest.sees("/nej"))


def test_a_seat_that_went_over_is_said_on_both_pages(guest: Guest) -> None:
    guest.says_yes(guest.plenary, diet=["vegan"])
    assert "raderas och följer inte med" in words(guest.sees(FORM))
    guest.sends(FORM, **KARIN)
    assert "Du behöver inte göra något mer" in words(guest.sees())
    page = follow(guest, "Karin").sees()
    assert (heading(page), "Du har inte lämnat någon uppgift" in words(page)) == ("Du är anmäld", True)
    assert guest.letters() == ["receipt", "replaced", "taken_over"]


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({}, ["Skriv förnamnet", "Skriv efternamnet", "Skriv e-postadressen"]),
        (KARIN | {"address": "karin"}, ["Skriv en e-postadress som namn@kommun.se"]),
        (
            KARIN | {"given_name": "19800101-1234"},
            ["Ta bort personnumret. Vi behöver det inte och får inte spara det."],
        ),
        (KARIN | {"given_name": "Vinn på www.spel.example"}, ["Skriv bara namnet, utan adresser"]),
        (KARIN | {"role": "kejsare"}, ["Välj något av alternativen"]),
    ],
)
def test_what_is_wrong_is_said_where_it_can_be_mended(guest: Guest, fields: dict[str, str], wanted: list[str]) -> None:
    answer = guest.sends(FORM, **fields)
    assert (answer.status_code, errors(answer), guest.letters()) == (422, wanted, [])


def test_names_as_they_are_written_harm_nobody(guest: Guest) -> None:
    answer = guest.sends(FORM, given_name=NASTY.replace("1", ""), family_name="{{förnamn}}", address="x@ange.example")
    assert answer.status_code in (303, 422)
    assert b"<img src=x" not in guest.client.get(f"/i/{guest.token}").data


def test_sent_twice_it_is_done_once(guest: Guest) -> None:
    answers = [guest.sends(FORM, to="", **KARIN).status_code]
    page = guest.sees(FORM)
    assert heading(page) == "Du kan inte ange någon annan nu"
    token = BeautifulSoup(guest.client.get(f"/i/{guest.token}{FORM}/angra").data, "html5lib").find(
        "input", attrs={"name": "csrf_token"}
    )
    assert token is not None
    again = guest.client.post(f"/i/{guest.token}{FORM}", data=KARIN | {"csrf_token": token["value"]})
    assert (answers, again.status_code, guest.letters()) == ([303], 303, ["named", "replaced"])


def test_oneself_and_somebody_who_comes_already(guest: Guest) -> None:
    with guest.app.app_context(), transaction():
        bo = builders.person("Bo", "Ask", "bo@ange.example")
        builders.invitation(guest.event, bo, state=InvitationState.COMING)
        builders.person("Eva", "Dal", "eva@ange.example", declined_all_at=NOW)
    coming = guest.sends(FORM, given_name="Bo", family_name="Ask", address="bo@ange.example")
    wants_none = guest.sends(FORM, given_name="Eva", family_name="Dal", address="eva@ange.example")
    myself = guest.sends(FORM, given_name="Anna", family_name="Berg", address="hemma@privat.example")
    assert errors(coming) == errors(wants_none)
    assert errors(coming)[0].startswith("Vi kan inte fråga den personen")
    assert errors(myself)[0].startswith("Det är du själv")
    assert (guest.letters(), guest.count(Registration)) == ([], 0)


def test_a_link_is_no_way_to_write_to_strangers(guest: Guest) -> None:
    codes = []
    for number in range(7):
        answer = guest.sends(FORM, given_name="Bo", family_name=f"Nr{number}", address=f"nr{number}@x.example")
        codes.append(answer.status_code)
        if answer.status_code == 303:
            guest.sends("/nagon-annan/angra")
    assert codes == [303] * 5 + [429] * 2


def test_one_address_is_not_named_by_link_after_link(guest: Guest) -> None:
    for number in range(5):
        guest.sends(FORM, given_name="Bo", family_name=f"Nr{number}", address="samma@x.example")
        guest.sends("/nagon-annan/angra")
    with guest.app.app_context(), transaction():
        other = builders.invitation(guest.event, builders.person("Cia", "Dahl"), guest.rektor, guest.ange)
        guest.token = links.token(Link(Purpose.INVITATION, other.link_seed))
    answer = guest.sends(FORM, given_name="Bo", family_name="Ek", address="Samma@x.example")
    assert (answer.status_code, "många i dag" in errors(answer)[0]) == (429, True)


def test_coming_anyway_is_asked_first_and_brings_the_seat_back(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    guest.sends(FORM, **KARIN)
    page = guest.sees("/nagon-annan/angra")
    assert (heading(page), page.select(".actions a, .actions button")[0].name) == ("Kommer du ändå?", "a")
    guest.sends("/nagon-annan/angra")
    assert (heading(guest.sees()), _states(guest)["Karin"]) == ("Du är anmäld", InvitationState.REVOKED)
    assert guest.letters()[-2:] == ["taken_back", "given_back"]
    assert follow(guest, "Karin").client.get(f"/i/{guest.token}").status_code == 404


def test_late_it_cannot_be_taken_back_by_oneself(guest: Guest, at: Callable[[datetime], None]) -> None:
    guest.sends(FORM, **KARIN)
    at(datetime(2027, 2, 20, 9, tzinfo=UTC))
    assert "Vill du komma ändå? Skriv till" in words(guest.sees())
    assert guest.client.get(f"/i/{guest.token}/nagon-annan/angra").status_code == 303


def test_who_is_replaced_sees_that_page_wherever_they_go(guest: Guest) -> None:
    guest.sends(FORM, **KARIN)
    for path in ("", "/svara", "/nej", "/avboka", "/behov"):
        assert heading(guest.sees(path)) == "Karin Ek kommer i ditt ställe"
    assert "Karin Ek kommer i stället" in guest.client.get(f"/min/{guest.own_token}").get_data(as_text=True)


def test_too_late_the_page_says_so(guest: Guest, at: Callable[[datetime], None]) -> None:
    at(datetime(2027, 2, 10, 9, tzinfo=UTC))
    page = guest.sees(FORM)
    assert "Tiden att ange någon annan har gått ut" in words(page)
    assert "Någon annan kommer i mitt ställe" not in words(guest.sees())


def test_a_proposal_waits_and_ones_own_answer_stands(asked: Guest) -> None:
    asked.says_yes(asked.plenary)
    assert "Samordnaren ska godkänna" in words(asked.sees(FORM))
    asked.sends(FORM, **KARIN)
    page = asked.sees()
    assert heading(page) == "Du är anmäld"
    assert "Du har angett att Karin Ek ska komma i ditt ställe" in words(page)
    assert asked.letters() == ["receipt", "proposal_waits"]
    assert heading(asked.sees("/nagon-annan/angra")) == "Ta tillbaka förslaget?"
    asked.sends("/nagon-annan/angra")
    assert "Väntar på samordnaren" not in words(asked.sees())
    assert asked.letters() == ["receipt", "proposal_waits"]


def test_looking_changes_nothing(guest: Guest) -> None:
    guest.sends(FORM, **KARIN)
    with guest.app.app_context():
        tables = db.metadata.sorted_tables
        before = [dict(row._mapping) for table in tables for row in db.session.execute(table.select())]
    for path in ("", FORM, f"{FORM}?jag=1", "/nagon-annan/angra", "/inte-jag"):
        assert guest.client.get(f"/i/{guest.token}{path}").status_code == 200
    with guest.app.app_context():
        after = [dict(row._mapping) for table in tables for row in db.session.execute(table.select())]
    assert before == after


def test_the_form_takes_few_questions_and_so_does_naming(guest: Guest) -> None:
    guest.client.get(f"/i/{guest.token}{FORM}")  # the event is kept from here on
    assert count_statements(lambda: guest.client.get(f"/i/{guest.token}{FORM}")) <= 6
