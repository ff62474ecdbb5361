"""Links in the wrong hands: a scanner that presses the first button, a forwarded link, a name that is an advertisement,
and letters to strangers. No link does more than what it was given for.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit import limits
from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.invitations import actions as inviting
from app.invitations.model import Invitation, PlaceClaim
from app.invitations.rules.places import ClaimState
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.people.model import Organisation, Person, Proposal, Role
from app.people.rules.proposals import MOST_OPEN, ProposalKind, ProposalState
from app.registrations.model import Registration
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.web.contact import errors
from tests.web.guest import Guest
from tests.web.in_stead import FORM
from tests.web.placing import CARIN, Placing
from tests.web.test_organisation_proposals import KARIN as NEW
from tests.web.test_sign_up import KARIN, _change, _confirm, _count, _page, _send, newest_token

ADVERTISING = {"given_name": "Vinn en resa", "family_name": "på lotteri.example/x"}
ONLY_A_NAME = "Skriv bara namnet, utan adresser"


@pytest.fixture
def seminar(app: Flask, at: Callable[[datetime], None]) -> str:
    """A public meeting that is open for sign-up; gives its part's uid."""
    with app.app_context(), transaction():
        event = builders.event("Seminarium", slug="seminarium", public=True, open_sign_up=True)
        return builders.part(event, "Föreläsning").uid


@pytest.fixture
def scene(app: Flask, at: Callable[[datetime], None], sign_in: SignsIn) -> Placing:
    """Ånge is invited to send two politicians."""
    scene = Placing(app, sign_in)
    scene.invites()
    return scene


def _first(page: BeautifulSoup) -> tuple[str, str]:
    """The first thing on a page that looks like a button: what it is, what it says."""
    button = page.select_one("main .button, main button")
    assert button is not None
    return button.name, button.get_text().split("–")[0].strip()


def _trust(scene: Placing) -> None:
    """Let Ånge's contact decide."""
    with scene.app.app_context(), transaction() as session:
        session.get_one(Organisation, scene.ange.id).contact_decides = True


def test_the_first_button_of_the_page_that_an_organisation_gets_confirms_and_withdraws_nothing(scene: Placing) -> None:
    assert _first(scene.sees()) == ("a", "Ändra")
    for held in (scene.as_chef, scene.as_politician):
        where = f"/uppdrag/{held.uid}"
        scene.sends(where, on=where, what="vacant", from_on="2027-02-01")
    assert (_first(scene.sees())[0], _open(scene)) == ("a", 2)


def _open(scene: Placing) -> int:
    return [one.state for one in scene.all(Proposal)].count(ProposalState.OPEN)


def test_the_first_button_of_the_page_that_confirms_a_sign_up_registers_nobody(
    app: Flask, client: FlaskClient, seminar: str
) -> None:
    _send(client, seminar, **KARIN)
    assert _first(_page(client.get(f"/bekrafta/{newest_token(app)}"))) == ("a", "Läs om mötet")


def test_a_name_that_is_an_advertisement_reaches_nobody_by_any_link(scene: Placing) -> None:
    where = f"/uppdrag/{scene.as_chef.uid}"
    place = scene.sees().select_one("a[href*='/plats/']")
    assert place is not None
    answers = [
        scene.claims(**CARIN | ADVERTISING),
        scene.sends(where, on=where, what="successor", **NEW | ADVERTISING),
        scene.sends("/uppdrag/ny", on="/uppdrag/ny", role="skolpolitiker", **NEW | ADVERTISING),
        scene.sends(str(place["href"]).removeprefix(scene.home), delar=[scene.plenary.uid], **CARIN | ADVERTISING),
    ]
    assert [(one.status_code, ONLY_A_NAME in errors(one)) for one in answers] == [(422, True)] * 4
    assert (scene.all(PlaceClaim), scene.all(Proposal)) == ([], [])


def test_who_answers_by_a_forwarded_link_is_not_named_where_erasing_does_not_reach(scene: Placing) -> None:
    scene.claims(**CARIN)
    assert scene.logged("place.answered") == [("person", "Vidarebefordrad länk")]
    scene.decides("avboj")
    with scene.app.app_context():
        rows = [str(vars(entry)) for entry in db.session.scalars(sa.select(LogEntry))]
    assert [row for row in rows if "Carin" in row or "carin@" in row] == []


def test_a_contact_is_not_told_that_somebody_wants_no_invitations(scene: Placing) -> None:
    _trust(scene)
    with scene.app.app_context(), transaction():
        builders.person("Carin", "Dahl", CARIN["address"], declined_all_at=NOW)
    place = scene.sees().select_one("a[href*='/plats/']")
    assert place is not None
    path = str(place["href"]).removeprefix(scene.home)
    told = [
        (one.status_code, one.location)
        for given in (CARIN, CARIN | {"given_name": "Ola", "address": "ola@ange.example"})
        for one in [scene.sends(path, delar=[scene.plenary.uid], **given)]
    ]
    assert told[0] == told[1] == (303, f"{scene.home}#mote-{scene.event.slug}")
    assert scene.states() == [ClaimState.OPEN, ClaimState.CONFIRMED]


def test_a_contact_who_decides_writes_to_so_many_in_a_day_and_no_more(
    scene: Placing, at: Callable[[datetime], None]
) -> None:
    _trust(scene)
    with scene.app.app_context(), transaction() as session:
        role = session.scalars(sa.select(Role).where(Role.key == "skolpolitiker")).one()
        kind = {"kind": ProposalKind.NEW, "state": ProposalState.ACCEPTED, "from_on": NOW.date(), "given_at": NOW}
        given_today = {"organisation_id": scene.ange.id, "role_id": role.id, **kind}
        session.add_all(Proposal(**given_today) for _ in range(MOST_OPEN - 2))

    def add(number: int) -> int:
        given = NEW | {"given_name": f"Nummer{number}", "address": f"person{number}@ange.example"}
        return scene.sends("/uppdrag/ny", on="/uppdrag/ny", role="skolpolitiker", **given).status_code

    assert [add(number) for number in range(3)] == [303, 303, 422]
    at(NOW + timedelta(days=1, minutes=1))
    assert add(3) == 303


def test_whoever_is_named_can_name_others_but_one_client_only_so_many(
    app: Flask, at: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.LIMITS, limits.Purpose.NAMING_CLIENT, limits.Limit(1, 60))
    guest = Guest(app)
    named = {"given_name": "Karin", "family_name": "Ek", "address": "karin@ange.example"}
    assert guest.sends(FORM, **named).status_code == 303
    with app.app_context():
        asked = sa.select(Invitation).join(Invitation.person).where(Person.given_name == "Karin")
        seed = db.session.scalars(asked).one().link_seed
    guest.token = links.token(Link(Purpose.INVITATION, seed))
    assert guest.sends(FORM, given_name="Olle", family_name="By", address="olle@ange.example").status_code == 429


@pytest.mark.parametrize("closed", [{"open_sign_up": False}, {"public": False}])
def test_a_meeting_that_closes_its_open_page_registers_nobody_from_letters_already_sent(
    app: Flask, client: FlaskClient, seminar: str, closed: dict[str, bool]
) -> None:
    _send(client, seminar, **KARIN)
    _change(app, **closed)
    answer = _confirm(app, client)
    assert (answer.status_code, _count(app, Registration)) == (409, 0)
    assert "Mötet tar inte längre emot öppna anmälningar." in answer.text


def test_a_personal_link_that_is_renewed_is_not_had_by_the_old_letter_of_a_sign_up(
    app: Flask, client: FlaskClient, seminar: str
) -> None:
    _send(client, seminar, **KARIN)
    first = _confirm(app, client).location
    with app.app_context(), transaction():
        one = db.session.scalars(sa.select(Invitation)).one()
        inviting.renew_link(one, now=NOW, actor=SYSTEM)
    assert client.get(first).status_code == 404
    assert _confirm(app, client).status_code == 404
