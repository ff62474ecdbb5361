"""Anmäl per telefon, and a registration's page with its whole history."""

from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.events.model import Event
from app.events.rules.kinds import NeedsGround
from app.invitations import queries as invitations
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Person
from app.registrations.model import Need, Registration
from tests import builders

HOME = "/arrangor/moten/run-konferens"


@pytest.fixture
def organizer(app: Flask, client: FlaskClient, sign_in: Any) -> FlaskClient:
    """Signed in; one seat, past the last day, Anna and Bo invited as rektor in Ånge; needs are asked for."""
    with app.app_context(), transaction():
        needs = {"asks_needs": True, "needs_ground": NeedsGround.LAW}
        event = builders.event(slug="run-konferens", capacity=1, answer_days=400, change_days=390, **needs)
        builders.part(event)
        builders.part(event, "Middag")
        rektor, ange = builders.role(), builders.organisation()
        for name in ("Anna", "Bo"):
            builders.invitation(event, builders.person(name, "Ek"), rektor, ange)
    sign_in(client, Right.ORGANIZER)
    return client


def _page(answer: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def _uid(app: Flask, name: str) -> str:
    with app.app_context():
        asked = sa.select(Invitation.uid).join(Person, Person.id == Invitation.person_id)
        return db.session.scalars(asked.where(Person.given_name == name)).one()


def _fields(page: BeautifulSoup) -> dict[str, Any]:
    form = page.select_one("main form.form")
    assert form is not None
    hidden = {str(one["name"]): one.get("value", "") for one in form.select("input[type=hidden]")}
    return hidden | {"delar": [one["value"] for one in form.select("input[name=delar][checked]")]}


def _send(client: FlaskClient, app: Flask, name: str, page: BeautifulSoup | None = None, **given: Any) -> TestResponse:
    address = f"{HOME}/anmal/{_uid(app, name)}"
    return client.post(address, data=_fields(page or _page(client.get(address))) | given)


def _words(page: BeautifulSoup) -> str:
    assert page.main is not None
    return " ".join(page.main.get_text(" ").split())


def test_somebody_is_registered_by_telephone_after_the_last_day(app: Flask, organizer: FlaskClient) -> None:
    person = _page(organizer.get(f"{HOME}/inbjudna/{_uid(app, 'Anna')}"))
    assert "Anmäl per telefon" in _words(person)
    saved = _send(organizer, app, "Anna")
    page = _page(organizer.get(saved.location))
    words = _words(page)
    assert saved.status_code == 303
    assert ("Gjorde anmälan" in words, "Konferens dag 1: – → På plats" in words) == (True, True)
    letters = [row.th.get_text() for row in page.select("#letters tbody tr")]  # type: ignore[union-attr]
    assert letters == ["Du är anmäld: RUN-konferens 4–5 mars 2027"]


def test_a_full_house_keeps_the_answers_and_takes_a_reason(app: Flask, organizer: FlaskClient) -> None:
    form = _page(organizer.get(f"{HOME}/anmal/{_uid(app, 'Bo')}"))
    parts = [one["value"] for one in form.select("input[name=delar]")]
    _send(organizer, app, "Anna")
    full = _send(organizer, app, "Bo", form, delar=parts)
    kept = [one["value"] for one in _page(full).select("input[name=delar][checked]")]
    assert (full.status_code, kept, "Skäl att gå över gränsen" in full.text) == (422, parts, True)
    assert _send(organizer, app, "Bo", _page(full), delar=parts, reason="Talar på mötet").status_code == 303
    with app.app_context():
        assert db.session.scalars(sa.select(Registration.state)).all() == ["confirmed", "confirmed"]


def test_needs_told_by_telephone_are_kept_and_never_shown(app: Flask, organizer: FlaskClient) -> None:
    _send(organizer, app, "Anna", allergy="nuts", allergy_text="också mandel")
    with app.app_context():
        assert sorted(db.session.scalars(sa.select(Need.choice))) == ["nuts", "text"]
    again = organizer.get(f"{HOME}/anmal/{_uid(app, 'Anna')}")
    assert ("visas den inte här" in again.text, "mandel" in again.text) == (True, False)
    assert _page(again).select("input[name=allergy][checked]") == []


def test_a_name_for_the_kitchen_told_by_telephone_is_kept_with_the_words_of_the_telephone(
    app: Flask, organizer: FlaskClient
) -> None:
    _send(organizer, app, "Anna", allergy="nuts", severe="y")
    with app.app_context():
        words = "Personen har en svår allergi och har sagt ja till att köket får veta namnet"
        assert list(db.session.scalars(sa.select(Need.severe_words))) == [words]


def test_what_looks_like_a_personnummer_is_refused(app: Flask, organizer: FlaskClient) -> None:
    answer = _send(organizer, app, "Anna", allergy_text="19640823-3234")
    assert (answer.status_code, "Ta bort personnumret" in answer.text) == (422, True)
    assert "<title>Fel: " in answer.text


def test_the_second_organizer_sees_what_changed_and_keeps_what_was_filled_in(
    app: Flask, organizer: FlaskClient
) -> None:
    first = _page(organizer.get(f"{HOME}/anmal/{_uid(app, 'Anna')}"))
    both = [one["value"] for one in first.select("input[name=delar]")]
    _send(organizer, app, "Anna", first, delar=both[:1])
    form = _page(organizer.get(f"{HOME}/anmal/{_uid(app, 'Anna')}"))
    _send(organizer, app, "Anna", form, delar=both)
    late = _send(organizer, app, "Anna", form, delar=both[1:])
    page = _page(late)
    assert late.status_code == 409
    assert "Middag: – → På plats" in page.select_one(".notice-warning").get_text()  # type: ignore[union-attr]
    assert [one["value"] for one in page.select("input[name=delar][checked]")] == both[1:]
    assert _send(organizer, app, "Anna", page, delar=both[1:]).status_code == 303


def test_somebody_is_withdrawn_or_said_no_for(app: Flask, organizer: FlaskClient) -> None:
    _send(organizer, app, "Anna")
    for name in ("Anna", "Bo"):
        address = f"{HOME}/anmal/{_uid(app, name)}/avboka"
        assert organizer.post(address, data=_fields(_page(organizer.get(address)))).status_code == 303
    with app.app_context():
        assert db.session.scalars(sa.select(Invitation.state)).all() == [InvitationState.NOT_COMING] * 2


def test_a_revoked_invitation_and_another_meetings_are_not_found(app: Flask, organizer: FlaskClient) -> None:
    with app.app_context(), transaction():
        db.session.scalars(sa.select(Invitation)).first().state = InvitationState.REVOKED  # type: ignore[union-attr]
        builders.event(slug="annat")
    assert organizer.get(f"{HOME}/anmal/{_uid(app, 'Anna')}").status_code == 404
    assert organizer.get(f"/arrangor/moten/annat/anmal/{_uid(app, 'Bo')}").status_code == 404


def test_when_the_line_has_stopped_the_form_says_so_and_only_a_reason_helps(app: Flask, organizer: FlaskClient) -> None:
    with app.app_context(), transaction():
        db.session.scalars(sa.select(Event)).one().queue_stop_days = 500
    _send(organizer, app, "Anna")
    form = _page(organizer.get(f"{HOME}/anmal/{_uid(app, 'Bo')}"))
    parts = [one["value"] for one in form.select("input[name=delar]")]
    full = _send(organizer, app, "Bo", form, delar=parts)
    assert "Fullt. Väntelistan har stängt" in _words(form)
    assert (full.status_code, "ingen väntelista är öppen" in full.text) == (422, True)
    assert _send(organizer, app, "Bo", _page(full), delar=parts, reason="Talar på mötet").status_code == 303


def test_for_somebody_who_is_replaced_the_form_leads_to_the_one_who_comes_instead(
    app: Flask, organizer: FlaskClient
) -> None:
    form = _fields(_page(organizer.get(f"{HOME}/anmal/{_uid(app, 'Anna')}")))
    with app.app_context(), transaction():
        bo = invitations.lock(_uid(app, "Bo")).invitation
        anna = invitations.lock(_uid(app, "Anna")).invitation
        anna.state, bo.in_stead_of = InvitationState.REPLACED, anna
    for address in ("anmal/{}", "anmal/{}/avboka"):
        answer = organizer.post(f"{HOME}/{address}".format(_uid(app, "Anna")), data=form)
        assert answer.location.endswith(f"/inbjudna/{_uid(app, 'Bo')}")
        assert (
            "Bo Ek kommer i stället för Anna Ek. Härifrån svarar du för Bo Ek." in organizer.get(answer.location).text
        )
    assert organizer.get(f"{HOME}/anmal/{_uid(app, 'Anna')}").location.endswith(f"/inbjudna/{_uid(app, 'Bo')}")


def test_a_reader_sees_the_history_and_no_buttons(app: Flask, organizer: FlaskClient, sign_in: Any) -> None:
    place = _send(organizer, app, "Anna").location
    reader = app.test_client()
    sign_in(reader, Right.READER)
    page = _page(reader.get(place))
    assert ("Gjorde anmälan" in _words(page), page.select("main a.button, main button")) == (True, [])
    assert reader.get(f"{HOME}/anmal/{_uid(app, 'Bo')}").status_code == 403
