"""The last days from end to end: another date for politicians, a late request without script, and the answer to it."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.audit.actor import SYSTEM
from app.invitations import actions as invitations
from app.invitations.queries import get
from app.kernel import clock
from app.kernel.db import db, transaction
from app.people.model import Organisation, Role
from tests import builders
from tests.journeys.conftest import PASSWORD, Site, Windows
from tests.pages.coordinator import Coordinator
from tests.pages.look import Look

pytestmark = pytest.mark.browser
AFTER_ANSWER_BY = datetime.fromisoformat("2027-02-10T09:00+01:00")
ANNA, BO = "anna@bergs.example", "bo@bergs.example"
CONFERENCE = "/arrangor/moten/run-konferens-2027"


def _is_invited(site: Site) -> None:
    """Anna leads a school and Bo is elected; both have got their letter in November."""
    with site.app.app_context(), transaction():
        bergs = db.session.scalars(sa.select(Organisation).where(Organisation.name == "Bergs kommun")).one()
        event = builders.event(slug="run-konferens-2027", contact_address="sam@miun.example")
        builders.part(event)
        for name, address, key in (("Anna", ANNA, "rektor"), ("Bo", BO, "skolpolitiker")):
            role = db.session.scalars(sa.select(Role).where(Role.key == key)).one()
            invited = builders.invitation(event, builders.person(name, "Berg", address), role, bergs)
            invitations.resend(get(invited.uid), invited.version, now=clock.now(), actor=SYSTEM)
    site.delivers()


def test_a_late_wish_is_asked_for_and_granted_while_politicians_still_answer(
    site: Site, windows: Windows, look: Look, it_is: Callable[[datetime], None]
) -> None:
    site.has_account("sam@miun.example", "Sam Ordnare", "organizer")
    _is_invited(site)
    sam = Coordinator(windows.computer(), look)
    sam.signs_in("sam@miun.example", PASSWORD)
    _gives_politicians_two_weeks_more(sam)

    it_is(AFTER_ANSWER_BY)
    _asks(site, windows)
    sam.signs_in("sam@miun.example", PASSWORD)
    _grants(sam)
    site.delivers()
    letter = site.mail.newest(ANNA)
    assert ("Det ordnade sig" in letter.subject, "Vi sätter fram en stol." in letter.text) == (True, True)

    phone = windows.phone(scripts=False)
    phone.goto(letter.link("/i/"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Du är anmäld")
    phone.goto(site.mail.newest(BO).link("/i/"))
    expect(phone.get_by_role("link", name="Ja, jag kommer")).to_be_visible()
    assert look.faults == []


def _gives_politicians_two_weeks_more(sam: Coordinator) -> None:
    """The date follows while the days are written."""
    sam.goes_to(f"{CONFERENCE}/installningar/rollgrupper")
    sam.page.get_by_text("Politiker: som mötet").click()
    sam.page.locator("#politiker-answer").fill("14")
    expect(sam.page.locator("#politiker-answer-hint")).to_have_text("torsdag 18 februari 2027")
    sam.page.get_by_role("button", name="Spara datumen").last.click()
    expect(sam.page.get_by_text("Politiker: svara senast torsdag 18 februari")).to_be_visible()
    sam.goes_to(sam.page.url)


def _asks(site: Site, windows: Windows) -> None:
    """On a telephone, without scripts."""
    phone = windows.phone(scripts=False)
    phone.goto(site.mail.newest(ANNA).link("/i/"))
    phone.get_by_role("link", name="Fråga om plats").click()
    phone.get_by_label("Meddelande till samordnaren").fill("Jag fick uppdraget i går.")
    phone.get_by_role("button", name="Skicka förfrågan").click()
    expect(phone.get_by_text("Din förfrågan väntar på svar")).to_be_visible()


def _grants(sam: Coordinator) -> None:
    sam.goes_to("/arrangor/")
    sam.page.get_by_role("link", name="1 förfrågan").click()
    sam.goes_to(sam.page.url)
    sam.page.get_by_role("link", name="Anna Berg").click()
    sam.goes_to(sam.page.url)
    sam.page.get_by_label("Mening till den som frågar").fill("Vi sätter fram en stol.")
    sam.page.get_by_role("button", name="Bevilja").click()
    expect(sam.page.get_by_text("Beviljat. Anna Berg får ett brev.")).to_be_visible()
