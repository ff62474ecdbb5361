"""A letter that failed: the address is corrected, in the register too, and the letter goes there, in one act."""

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import LogEntry
from app.kernel.db import db, transaction
from app.mail import outbox
from app.mail.letter import Letter, Receiver
from app.mail.model import LetterState, OutboxLetter
from app.people.model import Person, PersonAddress
from tests import builders
from tests.builders import NOW
from tests.mail import DATA

FAILED = {"state": LetterState.FAILED, "tries": 1, "reason": "Adressen finns inte", "sent_at": NOW}


@pytest.fixture
def anna(app: Flask) -> Person:
    with app.app_context(), transaction():
        person = builders.person("Anna", "Berg", "anna@gammal.example")
        person.addresses[0].refused_at, person.addresses[0].reason = NOW, "Adressen finns inte"
    return person


def put(app: Flask, to: Receiver, **changed) -> str:
    with app.app_context(), transaction():
        uid = outbox.put(Letter("trial", to, DATA), now=NOW)
        db.session.execute(sa.update(OutboxLetter).where(OutboxLetter.uid == uid).values(**{**FAILED, **changed}))
    return str(uid)


def to(person: Person, address: str = "anna@gammal.example") -> Receiver:
    return Receiver(person.name, address, "sv", person.uid)


def correct(client: FlaskClient, uid: str, **given):
    page = BeautifulSoup(client.get(f"/arrangor/utkorg/{uid}/adress").text, "html.parser")
    token = page.find("input", attrs={"name": "csrf_token"})
    data = {"csrf_token": token["value"] if token else "", **given}
    return client.post(f"/arrangor/utkorg/{uid}/adress", data=data, follow_redirects=True)


def letter(app: Flask, uid: str) -> OutboxLetter:
    with app.app_context():
        return db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.uid == uid)).one()


def stands(app: Flask, uid: str) -> tuple[str, LetterState, int, str]:
    row = letter(app, uid)
    return row.to_address, row.state, row.tries, row.reason


def addresses(app: Flask) -> list[tuple[str, bool, bool]]:
    with app.app_context():
        rows = db.session.scalars(sa.select(PersonAddress).order_by(PersonAddress.id))
        return [(row.address, row.preferred, row.refused_at is None) for row in rows]


def test_the_new_address_is_the_persons_and_the_old_one_is_gone(app: Flask, organizer: FlaskClient, anna) -> None:
    uid = put(app, to(anna))
    before = letter(app, uid).message_id
    page = correct(organizer, uid, address="anna@ny.example")
    assert "Brevet skickas till anna@ny.example. Anna Berg har adressen i registret från och med nu." in page.text
    assert stands(app, uid) == ("anna@ny.example", LetterState.WAITING, 0, "")
    assert addresses(app) == [("anna@ny.example", True, True)]
    assert letter(app, uid).message_id != before
    assert letter(app, uid).sent_at is None
    with app.app_context():
        logged = db.session.scalars(sa.select(LogEntry.action).order_by(LogEntry.id)).all()
        assert logged == ["person.edited", "letter.readdressed"]
        assert "anna@ny.example" in db.session.scalars(sa.select(Person)).one().search_key


def test_the_old_address_is_kept_behind_the_new_one(app: Flask, organizer: FlaskClient, anna) -> None:
    correct(organizer, put(app, to(anna)), address="anna@ny.example", keep_old="y")
    assert sorted(addresses(app)) == [("anna@gammal.example", False, False), ("anna@ny.example", True, True)]


def test_another_address_of_the_persons_becomes_the_one_that_letters_go_to(app: Flask, organizer, anna) -> None:
    with app.app_context(), transaction() as session:
        other = {"address": "anna@hemma.example", "address_key": "anna@hemma.example", "refused_at": NOW}
        session.add(PersonAddress(person_id=anna.id, **other))
    correct(organizer, put(app, to(anna)), address="Anna@hemma.example")
    assert addresses(app) == [("Anna@hemma.example", True, True)]


def test_other_letters_that_failed_there_go_along_when_they_are_ticked(app: Flask, organizer, anna) -> None:
    first, second, third = (put(app, to(anna)) for _ in range(3))
    elsewhere = put(app, to(anna, "annan@x.example"))
    page = correct(organizer, first, address="anna@ny.example", brev=[second, elsewhere])
    assert "2 brev skickas till anna@ny.example." in page.text
    assert [stands(app, uid)[:2] for uid in (first, second, third, elsewhere)] == [
        ("anna@ny.example", LetterState.WAITING),
        ("anna@ny.example", LetterState.WAITING),
        ("anna@gammal.example", LetterState.FAILED),
        ("annan@x.example", LetterState.FAILED),
    ]


def test_a_letter_to_somebody_the_register_does_not_know_just_gets_the_address(app: Flask, organizer, anna) -> None:
    uid = put(app, Receiver("Skolkontoret", "skola@gammal.example"))
    shown = organizer.get(f"/arrangor/utkorg/{uid}/adress").text
    assert "Mottagaren står inte i registret." in shown
    assert 'name="keep_old"' not in shown
    assert "Brevet skickas till skola@ny.example." in correct(organizer, uid, address="skola@ny.example").text
    assert stands(app, uid) == ("skola@ny.example", LetterState.WAITING, 0, "")
    assert addresses(app) == [("anna@gammal.example", True, False)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "Skriv den e-postadress som brevet ska gå till"),
        ("anna", "Skriv en e-postadress som namn@kommun.se"),
        ("ANNA@gammal.example", "Det är den adress som inte fungerade. Skriv en annan."),
    ],
)
def test_what_is_no_new_address_changes_nothing(app: Flask, organizer, anna, written: str, said: str) -> None:
    uid = put(app, to(anna))
    page = correct(organizer, uid, address=written)
    assert (page.status_code, said in page.text) == (422, True)
    assert stands(app, uid) == ("anna@gammal.example", LetterState.FAILED, 1, "Adressen finns inte")
    assert addresses(app) == [("anna@gammal.example", True, False)]


@pytest.mark.parametrize("state", [LetterState.SENDING, LetterState.CANCELLED])
def test_a_letter_in_another_state_keeps_its_address(app: Flask, organizer, anna, state: LetterState) -> None:
    failed, uid = put(app, to(anna)), put(app, to(anna), state=state)
    token = BeautifulSoup(organizer.get(f"/arrangor/utkorg/{failed}/adress").text, "html.parser")
    data = {"csrf_token": token.find("input", attrs={"name": "csrf_token"})["value"], "address": "anna@ny.example"}
    page = organizer.post(f"/arrangor/utkorg/{uid}/adress", data=data, follow_redirects=True)
    assert f"Adressen kan inte rättas: läget är nu {state.label.lower()}." in page.text
    assert stands(app, uid)[:2] == ("anna@gammal.example", state)
    assert addresses(app) == [("anna@gammal.example", True, False)]


def test_only_a_letter_that_can_be_helped_by_it_offers_to_correct_the_address(app: Flask, organizer, anna) -> None:
    failed, waiting = put(app, to(anna)), put(app, to(anna), state=LetterState.WAITING)
    offered = ["Rätta adressen" in organizer.get(f"/arrangor/utkorg/{uid}").text for uid in (failed, waiting)]
    assert offered == [True, False]


def test_letters_are_found_by_meeting_and_those_found_are_sent_again(app: Flask, organizer) -> None:
    with app.app_context(), transaction():
        event = builders.event("Dialogmöte våren")
    about = put(app, Receiver("Bo Ek", "bo@x.example"), event_uid=event.uid)
    outside = put(app, Receiver("Dag Ek", "dag@x.example"))
    page = BeautifulSoup(organizer.get(f"/arrangor/utkorg?mote={event.uid}&lage=failed").text, "html.parser")
    links = [[" ".join(a.get_text(" ").split()) for a in one.find_all("a")] for one in page.select(".filters")]
    assert links == [
        ["Alla 1", "Misslyckat 1"],
        ["Alla 1", "Provbrev 1"],
        ["Alla 2", "Dialogmöte våren 1"],
    ]
    again = page.select_one('form[action$="skicka-alla-igen"]')
    fields = {str(one["name"]): str(one["value"]) for one in again.select("input")}
    organizer.post("/arrangor/utkorg/skicka-alla-igen", data=fields)
    assert [stands(app, uid)[1] for uid in (about, outside)] == [LetterState.WAITING, LetterState.FAILED]
    found = BeautifulSoup(organizer.get(f"/arrangor/utkorg?mote={event.uid}").text, "html.parser")
    assert len(found.select("tbody tr")) == 1
