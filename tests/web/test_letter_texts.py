"""Brev: a letter's opening words written anew for a meeting, tried on real receivers, and the standard text again."""

from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.actor import SYSTEM
from app.events.model import Event, EventText
from app.events.rules.letter_texts import TEXTS
from app.invitations import actions as invitations
from app.invitations.model import Invitation, Place, PlaceClaim
from app.invitations.queries import lock
from app.invitations.rules import InvitationState
from app.kernel import clock
from app.kernel.db import db, transaction
from app.mail import outbox, render
from app.mail.model import OutboxLetter
from app.organizers.rules import Right
from app.registrations import actions as registering
from app.registrations.actions import Answers, Asked
from tests import builders

BREV = "/arrangor/moten/run-konferens/brev"


@pytest.fixture
def organizer(app: Flask, client: FlaskClient, sign_in: Any) -> FlaskClient:
    """Signed in; a conference with four invited and not told yet, of three roles."""
    with app.app_context(), transaction():
        event = builders.event(slug="run-konferens")
        builders.part(event)
        ange, are = builders.organisation(), builders.organisation("Åre kommun")
        rektor, skolchef = builders.role(), builders.role("skolchef")
        people = (("Anna", rektor, ange), ("Bo", rektor, ange), ("Cia", skolchef, are), ("Dag", rektor, are))
        for name, what, where in people:
            who = builders.person(name, "Ek")
            builders.invitation(event, who, what, where, state=InvitationState.NOT_SENT, sent_at=None)
    sign_in(client, Right.ORGANIZER)
    return client


def _page(answer: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def _send(client: FlaskClient, kind: str, text: str, **more: str) -> TestResponse:
    page = _page(client.get(f"{BREV}/{kind}"))
    fields = {one["name"]: one["value"] for one in page.select("main input[type=hidden]")}
    return client.post(f"{BREV}/{kind}", data={**fields, "text": text, "shown_for": "", **more})


def _previews(page: BeautifulSoup) -> dict[str, str]:
    return {
        one.select_one("h3").text: one.select_one(".letter-text").text  # type: ignore[union-attr]
        for one in page.select("article.letter")
    }


def test_the_list_tells_when_each_letter_goes_and_which_have_words_of_their_own(organizer: FlaskClient) -> None:
    _send(organizer, "receipt", "Välkommen.")
    rows = _page(organizer.get(BREV)).select("#letters tbody tr")
    assert len(rows) == len(TEXTS)
    assert [row.th.a.text for row in rows if "Egen text" in row.text] == ["Bekräftelse"]  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", TEXTS)
def test_every_letter_is_shown_as_three_unlike_receivers_get_it(organizer: FlaskClient, kind: str) -> None:
    """One that says the same to all is shown once, one about an organisation for each of them."""
    answer = organizer.get(f"{BREV}/{kind}")
    shown = [one.text for one in _page(answer).select("article.letter")]
    count = 2 if {"place", "there"} & set(kind.split("_")) else {"sign_up": 1}.get(kind, 3)
    assert (answer.status_code, len(shown), len(set(shown))) == (200, count, count)
    assert [text for text in shown if "{{" in text or "medlem i gruppen" in text] == []


def test_a_letter_about_a_place_is_shown_as_those_who_answer_for_the_organisation_get_it(
    app: Flask, organizer: FlaskClient
) -> None:
    with app.app_context(), transaction():
        event = db.session.scalars(sa.select(Event)).one()
        where, what = (
            builders.organisation("Krokoms kommun", mailbox="bildning@krokom.example"),
            builders.role("politiker"),
        )
        place = Place(
            event=event, organisation=where, role=what, count=2, link_digest="0" * 64, created_at=builders.NOW
        )
        claim = {"given_name": "Carin", "family_name": "Dahl", "address": "carin@krokom.example"}
        place.claims.append(PlaceClaim(**claim, given_at=builders.NOW))
        db.session.add(place)
    own = "{{organisation}}: {{platser}} i rollen {{roll}}. Svara senast {{svara senast}}."
    text = _previews(_page(_send(organizer, "place", own, preview="1")))["Krokoms kommun"]
    assert "Krokoms kommun: 2 platser i rollen politiker. Svara senast torsdag 4 februari." in text
    text = _previews(_page(organizer.get(f"{BREV}/place_reminder")))["Krokoms kommun"]
    assert "1 plats för Krokoms kommun i rollen politiker har inget namn än." in text
    assert list(_previews(_page(organizer.get(f"{BREV}/place_refused")))) == ["Carin Dahl"]


def test_a_letter_to_somebody_without_an_invitation_has_only_the_fields_that_can_be_told(
    organizer: FlaskClient,
) -> None:
    said = _page(_send(organizer, "sign_up", "Hej {{förnamn}}.")).select_one(".field-error").text  # type: ignore[union-attr]
    assert "{{förnamn}} är inget fält. De fält som finns är {{möte}}, {{datum}}" in said


def test_a_seat_that_was_left_to_somebody_is_shown_with_who_left_it(organizer: FlaskClient) -> None:
    shown = _previews(_page(organizer.get(f"{BREV}/taken_over")))
    assert all("Förnamn Efternamn kan inte komma och har lämnat över till dig." in text for text in shown.values())
    assert all("Du är anmäld till" in text for text in shown.values())


def test_a_preview_shows_what_is_written_and_saves_nothing(app: Flask, organizer: FlaskClient) -> None:
    page = _page(_send(organizer, "invitation", "Hej {{förnamn}} i {{organisation}}.", preview="1"))
    shown = _previews(page)
    assert "Hej Cia i Åre kommun." in shown["Cia Ek"]
    assert "Hej {{förnamn}} i {{organisation}}." in page.select_one("textarea").text  # type: ignore[union-attr]
    with app.app_context():
        assert db.session.scalars(sa.select(EventText)).all() == []


def test_the_receiver_can_be_chosen(organizer: FlaskClient) -> None:
    page = _page(_send(organizer, "invitation", "Hej {{förnamn}}.", preview="1", shown_for="bo"))
    assert list(_previews(page)) == ["Bo Ek"]


def test_what_is_shown_is_what_is_sent(app: Flask, organizer: FlaskClient) -> None:
    _send(organizer, "invitation", "Hej {{förnamn}}.\n\nVi ses i {{plats}}.")
    shown = _previews(_page(organizer.get(f"{BREV}/invitation")))
    with app.app_context():
        with transaction():
            from_event = db.session.scalars(sa.select(EventText)).one().event_id
            event = db.session.get_one(Event, from_event)
            invitations.send(event, now=clock.now(), actor=SYSTEM)
        rows = db.session.scalars(sa.select(OutboxLetter)).all()
        sent = {row.to_name: render.preview(outbox.as_letter(row)).text for row in rows}
    assert {name: text.split() for name, text in shown.items()} == {name: sent[name].split() for name in shown}


@pytest.mark.parametrize(("kind", "seats"), [("receipt", None), ("waiting", 0), ("withdrawn", None)])
def test_what_is_shown_of_an_answer_is_what_was_sent(
    app: Flask, organizer: FlaskClient, kind: str, seats: int | None
) -> None:
    with app.app_context():
        with transaction():
            event = db.session.scalars(sa.select(Event)).one()
            event.capacity, part, who = seats, event.parts[0].uid, SYSTEM
            one = db.session.scalars(sa.select(Invitation)).first()
            assert one is not None
            uid, one.state, one.sent_at = one.uid, InvitationState.UNANSWERED, builders.NOW
        with transaction():
            wish = Answers((Asked(part),), event_seen_full=True)
            registering.register(lock(uid), wish, now=clock.now(), actor=who, unbound=True)
        if kind == "withdrawn":
            with transaction():
                registering.withdraw(lock(uid), now=clock.now(), actor=who)
        row = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.kind == kind)).one()
        sent = {row.to_name: render.preview(outbox.as_letter(row)).text}
    shown = _previews(_page(organizer.get(f"{BREV}/{kind}")))
    assert {name: text.split() for name, text in shown.items()} == {name: text.split() for name, text in sent.items()}


def test_an_unknown_field_is_refused_with_those_there_are(organizer: FlaskClient) -> None:
    answer = _send(organizer, "receipt", "Hej {{personnummer}}.")
    said = _page(answer).select_one(".field-error").text  # type: ignore[union-attr]
    assert answer.status_code == 422
    assert "{{personnummer}} är inget fält. De fält som finns är {{förnamn}}, {{efternamn}}" in said


def test_an_empty_text_is_refused(organizer: FlaskClient) -> None:
    answer = _send(organizer, "receipt", "  ")
    assert answer.status_code == 422
    assert "Skriv hur brevet ska börja" in answer.text


def test_the_standard_text_comes_back_by_one_press(app: Flask, organizer: FlaskClient) -> None:
    _send(organizer, "receipt", "Välkommen.")
    page = _page(organizer.get(f"{BREV}/receipt"))
    form = next(one for one in page.select("form.post-button") if "aterstall" in str(one["action"]))
    fields = {one["name"]: one["value"] for one in form.select("input")}
    back = _page(organizer.post(str(form["action"]), data=fields, follow_redirects=True))
    assert "Tack, vi har fått ditt svar. Du är anmäld." in back.select_one("textarea").text  # type: ignore[union-attr]
    with app.app_context():
        assert db.session.scalars(sa.select(EventText)).all() == []


def test_the_second_organizer_sees_what_the_first_wrote_and_keeps_the_own(organizer: FlaskClient) -> None:
    page = _page(organizer.get(f"{BREV}/receipt"))
    fields = {one["name"]: one["value"] for one in page.select("main input[type=hidden]")}
    _send(organizer, "receipt", "Den förstas ord.")
    late = organizer.post(f"{BREV}/receipt", data={**fields, "text": "Den andras ord."})
    shown = _page(late)
    assert late.status_code == 409
    assert "Den förstas ord." in shown.select_one(".notice-warning").text  # type: ignore[union-attr]
    assert "Den andras ord." in shown.select_one("textarea").text  # type: ignore[union-attr]


def test_no_letter_of_that_name_is_not_found(organizer: FlaskClient) -> None:
    assert organizer.get(f"{BREV}/trial").status_code == 404
