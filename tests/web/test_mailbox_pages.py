"""What comes back to the mailbox, where the organizer sees it: the register, the meeting's lists, the outbox, home."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.events.model import Event
from app.invitations.actions.reminding import remind
from app.invitations.rules import Reminded
from app.kernel.db import db, transaction
from app.mail import inbox, outbox
from app.mail.answers import CalendarWord
from app.mail.model import CameBack, LetterState, OutboxLetter
from app.organizers.rules import Right
from app.people.actions import absorb, refuse_address
from app.people.model import Person
from app.registrations.model import CalendarReply, Registration, RegistrationPart
from app.registrations.rules import RegistrationState
from tests import builders
from tests.builders import NOW
from tests.mail import a_letter
from tests.pages.forms import submit

EVA = "eva.ek@harnosand.example"
WHY = "Adressen finns inte"


@pytest.fixture
def uids(app: Flask) -> dict[str, str]:
    """Eva, rektor in Härnösand beside Bo, invited and registered; letters to her come back."""
    with time_machine.travel(datetime(2027, 1, 20, 10, tzinfo=UTC)), app.app_context(), transaction():
        place = builders.organisation("Härnösands kommun", mailbox="skolan@harnosand.example")
        rektor = builders.role("rektor", "Rektor")
        event = builders.event(slug="konferens")
        part = builders.part(event)
        eva, bo = builders.person("Eva", "Ek", EVA), builders.person("Bo", "Ask", "bo@harnosand.example")
        for who in (eva, bo):
            builders.assignment(who, rektor, place)
        invited = builders.invitation(event, eva, rektor, place)
        one = Registration(event=event, person=eva, invitation=invited, state=RegistrationState.CONFIRMED,
                           created_at=NOW, changed_at=NOW)  # fmt: skip
        one.parts.append(RegistrationPart(part=part, state=RegistrationState.CONFIRMED, changed_at=NOW))
        db.session.add(one)
        db.session.flush()
        letter = outbox.put(a_letter(EVA, "Eva Ek"), now=NOW)
        values = {"state": LetterState.FAILED, "reason": WHY, "person_uid": eva.uid, "sent_at": NOW}
        db.session.execute(sa.update(OutboxLetter).values(**values))
        refuse_address(EVA, WHY, now=NOW)
        row = db.session.scalars(sa.select(OutboxLetter)).one()
        inbox.record("key", CameBack.RETURNED, row, now=NOW)
        db.session.add(CalendarReply(registration_id=one.id, word=CalendarWord.DECLINED, at=NOW))
        return {"eva": eva.uid, "bo": bo.uid, "one": one.uid, "invited": invited.uid, "letter": str(letter)}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime(2027, 1, 21, 10, tzinfo=UTC)):
        yield


def words(client: FlaskClient, address: str) -> str:
    main = BeautifulSoup(client.get(address).text, "html.parser").find("main")
    return " ".join(main.get_text(" ").split())


def test_the_persons_page_says_why_and_whom_to_ask(organizer: FlaskClient, uids: dict[str, str]) -> None:
    address = f"/arrangor/register/personer/{uids['eva']}"
    said = words(organizer, address)
    assert f"Brev till {EVA} kommer inte fram {WHY}. Det kom tillbaka 20 januari 2027" in said
    assert "Rektor i Härnösands kommun är också Bo Ask" in said
    assert "Fråga Härnösands kommun: skolan@harnosand.example · Har slutat som rektor: ange efterträdare" in said
    page = BeautifulSoup(organizer.get(address).text, "html.parser")
    links = [link["href"] for link in page.select(".notice a")]
    assert "mailto:skolan%40harnosand.example" in links
    assert f"/arrangor/register/personer/{uids['bo']}" in links


def test_an_organizer_says_that_the_address_works_and_the_mark_is_gone(
    app: Flask, organizer: FlaskClient, uids: dict[str, str]
) -> None:
    address = f"/arrangor/register/personer/{uids['eva']}"
    answer = submit(organizer, address, to=f"{address}/adressen-fungerar")
    assert (answer.status_code, answer.location) == (303, address)
    assert "kommer inte fram" not in words(organizer, address)
    with app.app_context():
        logged = db.session.scalars(sa.select(LogEntry.action).where(LogEntry.subject_uid == uids["eva"])).all()
    assert logged[-1] == "person.address_trusted"


def test_the_register_shows_it_and_finds_them(organizer: FlaskClient, uids: dict[str, str]) -> None:
    assert f"{EVA} {WHY}" in words(organizer, "/arrangor/register")
    said = words(organizer, "/arrangor/register?visa=tar-inte-emot")
    assert ("1 person" in said, "Eva Ek" in said, "Bo Ask" in said) == (True, True, False)


def test_a_reader_sees_it_and_can_change_nothing(client: FlaskClient, sign_in, uids: dict[str, str]) -> None:
    sign_in(client, Right.READER)
    said = words(client, f"/arrangor/register/personer/{uids['eva']}")
    assert ("kommer inte fram" in said, "Rätta adressen" in said, "Adressen fungerar" in said) == (True, False, False)


def test_the_lists_of_the_meeting_say_both(organizer: FlaskClient, uids: dict[str, str]) -> None:
    invited, registered = (words(organizer, f"/arrangor/moten/konferens/{page}") for page in ("inbjudna", "anmalda"))
    assert "Eva Ek Brev kommer inte fram: adressen finns inte" in invited
    assert "svarade i kalendern: tackar nej" in invited
    assert "Eva Ek svarade i kalendern: tackar nej" in registered
    assert f"Brev till {EVA} kommer inte fram" in words(
        organizer, f"/arrangor/moten/konferens/inbjudna/{uids['invited']}"
    )


def test_nobody_is_reminded_at_an_address_that_letters_come_back_from(
    app: Flask, organizer: FlaskClient, uids: dict[str, str]
) -> None:
    said = words(organizer, "/arrangor/moten/konferens/paminn")
    assert "Brev till 1 person kommer inte fram, så den påminns inte Eva Ek" in said
    with app.app_context(), transaction() as session:
        event = session.scalars(sa.select(Event)).one()
        assert remind(event, now=NOW + timedelta(days=7), actor=SYSTEM) == Reminded(0)


def test_the_registration_says_what_the_calendar_answered_and_that_it_changed_nothing(
    organizer: FlaskClient, uids: dict[str, str]
) -> None:
    said = words(organizer, f"/arrangor/moten/konferens/anmalda/{uids['one']}")
    assert "svarade i kalendern: tackar nej 20 januari 2027 10.00 Anmälan är inte ändrad av det. Avfärda" in said


@pytest.mark.parametrize("place", ["home", "registration"])
def test_an_answer_in_the_calendar_stands_on_home_until_it_is_dismissed(
    app: Flask, organizer: FlaskClient, uids: dict[str, str], place: str
) -> None:
    registration = f"/arrangor/moten/konferens/anmalda/{uids['one']}"
    start = "/arrangor/" if place == "home" else registration
    assert "Eva Ek RUN-konferens 2027 svarade i kalendern: tackar nej" in words(organizer, "/arrangor/")
    answer = submit(organizer, start, to=f"/arrangor/kalendersvar/{uids['one']}/avfarda")
    assert (answer.status_code, answer.location) == (303, start)
    assert "Svar i kalendern" not in words(organizer, "/arrangor/")
    assert "svarade i kalendern: tackar nej" in words(organizer, registration)
    with app.app_context():
        assert db.session.scalars(sa.select(Registration.state)).one() is RegistrationState.CONFIRMED


def test_an_answer_that_is_none_is_not_found(organizer: FlaskClient, uids: dict[str, str]) -> None:
    page = BeautifulSoup(organizer.get("/arrangor/").text, "html.parser")
    token = page.find("input", {"name": "csrf_token"})["value"]
    unknown = organizer.post("/arrangor/kalendersvar/finns-inte/avfarda", data={"csrf_token": token})
    assert unknown.status_code == 404


def test_the_letter_says_what_came_back_and_leads_to_the_person(organizer: FlaskClient, uids: dict[str, str]) -> None:
    said = words(organizer, f"/arrangor/utkorg/{uids['letter']}")
    assert f"Misslyckat {WHY} Fråga organisationen eller efterträdaren" in said
    assert "Kom tillbaka Kom inte fram 20 januari 2027 10.00" in said
    assert "1 brev kom inte fram" in words(organizer, "/arrangor/")


def test_the_outbox_says_whether_the_mailbox_is_read(app: Flask, organizer: FlaskClient) -> None:
    assert "Brevlådan" not in words(organizer, "/arrangor/utkorg")
    before = app.config["RUN"]
    mail = replace(before, imap_server="imap.example", imap_username="run@miun.example")
    app.config["RUN"] = mail
    try:
        assert "Brevlådan är inte läst än." in words(organizer, "/arrangor/utkorg")
        with app.app_context(), transaction():
            inbox.remember_reading(mail, 1, 7, now=NOW)
            inbox.record("strange", CameBack.UNKNOWN, None, now=NOW)
        said = words(organizer, "/arrangor/utkorg")
        assert (
            "Brevlådan lästes 20 januari 2027 10.00. 1 studs den senaste månaden hörde inte till något brev härifrån."
        ) in said
        with app.app_context(), transaction():
            inbox.remember_fault(mail, "Brevlådans server godtar inte inloggningen")
        said = words(organizer, "/arrangor/utkorg")
        assert "Brevlådan kan inte läsas Brevlådans server godtar inte inloggningen. Senast lästes den 20" in said
    finally:
        app.config["RUN"] = before


def test_a_merged_person_keeps_the_mark_of_the_address_that_comes_along(app: Flask, uids: dict[str, str]) -> None:
    with app.app_context():
        with transaction() as session:
            eva, bo = (
                session.scalars(sa.select(Person).where(Person.uid == uids[name])).one() for name in ("eva", "bo")
            )
            absorb(bo, eva, now=NOW, actor=SYSTEM)
        marks = {row.address: row.reason for row in bo.addresses}
    assert marks == {"bo@harnosand.example": "", EVA: WHY}
