"""What somebody sees whom a quota stops, who waits, or whom a seat is held for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app import rounds
from app.audit.actor import SYSTEM
from app.events.model import Event, Part, Quota
from app.events.rules.kinds import QueueMode
from app.invitations import queries as invitations
from app.invitations.model import Invitation
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.organizers.rules import Right
from app.people.rules.kinds import OrganisationKind
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from tests import builders
from tests.builders import NOW
from tests.said import statements
from tests.web.guest import errors, heading, words

LATER = datetime(2027, 3, 4, 16, tzinfo=UTC)


class Crowd:
    """A meeting with one seat, and people of Ånge who come or would; each has a browser by the given name."""

    def __init__(self, app: Flask, **given: Any) -> None:
        self.app, self.client = app, app.test_client()
        with app.app_context(), transaction():
            self.event = builders.event(contact_address="sam@miun.example", contact_name="Sam Ordnare", **given)
            self.plenary = builders.part(self.event)
            self.dinner = builders.part(
                self.event, "Middag", starts_at=LATER, ends_at=LATER + timedelta(hours=2), capacity=1
            )
            rektor, ange = builders.role(), builders.organisation()
            self.uids, self.tokens = {}, {}
            for name in ("Anna", "Bo", "Cia"):
                one: Invitation = builders.invitation(self.event, builders.person(name), rektor, ange)
                self.uids[name] = one.uid
                self.tokens[name] = links.token(Link(Purpose.INVITATION, one.link_seed))

    def quota(self, most: int, part: Part | None = None, **given: Any) -> None:
        """At most so many of each municipality."""
        with self.app.app_context(), transaction():
            kind = OrganisationKind.KOMMUN
            row = Quota(event_id=self.event.id, most=most, organisation_kind=kind, per_organisation=True)
            row.part_id = part.id if part else None
            db.session.add(row)
            db.session.get_one(Event, self.event.id).has_quotas = True

    def comes(self, name: str, *parts: Part) -> None:
        """Come, in line where it is full."""
        asked = tuple(Asked(part.uid) for part in parts or (self.plenary,))
        with self.app.app_context(), transaction():
            answers = Answers(asked, frozenset(one.part_uid for one in asked), event_seen_full=True)
            actions.register(invitations.lock(self.uids[name]), answers, now=NOW, actor=SYSTEM)

    def withdraws(self, name: str) -> None:
        with self.app.app_context(), transaction():
            actions.withdraw(invitations.lock(self.uids[name]), now=NOW, actor=SYSTEM)

    def sees(self, name: str, path: str = "") -> BeautifulSoup:
        """The page, wherever it leads."""
        answer = self.client.get(f"/i/{self.tokens[name]}{path}", follow_redirects=True)
        assert answer.status_code == 200, answer.status
        return BeautifulSoup(answer.data, "html5lib")

    def posts(self, name: str, path: str, *, at: str = "", **fields: Any) -> Any:
        """Send the form of the page at ``at`` to ``path``."""
        token = self.sees(name, at or path).find("input", attrs={"name": "csrf_token"})
        assert token is not None
        return self.client.post(f"/i/{self.tokens[name]}{path}", data={"csrf_token": token["value"]} | fields)


@pytest.fixture
def crowd(app: Flask, at: Callable[[datetime], None]) -> Crowd:
    return Crowd(app)


@pytest.fixture
def offering(app: Flask, at: Callable[[datetime], None]) -> Crowd:
    """One seat, held for Bo for a day; Cia is next."""
    made = Crowd(app, capacity=1, queue_mode=QueueMode.OFFERED, offer_hours=24)
    for name in ("Anna", "Bo", "Cia"):
        made.comes(name)
    made.withdraws("Anna")
    return made


def test_a_full_quota_is_told_before_the_form_and_on_it(crowd: Crowd) -> None:
    crowd.quota(2)
    crowd.comes("Anna")
    crowd.comes("Bo")
    said = "Ånge kommun har redan två anmälda. Fråga där om någon kan avstå, eller ställ dig på väntelistan."
    assert [said in words(crowd.sees("Cia", path)) for path in ("", "/svara")] == [True, True]
    crowd.posts("Cia", "/svara", delar=crowd.plenary.uid, motet_fullt="1")
    page = crowd.sees("Cia")
    assert (heading(page), "Ånge kommun har redan två anmälda. Fråga där om någon kan avstå." in words(page)) == (
        "Du står på väntelistan",
        True,
    )


def test_a_quota_that_filled_up_meanwhile_is_an_error_that_says_how_to_queue(crowd: Crowd) -> None:
    crowd.quota(1)
    before = {"delar": crowd.plenary.uid}
    crowd.sees("Bo", "/svara")
    crowd.comes("Anna")
    refused = crowd.posts("Bo", "/svara", at="/nej", **before)
    assert (refused.status_code, errors(refused)) == (
        422,
        ["Ånge kommun har redan en anmäld. Fråga där om någon kan avstå. Skicka igen, så ställs du på väntelistan."],
    )


def test_without_a_waiting_list_a_full_quota_is_a_page(app: Flask, at: Callable[[datetime], None]) -> None:
    crowd = Crowd(app, waiting_list=False)
    crowd.quota(1)
    crowd.comes("Anna")
    page = crowd.sees("Bo")
    assert (heading(page), "Ånge kommun har redan en anmäld." in words(page)) == ("Mötet är fullt", True)


def test_a_full_quota_of_a_part_is_told_at_the_part(crowd: Crowd) -> None:
    crowd.quota(1, crowd.plenary)
    crowd.comes("Anna")
    page = crowd.sees("Bo", "/svara")
    option = page.find("input", attrs={"value": crowd.plenary.uid, "type": "checkbox"})
    assert option is not None
    assert "Ånge kommun har redan en anmäld." in words(page)


def test_somebody_whom_a_seat_is_held_for_sees_until_when_and_takes_it(offering: Crowd) -> None:
    page, form = offering.sees("Bo"), offering.sees("Bo", "/plats")
    assert (heading(page), "Svara senast torsdag 21 januari 10.00" in words(page)) == ("Du har fått en plats", True)
    buttons = [button.get_text().strip() for button in form.select("main button")]
    assert (heading(form), buttons) == ("Vill du ha platsen?", ["Ja, jag tar platsen", "Nej, jag avstår"])
    taken = [offering.posts("Bo", "/plats", at="/avboka").status_code for _ in range(2)]
    assert (taken, heading(offering.sees("Bo")), heading(offering.sees("Bo", "/plats"))) == (
        [303, 303],
        "Du är anmäld",
        "Du är anmäld",
    )


def test_whoever_lets_it_be_is_out_and_the_next_is_offered_it(offering: Crowd) -> None:
    answer = offering.posts("Bo", "/plats/avsta", at="/plats")
    assert (answer.status_code, heading(offering.sees("Bo")), heading(offering.sees("Cia"))) == (
        303,
        "Du är avbokad",
        "Du har fått en plats",
    )


def test_too_late_is_a_page_and_the_next_has_it(offering: Crowd, at: Callable[[datetime], None]) -> None:
    token = offering.sees("Bo", "/plats").find("input", attrs={"name": "csrf_token"})
    assert token is not None
    at(NOW + timedelta(hours=25))
    before = words(offering.sees("Bo"))
    answer = offering.client.post(f"/i/{offering.tokens['Bo']}/plats", data={"csrf_token": token["value"]})
    page = BeautifulSoup(answer.data, "html5lib")
    assert "Tiden att svara på erbjudandet om en plats har gått ut." in before
    assert (answer.status_code, heading(page), heading(offering.sees("Cia"))) == (
        409,
        "Platsen har gått till nästa",
        "Du har fått en plats",
    )


def test_an_offered_part_stands_beside_what_one_has(app: Flask, at: Callable[[datetime], None]) -> None:
    crowd = Crowd(app, queue_mode=QueueMode.OFFERED)
    for name in ("Anna", "Bo"):
        crowd.comes(name, crowd.plenary, crowd.dinner)
    crowd.withdraws("Anna")
    said = words(crowd.sees("Bo"))
    assert ("Du får plats på tor 4 mars Middag" in said, "Du är anmäld till tor 4 mars Konferens" in said) == (
        True,
        True,
    )


def test_whoever_waits_is_told_when_the_queue_stops_and_that_it_has(app: Flask, at: Callable[[datetime], None]) -> None:
    crowd = Crowd(app, capacity=1, queue_stop_days=5)
    for name in ("Anna", "Bo"):
        crowd.comes(name)
    before = words(crowd.sees("Bo"))
    at(datetime(2027, 2, 28, 9, tzinfo=UTC))
    after = words(crowd.sees("Bo"))
    assert "Väntelistan stannar efter lördag 27 februari." in before
    assert "Väntelistan stannade lördag 27 februari." in after


def test_after_the_queue_has_stopped_what_is_full_is_full_and_says_so(
    app: Flask, at: Callable[[datetime], None]
) -> None:
    crowd = Crowd(app, queue_stop_days=30)
    at(datetime(2027, 2, 3, 9, tzinfo=UTC))
    crowd.comes("Anna", crowd.plenary, crowd.dinner)
    page = crowd.sees("Bo", "/svara")
    dinner = page.find("input", attrs={"value": crowd.dinner.uid, "name": "delar"})
    assert dinner is not None
    assert dinner.has_attr("disabled")
    assert "Fullt. Väntelistan har stängt" in words(page)
    refused = crowd.posts("Bo", "/svara", delar=[crowd.dinner.uid], fullt=[crowd.dinner.uid])
    told = ["Middag: är fullt, och ingen väntelista är öppen. Välj något annat."]
    assert (refused.status_code, errors(refused)) == (422, told)


def test_when_the_queue_of_a_full_meeting_has_stopped_there_is_a_page(
    app: Flask, at: Callable[[datetime], None]
) -> None:
    crowd = Crowd(app, capacity=1, queue_stop_days=30)
    crowd.comes("Anna")
    at(datetime(2027, 2, 3, 9, tzinfo=UTC))
    page = crowd.sees("Bo", "/svara")
    assert (heading(page), "väntelistan har stängt" in words(page)) == ("Mötet är fullt", True)


def test_whoever_let_an_offer_pass_is_told_that_and_can_stand_last_in_line(
    offering: Crowd, at: Callable[[datetime], None]
) -> None:
    at(NOW + timedelta(hours=25))
    with offering.app.app_context(), transaction():
        actions.promote(db.session.get_one(Event, offering.event.id), now=NOW + timedelta(hours=25))
    page = offering.sees("Bo")
    assert heading(page) == "Platsen gick till nästa"
    assert "avbokad" not in words(page)
    assert "Du kan ställa dig sist i kön" in words(page)
    offering.posts("Bo", "/svara", delar=[offering.plenary.uid], motet_fullt="1")
    assert heading(offering.sees("Bo")) == "Du står på väntelistan"


def test_whoever_said_no_to_an_offer_is_withdrawn_as_before(offering: Crowd) -> None:
    offering.posts("Bo", "/plats/avsta", at="/plats")
    assert heading(offering.sees("Bo")) == "Du är avbokad"


def test_getting_the_pages_changes_nothing(offering: Crowd) -> None:
    for path in ("", "/plats", "/plats"):
        offering.sees("Bo", path)
    assert heading(offering.sees("Bo")) == "Du har fått en plats"
    assert offering.client.get(f"/i/{offering.tokens['Bo']}/plats/avsta").status_code == 405


def test_a_registration_with_a_quota_and_a_waiting_list_takes_at_most_fifteen_statements(crowd: Crowd) -> None:
    crowd.quota(1)
    crowd.comes("Anna")
    page = crowd.sees("Bo", "/svara")
    token = page.find("input", attrs={"name": "csrf_token"})
    assert token is not None
    data = {"csrf_token": token["value"], "delar": crowd.plenary.uid, "motet_fullt": "1"}
    with statements() as said:
        crowd.client.post(f"/i/{crowd.tokens['Bo']}/svara", data=data)
    with statements() as form:
        crowd.sees("Cia", "/svara")
    assert heading(crowd.sees("Bo")) == "Du står på väntelistan"
    assert len(said) <= 15, "\n\n".join(said)
    assert len(form) <= 7, "\n\n".join(form)


def test_coverage_says_until_when_a_seat_is_offered(offering: Crowd, client: FlaskClient, sign_in: Any) -> None:
    sign_in(client, Right.ORGANIZER)
    with offering.app.app_context():
        slug = db.session.get_one(Event, offering.event.id).slug
    page = " ".join(client.get(f"/arrangor/moten/{slug}/tackning").text.split())
    assert "Bo Berg: Väntelista, erbjuden plats till" in page
    assert page.count("erbjuden plats till") == 2


def test_whoever_let_an_offer_pass_when_nobody_was_next_is_not_told_that_somebody_was(
    app: Flask, at: Callable[[datetime], None]
) -> None:
    crowd = Crowd(app, capacity=1, queue_mode=QueueMode.OFFERED, offer_hours=24)
    for name in ("Anna", "Bo"):
        crowd.comes(name, crowd.plenary)
    crowd.withdraws("Anna")
    at(NOW + timedelta(hours=25))
    with app.app_context():
        rounds.pass_on_offers(NOW + timedelta(hours=25))
    page = crowd.sees("Bo")
    assert heading(page) == "Tiden att svara har gått ut"
    assert ("till nästa" in words(page), "Det finns platser nu" in words(page)) == (False, True)
