"""One person's attendance, and putting it right with a reason."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.attendance.model import Tick
from app.attendance.queries import list_present_ids
from app.audit.model import LogEntry
from app.invitations.model import Invitation
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Person
from tests import builders
from tests.conftest import SignsIn
from tests.held import SLUG, Held
from tests.held import meeting as meeting
from tests.held import sam as sam


def _sends(client: FlaskClient, page: str, fields: dict[str, str], **more: bool) -> TestResponse:
    token = BeautifulSoup(client.get(page).data, "html5lib").select_one("[name=csrf_token]")
    assert token is not None
    written = {name: value for name, value in fields.items() if value}
    return client.post(f"{page}/ratta", data={"csrf_token": token["value"]} | written, **more)  # type: ignore[arg-type]


def _page(app: Flask, family_name: str) -> str:
    with app.app_context():
        asked = sa.select(Invitation.uid).join(Invitation.person).where(Person.family_name == family_name)
        return f"/arrangor/moten/{SLUG}/narvaro/personer/{db.session.scalars(asked).one()}"


def _corrects(meeting: Held, mark: str = "present", reason: str = "Kom sent", **more: str) -> dict[str, str]:
    return {"nonce": "n1", "parts": meeting.plenary.uid, "mark": mark, "reason": reason} | more


def test_the_page_tells_every_record(app: Flask, client: FlaskClient, sign_in: SignsIn, meeting: Held) -> None:
    sign_in(client, Right.READER)
    page = client.get(_page(app, "Berg")).text
    assert all(words in page for words in ("4 mars 2027 13.00", "Sam Ordnare", "Entrén", "Namn", "Incheckad"))
    assert "Rätta närvaron" not in page
    assert client.post(f"{_page(app, 'Berg')}/ratta", data=_corrects(meeting)).status_code == 403


def test_a_record_that_a_phone_sent_hours_later_says_when_it_came(
    app: Flask, client: FlaskClient, sign_in: SignsIn, meeting: Held
) -> None:
    sign_in(client, Right.READER)
    assert "kom in" not in client.get(_page(app, "Berg")).text
    with app.app_context(), transaction() as session:
        at_plenary = sa.select(Tick).join(Tick.person).where(Person.family_name == "Berg")
        late = session.scalars(at_plenary.where(Tick.part_id == meeting.plenary.id)).one()
        late.received_at = late.at + timedelta(hours=2)
    assert "kom in 4 mars 2027 15.00" in client.get(_page(app, "Berg")).text


def test_who_was_missed_at_the_door_is_put_right_once_however_often_it_is_sent(
    app: Flask, sam: FlaskClient, meeting: Held
) -> None:
    page = _page(app, "Ek")
    for _twice in range(2):
        answer = _sends(sam, page, _corrects(meeting), follow_redirects=True)
        assert "Närvaron är rättad vid 1 del." in answer.text
    assert all(words in answer.text for words in ("Närvarande", "Rättelse", "Kom sent"))
    with app.app_context():
        (row,) = db.session.scalars(sa.select(Tick).join(Tick.person).where(Person.family_name == "Ek"))
        assert (row.reason, row.standing, row.by_name) == ("Kom sent", True, "Sam Ordnare")
        (entry,) = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "attendance.corrected"))
        assert entry.details == {"part": "Konferens dag 1", "present": True}


def test_a_tick_by_mistake_is_taken_back_and_stays_as_a_record(app: Flask, sam: FlaskClient, meeting: Held) -> None:
    page = _page(app, "Lund")
    answer = _sends(sam, page, _corrects(meeting, "absent", "Fel person"), follow_redirects=True)
    assert all(words in answer.text for words in ("Ångrad", "Fel person", "Incheckad", "Frånvarande"))
    with app.app_context():
        fia = db.session.scalars(sa.select(Person).where(Person.family_name == "Lund")).one()
        assert fia.id not in list_present_ids(meeting.event.id)


def test_what_was_so_already_is_said_and_not_written(app: Flask, sam: FlaskClient, meeting: Held) -> None:
    answer = _sends(sam, _page(app, "Berg"), _corrects(meeting), follow_redirects=True)
    assert "Det stod redan så. Inget är ändrat." in answer.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(LogEntry)) == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": ""}, "Skriv varför närvaron rättas"),
        ({"mark": ""}, "Välj om personen var närvarande"),
        ({"parts": ""}, "Välj minst en del"),
        ({"parts": "hittepa"}, "Välj något av alternativen"),
        ({"reason": "19121212-1212 kom"}, "Ta bort personnumret"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(
    app: Flask, sam: FlaskClient, meeting: Held, wrong: dict[str, str], said: str
) -> None:
    answer = _sends(sam, _page(app, "Ek"), _corrects(meeting) | wrong)
    assert (answer.status_code, said in answer.text) == (422, True)
    with app.app_context():
        assert db.session.scalars(sa.select(Tick).join(Tick.person).where(Person.family_name == "Ek")).all() == []


def test_neither_a_part_nor_a_person_of_another_meeting_can_be_reached(
    app: Flask, sam: FlaskClient, meeting: Held
) -> None:
    with app.app_context(), transaction():
        other = builders.event(slug="annat-mote")
        foreign = builders.part(other).uid
    page = _page(app, "Ek")
    assert _sends(sam, page, _corrects(meeting, parts=foreign)).status_code == 422
    assert sam.get(page.replace(SLUG, "annat-mote")).status_code == 404
    assert sam.get(f"/arrangor/moten/{SLUG}/narvaro/personer/hittepa").status_code == 404
