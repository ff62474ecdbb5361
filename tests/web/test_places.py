"""A place without a name: invited through contact and mailbox, answered within by the forwarded link or by the contact,
confirmed by an organizer, counted in coverage.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import rounds
from app.audit import limits
from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.desk.merge_persons import merge_persons
from app.desk.revoke_invitation import revoke_invitation
from app.events.model import Event
from app.events.rules.kinds import EventState, LegalBasis
from app.invitations.letters import place_link
from app.invitations.model import Invitation, Place, PlaceClaim
from app.invitations.rules import InvitationSource, InvitationState
from app.invitations.rules.places import ClaimState
from app.kernel import links
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.mail.outbox import as_letter
from app.mail.render import preview, render
from app.organizers.rules import Right
from app.people.model import Organisation, Person
from app.registrations.model import Need, Registration
from app.registrations.rules import RegistrationState
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.web.contact import Contact, errors, statements, words

CARIN = {"given_name": "Carin", "family_name": "Dahl", "address": "carin@ange.example"}
OLLE = {"given_name": "Olle", "family_name": "Falk", "address": "olle@ange.example"}


class Placing(Contact):
    """Ånge is invited to send two politicians; an organizer is signed in."""

    def __init__(self, app: Flask, sign_in: SignsIn, **given: Any) -> None:
        super().__init__(app, **given)
        self.sign_in, self.organizer = sign_in, app.test_client()
        sign_in(self.organizer, Right.ORGANIZER)
        self.here = f"/arrangor/moten/{self.event.slug}/platser"

    def page(self, where: str = "") -> BeautifulSoup:
        """A page of the organizer's."""
        answer = self.organizer.get(where or self.here)
        assert answer.status_code == 200
        return BeautifulSoup(answer.data, "html5lib")

    def presses(self, address: str, *, on: str = "", **fields: Any) -> BeautifulSoup:
        """Post as the organizer, and follow."""
        token = self.page(on).select_one("[name=csrf_token]")
        assert token is not None
        data = {"csrf_token": token["value"]} | fields
        return BeautifulSoup(self.organizer.post(address, data=data, follow_redirects=True).data, "html5lib")

    def invites(self, count: int = 2, *, send: bool = True) -> None:
        """Make the place for two politicians, and send its letters."""
        fields = {"organisation": self.ange.uid, "role": "skolpolitiker", "count": str(count)}
        self.presses(self.here, **fields)
        if send:
            self.presses(f"{self.here}/granska")

    @property
    def forwarded(self) -> str:
        """The address of the link that is meant for forwarding."""
        with self.app.app_context():
            return links.path(place_link(db.session.scalars(sa.select(Place)).one()))

    def sees_place(self) -> BeautifulSoup:
        """What somebody with the forwarded link sees."""
        answer = self.client.get(self.forwarded)
        assert answer.status_code == 200
        return BeautifulSoup(answer.data, "html5lib")

    def claims(self, **given: Any) -> TestResponse:
        """Answer by the forwarded link."""
        where = self.forwarded
        page = BeautifulSoup(self.client.get("/").data, "html5lib")
        token = page.select_one("[name=csrf_token]")
        assert token is not None
        return self.client.post(where, data={"csrf_token": token["value"], "delar": [self.plenary.uid]} | given)

    def decides(self, what: str, number: int = 0) -> BeautifulSoup:
        """Confirm ("bekrafta") or refuse ("avboj") an answer."""
        return self.presses(f"{self.here}/svar/{self.all(PlaceClaim)[number].uid}/{what}")

    def states(self) -> list[ClaimState]:
        """Where the answers stand."""
        return [one.state for one in self.all(PlaceClaim)]

    def letter(self, number: int) -> str:
        """The text of a letter, links masked."""
        with self.app.app_context():
            row = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id)).all()[number]
            return preview(as_letter(row)).text


@pytest.fixture
def at() -> Iterator[Callable[[datetime], None]]:
    """``at(moment)`` makes it that time."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def scene(app: Flask, at: Callable[[datetime], None], sign_in: SignsIn) -> Placing:
    return Placing(app, sign_in)


def test_a_vacancy_becomes_a_place_with_one_press(scene: Placing) -> None:
    assert "Ånge kommun Skolpolitiker 1 Lägg till plats" in words(scene.page())
    scene.invites(send=False)
    said = words(scene.page())
    assert "2 platser, 0 namngivna" in said
    assert "1 plats är inte skickad än." in said
    assert scene.letters() == []


def test_the_letter_goes_to_contact_and_mailbox_with_both_links(scene: Placing) -> None:
    scene.invites()
    assert scene.letters() == [("place", "maj@ange.example"), ("place", "skolan@ange.example")]
    row = scene.all(OutboxLetter)[0]
    with scene.app.app_context():
        text = render(row.kind, row.language, row.data, row.to_name).text
    assert scene.home in text
    assert scene.forwarded in text
    assert row.subject == "2 platser för Ånge kommun: RUN-konferens 4–5 mars 2027, svara senast 4 februari"


def test_the_letter_is_shown_before_it_is_sent(scene: Placing) -> None:
    scene.invites(send=False)
    said = words(scene.page(f"{scene.here}/granska"))
    assert "Ånge kommun är inbjuden med 2 platser i rollen skolpolitiker." in said
    assert "Maj Lind" in said


def test_sent_twice_it_is_written_once(scene: Placing) -> None:
    scene.invites()
    scene.presses(f"{scene.here}/granska")
    assert len(scene.letters()) == 2


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


def test_more_answers_than_places_is_a_page_and_no_error(scene: Placing) -> None:
    scene.invites(1)
    scene.claims(**CARIN)
    assert "Platserna är redan svarade för" in words(scene.sees_place())
    answer = scene.claims(**OLLE)
    assert answer.status_code == 409
    assert "Platserna är redan svarade för" in words(BeautifulSoup(answer.data, "html5lib"))
    assert len(scene.all(PlaceClaim)) == 1


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


def test_the_contact_sees_the_places_and_names_somebody(scene: Placing) -> None:
    scene.invites()
    assert "Skolpolitiker 2 platser , 2 utan svar" in words(scene.sees()).replace("platser,", "platser ,")
    where = f"/plats/{scene.all(Place)[0].uid}"
    answer = scene.sends(where, on=where, delar=[scene.plenary.uid], **CARIN)
    assert answer.status_code == 303
    assert "Carin Dahl Väntar på samordnaren" in words(scene.sees())
    scene.decides("bekrafta")
    told = scene.letter(2)
    for said in (
        "Svaret är lämnat av kontakten i Ånge kommun.",
        "Kontakten har lämnat ditt namn och din e-postadress. Vi använder dem för det här mötet.",
        "Du kan tacka nej till alla kommande inbjudningar.",
        "Tacka nej till alla inbjudningar",
    ):
        assert said in told


def test_where_the_contact_decides_it_is_confirmed_at_once(scene: Placing) -> None:
    with scene.app.app_context(), transaction() as session:
        session.get_one(Organisation, scene.ange.id).contact_decides = True
    scene.invites()
    where = f"/plats/{scene.all(Place)[0].uid}"
    scene.sends(where, on=where, delar=[scene.plenary.uid], **CARIN)
    assert scene.states() == [ClaimState.CONFIRMED]
    assert scene.letters()[2:] == [("receipt", "carin@ange.example")]


def test_the_contact_of_another_organisation_does_not_find_the_place(scene: Placing) -> None:
    scene.invites()
    with scene.app.app_context():
        other = links.token(links.Link(links.Purpose.ORGANISATION, scene.are.link_seed, scene.are.link_generation))
    assert scene.client.get(f"/org/{other}/plats/{scene.all(Place)[0].uid}").status_code == 404


def test_coverage_counts_places_and_names(scene: Placing) -> None:
    scene.invites()
    where = f"/arrangor/moten/{scene.event.slug}/tackning"
    assert "2 platser, 0 namngivna" in words(scene.page(where))
    scene.claims(**CARIN)
    scene.decides("bekrafta")
    assert "Kommer, 2 platser, 1 namngiven" in words(scene.page(where))


def test_the_invited_show_a_place_as_a_row(scene: Placing) -> None:
    scene.invites()
    said = words(scene.page(f"/arrangor/moten/{scene.event.slug}/inbjudna"))
    assert "Plats utan namn 2 platser, 0 namngivna Har inte svarat Skolpolitiker, Ånge kommun" in said


def test_reminders_go_to_contact_and_mailbox_while_a_place_is_left(
    scene: Placing, at: Callable[[datetime], None]
) -> None:
    scene.invites()
    tomorrow = NOW + timedelta(days=1)
    at(tomorrow)
    with scene.app.app_context():
        first, second = rounds.remind(tomorrow), rounds.remind(tomorrow)
    assert [sum(count for _title, count in done) for done in (first, second)] == [2, 0]  # Anna, and the place
    kinds = [one for one in scene.letters() if one[0] == "place_reminder"]
    assert kinds == [("place_reminder", "maj@ange.example"), ("place_reminder", "skolan@ange.example")]


def test_a_place_that_is_filled_is_not_reminded_of(scene: Placing) -> None:
    scene.invites(1)
    scene.claims(**CARIN)
    with scene.app.app_context():
        rounds.remind(NOW + timedelta(days=1))
    assert [one for one in scene.letters() if one[0] == "place_reminder"] == []


def test_another_events_claim_is_not_found(scene: Placing) -> None:
    scene.invites()
    scene.claims(**CARIN)
    with scene.app.app_context(), transaction():
        slug = builders.event("Ett annat").slug
    answer = scene.presses(f"/arrangor/moten/{slug}/platser/svar/{scene.all(PlaceClaim)[0].uid}/bekrafta")
    assert answer.h1.get_text() == "Sidan finns inte"  # type: ignore[union-attr]
    assert scene.states() == [ClaimState.OPEN]


def test_the_statements_do_not_grow_with_places_and_answers(scene: Placing) -> None:
    scene.invites()
    scene.claims(**CARIN)
    pages = (scene.here, f"/arrangor/moten/{scene.event.slug}/tackning", "/arrangor/")
    before = [statements(lambda page=page: scene.organizer.get(page)) for page in pages]  # type: ignore[misc]
    contact = statements(lambda: scene.client.get(scene.home))
    with scene.app.app_context(), transaction() as session:
        for number in range(4):
            place = Place(
                event_id=scene.event.id,
                organisation_id=builders.organisation(f"Kommun {number}").id,
                role_id=scene.politiker.id,
                count=2,
                link_digest=f"{number}" * 64,
                created_at=NOW,
                sent_at=NOW,
            )
            place.claims.append(PlaceClaim(given_name="Per", address=f"per{number}@ange.example", given_at=NOW))
            session.add(place)
    assert [statements(lambda page=page: scene.organizer.get(page)) for page in pages] == before  # type: ignore[misc]
    assert statements(lambda: scene.client.get(scene.home)) == contact


def test_a_reader_sees_no_answers_to_confirm(scene: Placing, client: FlaskClient, sign_in: SignsIn) -> None:
    scene.invites()
    scene.claims(**CARIN)
    sign_in(client, Right.READER)
    assert "Carin" not in client.get("/arrangor/").text
    assert client.get(scene.here).status_code == 403
