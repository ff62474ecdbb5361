"""Speakers and people in somebody's company: added with a reason and dates of their own, told in letter and on page."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.actor import SYSTEM
from app.events.model import Event
from app.invitations import actions
from app.invitations.model import Invitation
from app.invitations.queries import deadlines_for
from app.invitations.rules import InvitationSource
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.mail import outbox, render
from app.mail.model import OutboxLetter
from app.organizers.rules import Right
from app.people.model import Person
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn

HOME = "/arrangor/moten/konferens"


@pytest.fixture(autouse=True)
def in_january() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def anna(app: Flask, client: FlaskClient, sign_in: SignsIn) -> str:
    """The uid of Anna's invitation, with Eva in the register and an organizer signed in."""
    with app.app_context(), transaction():
        event = builders.event(slug="konferens")
        builders.part(event)
        rektor, ange = builders.role(), builders.organisation()
        uid = builders.invitation(event, builders.person("Anna", "Berg"), rektor, ange).uid
        builders.person("Eva", "Gäst", "eva@gast.example")
    sign_in(client, Right.ORGANIZER)
    return uid


def _eva(app: Flask) -> str:
    with app.app_context():
        return db.session.scalars(sa.select(Person.uid).where(Person.given_name == "Eva")).one()


def _add(app: Flask, client: FlaskClient, host: str = "", **fields: Any) -> TestResponse:
    address = f"{HOME}/bjud-in/lagg-till/{_eva(app)}" + (f"?med={host}" if host else "")
    page = BeautifulSoup(client.get(address).data, "html5lib")
    main = page.main
    assert main is not None
    data = {str(f["name"]): str(f["value"]) for f in main.select("input[type=hidden]")}
    with app.app_context():
        place = db.session.scalars(sa.text("SELECT uid FROM organisations")).one()
    given = {"role": "rektor", "organisation": place, "reason": "Du håller torsdagens föreläsning."}
    return client.post(address, data=data | given | fields)


def _invited(app: Flask) -> Invitation:
    with app.app_context():
        asked = sa.select(Invitation).join(Invitation.person).where(Person.given_name == "Eva")
        one = db.session.scalars(asked).one()
        _ = one.deadlines, one.accompanies
        return one


def _sent(app: Flask) -> str:
    with app.app_context(), transaction():
        actions.send(db.session.scalars(sa.select(Event)).one(), now=NOW, actor=SYSTEM)
    with app.app_context():
        row = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.to_name == "Eva Gäst")).one()
        return " ".join(render.preview(outbox.as_letter(row)).text.split())


def test_a_speaker_has_dates_of_their_own_in_letter_and_page(app: Flask, client: FlaskClient, anna: str) -> None:
    _add(app, client, kind="speaker", answer_by="2027-02-12", change_by="2027-03-01")
    one = _invited(app)
    assert one.source is InvitationSource.SPEAKER
    with app.app_context():
        dates = deadlines_for(db.session.get_one(Invitation, one.id))
    assert (dates.answer_by, dates.change_by) == (date(2027, 2, 12), date(2027, 3, 1))
    said = _sent(app)
    for wanted in (
        "Svara senast: fredag 12 februari 2027",
        "Du är inbjuden som medverkande",
        "Du håller torsdagens föreläsning",
        "nätverkets samordnare har lagt till dig",
    ):
        assert wanted in said
    token = links.token(Link(Purpose.INVITATION, one.link_seed, one.link_generation))
    page = client.get(f"/i/{token}").text
    assert "fredag 12 februari 2027" in page
    assert "Du är inbjuden som medverkande" in page


def test_somebody_in_anothers_company_says_whose(app: Flask, client: FlaskClient, anna: str) -> None:
    assert f"lagg-till?med={anna}" in client.get(f"{HOME}/inbjudna/{anna}").text
    found = client.get(f"{HOME}/bjud-in/lagg-till?q=gäst&med={anna}").text
    assert "Medföljande till Anna Berg" in found
    assert f"{_eva(app)}?med={anna}" in found
    _add(app, client, host=anna)
    assert "medföljande till Anna Berg" in _sent(app)
    one = _invited(app)
    assert one.source is InvitationSource.ACCOMPANYING
    shown = client.get(f"{HOME}/inbjudna/{one.uid}").text
    assert f"{HOME}/inbjudna/{anna}" in shown
    assert "Medföljande till" in shown
    assert "Medföljande" in client.get(f"{HOME}/inbjudna").text
    token = links.token(Link(Purpose.INVITATION, one.link_seed, one.link_generation))
    assert "Du är medföljande till Anna Berg" in client.get(f"/i/{token}").text


def test_nobody_accompanies_the_invited_of_another_meeting(app: Flask, client: FlaskClient, anna: str) -> None:
    with app.app_context(), transaction():
        other = builders.invitation(builders.event("Annat", slug="annat"), builders.person("Bo", "Ek")).uid
    assert client.get(f"{HOME}/bjud-in/lagg-till?med={other}").status_code == 404
    assert client.get(f"{HOME}/bjud-in/lagg-till/{_eva(app)}?med={other}").status_code == 404


def test_dates_in_the_wrong_order_are_said_at_the_field(app: Flask, client: FlaskClient, anna: str) -> None:
    wrong = _add(app, client, answer_by="2027-02-20", change_by="2027-02-10")
    late = _add(app, client, answer_by="2027-03-20")
    assert "Sista dag att ändra kan inte vara före sista svarsdag." in wrong.text
    assert "Skriv en dag som inte är efter mötets första dag." in late.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Invitation.id))) == 1


def test_adjungerade_are_as_before(app: Flask, client: FlaskClient, anna: str) -> None:
    _add(app, client)
    one = _invited(app)
    assert (one.source, one.answer_by_on, one.accompanies_id) == (InvitationSource.BY_HAND, None, None)
