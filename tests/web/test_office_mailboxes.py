"""A function mailbox that takes no letters is marked beside its organisation, and the mark goes when it works again."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.desk.mail_came import take_in
from app.kernel.db import db, transaction
from app.mail import outbox
from app.mail.answers import Automatic, Returned
from app.mail.model import LetterState, OutboxLetter
from app.mail.reasons import FULL, UNKNOWN
from app.organizers.rules import Right
from app.people import actions as people
from app.people.model import Organisation, PersonAddress
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.mail import a_letter
from tests.pages.forms import submit

OFFICE = "Skolan@harnosand.example"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def uid(app: Flask) -> str:
    """Härnösand, and Ånge with another mailbox."""
    with app.app_context(), transaction():
        builders.organisation("Ånge kommun", mailbox="skolan@ange.example")
        return builders.organisation("Härnösands kommun", mailbox=OFFICE).uid


def sent(app: Flask, moment=NOW) -> str:
    """A letter to the office that has left; what a message that came says it is about."""
    with app.app_context(), transaction() as session:
        letter = outbox.put(a_letter(OFFICE.lower(), "Härnösands kommun"), now=moment)
        values = {"state": LetterState.SENT, "sent_at": moment}
        session.execute(sa.update(OutboxLetter).where(OutboxLetter.uid == str(letter)).values(**values))
        return str(session.scalar(sa.select(OutboxLetter.message_id).where(OutboxLetter.uid == str(letter))))


def comes(app: Flask, what: object, key: str, now=NOW) -> None:
    with app.app_context(), transaction():
        take_in(what, key, now=now)  # type: ignore[arg-type]


def marks(app: Flask) -> dict[str, tuple[object, str]]:
    with app.app_context():
        asked = sa.select(Organisation).where(Organisation.mailbox != "")
        return {one.name: (one.mailbox_refused_at, one.mailbox_reason) for one in db.session.scalars(asked)}


def words(client: FlaskClient, address: str) -> str:
    main = BeautifulSoup(client.get(address).text, "html.parser").main
    return " ".join(main.get_text(" ").split())  # type: ignore[union-attr]


def test_a_bounce_marks_the_organisation_whose_mailbox_it_is_and_no_other(app: Flask, uid: str) -> None:
    comes(app, Returned((sent(app),), UNKNOWN, of_address=True), "one")
    comes(app, Returned((sent(app),), FULL, of_address=True), "two", LATER)
    assert marks(app) == {"Ånge kommun": (None, ""), "Härnösands kommun": (NOW, FULL)}
    with app.app_context():
        logged = db.session.scalars(sa.select(LogEntry.action).where(LogEntry.subject_uid == uid)).all()
    assert logged == ["organisation.mailbox_refused"]


def test_a_fault_that_is_not_the_address_marks_nothing(app: Flask, uid: str) -> None:
    comes(app, Returned((sent(app),), "Innehållet togs inte emot", of_address=False), "one")
    assert marks(app)["Härnösands kommun"] == (None, "")


def test_an_organisation_without_a_mailbox_is_nobodys(app: Flask, uid: str) -> None:
    with app.app_context(), transaction():
        builders.organisation("Bergs kommun")
        people.refuse_address("", UNKNOWN, now=NOW)
    with app.app_context():
        assert db.session.scalars(sa.select(Organisation.mailbox_refused_at).distinct()).all() == [None]


def test_a_person_with_the_same_address_is_marked_too(app: Flask, uid: str) -> None:
    with app.app_context(), transaction():
        builders.person("Eva", "Ek", OFFICE.lower())
    comes(app, Returned((sent(app),), UNKNOWN, of_address=True), "one")
    with app.app_context():
        assert db.session.scalars(sa.select(PersonAddress.reason)).all() == [UNKNOWN]
    assert marks(app)["Härnösands kommun"] == (NOW, UNKNOWN)


def test_the_mark_goes_when_a_later_letter_demonstrably_arrives(app: Flask, uid: str) -> None:
    before = sent(app)
    comes(app, Returned((sent(app),), UNKNOWN, of_address=True), "one")
    comes(app, Automatic((before,)), "two", LATER)
    assert marks(app)["Härnösands kommun"] == (NOW, UNKNOWN)
    comes(app, Automatic((sent(app, LATER),)), "three", LATER)
    assert marks(app)["Härnösands kommun"] == (None, "")


@pytest.mark.parametrize(("field", "value", "left"), [("mailbox", "ny@harnosand.example", ""), ("area", "X", UNKNOWN)])
def test_the_mark_goes_when_the_mailbox_is_corrected_and_stays_through_other_changes(
    app: Flask, uid: str, field: str, value: str, left: str
) -> None:
    with app.app_context(), transaction() as session:
        people.refuse_address(OFFICE, UNKNOWN, now=NOW)
        place = session.scalars(sa.select(Organisation).where(Organisation.uid == uid)).one()
        draft = replace(people.draft_of_organisation(place), **{field: value})
        people.edit_organisation(uid, draft, place.version, now=NOW, actor=SYSTEM)
    assert marks(app)["Härnösands kommun"][1] == left


def test_the_organisations_page_says_why_and_an_organizer_says_that_it_works(
    app: Flask, client: FlaskClient, sign_in: SignsIn, uid: str
) -> None:
    comes(app, Returned((sent(app),), UNKNOWN, of_address=True), "one")
    sign_in(client, Right.ORGANIZER)
    address = f"/arrangor/register/organisationer/{uid}"
    said = words(client, address)
    assert f"Brev till {OFFICE} kommer inte fram Adressen finns inte. Det kom tillbaka 20 januari 2027." in said
    assert f"Funktionsbrevlåda {OFFICE} Tar inte emot brev" in said
    assert "Brevlådan" not in words(client, "/arrangor/register/organisationer")
    page = BeautifulSoup(client.get(address).text, "html.parser")
    token = page.select_one("[name=csrf_token]")["value"]  # type: ignore[index]
    for _ in range(2):
        answer = client.post(f"{address}/brevladan-fungerar", data={"csrf_token": token})
        assert (answer.status_code, answer.location) == (303, address)
    said = words(client, address)
    assert ("kommer inte fram" in said, "Tar inte emot brev" in said) == (False, False)
    assert said.count("Sa att funktionsbrevlådan fungerar") == 1


def test_a_reader_sees_it_and_can_change_nothing(app: Flask, client: FlaskClient, sign_in: SignsIn, uid: str) -> None:
    comes(app, Returned((sent(app),), UNKNOWN, of_address=True), "one")
    sign_in(client, Right.READER)
    said = words(client, f"/arrangor/register/organisationer/{uid}")
    assert ("kommer inte fram" in said, "Adressen fungerar" in said, "Rätta adressen" in said) == (True, False, False)


@pytest.fixture
def letter(app: Flask, client: FlaskClient, sign_in: SignsIn, uid: str) -> str:
    """One to Härnösand that has come back; an organizer is signed in."""
    comes(app, Returned((sent(app),), UNKNOWN, of_address=True), "one")
    sign_in(client, Right.ORGANIZER)
    with app.app_context():
        return db.session.scalars(sa.select(OutboxLetter.uid)).one()


def test_the_letter_in_the_outbox_leads_to_the_organisation(client: FlaskClient, uid: str, letter: str) -> None:
    said = words(client, f"/arrangor/utkorg/{letter}")
    assert f"Härnösands kommun {OFFICE.lower()} Tar inte emot brev" in said
    page = BeautifulSoup(client.get(f"/arrangor/utkorg/{letter}").text, "html.parser")
    links = [(str(one["href"]), one.get_text()) for one in page.main.select("dd a")]  # type: ignore[union-attr]
    place = f"/arrangor/register/organisationer/{uid}"
    assert links == [(place, "Härnösands kommun"), (place, "Fråga organisationen")]


def test_a_letter_is_readdressed_and_the_organisations_mailbox_with_it(
    app: Flask, client: FlaskClient, uid: str, letter: str
) -> None:
    address = f"/arrangor/utkorg/{letter}/adress"
    assert "Den nya adressen blir funktionsbrevlåda för Härnösands kommun i registret" in words(client, address)
    assert submit(client, address, {"address": "inte en adress"}).status_code == 422
    assert submit(client, address, {"address": "ny@harnosand.example"}).status_code == 303
    assert "Härnösands kommun har adressen i registret från och med nu." in words(client, f"/arrangor/utkorg/{letter}")
    with app.app_context():
        place = db.session.scalars(sa.select(Organisation).where(Organisation.uid == uid)).one()
        assert (place.mailbox, place.mailbox_refused_at) == ("ny@harnosand.example", None)
        assert db.session.scalars(sa.select(OutboxLetter.to_address)).one() == "ny@harnosand.example"
