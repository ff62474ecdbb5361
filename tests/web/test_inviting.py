"""Inviting in three steps, reminding, and the pages about those invited."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.model import LogEntry
from app.events.model import Event
from app.events.rules.kinds import EventState
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel import clock, links
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.organizers.rules import Right
from app.people.model import Organisation, Person, Role, RoleExpectation
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState
from tests import builders
from tests.said import statements

SLUG = "run-konferens"
HOME = f"/arrangor/moten/{SLUG}"


@dataclass
class Scene:
    """What the tests name."""

    anna: str
    karin: str
    nils: str
    part: str


def _event(**given: Any) -> Event:
    """A conference that is a hundred days ahead of whenever the test runs."""
    first = clock.today() + timedelta(days=100)
    starts = datetime(first.year, first.month, first.day, 12, tzinfo=UTC)
    event = builders.event(**({"slug": SLUG, "starts_on": first, "ends_on": first + timedelta(days=1)} | given))
    builders.part(event, starts_at=starts, ends_at=starts + timedelta(hours=3))
    return event


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Anna (skolchef, Ånge), Karin (rektor, Åre), Nils without an address, no skolchef in Åre, a part for such."""
    with app.app_context(), transaction() as database:
        event = _event()
        skolchef, rektor = builders.role("skolchef"), builders.role("rektor")
        ange, are = builders.organisation("Ånge kommun"), builders.organisation("Åre kommun", area="Jämtlands län")
        part = builders.part(event, "Dialogmöte", starts_at=event.parts[0].starts_at, ends_at=event.parts[0].ends_at)
        builders.circle(event, skolchef, part)
        builders.circle(event, skolchef)
        builders.circle(event, rektor)
        anna, karin, nils = builders.person(), builders.person("Karin", "Öh"), builders.person("Nils", "Ek", "")
        for who, what, where in ((anna, skolchef, ange), (karin, rektor, are), (nils, rektor, ange)):
            builders.assignment(who, what, where)
        gone = builders.person("Lars", "Avgår")
        builders.assignment(gone, rektor, are, ends_on=clock.today() + timedelta(days=30))
        database.add(
            RoleExpectation(role_id=skolchef.id, organisation_kind=OrganisationKind.KOMMUN, agreement_only=True)
        )
        return Scene(anna.uid, karin.uid, nils.uid, part.uid)


def _page(answer: TestResponse) -> BeautifulSoup:
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def _words(page: BeautifulSoup) -> str:
    main = page.find("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def _post(client: FlaskClient, form_page: str, address: str, data: dict[str, Any] | None = None) -> TestResponse:
    """Send a form from the page where it stands, with its token."""
    token = _page(client.get(form_page)).select_one("input[name=csrf_token]")
    assert token is not None
    return client.post(address, data={"csrf_token": token["value"], **(data or {})}, follow_redirects=True)


def _states(app: Flask) -> dict[str, InvitationState]:
    with app.app_context():
        asked = sa.select(Person.given_name, Invitation.state).join(Invitation, Invitation.person_id == Person.id)
        return {row.given_name: row.state for row in db.session.execute(asked)}


def _letters(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        asked = sa.select(OutboxLetter.kind, OutboxLetter.to_name).order_by(OutboxLetter.id)
        return [(row.kind, row.to_name) for row in db.session.execute(asked)]


def _uid(app: Flask, person_uid: str) -> str:
    with app.app_context():
        return db.session.scalars(sa.select(Invitation.uid).join(Person).where(Person.uid == person_uid)).one()


def _invite(client: FlaskClient, *people: str) -> TestResponse:
    """The three steps, for these people."""
    review = _page(_post(client, f"{HOME}/bjud-in", f"{HOME}/bjud-in", {"person": list(people)}))
    shown = [field["value"] for field in review.select("input[name=invitation]")]
    return _post(client, f"{HOME}/bjud-in/granska", f"{HOME}/bjud-in/granska", {"invitation": shown})


def test_the_proposal_ticks_everybody_and_shows_what_is_missing(
    client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    sign_in(client, Right.ORGANIZER)
    page = _page(client.get(f"{HOME}/bjud-in"))
    ticked = {field["value"] for field in page.select("input[name=person][checked]")}
    words = _words(page)
    assert ticked == {scene.anna, scene.karin}
    assert "2 kan bjudas in · 1 saknar e-postadress · 1 vakant plats" in words
    assert [word in words for word in ("Nils Ek", "uppdraget slutar", "Lars Avgår", "Västernorrlands län")] == [
        True
    ] * 4


def test_the_choice_survives_between_the_steps_and_can_be_changed(
    app: Flask, client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    sign_in(client, Right.ORGANIZER)
    _post(client, f"{HOME}/bjud-in", f"{HOME}/bjud-in", {"person": [scene.anna]})
    assert _states(app) == {"Anna": InvitationState.NOT_SENT}
    again = _page(client.get(f"{HOME}/bjud-in"))
    assert [field["value"] for field in again.select("input[name=person][checked]")] == [scene.anna]
    _post(client, f"{HOME}/bjud-in", f"{HOME}/bjud-in", {"person": [scene.karin], "drafted": [scene.anna]})
    assert _states(app) == {"Karin": InvitationState.NOT_SENT}


def test_what_another_organizer_chose_meanwhile_stays(
    app: Flask, client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    sign_in(client, Right.ORGANIZER)
    _post(client, f"{HOME}/bjud-in", f"{HOME}/bjud-in", {"person": [scene.anna]})
    _post(client, f"{HOME}/bjud-in", f"{HOME}/bjud-in", {"person": [scene.karin]})
    assert _states(app) == {"Anna": InvitationState.NOT_SENT, "Karin": InvitationState.NOT_SENT}


def test_the_letter_is_shown_as_each_will_get_it_and_without_the_link(
    app: Flask, client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    sign_in(client, Right.ORGANIZER)
    answer = _post(client, f"{HOME}/bjud-in", f"{HOME}/bjud-in", {"person": [scene.anna, scene.karin]})
    page = _page(answer)
    words = _words(page)
    assert [
        word in words for word in ("skolchef, Ånge kommun", "rektor, Åre kommun", "2 personer får var sitt brev")
    ] == [
        True,
        True,
        True,
    ]
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    frames = [str(frame["src"]) for frame in page.find_all("iframe")]
    bare = FlaskClient(app, use_cookies=True)
    sign_in(bare, Right.ORGANIZER)
    letters = [bare.get(frame) for frame in frames]
    assert [letter.headers["X-Frame-Options"] for letter in letters] == ["SAMEORIGIN", "SAMEORIGIN"]
    assert ["Dialogmöte" in letter.text for letter in letters] == [True, False]
    assert not any("/i/" in letter.text for letter in [answer, *letters])


def test_sending_twice_writes_each_letter_once(app: Flask, client: FlaskClient, sign_in: Any, scene: Scene) -> None:
    sign_in(client, Right.ORGANIZER)
    sent = _invite(client, scene.anna, scene.karin)
    assert "2 inbjudningar skickas nu." in sent.text
    again = _post(client, f"{HOME}/bjud-in", f"{HOME}/bjud-in/granska", {"invitation": [_uid(app, scene.anna)]})
    assert "redan på väg" in again.text
    assert _letters(app) == [("invitation", "Anna Berg"), ("invitation", "Karin Öh")]


def test_adding_later_invites_only_the_new(app: Flask, client: FlaskClient, sign_in: Any, scene: Scene) -> None:
    sign_in(client, Right.ORGANIZER)
    _invite(client, scene.anna)
    page = _page(client.get(f"{HOME}/bjud-in"))
    assert [field["value"] for field in page.select("input[name=person]")] == [scene.karin]
    assert "1 är redan inbjuden" in _words(page)
    _invite(client, scene.anna, scene.karin)
    assert _letters(app) == [("invitation", "Anna Berg"), ("invitation", "Karin Öh")]


def test_who_was_left_out_is_not_ticked_again_when_the_letters_are_sent(
    client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    sign_in(client, Right.ORGANIZER)
    _invite(client, scene.anna)
    page = _page(client.get(f"{HOME}/bjud-in"))
    assert page.select("input[name=person][checked]") == []
    assert "Markera dem som också ska bjudas in." in _words(page)
    nobody = _post(client, f"{HOME}/bjud-in", f"{HOME}/bjud-in")
    assert "Ingen är vald. Markera dem som ska bjudas in." in nobody.text


def test_when_nobody_is_left_to_choose_the_one_thing_to_do_is_to_add_by_hand(
    client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    sign_in(client, Right.ORGANIZER)
    _invite(client, scene.anna, scene.karin)
    buttons = _page(client.get(f"{HOME}/bjud-in")).select("#proposal button")
    assert [" ".join(button.get_text().split()) for button in buttons] == ["Lägg till någon för hand"]


def test_a_meeting_without_a_queue_of_its_own_tells_who_waits_for_a_part(
    app: Flask, client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    sign_in(client, Right.ORGANIZER)
    _invite(client, scene.anna)
    with app.app_context(), transaction() as database:
        one = database.scalars(sa.select(Invitation)).one()
        one.state = InvitationState.COMING
        shared = {"created_at": builders.NOW, "changed_at": builders.NOW}
        registration = Registration(
            event=one.event, person=one.person, invitation=one, state=RegistrationState.CONFIRMED, **shared
        )
        seat = RegistrationPart(part=one.event.parts[0], state=RegistrationState.WAITING, changed_at=builders.NOW)
        registration.parts = [seat]
        database.add(registration)
    for page in (f"{HOME}", "/arrangor/"):
        words = _words(_page(client.get(page)))
        assert "1 av dem som kommer väntar på plats i någon del" in words
        assert "0 väntelista" not in words


def test_only_those_who_were_shown_are_sent_to(app: Flask, client: FlaskClient, sign_in: Any, scene: Scene) -> None:
    sign_in(client, Right.ORGANIZER)
    _post(client, f"{HOME}/bjud-in", f"{HOME}/bjud-in", {"person": [scene.anna, scene.karin]})
    shown = {"invitation": [_uid(app, scene.karin)]}
    _post(client, f"{HOME}/bjud-in/granska", f"{HOME}/bjud-in/granska", shown)
    assert _states(app) == {"Anna": InvitationState.NOT_SENT, "Karin": InvitationState.UNANSWERED}


def test_a_draft_meeting_keeps_the_choice_and_sends_nothing(
    app: Flask, client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    with app.app_context(), transaction():
        db.session.scalars(sa.select(Event)).one().state = EventState.DRAFT
    sign_in(client, Right.ORGANIZER)
    page = _page(_post(client, f"{HOME}/bjud-in", f"{HOME}/bjud-in", {"person": [scene.anna]}))
    assert ("Mötet är inte publicerat" in _words(page), page.select("input[name=invitation]")) == (True, [])
    _post(client, f"{HOME}/bjud-in", f"{HOME}/bjud-in/granska", {"invitation": [_uid(app, scene.anna)]})
    assert (_states(app), _letters(app)) == ({"Anna": InvitationState.NOT_SENT}, [])


def test_somebody_is_added_by_hand_with_a_reason_and_a_part(
    app: Flask, client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    with app.app_context(), transaction():
        guest = builders.person("Eva", "Gäst").uid
        builders.role("adjungerad", group=RoleGroup.ADJUNGERADE)
        place = builders.organisation("Skolverket", kind=OrganisationKind.MYNDIGHET, agreement=False).uid
    sign_in(client, Right.ORGANIZER)
    address = f"{HOME}/bjud-in/lagg-till/{guest}"
    assert address in client.get(f"{HOME}/bjud-in/lagg-till?q=gäst").text
    bare = _post(client, address, address, {"role": "adjungerad", "organisation": place, "reason": " "})
    assert ("Skriv varför personen bjuds in" in bare.text, _states(app)) == (True, {})
    given = {
        "role": "adjungerad",
        "organisation": place,
        "reason": "Du berättar om kursplanerna.",
        "parts": [scene.part],
    }
    added = _words(_page(_post(client, address, address, given)))
    assert "Eva Gäst är tillagd" in added
    assert "Du berättar om kursplanerna." in added
    review = _words(_page(client.get(f"{HOME}/bjud-in/granska")))
    assert "Dialogmöte" in review
    assert "Du berättar om kursplanerna." in review
    assert "är redan inbjuden" in _post(client, address, address, given).text
    _post(client, f"{HOME}/bjud-in", f"{HOME}/bjud-in/ta-bort", {"invitation": _uid(app, guest)})
    assert _states(app) == {}


def test_reminders_go_to_those_who_have_not_answered_and_once(
    app: Flask, client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    sign_in(client, Right.ORGANIZER)
    _invite(client, scene.anna, scene.karin)
    with app.app_context(), transaction():
        for one in db.session.scalars(sa.select(Invitation)):
            one.sent_at = clock.now() - timedelta(days=9)
            if one.person.uid == scene.anna:
                one.state = InvitationState.COMING
    page = _page(client.get(f"{HOME}/paminn"))
    shown = {"invitation": [field["value"] for field in page.select("input[name=invitation]")]}
    assert shown == {"invitation": [_uid(app, scene.karin)]}
    told = [_post(client, f"{HOME}/bjud-in", f"{HOME}/paminn", shown).text for _ in range(2)]
    assert ["1 påminnelse skickas nu." in told[0], "Ingen påminnelse skrevs" in told[1]] == [True, True]
    assert [kind for kind, _ in _letters(app)] == ["invitation", "invitation", "reminder"]


def test_the_list_is_filtered_searched_and_counted(client: FlaskClient, sign_in: Any, scene: Scene) -> None:
    sign_in(client, Right.ORGANIZER)
    _invite(client, scene.anna, scene.karin)
    names = {
        query: [
            cell.get_text() for cell in _page(client.get(f"{HOME}/inbjudna?{query}")).select("#invited-table tbody th")
        ]
        for query in ("", "roll=rektor", "omrade=Jämtlands+län", "q=ånge", "svar=coming", "roll=finns-inte", "sida=99")
    }
    assert names == {
        "": ["Anna Berg", "Karin Öh"],
        "roll=rektor": ["Karin Öh"],
        "omrade=Jämtlands+län": ["Karin Öh"],
        "q=ånge": ["Anna Berg"],
        "svar=coming": [],
        "roll=finns-inte": [],
        "sida=99": ["Anna Berg", "Karin Öh"],
    }


def test_the_coverage_says_who_has_answered_and_who_is_missing(
    app: Flask, client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    sign_in(client, Right.READER)
    with app.app_context(), transaction():
        event = db.session.scalars(sa.select(Event)).one()
        known = {person.uid: person for person in db.session.scalars(sa.select(Person))}
        role, place = known[scene.anna].assignments[0].role, known[scene.anna].assignments[0].organisation
        builders.invitation(event, known[scene.anna], role, place, state=InvitationState.COMING)
        role, place = known[scene.karin].assignments[0].role, known[scene.karin].assignments[0].organisation
        builders.invitation(event, known[scene.karin], role, place)
    page = _page(client.get(f"{HOME}/tackning"))
    rows = [[" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])] for row in page.select("tr")]
    assert rows == [
        ["Organisation", "Skolchef", "Rektor", "Kommer", "Kontakt"],
        ["Jämtlands län", "", "0 av 1", "0 av 1", ""],
        ["Åre kommun inget svar", "vakant", "Ej svarat Karin Öh – Karin Öh: Har inte svarat", "0 av 1", ""],
        ["Västernorrlands län", "1 av 1", "", "1 av 1", ""],
        ["Ånge kommun", "Kommer Anna Berg – Anna Berg: Kommer", "", "1 av 1", ""],
        ["Kommer", "1 av 1", "0 av 1", "1 av 2", ""],
    ]
    link = page.select_one("td.state-cell-good a")
    assert link is not None
    assert "Anna Berg" in client.get(str(link["href"])).text


def test_the_personal_link_is_shown_by_a_post_and_logged(
    app: Flask, client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    sign_in(client, Right.ORGANIZER)
    _invite(client, scene.anna)
    address = f"{HOME}/inbjudna/{_uid(app, scene.anna)}"
    assert "/i/" not in _words(_page(client.get(address)))
    page = _page(_post(client, address, f"{address}/lank"))
    shown = page.select_one("#personal-link")
    with app.app_context():
        one = db.session.scalars(sa.select(Invitation)).one()
        link = links.url(links.Link(links.Purpose.INVITATION, one.link_seed, one.link_generation))
        actions = list(db.session.scalars(sa.select(LogEntry.action).order_by(LogEntry.id)))
    assert shown is not None
    assert shown["value"] == link
    assert actions[-1] == "invitation.link_shown"


def test_a_letter_sent_again_and_a_link_changed_are_done_once_for_each_page(
    app: Flask, client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    sign_in(client, Right.ORGANIZER)
    _invite(client, scene.anna)
    address = f"{HOME}/inbjudna/{_uid(app, scene.anna)}"
    seen = {"seen": _page(client.get(address)).select("input[name=seen]")[0]["value"]}
    for _ in range(2):
        _post(client, address, f"{address}/skicka-igen", seen)
    assert _letters(app) == [("invitation", "Anna Berg")] * 2
    seen = {"seen": _page(client.get(f"{address}/byt-lank")).select("input[name=seen]")[0]["value"]}
    for _ in range(2):
        _post(client, address, f"{address}/byt-lank", seen)
    with app.app_context():
        generation = db.session.scalars(sa.select(Invitation.link_generation)).one()
    assert (generation, len(_letters(app))) == (2, 3)


def test_revoking_says_what_happens_and_withdraws_the_registration(
    app: Flask, client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    sign_in(client, Right.ORGANIZER)
    _invite(client, scene.anna)
    uid = _uid(app, scene.anna)
    with app.app_context(), transaction() as database:
        one = db.session.scalars(sa.select(Invitation)).one()
        one.state = InvitationState.COMING
        times = {"created_at": clock.now(), "changed_at": clock.now()}
        ids = {"event_id": one.event_id, "person_id": one.person_id, "invitation_id": one.id}
        database.add(Registration(**ids, state=RegistrationState.CONFIRMED, **times))
    address = f"{HOME}/inbjudna/{uid}/aterkalla"
    assert "Anmälan avbokas." in client.get(address).text
    for _ in range(2):
        answer = _post(client, f"{HOME}/bjud-in", address)
    assert "Återkallad" in answer.text
    with app.app_context():
        state = db.session.scalars(sa.select(Registration.state)).one()
    assert (_states(app), state) == ({"Anna": InvitationState.REVOKED}, RegistrationState.CANCELLED)
    assert [client.get(address).status_code, client.get(f"{HOME}/inbjudna/{uid}/byt-lank").status_code] == [404, 404]


def test_the_registered_are_listed_with_their_parts_and_never_their_needs(
    app: Flask, client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    with app.app_context(), transaction() as database:
        event = db.session.scalars(sa.select(Event)).one()
        event.asks_needs = True
        one = builders.invitation(event, db.session.scalars(sa.select(Person).where(Person.uid == scene.anna)).one())
        times = {"created_at": clock.now(), "changed_at": clock.now()}
        ids = {"event_id": event.id, "person_id": one.person_id, "invitation_id": one.id}
        registration = Registration(**ids, state=RegistrationState.CONFIRMED, **times)
        registration.parts = [
            RegistrationPart(part_id=event.parts[0].id, state=RegistrationState.CONFIRMED, changed_at=clock.now())
        ]
        database.add(registration)
        database.flush()
        uid, part_id, other = registration.uid, event.parts[0].id, event.parts[1].id
    sign_in(client, Right.READER)
    everybody = _words(_page(client.get(f"{HOME}/anmalda?del={part_id}")))
    assert ("Anna Berg" in everybody, "1 person" in everybody) == (True, True)
    assert "Ingen stämmer med urvalet" in client.get(f"{HOME}/anmalda?del={other}").text
    assert "Särskilda behov" not in client.get(f"{HOME}/anmalda/{uid}").text


def _addresses(invitation: str, registration: str, person: str) -> dict[str, tuple[str, ...]]:
    """Every page, by who may see it."""
    one = f"{HOME}/inbjudna/{invitation}"
    return {
        "readers": ("/arrangor/", f"{HOME}/inbjudna", f"{HOME}/tackning", one, f"{HOME}/anmalda"),
        "organizers": (
            f"{HOME}/bjud-in",
            f"{HOME}/bjud-in/lagg-till?q=berg",
            f"{HOME}/bjud-in/lagg-till/{person}",
            f"{HOME}/bjud-in/granska",
            f"{HOME}/paminn",
            f"{one}/byt-lank",
            f"{one}/aterkalla",
        ),
        "acts": (
            f"{HOME}/bjud-in",
            f"{HOME}/bjud-in/ta-bort",
            f"{HOME}/bjud-in/granska",
            f"{HOME}/paminn",
            f"{one}/lank",
            f"{one}/skicka-igen",
            f"{one}/byt-lank",
            f"{one}/aterkalla",
        ),
    }


def _everything(app: Flask) -> list[list[Any]]:
    with app.app_context():
        return [
            [tuple(row) for row in db.session.execute(sa.select(*table.columns))]
            for table in (Invitation.__table__, Person.__table__, LogEntry.__table__, OutboxLetter.__table__)
        ]


def test_looking_changes_nothing(app: Flask, client: FlaskClient, sign_in: Any, scene: Scene) -> None:
    sign_in(client, Right.ORGANIZER)
    _invite(client, scene.anna)
    pages = _addresses(_uid(app, scene.anna), "", scene.karin)
    before = _everything(app)
    for address in (*pages["readers"], *pages["organizers"]):
        assert (address, client.get(address).status_code) in {(address, 200), (address, 302), (address, 303)}
    assert _everything(app) == before


def test_readers_see_and_do_not_act(app: Flask, client: FlaskClient, sign_in: Any, scene: Scene) -> None:
    sign_in(client, Right.ORGANIZER)
    _invite(client, scene.anna)
    pages = _addresses(_uid(app, scene.anna), "", scene.karin)
    reader = app.test_client()
    sign_in(reader, Right.READER)
    assert [reader.get(address).status_code for address in pages["readers"]] == [200] * len(pages["readers"])
    assert {reader.get(address).status_code for address in pages["organizers"]} == {403}
    token = _page(reader.get("/arrangor/")).select("input[name=csrf_token]")[0]["value"]
    assert {reader.post(address, data={"csrf_token": token}).status_code for address in pages["acts"]} == {403}


def test_an_invitation_is_looked_up_within_its_meeting(
    app: Flask, client: FlaskClient, sign_in: Any, scene: Scene
) -> None:
    sign_in(client, Right.ORGANIZER)
    _invite(client, scene.anna)
    uid = _uid(app, scene.anna)
    with app.app_context(), transaction():
        _event(slug="annat", title="Annat möte")
    token = _page(client.get(f"{HOME}/bjud-in")).select("input[name=csrf_token]")[0]["value"]
    other = f"/arrangor/moten/annat/inbjudna/{uid}"
    asked = [
        client.get(address) for address in (other, f"{other}/byt-lank", f"/arrangor/moten/annat/bjud-in/brev/{uid}")
    ]
    sent = [client.post(f"{other}/{act}", data={"csrf_token": token}) for act in ("lank", "skicka-igen", "aterkalla")]
    assert {answer.status_code for answer in [*asked, *sent]} == {404}
    _post(client, f"{HOME}/bjud-in", "/arrangor/moten/annat/bjud-in/ta-bort", {"invitation": uid})
    assert (_states(app), client.get("/arrangor/moten/finns-inte/inbjudna").status_code) == (
        {"Anna": InvitationState.UNANSWERED},
        404,
    )


def test_a_new_installation_says_where_to_begin(client: FlaskClient, sign_in: Any) -> None:
    sign_in(client, Right.ORGANIZER)
    assert "Börja med kontakterna" in client.get("/arrangor/").text


def test_home_says_what_needs_me(app: Flask, client: FlaskClient, sign_in: Any, scene: Scene) -> None:
    sign_in(client, Right.ORGANIZER)
    _invite(client, scene.anna, scene.karin)
    words = _words(_page(client.get("/arrangor/")))
    wanted = ("2 väntar på svar", "Svara senast", "om 72 dagar", "1 väntad roll är vakant")
    assert [word in words for word in wanted] == [True] * 4


def _counted(client: FlaskClient, address: str) -> int:
    """How many statements a page needs."""
    with statements() as said:
        assert client.get(address).status_code == 200
    return len(said)


def _invited(app: Flask, count: int, state: InvitationState) -> None:
    """``count`` more people with roles, invitations and registrations."""
    with app.app_context(), transaction() as database:
        event = db.session.scalars(sa.select(Event)).one()
        role = db.session.scalars(sa.select(Role).where(Role.key == "rektor")).one()
        places = list(db.session.scalars(sa.select(Organisation)))
        for number in range(count):
            who, where = builders.person(f"Nr {number}", "Lund"), places[number % len(places)]
            builders.assignment(who, role, where)
            one = builders.invitation(event, who, role, where, state=state, sent_at=clock.now() - timedelta(days=3))
            ids = {"event_id": event.id, "person_id": who.id, "invitation_id": one.id}
            times = {"created_at": builders.NOW, "changed_at": builders.NOW}
            registration = Registration(**ids, state=RegistrationState.CONFIRMED, **times)
            registration.parts = [
                RegistrationPart(part_id=part.id, state=RegistrationState.CONFIRMED, changed_at=builders.NOW)
                for part in event.parts
            ]
            database.add(registration)


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("/arrangor/", InvitationState.UNANSWERED),
        (f"{HOME}/inbjudna", InvitationState.UNANSWERED),
        (f"{HOME}/tackning", InvitationState.COMING),
        (f"{HOME}/anmalda", InvitationState.COMING),
        (f"{HOME}/bjud-in", InvitationState.UNANSWERED),
        (f"{HOME}/bjud-in", InvitationState.NOT_SENT),
        (f"{HOME}/bjud-in/granska", InvitationState.NOT_SENT),
        (f"{HOME}/paminn", InvitationState.UNANSWERED),
    ],
)
def test_three_hundred_invited_need_no_more_statements_than_ten(
    app: Flask, client: FlaskClient, sign_in: Any, scene: Scene, address: str, state: InvitationState
) -> None:
    sign_in(client, Right.ORGANIZER)
    _invited(app, 10, state)
    client.get(address)
    few = _counted(client, address)
    _invited(app, 290, state)
    assert (_counted(client, address), few <= 25) == (few, True)
