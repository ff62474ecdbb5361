"""Without script: somebody else comes in one's stead, with an organizer's word, and anybody signs up to a seminar."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.audit.actor import SYSTEM
from app.invitations import actions
from app.invitations.rules import InvitationState
from app.kernel import clock
from app.kernel.db import db, transaction
from app.people.model import Organisation, Role
from tests import builders
from tests.journeys.conftest import PASSWORD, Site, Windows
from tests.pages.coordinator import Coordinator
from tests.pages.look import Look

pytestmark = pytest.mark.browser
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
        anna = builders.person("Anna", "Berg", "anna.berg@ange.example")
        builders.invitation(event, anna, skolchef, ange, state=InvitationState.NOT_SENT, sent_at=None)
        actions.send(event, now=clock.now(), actor=SYSTEM)
        seminar = builders.event("Seminarium", slug="seminarium", public=True, open_sign_up=True)
        builders.part(seminar, "Seminarium")
    site.delivers()
    return site


def _names(page: Page, given: str, family: str, address: str) -> None:
    page.get_by_label("Förnamn").fill(given)
    page.get_by_label("Efternamn").fill(family)
    page.get_by_label("E-postadress").fill(address)


def test_another_comes_with_the_organizers_word_and_goes_home_again(
    meeting: Site, windows: Windows, look: Look
) -> None:
    anna = windows.phone(scripts=False)
    anna.goto(meeting.mail.newest("anna.berg@ange.example").link("/i/"))
    anna.get_by_role("link", name="Någon annan kommer i mitt ställe").click()
    _names(anna, "Karin", "Ek", "karin.ek@ange.example")
    anna.get_by_role("button", name="Ange den här personen").click()
    expect(anna.get_by_text("Väntar på samordnaren")).to_be_visible()

    meeting.has_account("sam@miun.example", "Sam Ordnare", "organizer")
    sam = Coordinator(windows.computer(), look)
    sam.signs_in("sam@miun.example", PASSWORD)
    sam.page.get_by_role("button", name="Godkänn – Karin Ek i stället för Anna Berg").click()
    expect(sam.page.get_by_text("Godkänt. Båda får ett brev.")).to_be_visible()
    meeting.delivers()

    letter = meeting.mail.newest("karin.ek@ange.example")
    assert letter.subject.startswith("Kan du komma i stället för Anna Berg?")
    karin = windows.phone(scripts=False)
    karin.goto(letter.link("/i/"))
    expect(karin.get_by_text("Du är inbjuden i stället för Anna Berg, skolchef, Ånge kommun")).to_be_visible()
    karin.get_by_role("link", name="Ja, jag kommer").click()
    karin.get_by_role("button", name="Skicka anmälan").click()
    expect(karin.get_by_role("heading", name="Du är anmäld", exact=True)).to_be_visible()

    anna.goto(meeting.mail.newest("anna.berg@ange.example").link("/i/"))
    expect(anna.get_by_role("heading", name="Karin Ek kommer i ditt ställe")).to_be_visible()
    anna.get_by_role("link", name="Jag kommer ändå").click()
    anna.get_by_role("button", name="Ja, jag kommer själv").click()
    expect(anna.get_by_role("heading", name="Du är anmäld", exact=True)).to_be_visible()
    meeting.delivers()
    assert meeting.mail.newest("karin.ek@ange.example").subject.startswith("Anna Berg kommer själv")
    assert look.faults == []


def test_anybody_signs_up_to_an_open_seminar_by_letter(meeting: Site, windows: Windows) -> None:
    bo = windows.phone(scripts=False)
    bo.goto("/")
    bo.get_by_role("link", name="Anmäl dig till Seminarium").click()
    _names(bo, "Bo", "Ask", "bo.ask@gast.example")
    bo.get_by_label("Organisation").fill("Skolverket")
    bo.get_by_role("button", name="Anmäl mig").click()
    expect(bo.get_by_role("heading", name="Bekräfta i ditt mejl")).to_be_visible()
    meeting.delivers()
    bo.goto(meeting.mail.newest("bo.ask@gast.example").link("/bekrafta/"))
    bo.get_by_role("button", name="Bekräfta och anmäl mig").click()
    expect(bo.get_by_role("heading", name="Du är anmäld", exact=True)).to_be_visible()
    meeting.delivers()
    assert meeting.mail.newest("bo.ask@gast.example").subject.startswith("Du är anmäld")
