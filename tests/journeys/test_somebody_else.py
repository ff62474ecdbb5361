"""Without script: somebody else comes in one's stead, with an organizer's word, and anybody signs up to a seminar."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.audit.actor import SYSTEM
from app.invitations import actions
from app.invitations.rules import InvitationState
from app.kernel import clock
from app.kernel.db import db, transaction
from app.people.model import Organisation, Role
from tests import builders
from tests.journeys.conftest import PASSWORD, Site, Windows
from tests.pages.coordinator import Coordinator
from tests.pages.invitee import Invitee
from tests.pages.look import Look
from tests.pages.newcomer import Newcomer

pytestmark = pytest.mark.browser
ANNA, KARIN, BO = "anna.berg@ange.example", "karin.ek@ange.example", "bo.ask@gast.example"
JANUARY = datetime(2027, 1, 20, 9, tzinfo=UTC)


@pytest.fixture
def meeting(site: Site, it_is: Callable[[datetime], None]) -> Site:
    """Anna is invited to a meeting that wants to approve; a seminar is open to all."""
    it_is(JANUARY)
    with site.app.app_context(), transaction():
        skolchef = db.session.scalars(sa.select(Role).where(Role.key == "skolchef")).one()
        ange = db.session.scalars(sa.select(Organisation).where(Organisation.name == "Ånge kommun")).one()
        event = builders.event("Dialogmöte i mars", slug="dialog", approve_substitutes=True)
        builders.part(event, "Dialogmöte")
        anna = builders.person("Anna", "Berg", ANNA)
        builders.invitation(event, anna, skolchef, ange, state=InvitationState.NOT_SENT, sent_at=None)
        actions.send(event, now=clock.now(), actor=SYSTEM)
        seminar = builders.event("Seminarium", slug="seminarium", public=True, open_sign_up=True)
        builders.part(seminar, "Seminarium")
    site.delivers()
    return site


def _invitee(meeting: Site, windows: Windows, look: Look, address: str) -> Invitee:
    link = meeting.mail.newest(address).link("/i/")
    return Invitee(windows.phone(scripts=False), link, look, windows.twin())


def _approves(meeting: Site, windows: Windows, look: Look) -> None:
    meeting.has_account("sam@miun.example", "Sam Ordnare", "organizer")
    sam = Coordinator(windows.computer(), look)
    sam.signs_in("sam@miun.example", PASSWORD)
    sam.page.get_by_role("button", name="Godkänn – Karin Ek i stället för Anna Berg").click()
    expect(sam.page.get_by_text("Godkänt. Båda får ett brev.")).to_be_visible()


def test_another_comes_with_the_organizers_word_and_goes_home_again(
    meeting: Site, windows: Windows, look: Look
) -> None:
    anna = _invitee(meeting, windows, look, ANNA)
    anna.names("Karin", "Ek", KARIN)
    expect(anna.page.get_by_text("Väntar på samordnaren")).to_be_visible()
    _approves(meeting, windows, look)
    meeting.delivers()

    assert meeting.mail.newest(KARIN).subject.startswith("Kan du komma i stället för Anna Berg?")
    karin = _invitee(meeting, windows, look, KARIN)
    karin.opens_link()
    expect(karin.page.get_by_text("Du är inbjuden i stället för Anna Berg, skolchef, Ånge kommun")).to_be_visible()
    karin.says_yes_to_all()

    anna.opens_link()
    expect(anna.page.get_by_role("heading", name="Karin Ek kommer i ditt ställe")).to_be_visible()
    anna.comes_anyway()
    expect(anna.page.get_by_role("heading", level=1)).to_have_text("Du är anmäld")
    meeting.delivers()
    assert meeting.mail.newest(KARIN).subject.startswith("Anna Berg kommer själv")
    assert look.faults == []


def test_anybody_signs_up_to_an_open_seminar_by_letter(meeting: Site, windows: Windows, look: Look) -> None:
    bo = Newcomer(windows.phone(scripts=False), look, windows.twin())
    bo.signs_up_to("Seminarium", "Bo", "Ask", BO, "Skolverket")
    meeting.delivers()
    bo.confirms(meeting.mail.newest(BO).link("/bekrafta/"))
    expect(bo.page.get_by_role("heading", level=1)).to_have_text("Du är anmäld")
    meeting.delivers()
    assert meeting.mail.newest(BO).subject.startswith("Du är anmäld")
    assert look.faults == []
