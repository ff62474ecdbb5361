"""After a last day the invitee asks instead: every state before and after each deadline, in words, without script."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from app.audit.actor import Actor, ActorKind
from app.events.model import Event, GroupDeadlines
from app.events.rules.kinds import LegalBasis
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.mail.render import render
from app.people.rules.kinds import RoleGroup
from app.registrations import actions
from app.registrations.model import Registration, Request
from app.registrations.rules.requests import RequestState
from tests.said import statements
from tests.web.guest import Guest, errors, heading, words

AFTER_ANSWER_BY = datetime(2027, 2, 10, 12, tzinfo=UTC)
AFTER_CHANGE_BY = datetime(2027, 2, 20, 12, tzinfo=UTC)
AFTER_MEALS = datetime(2027, 2, 24, 12, tzinfo=UTC)
AFTER_LOCK = datetime(2027, 3, 4, 6, tzinfo=UTC)
SAM = Actor(ActorKind.ACCOUNT, "sam", "Sam Ordnare")
Clock = Callable[[datetime], None]


@pytest.fixture
def guest(app: Flask, at: Clock) -> Guest:
    return Guest(app)


def asks(guest: Guest, *parts: Any, **fields: Any) -> Any:
    """Send the request form with these parts ticked."""
    return guest.sends("/fraga", delar=[part.uid for part in parts], **fields)


def requests(guest: Guest) -> list[tuple[RequestState, str]]:
    with guest.app.app_context():
        rows = db.session.scalars(sa.select(Request).order_by(Request.id))
        return [(row.state, row.message) for row in rows]


def organizer(guest: Guest, act: Any, words: str = "", now: datetime = AFTER_CHANGE_BY) -> None:
    """The organizer answers the last request."""
    with guest.app.app_context(), transaction():
        uid = db.session.scalars(sa.select(Request.uid).order_by(Request.id.desc())).first()
        act(db.session.get_one(Event, guest.event.id), uid, words, now=now, actor=SAM)


def buttons(page: BeautifulSoup) -> list[str]:
    found = page.main.select("a.button, button") if page.main else []
    return [one.get_text().strip() for one in found if "visually-hidden" not in (one.get("class") or [])]


def test_after_answer_by_the_page_says_so_and_takes_a_request(guest: Guest, at: Clock) -> None:
    at(AFTER_ANSWER_BY)
    page = guest.sees()
    assert (heading(page), buttons(page)) == ("Anmälan har stängt", ["Fråga om plats", "Meddela att du inte kommer"])
    assert "Sista svarsdag var torsdag 4 februari 2027. Du kan fråga om du får plats." in words(page)
    assert asks(guest, guest.plenary, message="Jag blev vald i går.").status_code == 303
    page = guest.sees()
    assert "Din förfrågan väntar på svar Du frågar om plats på: Konferens torsdag" in words(page)
    assert buttons(page) == ["Ändra förfrågan", "Ta tillbaka förfrågan", "Meddela att du inte kommer"]
    assert (guest.count(Registration), guest.letters()) == (0, ["request_received"])


def test_needs_are_not_asked_for_with_a_request(guest: Guest, at: Clock) -> None:
    at(AFTER_ANSWER_BY)
    page = guest.sees("/fraga")
    assert page.select("input[name=diet]") == []
    assert "Särskilda behov lämnar du när du har fått plats." in words(page)


def test_the_form_asked_again_holds_what_was_asked_for_and_replaces_it(guest: Guest, at: Clock) -> None:
    at(AFTER_ANSWER_BY)
    for _ in range(2):
        asks(guest, guest.dinner, message="Hej")
    page = guest.sees("/fraga")
    ticked = [str(box["value"]) for box in page.select("input[name=delar][checked]")]
    area = page.select_one("textarea[name=message]")
    assert (ticked, area.get_text().strip() if area else "") == ([guest.dinner.uid], "Hej")
    asks(guest, guest.plenary, message="Hej")
    assert [state for state, _message in requests(guest)] == [RequestState.WITHDRAWN, RequestState.OPEN]


def test_a_request_is_taken_back_by_its_button(guest: Guest, at: Clock) -> None:
    at(AFTER_ANSWER_BY)
    asks(guest, guest.plenary)
    for _ in range(2):
        assert guest.sends("/nej", to="/fraga/ta-tillbaka").status_code == 303
    assert (requests(guest), "Fråga om plats" in buttons(guest.sees())) == ([(RequestState.WITHDRAWN, "")], True)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Välj minst en del som du kommer till."),
        (
            {"message": "Mitt nummer är 19800101-1239"},
            "Ta bort personnumret. Vi behöver det inte och får inte spara det.",
        ),
        ({"message": "a" * 501}, "Skriv högst 500 tecken"),
    ],
)
def test_a_request_sent_wrong_says_what_to_mend_and_keeps_what_was_written(
    guest: Guest,
    at: Clock,
    fields: dict[str, str],
    said: str,
) -> None:
    at(AFTER_ANSWER_BY)
    chosen = [guest.plenary] if fields else []
    response = asks(guest, *chosen, **fields)
    page = BeautifulSoup(response.data, "html5lib")
    area = page.select_one("textarea[name=message]")
    assert (response.status_code, errors(response), requests(guest)) == (422, [said], [])
    assert (area.get_text().strip()[:500] if area else "") == fields.get("message", "")[:500]


def test_what_is_full_can_be_asked_for_and_says_so(guest: Guest, at: Clock) -> None:
    guest.other_takes(guest.first)
    guest.changes(waiting_list=False)
    at(AFTER_ANSWER_BY)
    page = guest.sees("/fraga")
    box = page.select_one(f"input[value='{guest.first.uid}']")
    assert box is not None
    assert (box.has_attr("disabled"), "Fullt just nu: samordnaren avgör" in words(page)) == (False, True)
    assert guest.sends("/fraga", **{guest.slot_field: guest.first.uid}).status_code == 303


def test_where_consent_is_the_ground_the_box_is_asked_for(app: Flask, at: Clock) -> None:
    guest = Guest(app, legal_basis=LegalBasis.CONSENT)
    at(AFTER_ANSWER_BY)
    assert errors(asks(guest, guest.plenary)) == [
        "Samtyck till att vi använder dina uppgifter för mötet, annars kan vi inte anmäla dig."
    ]
    assert asks(guest, guest.plenary, consent="y").status_code == 303


def test_before_the_last_day_the_ordinary_form_is_the_way(guest: Guest, at: Clock) -> None:
    assert guest.client.get(f"/i/{guest.token}/fraga").location == f"/i/{guest.token}"
    guest.says_yes(guest.plenary)
    at(AFTER_ANSWER_BY)
    assert guest.client.get(f"/i/{guest.token}/fraga").location == f"/i/{guest.token}"
    assert "Ändra" in buttons(guest.sees())


def test_after_change_by_a_change_becomes_a_request(guest: Guest, at: Clock) -> None:
    guest.says_yes(guest.plenary)
    at(AFTER_CHANGE_BY)
    assert "Du kan be om en ändring, och avboka kan du göra när som helst." in words(guest.sees())
    same = asks(guest, guest.plenary)
    assert errors(same) == ["Det är just det du är anmäld till. Välj något annat, eller gå tillbaka."]
    asks(guest, guest.plenary, guest.dinner)
    page = guest.sees()
    assert "Du vill ändra din anmälan till: Konferens torsdag, Middag" in words(page)
    assert "Avboka" in buttons(page)


def test_ones_own_page_tells_what_waits_until_the_meeting_has_been(guest: Guest, at: Clock) -> None:
    at(AFTER_ANSWER_BY)
    asks(guest, guest.plenary)
    told = []
    for moment in (AFTER_ANSWER_BY, datetime(2027, 3, 8, 12, tzinfo=UTC)):
        at(moment)
        page = guest.client.get(f"/min/{guest.own_token}").get_data(as_text=True)
        told.append("Din förfrågan väntar på svar" in page)
    assert told == [True, False]


def test_the_answer_is_told_on_the_page(guest: Guest, at: Clock) -> None:
    at(AFTER_ANSWER_BY)
    asks(guest, guest.plenary)
    organizer(guest, actions.turn_down, "Salen är full.")
    page = guest.sees()
    assert "Det du frågade om gick inte att ordna Samordnaren skriver: ”Salen är full.”" in words(page)
    assert buttons(page)[0] == "Fråga om plats"
    asks(guest, guest.dinner)
    organizer(guest, actions.grant)
    assert (heading(guest.sees()), guest.state()) == ("Du är anmäld", InvitationState.COMING)


def test_somebody_who_said_no_can_ask_too(guest: Guest, at: Clock) -> None:
    guest.sends("/nej")
    at(AFTER_ANSWER_BY)
    page = guest.sees()
    assert ("Sista svarsdag var torsdag 4 februari, men du kan fråga om du får plats." in words(page)) is True
    asks(guest, guest.plenary)
    assert "Din förfrågan väntar på svar" in words(guest.sees())


def test_withdrawing_is_always_possible_and_says_that_the_meal_is_ordered(guest: Guest, at: Clock) -> None:
    guest.says_yes(guest.plenary, guest.dinner)
    seen = []
    for moment in (AFTER_CHANGE_BY, AFTER_MEALS, AFTER_LOCK):
        at(moment)
        page = words(guest.sees("/avboka"))
        seen.append(("Måltiderna är redan beställda" in page, "Vi noterar att du fick förhinder" in page))
    assert seen == [(False, False), (True, False), (True, True)]
    assert ("Meddela förhinder" in words(guest.sees()), heading(guest.sees("/avboka"))) == (
        True,
        "Har du fått förhinder?",
    )
    assert guest.sends("/avboka").status_code == 303
    page = guest.sees()
    assert (heading(page), "Vi har noterat att du fick förhinder" in words(page)) == ("Du har anmält förhinder", True)
    with guest.app.app_context():
        letter = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.kind == "withdrawn")).one()
        mail = render(letter.kind, letter.language, letter.data, letter.to_name)
    assert mail.subject.startswith("Förhinder noterat: ")
    assert "de som står vid dörren ser det" in mail.text


def test_a_no_after_the_list_is_locked_is_forhinder(guest: Guest, at: Clock) -> None:
    at(AFTER_LOCK)
    assert "Vi noterar att du fick förhinder" in words(guest.sees("/nej"))
    assert guest.sends("/nej").status_code == 303
    assert heading(guest.sees()) == "Du har anmält förhinder"


def test_a_role_groups_own_date_is_what_the_page_tells_and_keeps(guest: Guest, at: Clock) -> None:
    with guest.app.app_context(), transaction() as session:
        own = {"role_group": RoleGroup.SKOLLEDNING, "answer_days": 20}
        session.add(GroupDeadlines(event_id=guest.event.id, **own))
    at(AFTER_ANSWER_BY)
    assert "Svara senast fredag 12 februari 2027" in words(guest.sees())
    assert guest.says_yes(guest.plenary).status_code == 303
    assert guest.state() is InvitationState.COMING


def test_the_form_asks_the_database_at_most_six_times_and_the_page_seven(guest: Guest, at: Clock) -> None:
    at(AFTER_ANSWER_BY)
    asks(guest, guest.plenary)
    counts = []
    for path in ("", "/fraga"):
        with statements("SELECT") as said:
            guest.client.get(f"/i/{guest.token}{path}")
        counts.append(len(said))
    assert (counts[0] <= 7, counts[1] <= 6) == (True, True), counts
