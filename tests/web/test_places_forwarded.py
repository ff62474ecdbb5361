"""A place answered by the link that is meant for forwarding: what it shows, takes and refuses."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup

from app.audit import limits
from app.events.model import Event
from app.events.rules.kinds import EventState, LegalBasis
from app.invitations.model import Place, PlaceClaim
from app.kernel.db import db, transaction
from app.registrations.model import Need, Registration
from tests import builders
from tests.web.contact import errors, words
from tests.web.placing import CARIN, OLLE, Placing
from tests.web.placing import scene as scene


def test_the_forwarded_link_shows_the_meeting_and_nobodys_name(scene: Placing) -> None:
    scene.invites()
    said = words(scene.sees_place())
    assert "RUN-konferens 2027" in said
    assert "Skolpolitiker, Ånge kommun" in said
    assert [name for name in ("Anna", "Bo Ek", "Maj", "maj@") if name in scene.client.get(scene.forwarded).text] == []


def test_the_forwarded_link_is_not_the_organisations(scene: Placing) -> None:
    scene.invites()
    token = scene.forwarded.removeprefix("/plats/")
    assert scene.client.get(f"/org/{token}").status_code == 404
    assert scene.client.get(f"/plats/{scene.token}").status_code == 404


def test_more_answers_than_places_is_a_page_and_no_error(scene: Placing) -> None:
    scene.invites(1)
    scene.claims(**CARIN)
    assert "Platserna är redan svarade för" in words(scene.sees_place())
    answer = scene.claims(**OLLE)
    assert answer.status_code == 409
    assert "Platserna är redan svarade för" in words(BeautifulSoup(answer.data, "html5lib"))
    assert len(scene.all(PlaceClaim)) == 1


def test_the_same_person_twice_is_one_answer(scene: Placing) -> None:
    scene.invites()
    scene.claims(**CARIN)
    assert scene.claims(**CARIN | {"address": "CARIN@ange.example"}).status_code == 303
    assert len(scene.all(PlaceClaim)) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"given_name": ""}, "Skriv förnamnet"),
        ({"address": "carin"}, "Skriv en e-postadress som namn@kommun.se"),
        ({"delar": []}, "Välj minst en del som du kommer till."),
        ({"delar": ["x"]}, "Välj minst en del som du kommer till."),
    ],
)
def test_a_form_that_is_not_right_says_what_to_write(scene: Placing, given: dict[str, Any], said: str) -> None:
    with scene.app.app_context(), transaction():
        builders.part(db.session.get_one(Event, scene.event.id), "Middag")
    scene.invites()
    answer = scene.claims(**CARIN | given)
    assert (answer.status_code, errors(answer)) == (422, [said])
    assert "<title>Fel: " in answer.text


def test_a_machine_that_fills_in_everything_writes_nothing(scene: Placing) -> None:
    scene.invites()
    assert scene.claims(**CARIN, website="https://spam.example").status_code == 303
    assert scene.all(PlaceClaim) == []


def test_needs_are_not_taken(scene: Placing) -> None:
    scene.invites()
    scene.claims(**CARIN, diet=["vegan"])
    scene.decides("bekrafta")
    assert scene.all(Need) == []


def test_where_consent_is_the_ground_the_box_must_be_ticked(scene: Placing) -> None:
    with scene.app.app_context(), transaction():
        db.session.get_one(Event, scene.event.id).legal_basis = LegalBasis.CONSENT
    scene.invites()
    assert scene.claims(**CARIN).status_code == 422
    assert scene.claims(**CARIN, consent="y").status_code == 303
    scene.decides("bekrafta")
    assert len(scene.all(Registration)) == 1


@pytest.mark.parametrize(
    ("moment", "title"),
    [
        (datetime(2026, 10, 1, 9, tzinfo=UTC), "Anmälan har inte öppnat"),
        (datetime(2027, 2, 10, 9, tzinfo=UTC), "Anmälan har stängt"),
        (datetime(2027, 3, 8, 9, tzinfo=UTC), "Mötet har varit"),
    ],
)
def test_each_state_has_its_page(scene: Placing, at: Callable[[datetime], None], moment: datetime, title: str) -> None:
    scene.invites()
    at(moment)
    assert scene.sees_place().h1.get_text() == title  # type: ignore[union-attr]
    assert scene.claims(**CARIN).status_code == 409


def test_a_cancelled_meeting_says_so(scene: Placing) -> None:
    scene.invites()
    with scene.app.app_context(), transaction():
        db.session.get_one(Event, scene.event.id).state = EventState.CANCELLED
    assert "Mötet är inställt" in words(scene.sees_place())


def test_unsent_taken_back_and_unknown_links_are_the_same_404(scene: Placing) -> None:
    scene.invites(send=False)
    unsent = scene.client.get(scene.forwarded)
    scene.presses(f"{scene.here}/granska")
    where = scene.forwarded
    scene.presses(f"{scene.here}/{scene.all(Place)[0].uid}/ta-tillbaka")
    gone, unknown = scene.client.get(where), scene.client.get("/plats/x")
    assert {one.status_code for one in (unsent, gone, unknown)} == {404}
    assert len({one.text for one in (unsent, gone, unknown)}) == 1


def test_a_place_taken_back_and_made_anew_has_another_link(scene: Placing) -> None:
    scene.invites()
    old = scene.forwarded
    scene.presses(f"{scene.here}/{scene.all(Place)[0].uid}/ta-tillbaka")
    scene.invites()
    assert scene.client.get(old).status_code == 404
    assert scene.client.get(scene.forwarded).status_code == 200


def test_too_many_tries_are_asked_to_wait(scene: Placing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LIMITS, limits.Purpose.PLACE_LINK, limits.Limit(1, 60))
    scene.invites()
    assert scene.claims(**CARIN).status_code == 303
    answer = scene.claims(**OLLE)
    assert answer.status_code == 429
    assert "Vänta en stund" in words(BeautifulSoup(answer.data, "html5lib"))
