"""Needs and consent on the invitee's pages: asked for, never shown back, taken away."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from flask import Flask

from app.events.rules.kinds import LegalBasis, NeedsGround
from app.kernel.db import db
from app.registrations.model import Need, Registration
from tests.web.guest import Guest, errors, words
from tests.web.guest import guest as guest


def test_needs_are_never_shown_back(guest: Guest) -> None:
    guest.says_yes(guest.plenary, allergy=["nuts"], allergy_text="Jordnötter", diet=["vegan"])
    assert guest.count(Need) == 3
    for path in ("", "/svara", "/behov", "/avboka"):
        page = guest.sees(path)
        assert "Jordnötter" not in str(page)
        needs = [box for box in page.select("input[checked]") if box["name"] in ("diet", "allergy", "access")]
        assert needs == []
    assert "Uppgift lämnad" in words(guest.sees())


def test_needs_can_be_replaced_and_taken_away(guest: Guest) -> None:
    guest.says_yes(guest.plenary, diet=["vegan"])
    guest.sends("/behov", access=["hearing_loop"])
    with guest.app.app_context():
        kept = [(need.kind.value, need.choice) for need in db.session.scalars(sa.select(Need))]
    guest.sends("/behov", to="/behov/ta-bort")
    assert (kept, guest.count(Need), guest.letters()) == ([("access", "hearing_loop")], 0, ["receipt"])


def test_an_empty_needs_form_takes_nothing_away(guest: Guest) -> None:
    guest.says_yes(guest.plenary, diet=["vegan"])
    response = guest.sends("/behov")
    assert (response.status_code, guest.count(Need)) == (422, 1)


def test_a_personnummer_among_needs_is_refused_and_nothing_is_registered(guest: Guest) -> None:
    response = guest.says_yes(guest.plenary, allergy_text="Nötter 19640823-3234")
    assert (response.status_code, guest.count(Registration)) == (422, 0)
    assert errors(response) == ["Ta bort personnumret. Vi behöver det inte och får inte spara det."]


def test_needs_on_the_ground_of_consent_want_it(app: Flask, at: Callable[[datetime], None]) -> None:
    guest = Guest(app, needs_ground=NeedsGround.CONSENT)
    refused = guest.says_yes(guest.plenary, diet=["vegan"])
    taken = guest.says_yes(guest.plenary, diet=["vegan"], needs_consent="y")
    assert (refused.status_code, taken.status_code, guest.count(Need)) == (422, 303, 1)


def test_an_event_on_the_ground_of_consent_wants_it(app: Flask, at: Callable[[datetime], None]) -> None:
    guest = Guest(app, legal_basis=LegalBasis.CONSENT)
    refused = guest.says_yes(guest.plenary)
    taken = guest.says_yes(guest.plenary, consent="y")
    assert (refused.status_code, taken.status_code) == (422, 303)
