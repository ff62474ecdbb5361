"""Open sign-up: the form, the letter, and the button without which nobody is registered."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import rounds
from app.events.model import Event, Part
from app.events.rules.kinds import EventState, LegalBasis
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource, InvitationState
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.mail import outbox, render
from app.mail.model import OutboxLetter
from app.organizers.rules import Right
from app.people.model import Person
from app.registrations.model import Registration, RegistrationPart, SignUp
from tests import builders
from tests.builders import NOW
from tests.web.guest import errors, heading, words

KARIN = {
    "given_name": "Karin",
    "family_name": "Ek",
    "address": "karin.ek@gast.example",
    "affiliation": "Skolverket",
}
FORM = "/moten/seminarium/anmalan"


@pytest.fixture
def seminar(app: Flask, at: Callable[[datetime], None]) -> str:
    return open_seminar(app)


def open_seminar(app: Flask, **given: Any) -> str:
    """A public meeting with open sign-up: a plenary, a dinner and a part for a circle. Gives the plenary's uid."""
    with app.app_context(), transaction():
        event = builders.event("Seminarium", slug="seminarium", public=True, open_sign_up=True, **given)
        plenary = builders.part(event, "Föreläsning")
        builders.part(event, "Middag")
        inner = builders.part(event, "Slutet möte")
        builders.circle(event, builders.role("skolchef"), inner)
        return plenary.uid


def _change(app: Flask, **given: Any) -> None:
    with app.app_context(), transaction():
        event = db.session.scalars(sa.select(Event)).one()
        for name, value in given.items():
            setattr(event, name, value)


def _page(response: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(response.data, "html5lib")


def _csrf(page: BeautifulSoup) -> str:
    field = page.find("input", attrs={"name": "csrf_token"})
    assert field is not None
    return str(field["value"])


def _send(client: FlaskClient, *parts: str, **fields: Any) -> TestResponse:
    data = {"csrf_token": _csrf(_page(client.get(FORM))), "delar": list(parts)} | fields
    return client.post(FORM, data=data)


def newest_token(app: Flask) -> str:
    """The secret of the link in the last letter."""
    with app.app_context():
        row = db.session.scalars(sa.select(SignUp).order_by(SignUp.id.desc())).first()
        assert row is not None
        return links.token(Link(Purpose.SIGN_UP, row.link_seed))


def _confirm(app: Flask, client: FlaskClient) -> TestResponse:
    path = f"/bekrafta/{newest_token(app)}"
    return client.post(path, data={"csrf_token": _csrf(_page(client.get(path)))})


def _count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def _letters(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        rows = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id))
        return [(row.kind, row.to_address) for row in rows]


def test_the_public_pages_lead_to_the_form(client: FlaskClient, seminar: str) -> None:
    assert _page(client.get("/moten/seminarium")).find("a", href=FORM) is not None
    assert _page(client.get("/")).find("a", href=FORM) is not None
    page = _page(client.get(FORM))
    assert (heading(page), "Slutet möte" in words(page)) == ("Anmälan", False)


def test_only_the_button_after_the_letter_registers(app: Flask, client: FlaskClient, seminar: str) -> None:
    sent = _send(client, seminar, **KARIN)
    assert (sent.status_code, heading(_page(sent))) == (200, "Bekräfta i ditt mejl")
    assert (_count(app, Person), _count(app, Registration)) == (0, 0)
    assert _letters(app) == [("sign_up", "karin.ek@gast.example")]
    path = f"/bekrafta/{newest_token(app)}"
    for _ in range(2):
        assert "Anmälan gäller Karin Ek" in words(_page(client.get(path)))
        client.head(path)
    assert _count(app, Registration) == 0
    done = _confirm(app, client)
    assert done.status_code == 303
    assert heading(_page(client.get(done.location))) == "Du är anmäld"
    assert _letters(app)[1:] == [("receipt", "karin.ek@gast.example")]
    with app.app_context():
        one = db.session.scalars(sa.select(Invitation)).one()
        assert (one.source, one.affiliation) == (InvitationSource.SIGN_UP, "Skolverket")
        row = db.session.scalars(sa.select(SignUp)).one()
        assert (row.given_name, row.address, row.answers["parts"]) == ("", "", [])


def test_pressed_twice_it_is_done_once(app: Flask, client: FlaskClient, seminar: str) -> None:
    _send(client, seminar, **KARIN)
    first, second = _confirm(app, client), _confirm(app, client)
    assert (first.location, second.status_code) == (second.location, 303)
    assert [kind for kind, _ in _letters(app)] == ["sign_up", "receipt"]


def test_the_letter_holds_nothing_of_what_a_stranger_wrote(app: Flask, client: FlaskClient, seminar: str) -> None:
    _send(client, seminar, **KARIN | {"given_name": "Vinn en resa", "affiliation": "Lotteriet"})
    with app.app_context():
        row = db.session.scalars(sa.select(OutboxLetter)).one()
        said = render.preview(outbox.as_letter(row))
    for part in (said.subject, said.text, said.html):
        assert ("Vinn" in part, "Lotteriet" in part, "Ek" in part) == (False, False, False)
    assert "Länken gäller till 22 januari 2027 10.00" in " ".join(said.text.split())


def test_a_known_address_gets_the_same_answer_and_the_person_is_not_changed(
    app: Flask, client: FlaskClient, seminar: str
) -> None:
    unknown = _send(client, seminar, **KARIN | {"address": "ny@gast.example"})
    with app.app_context(), transaction():
        known = builders.person("Karin", "Ek", "karin.ek@gast.example", phone="070-1234567")
        uid, version = known.uid, known.version
    again = _send(client, seminar, **KARIN | {"given_name": "KARIN"})
    assert words(_page(again)) == words(_page(unknown))
    _confirm(app, client)
    with app.app_context():
        person = db.session.scalars(sa.select(Person)).one()
        assert (person.uid, person.name, person.version) == (uid, "Karin Ek", version)


def test_who_has_answered_already_keeps_the_answer(app: Flask, client: FlaskClient, seminar: str) -> None:
    with app.app_context(), transaction():
        event = db.session.scalars(sa.select(Event)).one()
        person = builders.person("Karin", "Ek", "karin.ek@gast.example")
        builders.invitation(event, person, state=InvitationState.COMING)
    _send(client, seminar, **KARIN)
    assert _confirm(app, client).status_code == 303
    assert (_count(app, Registration), len(_letters(app))) == (0, 1)


def test_somebody_invited_registers_by_the_invitation_they_have(app: Flask, client: FlaskClient, seminar: str) -> None:
    with app.app_context(), transaction():
        event = db.session.scalars(sa.select(Event)).one()
        builders.invitation(event, builders.person("Karin", "Ek", "karin.ek@gast.example"))
    _send(client, seminar, **KARIN)
    _confirm(app, client)
    with app.app_context():
        one = db.session.scalars(sa.select(Invitation)).one()
        assert (one.source, one.state) == (InvitationSource.CIRCLE, InvitationState.COMING)


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({}, ["Skriv ditt förnamn", "Skriv ditt efternamn", "Skriv din e-postadress"]),
        (KARIN | {"address": "karin"}, ["Skriv en e-postadress som namn@kommun.se"]),
        (KARIN | {"affiliation": "www.spel.example"}, ["Skriv bara namnet, utan adresser"]),
    ],
)
def test_what_is_wrong_is_said(client: FlaskClient, seminar: str, fields: dict[str, str], wanted: list[str]) -> None:
    answer = _send(client, seminar, **fields)
    assert (answer.status_code, errors(answer)) == (422, wanted)


def test_nothing_chosen_is_said_and_a_part_of_a_circle_is_no_choice(
    app: Flask, client: FlaskClient, seminar: str
) -> None:
    nothing = _send(client, **KARIN)
    assert (nothing.status_code, errors(nothing)) == (422, ["Välj minst en del som du kommer till."])
    with app.app_context():
        inner = db.session.scalars(sa.select(Part.uid).where(Part.title == "Slutet möte")).one()
    assert _send(client, inner, **KARIN).status_code == 422
    assert _letters(app) == []


def test_consent_is_asked_for_where_it_is_the_basis(app: Flask, client: FlaskClient, seminar: str) -> None:
    _change(app, legal_basis=LegalBasis.CONSENT)
    without = _send(client, seminar, **KARIN)
    assert (without.status_code, errors(without)[0][:8]) == (422, "Samtyck ")
    _send(client, seminar, consent="y", **KARIN)
    assert heading(_page(client.get(_confirm(app, client).location))) == "Du är anmäld"


def test_a_program_that_fills_in_everything_is_answered_and_not_written_to(
    app: Flask, client: FlaskClient, seminar: str
) -> None:
    answer = _send(client, seminar, website="https://spam.example", **KARIN)
    assert (heading(_page(answer)), _letters(app)) == ("Bekräfta i ditt mejl", [])


def test_one_address_is_written_to_three_times_an_hour(app: Flask, client: FlaskClient, seminar: str) -> None:
    answers = {words(_page(_send(client, seminar, **KARIN))) for _ in range(5)}
    assert (len(answers), len(_letters(app))) == (1, 3)


def test_a_whole_town_hall_signs_up_from_one_address(app: Flask, client: FlaskClient, seminar: str) -> None:
    for number in range(40):
        _send(client, seminar, **KARIN | {"address": f"nr{number}@gast.example"})
    assert len(_letters(app)) == 40


def test_after_two_days_the_link_opens_nothing_and_what_was_written_is_gone(
    app: Flask, client: FlaskClient, seminar: str, at: Callable[[datetime], None]
) -> None:
    _send(client, seminar, **KARIN)
    path = f"/bekrafta/{newest_token(app)}"
    late = NOW + timedelta(hours=48)
    at(late)
    assert client.get(path).status_code == 404
    with app.app_context():
        rounds.purge(late, apply=True)
    assert (_count(app, SignUp), _count(app, OutboxLetter)) == (0, 0)


def test_whatever_opens_nothing_is_the_same_page(client: FlaskClient, seminar: str) -> None:
    assert {client.get(f"/bekrafta/{token}").status_code for token in ("okänd", "a" * 43, "%00")} == {404}


@pytest.mark.parametrize(
    "given", [{"open_sign_up": False}, {"public": False}, {"state": EventState.DRAFT}], ids=["shut", "secret", "draft"]
)
def test_without_open_sign_up_there_is_no_page(
    app: Flask, client: FlaskClient, seminar: str, given: dict[str, Any]
) -> None:
    _change(app, **given)
    assert client.get(FORM).status_code == 404


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"answer_days": 60}, "Anmälan har stängt"),
        ({"opens_days": 5, "answer_days": 4}, "Anmälan har inte öppnat"),
        ({"state": EventState.CANCELLED}, "Anmälan har stängt"),
        ({"capacity": 0, "waiting_list": False}, "Mötet är fullt"),
    ],
)
def test_shut_is_a_page_and_no_error(
    app: Flask, client: FlaskClient, seminar: str, given: dict[str, Any], wanted: str
) -> None:
    _change(app, **given)
    answer = client.get(FORM)
    assert (answer.status_code, heading(_page(answer))) == (200, wanted)


def test_what_fills_up_meanwhile_is_queued_for_or_refused(app: Flask, client: FlaskClient, seminar: str) -> None:
    _send(client, seminar, **KARIN)
    _change(app, capacity=0)
    done = _confirm(app, client)
    assert heading(_page(client.get(done.location))) == "Du står på väntelistan"
    _change(app, capacity=None)
    _send(client, seminar, **KARIN | {"given_name": "Bo", "address": "bo@gast.example"})
    _change(app, capacity=0, waiting_list=False)
    refused = _confirm(app, client)
    assert (refused.status_code, heading(_page(refused))) == (409, "Mötet är fullt")
    assert (_count(app, Person), _count(app, Registration)) == (1, 1)


def test_the_list_of_participants_says_where_somebody_is_from(
    app: Flask, client: FlaskClient, seminar: str, sign_in: Any
) -> None:
    _send(client, seminar, **KARIN)
    _confirm(app, client)
    sign_in(client, Right.ORGANIZER)
    for name in ("deltagare", "inbjudna"):
        assert "Skolverket" in client.get(f"/arrangor/moten/seminarium/listor/{name}.csv").get_data(as_text=True)
    assert "Anmälde sig själv" in client.get("/arrangor/moten/seminarium/inbjudna").text
    assert _count(app, RegistrationPart) == 1
