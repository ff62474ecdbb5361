"""Certificates: by the person's own link, from the organizer's lists, and in the thank-you letter."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app import rounds
from app.attendance import actions as door
from app.attendance.queries import AtDoor
from app.attendance.rules import How, Keeper
from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.events.actions.reminders import set_schedule
from app.events.model import Event, Part
from app.events.rules.reminders import Schedule
from app.kernel import links
from app.kernel.db import db, transaction
from app.mail import render
from app.mail.model import OutboxLetter
from app.organizers.rules import Right
from app.people.model import Person
from tests import attended, paper
from tests.builders import NOW
from tests.conftest import SignsIn

LISTS = "/arrangor/moten/run-konferens-2027/listor"
MONDAY = datetime(2027, 3, 8, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def conference(app: Flask) -> None:
    with app.app_context(), transaction():
        attended.conference()


def _ticked(app: Flask, family_name: str, title: str, at: datetime, how: How = How.NAME) -> None:
    """Somebody is ticked off at a part."""
    with app.app_context(), transaction() as session:
        person = session.query(Person).filter_by(family_name=family_name).one()
        part = session.query(Part).filter_by(title=title).one()
        there = AtDoor(part.id, person.id, person.name)
        door.tick(there, nonce=f"{person.id}-{part.id}", now=at, by=Keeper(SYSTEM), how=how)


def _own(app: Flask, family_name: str) -> str:
    with app.app_context():
        person = db.session.query(Person).filter_by(family_name=family_name).one()
        return links.path(links.Link(links.Purpose.PERSON, person.link_seed))


def _on(day: datetime) -> time_machine.travel:
    return time_machine.travel(day, tick=False)


def test_the_own_link_gives_a_certificate_of_what_was_attended_and_is_over(app: Flask, client: FlaskClient) -> None:
    _ticked(app, "Öberg", "Konferens dag 1", datetime(2027, 3, 4, 12, tzinfo=UTC))
    _ticked(app, "Öberg", "Seminarium B", datetime(2027, 3, 4, 12, tzinfo=UTC))
    own = _own(app, "Öberg")
    with _on(datetime(2027, 3, 4, 20, tzinfo=UTC)):
        first = paper.read(client.get(f"{own}/intyg/run-konferens-2027.pdf").data)
        assert ("Konferens dag 1" in first.text, "Seminarium B" in first.text) == (True, False)
        assert "3 timmar och 15 minuter" in first.text
    with _on(MONDAY):
        answer = client.get(f"{own}/intyg/run-konferens-2027.pdf")
        made = paper.read(answer.data)
        assert answer.headers["Content-Disposition"].endswith("run-konferens-2027-intyg-2027-03-08.pdf")
        assert "no-store" in answer.headers["Cache-Control"]
        assert (made.ua, made.language) == (True, "sv-SE")
        said = ("Åsa Öberg", "rektor, Ånge kommun", "Seminarium B", "4 timmar och 15 minuter", "Utfärdat 8 mars 2027")
        assert [words for words in said if words not in made.text] == []
        assert f"{own}/intyg/run-konferens-2027.pdf" in client.get(own).text


def test_who_took_part_digitally_reads_that(app: Flask, client: FlaskClient) -> None:
    _ticked(app, "Ital", "Konferens dag 1", datetime(2027, 3, 4, 12, tzinfo=UTC), How.DIGITAL)
    with _on(MONDAY):
        made = paper.read(client.get(f"{_own(app, 'Ital')}/intyg/run-konferens-2027.pdf").data)
        assert "Konferens dag 1 (digitalt)" in made.text


@pytest.mark.parametrize("family_name", ["Berg", "Tyst"])
def test_nobody_who_was_not_ticked_off_has_one_and_is_told_so(
    app: Flask, client: FlaskClient, family_name: str
) -> None:
    own = _own(app, family_name)
    with _on(MONDAY):
        page = client.get(f"{own}/intyg/run-konferens-2027.pdf")
        assert (page.status_code, page.mimetype) == (200, "text/html")
        assert "Det finns inget intyg än" in page.text
        assert "/intyg/" not in client.get(own).text


def test_an_undone_tick_takes_the_certificate_away(app: Flask, client: FlaskClient) -> None:
    _ticked(app, "Öberg", "Konferens dag 1", datetime(2027, 3, 4, 12, tzinfo=UTC))
    with app.app_context(), transaction() as session:
        person, part = session.query(Person).filter_by(family_name="Öberg").one(), session.query(Part).first()
        door.undo(AtDoor(part.id, person.id, person.name), now=datetime(2027, 3, 4, 13, tzinfo=UTC), by=Keeper(SYSTEM))
    with _on(MONDAY):
        assert "Det finns inget intyg än" in client.get(f"{_own(app, 'Öberg')}/intyg/run-konferens-2027.pdf").text


def test_another_link_or_another_meeting_is_not_found(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        attended.builders.event(slug="annat-mote")
    own = _own(app, "Öberg")
    for address in (
        f"{own}/intyg/annat-mote.pdf",
        f"{own}/intyg/finns-inte.pdf",
        f"{own}x/intyg/run-konferens-2027.pdf",
    ):
        assert client.get(address).status_code == 404


def test_nothing_is_written_when_a_mail_scanner_opens_it(app: Flask, client: FlaskClient) -> None:
    _ticked(app, "Öberg", "Konferens dag 1", datetime(2027, 3, 4, 12, tzinfo=UTC))
    with _on(MONDAY):
        client.get(f"{_own(app, 'Öberg')}/intyg/run-konferens-2027.pdf")
    with app.app_context():
        assert db.session.query(LogEntry).count() == 0


def test_the_organizer_gets_everybodys_in_swedish_order_or_one(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    for name in ("Öberg", "Berg"):
        _ticked(app, name, "Konferens dag 1", datetime(2027, 3, 4, 12, tzinfo=UTC))
    with app.app_context():
        anna = db.session.query(Person).filter_by(family_name="Berg").one()
        uid = anna.uid
    with _on(MONDAY):
        sign_in(client, Right.READER)
        first, second = paper.read(client.get(f"{LISTS}/intyg.pdf").data).pages
        assert ("Anna Berg" in first, "Åsa Öberg" in second) == (True, True)
        one = paper.read(client.get(f"{LISTS}/intyg.pdf?person={uid}").data)
        assert (len(one.pages), "Anna Berg" in one.text) == (1, True)
    with app.app_context():
        entries = db.session.query(LogEntry).filter_by(action="list.downloaded").order_by(LogEntry.id)
        assert [entry.details.get("name") for entry in entries] == [None, "Anna Berg"]


def test_the_organizer_is_told_that_nobody_was_ticked_off(app: Flask, client: FlaskClient, sign_in: SignsIn) -> None:
    with _on(MONDAY):
        sign_in(client, Right.ORGANIZER)
        page = client.get(f"{LISTS}/intyg.pdf", follow_redirects=True).text
        assert "Det finns inget att intyga än: ingen har bockats av på en del som är slut." in page
    with app.app_context():
        assert db.session.query(LogEntry).filter_by(action="list.downloaded").count() == 0


def test_a_registration_leads_to_the_certificate_where_there_is_one(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    _ticked(app, "Öberg", "Konferens dag 1", datetime(2027, 3, 4, 12, tzinfo=UTC))
    with app.app_context():
        uids = {name: db.session.query(Person).filter_by(family_name=name).one().uid for name in ("Öberg", "Berg")}
    with _on(MONDAY):
        sign_in(client, Right.ORGANIZER)
        links_there = {}
        for row in client.get("/arrangor/moten/run-konferens-2027/anmalda").text.split("/anmalda/")[1:]:
            page = client.get(f"/arrangor/moten/run-konferens-2027/anmalda/{row[:36]}").text
            links_there |= {name: f"intyg.pdf?person={uid}" in page for name, uid in uids.items() if uid in page}
        assert links_there == {"Öberg": True, "Berg": False}


def test_the_thank_you_letter_leads_to_it(app: Flask, client: FlaskClient) -> None:
    _ticked(app, "Öberg", "Konferens dag 1", datetime(2027, 3, 4, 12, tzinfo=UTC))
    with app.app_context(), transaction() as session:
        event = session.query(Event).one()
        set_schedule(event, Schedule((), afterwards=True), now=NOW, actor=SYSTEM)
    with app.app_context():
        assert rounds.send_by_schedule(lambda: MONDAY + timedelta(hours=1)) == 1
        letter = db.session.query(OutboxLetter).one()
        said = render.render(letter.kind, letter.language, letter.data, letter.to_name)
    path = f"{_own(app, 'Öberg')}/intyg/run-konferens-2027.pdf"
    address = links.absolute(path)
    assert (address in said.text, f'href="{address}"' in said.html) == (True, True)
    with _on(MONDAY):
        assert "Åsa Öberg" in paper.read(client.get(path).data).text
