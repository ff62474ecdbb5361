"""Answering without a mouse, and what happens when something is missing."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.events.rules.kinds import NeedsGround, PartKind
from app.kernel import links
from app.kernel.db import transaction
from app.kernel.links import Link, Purpose
from tests import builders
from tests.browser import axe_violations, scrolls_sideways
from tests.journeys.conftest import Site, Windows
from tests.pages.keyboard import Keyboard

pytestmark = pytest.mark.browser


@pytest.fixture
def window(site: Site, windows: Windows) -> Page:
    """The form of Anna, who may choose among two parts and has needs to tell."""
    page = windows.phone()
    page.goto(f"/i/{_invitation_of_anna(site.app)}")
    return page


def _invitation_of_anna(app: Flask) -> str:
    with app.app_context(), transaction():
        terms = {"asks_needs": True, "needs_ground": NeedsGround.CONSENT, "contact_address": "sam@miun.example"}
        event = builders.event(**terms)
        builders.part(event, "Konferens torsdag")
        builders.part(event, "Middag", kind=PartKind.MEAL)
        invitation = builders.invitation(event, builders.person("Anna", "Berg"))
        return links.token(Link(Purpose.INVITATION, invitation.link_seed))


def test_a_yes_takes_nothing_but_tab_space_and_enter(window: Page) -> None:
    keys = Keyboard(window)
    keys.reaches("Ja, jag kommer").goes_on()
    keys.reaches("Middag").press("Space")
    keys.reaches("Särskilda behov: kost, allergi, tillgänglighet (frivilligt)").press("Enter")
    keys.reaches("Vegansk kost").press("Space")
    keys.reaches("Jag samtycker till att uppgifterna om mina behov sparas till dess att de raderas").press("Space")
    keys.reaches("Skicka anmälan").goes_on()
    expect(window.get_by_role("heading", level=1)).to_have_text("Du är anmäld")
    assert [one.inner_text() for one in window.locator("h2:has-text('Du är anmäld till') + dl strong").all()] == [
        "Konferens torsdag",
        "Middag",
    ]


def test_an_empty_form_says_first_what_to_do_and_leads_there(window: Page) -> None:
    keys = Keyboard(window)
    keys.reaches("Ja, jag kommer").goes_on()
    keys.reaches("Konferens torsdag").press("Space")
    keys.reaches("Skicka anmälan").goes_on()
    expect(window).to_have_title("Fel: Anmälan – RUN-konferens 2027 – RUN-möten")
    summary = window.get_by_role("alert")
    expect(summary).to_be_focused()
    assert (axe_violations(window), scrolls_sideways(window)) == ([], False)
    summary.get_by_role("link").first.press("Enter")
    assert keys.standing_at == "Konferens torsdag"
    keys.press("Space")
    keys.reaches("Skicka anmälan").goes_on()
    expect(window.get_by_role("heading", level=1)).to_have_text("Du är anmäld")


def test_needs_without_consent_are_not_kept_and_everything_written_comes_back(window: Page) -> None:
    keys = Keyboard(window)
    keys.reaches("Ja, jag kommer").goes_on()
    keys.reaches("Särskilda behov: kost, allergi, tillgänglighet (frivilligt)").press("Enter")
    keys.reaches("Vegansk kost").press("Space")
    keys.reaches("Skicka anmälan").goes_on()
    expect(window.get_by_role("alert")).to_be_focused()
    expect(window.get_by_label("Konferens torsdag")).to_be_checked()
    expect(window.get_by_label("Vegansk kost")).to_be_checked()
    assert (axe_violations(window), scrolls_sideways(window)) == ([], False)
