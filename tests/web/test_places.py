"""A place without a name: invited through contact and mailbox, answered within by the forwarded link or by the contact,
confirmed by an organizer, counted in coverage.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from app import rounds
from app.invitations.model import Place, PlaceClaim
from app.invitations.rules.places import ClaimState
from app.kernel import links
from app.kernel.db import transaction
from app.mail.model import OutboxLetter
from app.mail.render import render
from app.people.model import Organisation
from tests import builders
from tests.builders import NOW
from tests.said import count_statements
from tests.web.contact import words
from tests.web.placing import CARIN, Placing
from tests.web.placing import scene as scene


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


def test_the_statements_do_not_grow_with_places_and_answers(scene: Placing) -> None:
    scene.invites()
    scene.claims(**CARIN)
    pages = (scene.here, f"/arrangor/moten/{scene.event.slug}/tackning", "/arrangor/")
    before = [count_statements(lambda page=page: scene.organizer.get(page)) for page in pages]  # type: ignore[misc]
    contact = count_statements(lambda: scene.client.get(scene.home))
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
    assert [count_statements(lambda page=page: scene.organizer.get(page)) for page in pages] == before  # type: ignore[misc]
    assert count_statements(lambda: scene.client.get(scene.home)) == contact
