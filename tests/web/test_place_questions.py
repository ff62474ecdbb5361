"""Who answers within a place without a name is asked what an invited person would be asked; what is answered waits with
the rest, is written with the registration, and is kept nowhere else.
"""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from app.audit.actor import SYSTEM
from app.desk.erase_person import erase_person
from app.desk.lapse import lapse_cancelled
from app.desk.places import NotAnswered, answer_within
from app.events.model import Event, QuestionOption
from app.events.rules.kinds import LegalBasis
from app.invitations.model import Invitation, Place, PlaceClaim
from app.invitations.rules import InvitationState
from app.invitations.rules.places import ClaimDraft, Claimed, ClaimState, Wanted
from app.invitations.rules.places import Person as Claimant
from app.kernel.db import db, transaction
from app.people.model import Person
from app.registrations.model import Answer
from app.registrations.rules import Reply
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.said import count_statements
from tests.web.contact import errors, words
from tests.web.placing import CARIN, OLLE, Placing


@pytest.fixture
def scene(app: Flask, at: Callable[[Any], None], sign_in: SignsIn) -> Placing:
    made = Placing(app, sign_in)
    made.invites()
    return made


def _ask(scene: Placing, label: str = "Hur reser du?", **given: Any) -> str:
    with scene.app.app_context(), transaction() as session:
        question = builders.question(session.get_one(Event, scene.event.id), label, **given)
        return f"fraga_{question.uid}"


def _option(scene: Placing, label: str) -> str:
    with scene.app.app_context():
        return db.session.scalars(sa.select(QuestionOption.uid).where(QuestionOption.label == label)).one()


def _said(scene: Placing) -> list[str]:
    return [one.text for one in scene.all(Answer)]


def test_the_questions_are_those_of_an_invited_person_in_that_role(scene: Placing) -> None:
    _ask(scene)
    _ask(scene, "Har nämnden beslutat?", roles=(scene.politiker,))
    _ask(scene, "Hur många skolor leder du?", roles=(scene.skolchef,))
    said = words(scene.sees_place())
    assert ("Hur reser du?" in said, "Har nämnden beslutat?" in said, "Hur många skolor" in said) == (True, True, False)


def test_the_contact_is_asked_none_of_them(scene: Placing) -> None:
    field = _ask(scene, required=True)
    where = f"/plats/{scene.all(Place)[0].uid}"
    assert "Hur reser du?" not in words(scene.sees(where))
    assert scene.sends(where, on=where, delar=[scene.plenary.uid], **CARIN, **{field: "Tåg"}).status_code == 303
    assert scene.all(PlaceClaim)[0].replies is None
    scene.decides("bekrafta")
    assert _said(scene) == []


def test_what_was_answered_waits_and_is_written_when_the_organizer_confirms_and_kept_nowhere_else(
    scene: Placing,
) -> None:
    field = _ask(scene)
    scene.claims(**CARIN, **{field: "Tåg"})
    assert (_said(scene), scene.all(PlaceClaim)[0].replies) == ([], [[field.removeprefix("fraga_"), ["Tåg"], False, 1]])
    scene.decides("bekrafta")
    assert (_said(scene), scene.all(PlaceClaim)[0].replies) == (["Tåg"], None)


def test_a_required_question_is_answered_before_anything_is_kept_and_all_faults_are_told_at_once(
    scene: Placing,
) -> None:
    field = _ask(scene, required=True)
    answer = scene.claims(**CARIN | {"given_name": ""})
    assert (answer.status_code, errors(answer)) == (422, ["Skriv förnamnet", "Svara på frågan ”Hur reser du?”."])
    assert scene.all(PlaceClaim) == []
    assert scene.claims(**CARIN, **{field: "Tåg"}).status_code == 303


def test_a_question_about_a_part_one_does_not_choose_is_not_asked_and_its_answer_not_kept(scene: Placing) -> None:
    with scene.app.app_context(), transaction() as session:
        dinner = builders.part(session.get_one(Event, scene.event.id), "Middag")
        part_id, uid = dinner.id, dinner.uid
    field = _ask(scene, "Vem sitter du med?", part_id=part_id, required=True)
    assert errors(scene.claims(**CARIN, delar=[uid])) == ["Svara på frågan ”Vem sitter du med?”."]
    assert scene.claims(**CARIN, **{field: "Olle"}).status_code == 303
    assert scene.all(PlaceClaim)[0].replies == []


def test_an_answer_on_consent_needs_its_box_and_keeps_it(scene: Placing) -> None:
    field = _ask(scene, basis=LegalBasis.CONSENT)
    said = "Samtyck till att svaret sparas, eller lämna frågan tom."
    assert errors(scene.claims(**CARIN, **{field: "Tåg"})) == [said]
    scene.claims(**CARIN, **{field: "Tåg", f"{field}_samtycke": "1"})
    scene.decides("bekrafta")
    assert scene.all(Answer)[0].consented_at is not None


def test_what_looks_like_a_personnummer_is_not_taken(scene: Placing) -> None:
    field = _ask(scene)
    assert scene.claims(**CARIN, **{field: "19121212-1212"}).status_code == 422


def test_an_option_that_is_full_is_refused_at_the_question(scene: Placing) -> None:
    field = _ask(scene, options={"Buss": 0, "Tåg": None})
    answer = scene.claims(**CARIN, **{field: _option(scene, "Buss")})
    assert (answer.status_code, errors(answer)) == (422, ["”Buss” är fullt. Välj något annat."])


def test_the_last_place_of_an_option_is_judged_with_the_meeting_held(scene: Placing) -> None:
    """The page was made while there was a place; what counts is what the database says when it is kept."""
    field = _ask(scene, options={"Buss": 0, "Tåg": None})
    bus = Reply(field.removeprefix("fraga_"), (_option(scene, "Buss"),))
    draft = ClaimDraft(Claimant("Carin", "Dahl", "carin@ange.example"), (Wanted(scene.plenary.uid),))
    with scene.app.app_context(), transaction() as session:
        place = session.scalars(sa.select(Place)).one()
        refused = answer_within(place, draft, [bus], now=NOW, actor=SYSTEM)
        accepted = answer_within(place, draft, [], now=NOW, actor=SYSTEM)
    assert (type(refused), type(accepted)) == (NotAnswered, Claimed)


def test_an_option_that_filled_up_before_it_was_confirmed_is_told_and_the_person_is_invited_to_answer(
    scene: Placing,
) -> None:
    field = _ask(scene, options={"Buss": 1, "Tåg": None})
    scene.claims(**CARIN, **{field: _option(scene, "Buss")})
    with scene.app.app_context(), transaction() as session:
        session.scalars(sa.select(QuestionOption).where(QuestionOption.label == "Buss")).one().capacity = 0
    told = words(scene.decides("bekrafta"))
    assert "Carin Dahl är inbjuden men kunde inte anmälas. ”Buss” är fullt. Välj något annat." in told
    assert scene.letters()[2:] == [("invitation", "carin@ange.example")]
    assert scene.all(Invitation)[-1].state is InvitationState.UNANSWERED


def test_refused_or_lapsed_nothing_of_it_is_kept(scene: Placing) -> None:
    field = _ask(scene)
    scene.claims(**CARIN, **{field: "Tåg"})
    scene.claims(**OLLE, **{field: "Buss"})
    scene.decides("avboj")
    with scene.app.app_context(), transaction():
        lapse_cancelled(scene.event.id, now=NOW)
    assert [(one.state, one.replies) for one in scene.all(PlaceClaim)] == [
        (ClaimState.REFUSED, None),
        (ClaimState.LAPSED, None),
    ]


def test_who_is_erased_leaves_no_answer_that_waits_while_a_namesake_at_another_address_does(scene: Placing) -> None:
    field = _ask(scene)
    scene.claims(given_name="bo", family_name="Ek", address=scene.bo.address.upper(), **{field: "Tåg"})
    scene.claims(given_name="Bo", family_name="Ek", address="annan@ange.example", **{field: "Buss"})
    with scene.app.app_context(), transaction() as session:
        erase_person(session.get_one(Person, scene.bo.id), now=NOW, actor=SYSTEM)
    first, second = scene.all(PlaceClaim)
    assert (first.state, first.name, first.address, first.replies) == (ClaimState.REFUSED, "", "", None)
    assert (second.state, second.name) == (ClaimState.OPEN, "Bo Ek")


def test_needs_stay_with_the_persons_own_page_and_the_form_says_so(scene: Placing) -> None:
    said = words(scene.sees_place())
    assert "Särskilda behov lämnar du på din egen länk, när platsen är bekräftad." in said


def test_the_statements_of_the_form_do_not_grow_with_questions(scene: Placing) -> None:
    _ask(scene)
    before = count_statements(lambda: scene.client.get(scene.forwarded))
    for number in range(4):
        _ask(scene, f"Fråga {number}?", options={"Ja": 3, "Nej": None})
    page: list[BeautifulSoup] = []
    after = count_statements(lambda: page.append(scene.sees_place()))
    assert after <= before + 1  # the event is read anew when it changed
    assert len(page[0].select("[data-question]")) == 5
