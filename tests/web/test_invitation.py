"""The invitee's pages, without JavaScript: each state in words, nothing on GET, every error where it can be mended."""

import re
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from app.audit.actor import SYSTEM
from app.events.model import Part
from app.invitations import actions as invitations
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.registrations.model import Need, Registration
from tests import builders
from tests.builders import NOW
from tests.said import statements
from tests.web.guest import NASTY, Guest, errors, heading, words
from tests.web.guest import guest as guest


def test_the_invitation_says_who_what_when_where_and_by_when(guest: Guest) -> None:
    page = guest.sees()
    said = words(page)
    assert heading(page) == "RUN-konferens 2027"
    for wanted in (
        "Du är inbjuden som rektor, Ånge kommun",
        "torsdag–fredag 4–5 mars 2027 · v. 9",
        "Södra Berget, Sundsvall",
        "torsdag 4 februari 2027",
    ):
        assert wanted in said
    assert [link.get_text().strip() for link in page.select(".actions a")] == [
        "Ja, jag kommer",
        "Nej, jag kan inte komma",
        "Någon annan kommer i mitt ställe",
    ]


def test_looking_changes_nothing_on_any_page(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    with guest.app.app_context():
        before = [
            dict(row._mapping) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())
        ]
    for path in ("", "/svara", "/nej", "/behov", "/avboka", "/inte-jag"):
        for method in ("get", "head"):
            assert getattr(guest.client, method)(f"/i/{guest.token}{path}").status_code == 200
    guest.client.get(f"/min/{guest.own_token}")
    with guest.app.app_context():
        after = [
            dict(row._mapping) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())
        ]
    assert before == after


def test_whatever_opens_nothing_is_the_same_page(guest: Guest) -> None:
    with guest.app.app_context(), transaction():
        row = builders.invitation(guest.event, builders.person("Bo", "Ek"))
        revoked = links.token(Link(Purpose.INVITATION, row.link_seed))
        invitations.revoke(row, now=NOW, actor=SYSTEM)
    pages = {
        (answer.status_code, re.sub(rb'value="[^"]{40,}"', b"", answer.data))
        for token in ("okänd", "a" * 43, revoked, guest.own_token, guest.token + "x", "%00")
        for answer in [guest.client.get(f"/i/{token}")]
    }
    assert [status for status, _body in pages] == [404]


def test_the_form_has_the_common_programme_ticked_and_nothing_else(guest: Guest) -> None:
    page = guest.sees("/svara")
    ticked = [str(box["value"]) for box in page.select("input[checked]")]
    assert ticked == [guest.plenary.uid, guest.talk.uid]


def test_a_yes_leads_to_a_page_that_says_what_one_comes_to(guest: Guest) -> None:
    fields = {guest.slot_field: guest.first.uid, f"del_{guest.talk.uid}": f"{guest.talk.uid}:digitalt"}
    response = guest.says_yes(guest.plenary, guest.dinner, **fields)
    page = guest.sees()
    assert (response.status_code, response.location) == (303, f"/i/{guest.token}")
    assert heading(page) == "Du är anmäld"
    titles = [title.get_text() for title in page.select("main > dl .fact strong")]
    assert titles == ["Konferens torsdag", "Föreläsning", "Middag", "Seminarium A"]
    assert page.find("a", href="https://video.example/rum") is not None
    assert (guest.state(), guest.letters()) == (InvitationState.COMING, ["receipt"])


def test_sending_the_form_twice_is_one_registration_and_one_receipt(guest: Guest) -> None:
    answers = [guest.says_yes(guest.plenary).status_code for _ in range(2)]
    assert (answers, guest.count(Registration), guest.letters()) == ([303, 303], 1, ["receipt"])


def test_a_yes_to_nothing_is_asked_again(guest: Guest) -> None:
    response = guest.says_yes()
    assert (response.status_code, errors(response)) == (422, ["Välj minst en del som du kommer till."])
    assert b"<title>Fel:" in response.data
    assert guest.count(Registration) == 0


def test_a_change_is_prefilled_and_gets_a_letter(guest: Guest) -> None:
    guest.says_yes(guest.plenary, guest.dinner, **{guest.slot_field: guest.second.uid})
    page = guest.sees("/svara")
    ticked = {str(box["value"]) for box in page.select("input[checked]")}
    assert ticked == {guest.plenary.uid, guest.dinner.uid, guest.second.uid, "inget"}
    guest.says_yes(guest.plenary)
    assert guest.letters() == ["receipt", "changed"]


def test_a_no_with_words_has_its_page_and_letter_and_can_be_taken_back(guest: Guest) -> None:
    response = guest.sends("/nej", message="Jag är i Umeå då.")
    assert (response.status_code, guest.state(), guest.letters()) == (303, InvitationState.NOT_COMING, ["declined"])
    assert heading(guest.sees()) == "Du har tackat nej"
    guest.says_yes(guest.plenary)
    assert (guest.state(), guest.letters()) == (InvitationState.COMING, ["declined", "receipt"])


def test_a_personnummer_in_a_message_is_refused_with_the_reason(guest: Guest) -> None:
    response = guest.sends("/nej", message="Mitt nummer är 640823-3234")
    assert (response.status_code, guest.state()) == (422, InvitationState.UNANSWERED)
    assert errors(response) == ["Ta bort personnumret. Vi behöver det inte och får inte spara det."]


def test_the_first_button_is_never_no(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    for path in ("/avboka",):
        buttons = [button.get_text().strip() for button in guest.sees(path).select("main .button")]
        assert buttons[0] == "Nej, behåll min anmälan"


def test_withdrawing_asks_first_and_is_harmless_twice(guest: Guest) -> None:
    guest.says_yes(guest.plenary, diet=["vegan"])
    assert heading(guest.sees("/avboka")) == "Vill du avboka?"
    first = guest.sends("/avboka")
    page = guest.sees("/nej")
    csrf = page.find("input", attrs={"name": "csrf_token"})
    assert (first.status_code, guest.letters(), guest.count(Need)) == (303, ["receipt", "withdrawn"], 0)
    assert heading(guest.sees()) == "Du är avbokad"
    assert csrf is None


def test_a_meeting_with_one_part_asks_nothing_about_it(app: Flask, at: Callable[[datetime], None]) -> None:
    guest = Guest(app)
    with app.app_context(), transaction():
        for part in db.session.scalars(sa.select(Part).where(Part.id != guest.plenary.id)):
            db.session.delete(part)
    page = guest.sees("/svara")
    assert "Du anmäler dig till: Konferens torsdag" in words(page)
    assert guest.sends("/svara", delar=guest.plenary.uid).status_code == 303


def test_a_forwarded_link_says_whom_it_is_for_and_whom_to_ask(guest: Guest) -> None:
    said = words(guest.sees("/inte-jag"))
    assert "Länken är personlig och gäller Anna Berg, rektor, Ånge kommun." in said
    assert "Sam Ordnare" in said


def test_nasty_names_stay_text(app: Flask, at: Callable[[datetime], None]) -> None:
    guest = Guest(app, name=NASTY, title=NASTY, place=NASTY, theme=NASTY, body=NASTY)
    guest.says_yes(guest.plenary)
    for path in ("", "/svara", "/avboka", "/behov", "/inte-jag"):
        page = guest.sees(path)
        assert page.select("main img") == []
        assert "7777" not in heading(page)
    assert BeautifulSoup(guest.client.get(f"/min/{guest.own_token}").data, "html5lib").select("main img") == []


def test_ids_of_others_in_the_body_are_refused(guest: Guest) -> None:
    with guest.app.app_context(), transaction():
        other = builders.part(builders.event("Dialogmöte"), "Annat").uid
    response = guest.sends("/svara", delar=[guest.plenary.uid, other])
    assert (response.status_code, errors(response)) == (422, ["En del som du valde finns inte längre. Välj igen."])


def test_the_persons_page_shows_all_meetings_with_their_state(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    with guest.app.app_context(), transaction():
        person = db.session.scalars(sa.select(Invitation)).one().person
        builders.invitation(
            builders.event(
                "Dialogmöte maj", starts_on=datetime(2027, 5, 12).date(), ends_on=datetime(2027, 5, 12).date()
            ),
            person,
        )
        builders.invitation(builders.event("Osänt"), person, state=InvitationState.NOT_SENT)
    page = BeautifulSoup(guest.client.get(f"/min/{guest.own_token}").data, "html5lib")
    rows = [
        (row.select_one(".event-row-title").get_text().strip(), row.select_one(".status").get_text().strip())  # type: ignore[union-attr]
        for row in page.select(".event-row")
    ]
    assert rows == [("RUN-konferens 2027", "Kommer"), ("Dialogmöte maj", "Har inte svarat")]
    assert [guest.client.get(f"/min/{token}").status_code for token in ("okänd", guest.token)] == [404, 404]


def test_the_form_asks_the_database_at_most_six_times(guest: Guest) -> None:
    guest.sees("/svara")  # the event is kept from here on
    with statements() as said:
        guest.client.get(f"/i/{guest.token}/svara")
    assert len(said) <= 6, said


def test_a_registration_takes_at_most_fifteen_statements(guest: Guest) -> None:
    page = guest.sees("/svara")
    csrf = page.find("input", attrs={"name": "csrf_token"})
    data = {
        "csrf_token": csrf["value"] if csrf else "",
        "delar": [guest.plenary.uid, guest.dinner.uid],
        "diet": "vegan",
    }
    with statements() as said:
        guest.client.post(f"/i/{guest.token}/svara", data=data)
    assert guest.letters() == ["receipt"]
    assert len(said) <= 15, "\n\n".join(said)
