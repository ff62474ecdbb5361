"""What is over, erased or refused stays so: an organizer is told, and nobody comes back, is confirmed or kept without
that being said.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.audit.actor import SYSTEM
from app.desk.erase_person import erase_person
from app.events.model import Event
from app.events.rules.kinds import LegalBasis
from app.invitations import queries as invitations
from app.invitations.model import Invitation, Place
from app.invitations.rules import InvitationState
from app.invitations.rules.places import ClaimState
from app.kernel.db import transaction
from app.organizers.rules import Right
from app.people.model import Organisation, Person, Proposal
from app.people.rules.proposals import ProposalState, is_forgotten
from app.registrations import actions as answering
from app.registrations.actions import Answers, Asked
from app.registrations.model import Answer, PurgeProtocol, Registration
from app.registrations.rules import RegistrationState, Reply
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.web.contact import words
from tests.web.placing import CARIN, OLLE, Placing

AFTER = datetime(2027, 3, 6, 12, 0, tzinfo=UTC)
KARIN = {"given_name": "Karin", "family_name": "Öh", "address": "karin@ange.example", "from_on": "2027-02-01"}


@pytest.fixture
def scene(app: Flask, at: Callable[[datetime], None], sign_in: SignsIn) -> Placing:
    return Placing(app, sign_in)


def _erased(scene: Placing, given: dict[str, str]) -> None:
    """Somebody of that name and address was in the register and asked to be erased."""
    with scene.app.app_context(), transaction():
        person = builders.person(given["given_name"], given["family_name"], given["address"])
        erase_person(person, now=NOW, actor=SYSTEM)


def _people(scene: Placing, family_name: str) -> int:
    return len([one for one in scene.all(Person) if one.family_name == family_name])


# Answers on a consent of their own


def test_who_withdraws_takes_back_the_answer_on_consent_and_leaves_the_others(scene: Placing) -> None:
    with scene.app.app_context(), transaction() as session:
        event = session.get_one(Event, scene.event.id)
        photo = builders.question(event, "Får vi publicera din bild?", basis=LegalBasis.CONSENT)
        travel = builders.question(event, "Hur reser du?")
        replies = (Reply(photo.uid, ("Ja",), consents=True), Reply(travel.uid, ("Tåg",)))
        locked = invitations.lock(scene.annas.uid)
        answering.register(locked, Answers((Asked(scene.plenary.uid),), replies=replies), now=NOW, actor=SYSTEM)
        said = sa.select(Answer.text).order_by(Answer.id)
        assert session.scalars(said).all() == ["Ja", "Tåg"]
        answering.withdraw(invitations.lock(scene.annas.uid), now=NOW, actor=SYSTEM)
        assert session.scalars(said).all() == ["Tåg"]


# The erased


def test_an_answer_of_somebody_erased_is_confirmed_only_by_an_organizer_who_has_been_told(scene: Placing) -> None:
    scene.invites()
    _erased(scene, CARIN)
    scene.claims(**CARIN)
    page = scene.decides("bekrafta")
    assert "Den som hade adressen är raderad ur registret. Inget är ändrat." in page.get_text()
    assert "Carin Dahl carin@ange.example Raderad ur registret" in words(page)
    assert (_people(scene, "Dahl"), scene.states()) == (0, [ClaimState.OPEN])
    claim = page.select_one("form [name=raderad]")
    assert claim is not None
    scene.presses(str(claim.find_parent("form")["action"]), raderad="1")  # type: ignore[index]
    assert (_people(scene, "Dahl"), scene.states()) == (1, [ClaimState.CONFIRMED])


def test_pressed_at_home_it_leads_to_the_page_that_tells(scene: Placing) -> None:
    scene.invites()
    _erased(scene, CARIN)
    scene.claims(**CARIN)
    where = next(str(one["action"]) for one in scene.page("/arrangor/").select("form") if "bekrafta" in one["action"])
    page = scene.presses(where, on="/arrangor/", tillbaka="hem")
    assert page.h1 is not None
    assert page.h1.get_text() == "Platser utan namn"


def test_a_contact_who_decides_does_not_bring_back_the_erased_and_is_not_told_of_it(scene: Placing) -> None:
    scene.invites()
    _erased(scene, CARIN)
    with scene.app.app_context(), transaction() as session:
        session.get_one(Organisation, scene.ange.id).contact_decides = True
    where = f"/plats/{scene.all(Place)[0].uid}"
    assert scene.sends(where, on=where, delar=[scene.plenary.uid], **CARIN).status_code == 303
    assert scene.sends("/uppdrag/ny", on="/uppdrag/ny", role="skolpolitiker", **CARIN, from_on="2027-02-01").status_code
    assert (_people(scene, "Dahl"), scene.states()) == (0, [ClaimState.OPEN])
    assert [one.state for one in scene.all(Proposal)] == [ProposalState.OPEN]
    assert "Raderad" not in words(scene.sees())


def test_a_proposal_of_somebody_erased_is_accepted_only_by_an_organizer_who_has_been_told(scene: Placing) -> None:
    _erased(scene, KARIN)
    scene.sends("/uppdrag/ny", on="/uppdrag/ny", role="skolpolitiker", **KARIN)
    where = f"/arrangor/register/forslag/{scene.all(Proposal)[0].uid}"
    page = scene.presses(f"{where}/godkann", on=where)
    assert "Den som hade adressen är raderad ur registret. Inget är ändrat." in page.get_text()
    assert "Godkänn bara om personen har sagt att hen vill vara med." in words(page)
    assert (_people(scene, "Öh"), scene.all(Proposal)[0].state) == (0, ProposalState.OPEN)
    scene.presses(f"{where}/godkann", on=where, raderad="1")
    assert (_people(scene, "Öh"), scene.all(Proposal)[0].state) == (1, ProposalState.ACCEPTED)


def test_somebody_who_is_in_the_register_again_is_no_longer_erased(scene: Placing) -> None:
    scene.invites()
    _erased(scene, CARIN)
    with scene.app.app_context(), transaction():
        builders.person(CARIN["given_name"], CARIN["family_name"], CARIN["address"])
    scene.claims(**CARIN)
    assert "Carin Dahl är anmäld" in scene.decides("bekrafta").get_text()


# Proposals that nobody decides on


@pytest.mark.parametrize(
    ("given", "about", "today", "gone"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 6, 30), False),
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 7, 1), True),
        (date(2026, 1, 1), date(2026, 9, 1), date(2026, 7, 1), False),
    ],
)
def test_a_proposal_waits_half_a_year_from_when_it_was_given_or_is_about(
    given: date, about: date, today: date, gone: bool
) -> None:
    assert is_forgotten(given, about, today) is gone


def test_the_nightly_round_forgets_the_name_in_a_proposal_that_nobody_decided_on(scene: Placing) -> None:
    scene.sends("/uppdrag/ny", on="/uppdrag/ny", role="skolpolitiker", phone="070-1", **KARIN)
    late = datetime(2027, 2, 1, 12, tzinfo=UTC) + timedelta(days=181)
    with scene.app.app_context():
        rounds.purge(late - timedelta(days=2), apply=True)
    assert scene.all(Proposal)[0].state is ProposalState.OPEN
    with scene.app.app_context():
        rounds.purge(late, apply=True)
        rounds.purge(late, apply=True)
    one = scene.all(Proposal)[0]
    assert (one.state, one.name, one.address, one.phone) == (ProposalState.LAPSED, "", "", "")
    assert [(row.kind, row.count) for row in scene.all(PurgeProtocol) if row.kind == "proposal"] == [("proposal", 1)]


# After the last day


def test_an_answer_within_a_place_is_not_confirmed_after_the_last_day(
    scene: Placing, at: Callable[[datetime], None]
) -> None:
    scene.invites()
    scene.claims(**CARIN)
    at(AFTER)
    scene.sign_in(scene.organizer, Right.ORGANIZER)
    before = scene.letters()
    assert "Svar inom platser utan namn" not in words(scene.page())
    for what in ("bekrafta", "avboj"):
        assert "Mötet är inställt eller har varit. Svaret behöver inte avgöras." in scene.decides(what).get_text()
    assert (scene.states(), scene.letters()) == ([ClaimState.OPEN], before)


# Who says no frees the place


def _says_no(scene: Placing) -> None:
    with scene.app.app_context(), transaction() as session:
        one = session.scalars(sa.select(Invitation).order_by(Invitation.id.desc())).first()
        assert one is not None
        answering.withdraw(invitations.lock(one.uid), now=NOW, actor=SYSTEM)


def test_who_says_no_frees_the_place_and_the_link_takes_another(scene: Placing) -> None:
    scene.invites(1)
    scene.claims(**CARIN)
    scene.decides("bekrafta")
    assert scene.claims(**OLLE).status_code == 409
    _says_no(scene)
    assert "1 plats, 0 namngivna" in words(scene.page(f"/arrangor/moten/{scene.event.slug}/tackning"))
    assert "1 plats, 0 namngivna Carin Dahl kommer inte Har inte svarat" in words(scene.page())
    assert scene.claims(**OLLE).status_code == 303


def test_who_said_no_and_answers_once_more_is_registered_again(scene: Placing) -> None:
    scene.invites(1)
    scene.claims(**CARIN)
    scene.decides("bekrafta")
    _says_no(scene)
    assert scene.claims(**CARIN).status_code == 303
    assert "Carin Dahl är anmäld" in scene.decides("bekrafta", 1).get_text()
    assert [one.state for one in scene.all(Registration)] == [RegistrationState.CONFIRMED]
    assert scene.all(Invitation)[-1].state is InvitationState.COMING


# What waits, at home


def test_home_shows_five_of_what_waits_and_the_rest_behind_a_line_that_says_how_many(scene: Placing) -> None:
    scene.invites(12)
    for number in range(7):
        scene.claims(given_name=f"Per{number}", family_name="Ek", address=f"per{number}@ange.example")
    home = scene.page("/arrangor/")
    assert [len(home.select(f"#{name} tbody tr")) for name in ("claims", "claims-more")] == [5, 2]
    more = home.select_one("details:has(#claims-more) summary")
    assert more is not None
    assert more.get_text().strip() == "Visa 2 till"
    assert len(scene.page().select("#claims tbody tr")) == 7
