"""A list of the coordinator's own: dragged into order, saved, and fetched by the hotel without an account."""

import pytest
from playwright.sync_api import Page, expect

from app.kernel.db import transaction
from tests import builders
from tests.journeys.conftest import PASSWORD, Site, Windows
from tests.pages.look import Look

pytestmark = pytest.mark.browser
LISTS = "/arrangor/moten/konferens/listor"


@pytest.fixture
def meeting(site: Site) -> None:
    site.has_account("sam@miun.example", "Sam Ordnare", "organizer")
    with site.app.app_context(), transaction():
        event = builders.event(slug="konferens")
        builders.part(event, "Konferens torsdag")
        role, where = builders.role("larare", "Lärare"), builders.organisation("Påhittade kommun")
        for name in ("Anna", "Bo"):
            builders.invitation(event, builders.person(name, "Berg"), role, where)


def _order(page: Page) -> list[str]:
    return page.locator("ol.ordered > li").evaluate_all("rows => rows.map((row) => row.dataset.label)")


@pytest.mark.usefixtures("meeting")
def test_a_list_is_dragged_into_order_and_the_hotel_fetches_it(windows: Windows, look: Look) -> None:
    page, hotel = windows.computer(), windows.phone().request
    page.goto("/logga-in")
    page.get_by_label("E-postadress").fill("sam@miun.example")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.goto(f"{LISTS}/egna/ny")
    look.at(page)
    rows = page.locator("ol.ordered > li")
    rows.nth(0).drag_to(rows.nth(2))
    expect(page.locator("[data-reorder-status]")).to_contain_text("Efternamn")
    order = _order(page)
    assert order.index("Efternamn") > 0
    page.locator("label[for=kolumn-epost]").click()
    page.get_by_label("Namn", exact=True).fill("Hotellista")
    page.get_by_role("button", name="Spara listan").click()
    expect(page.get_by_role("heading", name="Hotellista")).to_be_visible()
    assert page.locator("#rows thead th").all_inner_texts() == [*order, "E-post"]
    look.at(page)
    page.get_by_role("link", name="Gör en hemlig adress").click()
    look.at(page)
    page.get_by_label("Vem den är till").fill("Hotellet")
    page.locator("label", has_text="JSON").click()
    page.get_by_role("button", name="Gör adressen").click()
    look.at(page)
    address = page.locator("#address-json").input_value()
    assert [row["Förnamn"] for row in hotel.get(address).json()] == ["Anna", "Bo"]
    page.get_by_role("link", name="Återkalla adressen").click()
    look.at(page)
    page.get_by_role("button", name="Återkalla adressen").click()
    look.at(page)
    assert (hotel.get(address).status, look.faults) == (404, [])
