"""Who has not been told that the address is kept here: home, the register, the person's page, the letter that tells."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app import rounds
from app.events.rules.kinds import EventState
from app.kernel.db import db, transaction
from app.mail import inbox
from app.organizers.rules import Right
from app.people.model import Person
from app.people.queries import find_uninformed
from app.people.rules.informing import Uninformed
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.pages.forms import submit
from tests.said import count_statements

HOME, LIST = "/arrangor/", "/arrangor/register?visa=inte-informerade"
TODAY = NOW + timedelta(days=26)
LEFT = {"Anna": 5, "Bo": 11, "Cia": -4}


@pytest.fixture
def organizer(app: Flask, client: FlaskClient, sign_in: SignsIn) -> FlaskClient:
    """Twenty-six days after NOW, with days left as above; Dag has been told. NOW is 20 January."""
    with app.app_context(), transaction():
        for name, left in LEFT.items():
            builders.person(name, "Ek").created_at = TODAY - timedelta(days=31 - left)
        builders.person("Dag", "Ek", informed_at=NOW)
        builders.person("Siv", "Ek", "", informed_at=NOW)
    with time_machine.travel(TODAY, tick=False):
        sign_in(client, Right.ORGANIZER)
        yield client


def main(client: FlaskClient, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).text, "html.parser").main


def words(client: FlaskClient, address: str) -> str:
    return " ".join(main(client, address).get_text(" ").split())


def uid_of(app: Flask, name: str) -> str:
    with app.app_context():
        return db.session.scalars(sa.select(Person.uid).where(Person.given_name == name)).one()


def a_meeting(app: Flask, **given: Any) -> None:
    with app.app_context(), transaction():
        builders.part(builders.event(slug="konferens", **given))


def test_home_says_how_many_and_how_long_and_leads_to_them(app: Flask, organizer: FlaskClient) -> None:
    assert (
        "2 personer i registret har inte fått veta att adressen finns här. "
        "Tiden har gått ut: det skulle ha skett inom en månad. Se vilka och informera dem"
    ) in words(organizer, HOME)
    with app.app_context(), transaction() as session:
        session.execute(sa.update(Person).where(Person.given_name == "Cia").values(informed_at=NOW))
    assert "1 person i registret har inte fått veta att adressen finns här. Det är 5 dagar kvar." in words(
        organizer, HOME
    )
    assert str(main(organizer, HOME).select_one("#inte-informerade a")["href"]) == LIST  # type: ignore[index]


@pytest.mark.parametrize(("entered", "said"), [(21, True), (20, False)])
def test_home_says_it_from_the_twenty_first_day_after_somebody_was_entered(
    app: Flask, organizer: FlaskClient, entered: int, said: bool
) -> None:
    with app.app_context(), transaction() as session:
        session.execute(sa.update(Person).values(informed_at=NOW))
        first = TODAY.replace(hour=22, minute=59) - timedelta(days=entered)
        builders.person("Eva").created_at = first
    assert ("1 person i registret har inte fått veta" in words(organizer, HOME)) is said


def test_home_says_nothing_when_everybody_has_been_told(app: Flask, organizer: FlaskClient) -> None:
    with app.app_context():
        with transaction() as session:
            session.execute(sa.update(Person).values(informed_at=NOW))
        assert find_uninformed(TODAY.date()) is None
    assert "informerade" not in words(organizer, HOME)
    assert "Alla har fått veta att deras adress finns här" in words(organizer, LIST)


def test_the_register_has_the_most_urgent_first_with_the_days_left(organizer: FlaskClient) -> None:
    rows = [" ".join(row.get_text(" ").split()) for row in main(organizer, LIST).select("tbody th")]
    assert rows == ["Cia Ek 4 dagar för sent", "Anna Ek 5 dagar kvar", "Bo Ek 11 dagar kvar"]
    assert "dagar kvar" not in words(organizer, "/arrangor/register")


def test_days_are_those_of_stockholm(app: Flask) -> None:
    with app.app_context():
        with transaction():
            builders.person().created_at = TODAY.replace(hour=23, minute=30)
        assert find_uninformed(TODAY.date()) == Uninformed(1, 29)


def test_a_letter_to_exactly_them_is_two_presses_away_and_they_are_told(app: Flask, organizer: FlaskClient) -> None:
    assert "Inget möte är planerat" in words(organizer, LIST)
    a_meeting(app, state=EventState.DRAFT)
    way = str(main(organizer, LIST).select_one(".notice a.button")["href"])  # type: ignore[index]
    assert parse_qs(urlsplit(way).query) == {
        "mote": ["konferens"], "text": ["save_the_date"], "visa": ["inte-informerade"],
    }  # fmt: skip
    draft = submit(organizer, way).headers["Location"]
    assert "Cia Ek" in words(organizer, draft)
    assert "Dag Ek" not in words(organizer, draft)
    assert submit(organizer, draft, to=f"{draft}/skicka").status_code == 303
    with app.app_context():
        rounds.write_mailings(lambda: TODAY + timedelta(minutes=11))
        assert find_uninformed(TODAY.date()) is None


def test_every_coming_meeting_can_be_the_one_that_they_are_written_to_about(app: Flask, organizer: FlaskClient) -> None:
    with app.app_context(), transaction():
        for slug, days in (("dialogmote", 10), ("konferens", 90)):
            day = TODAY.date() + timedelta(days=days)
            builders.part(builders.event(slug.capitalize(), slug=slug, starts_on=day, ends_on=day))
    ways = main(organizer, LIST).select(".notice a.button")
    assert [parse_qs(urlsplit(str(one["href"])).query)["mote"] for one in ways] == [["dialogmote"], ["konferens"]]
    assert "om det möte som de ska till" in words(organizer, LIST)


def test_a_meeting_that_is_over_is_no_way(app: Flask, organizer: FlaskClient) -> None:
    a_meeting(app, starts_on=TODAY.date() - timedelta(days=2), ends_on=TODAY.date() - timedelta(days=1))
    assert "Inget möte är planerat" in words(organizer, LIST)


def test_who_was_told_otherwise_is_noted_once_on_the_persons_page(app: Flask, organizer: FlaskClient) -> None:
    address = f"/arrangor/register/personer/{uid_of(app, 'Anna')}"
    assert "Har fått veta att adressen finns här Nej, inte än 5 dagar kvar" in words(organizer, address)
    page = organizer.get(address).text
    token = BeautifulSoup(page, "html.parser").select_one("[name=csrf_token]")["value"]  # type: ignore[index]
    for _ in range(2):
        assert organizer.post(f"{address}/vet-om-adressen", data={"csrf_token": token}).status_code == 303
    said = words(organizer, address)
    assert "Har fått veta att adressen finns här 15 februari 2027" in said
    assert said.count("Skrev att personen vet att adressen finns här") == 1


def test_a_reader_sees_it_and_can_change_nothing(app: Flask, client: FlaskClient, sign_in: SignsIn) -> None:
    a_meeting(app)
    with app.app_context(), transaction():
        builders.person()
    with time_machine.travel(TODAY, tick=False):
        sign_in(client, Right.READER)
        assert "Det är 5 dagar kvar." in words(client, HOME)
        assert main(client, LIST).select(".notice a, .notice form") == []
        assert "Personen vet att" not in words(client, f"/arrangor/register/personer/{uid_of(app, 'Anna')}")


def test_statements_do_not_grow_with_those_who_are_to_be_told(app: Flask, organizer: FlaskClient) -> None:
    a_meeting(app)

    def asked() -> list[int]:
        return [count_statements(lambda page=page: organizer.get(page)) for page in (HOME, LIST)]

    before = asked()
    with app.app_context(), transaction():
        for number in range(40):
            builders.person("Eva", f"Ek {number}")
    assert asked() == before


def test_home_says_that_the_mailbox_cannot_be_read(app: Flask, organizer: FlaskClient, sign_in: SignsIn) -> None:
    before = app.config["RUN"]
    app.config["RUN"] = mail = replace(before, imap_server="imap.example", imap_username="run@miun.example")
    try:
        assert "Brevlådan" not in words(organizer, HOME)
        with app.app_context(), transaction():
            inbox.remember_fault(mail, "Brevlådans server godtar inte inloggningen")
        said = "Brevlådan kan inte läsas. Brevlådans server godtar inte inloggningen. Läs mer i Utkorgen"
        assert said in words(organizer, HOME)
        reader = app.test_client()
        sign_in(reader, Right.READER)
        assert "Brevlådan" not in words(reader, HOME)
        with app.app_context(), transaction():
            inbox.remember_reading(mail, 1, 7, now=NOW)
        assert "Brevlådan" not in words(organizer, HOME)
    finally:
        app.config["RUN"] = before
