"""An answer to a place, confirmed or refused by an organizer, and what becomes of the place."""

from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.desk.merge_persons import merge_persons
from app.desk.revoke_invitation import revoke_invitation
from app.invitations.model import Invitation, PlaceClaim
from app.invitations.rules import InvitationSource, InvitationState
from app.invitations.rules.places import ClaimState
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Person
from app.registrations.model import Registration
from app.registrations.rules import RegistrationState
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.web.contact import words
from tests.web.placing import CARIN, OLLE, Placing
from tests.web.placing import scene as scene


def test_an_answer_waits_for_the_organizer(scene: Placing) -> None:
    scene.invites()
    answer = scene.claims(**CARIN)
    assert (answer.status_code, answer.location) == (303, f"{scene.forwarded}?tack=1")
    assert "Tack för ditt svar" in words(BeautifulSoup(scene.client.get(answer.location).data, "html5lib"))
    assert (scene.all(Registration), len(scene.letters())) == ([], 2)
    assert "Carin Dahl carin@ange.example Skolpolitiker, Ånge kommun" in words(scene.page("/arrangor/"))


def test_an_answer_to_a_meeting_that_has_been_is_nothing_to_do_at_home(
    scene: Placing, at: Callable[[datetime], None]
) -> None:
    scene.invites()
    scene.claims(**CARIN)
    at(datetime(2027, 3, 6, 12, 0, tzinfo=UTC))
    scene.sign_in(scene.organizer, Right.ORGANIZER)
    assert "Carin Dahl" not in words(scene.page("/arrangor/"))


def test_confirmed_the_person_is_known_invited_and_registered(scene: Placing) -> None:
    scene.invites()
    scene.claims(**CARIN)
    assert "Carin Dahl är anmäld och får sin bekräftelse." in scene.decides("bekrafta").get_text()
    registration, invitation = scene.all(Registration)[0], scene.all(Invitation)[-1]
    assert (registration.state, invitation.state) == (RegistrationState.CONFIRMED, InvitationState.COMING)
    assert invitation.source is InvitationSource.PLACE
    assert scene.letters()[2:] == [("receipt", "carin@ange.example")]
    assert scene.states() == [ClaimState.CONFIRMED]
    assert "2 platser, 1 namngiven Carin Dahl" in words(scene.page())


def test_confirmed_twice_it_is_done_once(scene: Placing) -> None:
    scene.invites()
    scene.claims(**CARIN)
    scene.decides("bekrafta")
    assert "Svaret är redan avgjort: bekräftad." in scene.decides("bekrafta").get_text()
    assert [kind for kind, _to in scene.letters()].count("receipt") == 1


def test_somebody_the_register_has_is_not_doubled(scene: Placing) -> None:
    scene.invites()
    before = len(scene.all(Person))
    scene.claims(given_name="Bo", family_name="Ek", address=scene.bo.address)
    scene.decides("bekrafta")
    assert len(scene.all(Person)) == before
    assert scene.all(Registration)[0].person_id == scene.bo.id


def test_who_is_invited_already_is_registered_by_that_invitation(scene: Placing) -> None:
    scene.invites()
    scene.claims(given_name="Anna", family_name="Berg", address=scene.anna.address)
    scene.decides("bekrafta")
    assert [one.state for one in scene.all(Invitation)] == [InvitationState.COMING]
    assert "2 platser, 1 namngiven" in words(scene.page())


def test_refused_a_letter_tells_and_the_name_is_forgotten(scene: Placing) -> None:
    scene.invites()
    scene.claims(**CARIN)
    scene.decides("avboj")
    claim = scene.all(PlaceClaim)[0]
    assert (claim.state, claim.name, claim.address) == (ClaimState.REFUSED, "", "")
    assert scene.letters()[2:] == [("place_refused", "carin@ange.example")]
    assert "Platsen för Ånge kommun kunde inte ges till dig" in scene.letter(2)
    assert [one for one in scene.all(LogEntry) if "Carin" in str(one.details)] == []


def test_a_refused_answer_gives_the_place_back(scene: Placing) -> None:
    scene.invites(1)
    scene.claims(**CARIN)
    scene.decides("avboj")
    assert scene.claims(**OLLE).status_code == 303
    assert scene.states() == [ClaimState.REFUSED, ClaimState.OPEN]


def test_a_revoked_invitation_gives_the_place_back(scene: Placing) -> None:
    scene.invites(1)
    scene.claims(**CARIN)
    scene.decides("bekrafta")
    assert scene.claims(**OLLE).status_code == 409
    with scene.app.app_context(), transaction():
        uid = db.session.scalars(sa.select(Invitation.uid).where(Invitation.source == InvitationSource.PLACE)).one()
        revoke_invitation(uid, now=NOW, actor=SYSTEM)
    assert scene.claims(**OLLE).status_code == 303


def test_two_who_are_merged_hold_one_place_still(scene: Placing) -> None:
    scene.invites(1)
    scene.claims(**CARIN)
    scene.decides("bekrafta")
    with scene.app.app_context(), transaction():
        one = db.session.scalars(sa.select(Invitation).where(Invitation.source == InvitationSource.PLACE)).one()
        kept = builders.person("Karin")
        builders.invitation(one.event, kept, state=InvitationState.COMING)
        gone = one.person.uid
        merge_persons(kept.uid, gone, now=NOW, actor=SYSTEM)
        assert db.session.scalars(sa.select(PlaceClaim)).one().invitation.person.uid == kept.uid
    assert scene.claims(**OLLE).status_code == 409


def test_another_events_claim_is_not_found(scene: Placing) -> None:
    scene.invites()
    scene.claims(**CARIN)
    with scene.app.app_context(), transaction():
        slug = builders.event("Ett annat").slug
    answer = scene.presses(f"/arrangor/moten/{slug}/platser/svar/{scene.all(PlaceClaim)[0].uid}/bekrafta")
    assert answer.h1.get_text() == "Sidan finns inte"  # type: ignore[union-attr]
    assert scene.states() == [ClaimState.OPEN]


def test_a_reader_sees_no_answers_to_confirm(scene: Placing, client: FlaskClient, sign_in: SignsIn) -> None:
    scene.invites()
    scene.claims(**CARIN)
    sign_in(client, Right.READER)
    assert "Carin" not in client.get("/arrangor/").text
    assert client.get(scene.here).status_code == 403
