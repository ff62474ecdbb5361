"""From the wheel of a year to the next year's meetings and their people, in a browser; the wheel by keyboard too."""

from datetime import date

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.events.rules.kinds import EventKind
from app.kernel.db import db, transaction
from app.people.model import Organisation, Role
from tests import builders
from tests.journeys.conftest import PASSWORD, Site, Windows
from tests.pages.coordinator import Coordinator
from tests.pages.look import Look

pytestmark = pytest.mark.browser


@pytest.fixture
def sam(site: Site, windows: Windows, look: Look) -> Coordinator:
    """Signed in; the conference of 2027, and a dialogmöte on what is a red day in 2028."""
    site.has_account("sam@miun.example", "Sam Ordnare", "organizer")
    with site.app.app_context(), transaction():
        bergs = db.session.scalars(sa.select(Organisation).where(Organisation.name == "Bergs kommun")).one()
        skolchef = db.session.scalars(sa.select(Role).where(Role.key == "skolchef")).one()
        event = builders.event(slug="run-konferens-2027")
        builders.circle(event, skolchef)
        builders.assignment(builders.person(), skolchef, bergs, ends_on=date(2027, 12, 31))
        day = date(2027, 6, 2)
        builders.event("Dialogmöte", slug="dialog", kind=EventKind.DIALOGUE, starts_on=day, ends_on=day)
    coordinator = Coordinator(windows.computer(), look)
    coordinator.signs_in("sam@miun.example", PASSWORD)
    return coordinator


def test_a_years_meetings_become_the_next_years_and_their_people_are_looked_at(sam: Coordinator, look: Look) -> None:
    sam.goes_to("/arrangor/ar/2028/lov")
    sam.page.get_by_label("Vad heter lovet?").fill("Sportlov")
    sam.page.get_by_label("Första dag").fill("2028-02-28")
    sam.page.get_by_label("Sista dag").fill("2028-03-03")
    sam.page.get_by_text("Jämtlands län", exact=True).click()
    sam.page.get_by_role("button", name="Lägg till").click()
    sam.goes_to("/arrangor/ar/2027")
    sam.page.get_by_role("link", name="Skapa 2028 års möten").click()
    expect(sam.page.get_by_text("Krockar med sportlov i Jämtlands län")).to_be_visible()
    sam.goes_to(sam.page.url)
    sam.page.get_by_role("button", name="Skapa utkasten").click()
    expect(sam.page.get_by_text("2 möten är sparade som utkast.")).to_be_visible()
    expect(sam.page.locator("#gone tbody tr")).to_have_count(1)
    sam.goes_to(sam.page.url)
    sam.page.locator("#meetings").get_by_role("link", name="RUN-konferens 2028").click()
    sam.goes_to(sam.page.url)
    sam.goes_to("/arrangor/")
    sam.goes_to("/arrangor/ar/2028")
    assert look.faults == []


def test_a_meeting_on_the_wheel_is_reached_by_keyboard_and_leads_to_its_page(sam: Coordinator) -> None:
    sam.goes_to("/arrangor/ar/2027")
    sam.page.locator("nav.filters a").last.focus()
    sam.page.keyboard.press("Tab")
    named = "document.activeElement.closest('figure.wheel') && document.activeElement.textContent"
    assert str(sam.page.evaluate(named)).startswith("1. RUN-konferens 2027, torsdag–fredag 4–5 mars 2027, v. 9")
    sam.page.keyboard.press("Enter")
    expect(sam.page.locator(".event-name")).to_have_text("RUN-konferens 2027")


def test_the_wheel_reads_right_without_the_stylesheets(sam: Coordinator) -> None:
    sam.page.route("**/*.css*", lambda route: route.abort())
    sam.goes_to("/arrangor/ar/2027")
    box = sam.page.locator("figure.wheel svg").bounding_box()
    assert box is not None
    assert (box["width"], box["height"] > 400) == (400, True)
    expect(sam.page.locator("figure.wheel svg a")).to_have_count(2)
    expect(sam.page.locator("#meetings")).to_contain_text("torsdag–fredag 4–5 mars 2027")
