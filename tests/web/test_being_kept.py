"""Those who are not invited by office are asked whether they want to be invited again: a separate box, never ticked
beforehand, and a way to change one's mind.
"""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource
from app.kernel.db import db, transaction
from app.people.actions import decline_all
from app.people.model import Person
from tests import builders
from tests.builders import NOW
from tests.said import statements
from tests.web.guest import Guest

WORDS = "Jag vill bli inbjuden till fler av nätverkets möten"


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def guest(app: Flask) -> Guest:
    """Anna Berg, who comes in somebody's place and has no office of her own."""
    guest = Guest(app)
    _came_by(guest, InvitationSource.SUBSTITUTE)
    return guest


def _came_by(guest: Guest, source: InvitationSource) -> None:
    with guest.app.app_context(), transaction() as session:
        session.scalars(sa.select(Invitation)).one().source = source


def _person(guest: Guest) -> Person:
    with guest.app.app_context():
        return db.session.scalars(sa.select(Person).where(Person.given_name == "Anna")).one()


def test_the_box_is_there_for_a_guest_unticked(guest: Guest) -> None:
    box = guest.sees("/svara").select_one("#keep")
    assert box is not None
    assert not box.has_attr("checked")
    label = guest.sees("/svara").select_one("label[for=keep]")
    assert label is not None
    assert label.get_text() == WORDS


def test_nobody_invited_by_office_is_asked_and_nothing_is_kept_of_what_they_send(guest: Guest) -> None:
    _came_by(guest, InvitationSource.CIRCLE)
    assert guest.sees("/svara").select_one("#keep") is None
    assert guest.says_yes(guest.plenary, keep="y").status_code == 303
    assert _person(guest).keep_consent_at is None


def test_a_substitute_with_an_office_is_not_asked(guest: Guest) -> None:
    with guest.app.app_context(), transaction() as session:
        anna = session.scalars(sa.select(Person).where(Person.given_name == "Anna")).one()
        builders.assignment(anna, session.merge(guest.rektor), session.merge(guest.ange))
    assert guest.sees("/svara").select_one("#keep") is None


def test_saying_yes_is_kept_with_the_words_it_was_given_under(guest: Guest) -> None:
    guest.says_yes(guest.plenary, keep="y")
    anna = _person(guest)
    assert (anna.keep_consent_at, anna.keep_consent_words) == (NOW, WORDS)
    with guest.app.app_context():
        entry = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "registration.made")).one()
        assert entry.details["keep"] is True


def test_not_ticking_it_keeps_nothing_and_registers_all_the_same(guest: Guest) -> None:
    assert guest.says_yes(guest.plenary).status_code == 303
    assert _person(guest).keep_consent_at is None


def test_the_box_stays_ticked_when_something_else_is_to_be_mended(guest: Guest) -> None:
    refused = guest.says_yes(keep="y")
    box = BeautifulSoup(refused.data, "html5lib").select_one("#keep")
    assert box is not None
    assert box.has_attr("checked")
    assert _person(guest).keep_consent_at is None


def _own_page(guest: Guest, path: str = "") -> BeautifulSoup:
    response = guest.client.get(f"/min/{guest.own_token}{path}")
    assert response.status_code == 200
    return BeautifulSoup(response.data, "html5lib")


def _sends(guest: Guest, path: str = "", **fields: str) -> int:
    field = _own_page(guest, "/fler-moten").find("input", attrs={"name": "csrf_token"})
    assert field is not None
    data = {"csrf_token": str(field["value"])} | fields
    return guest.client.post(f"/min/{guest.own_token}/fler-moten{path}", data=data).status_code


def test_on_the_own_page_one_says_yes_and_takes_it_back(guest: Guest) -> None:
    link = _own_page(guest).find("a", string="Jag vill bli inbjuden igen")
    assert link is not None
    assert str(link["href"]).endswith("/fler-moten")
    seen = [_sends(guest, keep="y"), _sends(guest, keep="y")]
    assert (seen, _person(guest).keep_consent_words) == ([303, 303], WORDS)
    assert WORDS in _own_page(guest, "/fler-moten").get_text()
    seen = [_sends(guest, "/ta-tillbaka"), _sends(guest, "/ta-tillbaka")]
    assert (seen, _person(guest).keep_consent_at, _person(guest).keep_consent_words) == ([303, 303], None, "")


def test_the_box_on_the_own_page_is_never_ticked_and_an_empty_form_says_what_to_do(guest: Guest) -> None:
    box = _own_page(guest, "/fler-moten").select_one("#keep")
    assert box is not None
    assert not box.has_attr("checked")
    assert (_sends(guest), _person(guest).keep_consent_at) == (422, None)


def test_the_first_button_takes_nothing_back(guest: Guest) -> None:
    _sends(guest, keep="y")
    first = _own_page(guest, "/fler-moten").select_one("main .button")
    assert first is not None
    assert first.name == "a"


def test_those_with_an_office_see_nothing_of_it(guest: Guest) -> None:
    _came_by(guest, InvitationSource.CIRCLE)
    assert _own_page(guest).select_one("#fler-moten") is None


def test_who_wants_no_more_invitations_is_not_kept_for_them(guest: Guest) -> None:
    _sends(guest, keep="y")
    with guest.app.app_context(), transaction() as session:
        anna = session.scalars(sa.select(Person).where(Person.given_name == "Anna")).one()
        decline_all(anna, now=NOW, actor=SYSTEM)
    assert _person(guest).keep_consent_at is None


def test_a_made_up_link_opens_nothing(guest: Guest) -> None:
    assert guest.client.get("/min/hittpa/fler-moten").status_code == 404


def test_the_form_and_registration_ask_the_database_no_more_than_others(guest: Guest) -> None:
    guest.sees("/svara")  # the event is kept from here on
    with statements() as form:
        guest.client.get(f"/i/{guest.token}/svara")
    field = guest.sees("/svara").find("input", attrs={"name": "csrf_token"})
    assert field is not None
    given = {"allergy": "nuts", "severe": "y", "keep": "y", "delar": [guest.plenary.uid, guest.dinner.uid]}
    data = {"csrf_token": str(field["value"])} | given
    with statements() as said:
        guest.client.post(f"/i/{guest.token}/svara", data=data)
    assert _person(guest).keep_consent_at == NOW
    assert (len(form) <= 6, len(said) <= 15) == (True, True), "\n".join(said)
