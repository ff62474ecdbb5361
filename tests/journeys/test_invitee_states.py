"""Every state of the pages without an account, in a browser: axe finds nothing, and a small phone does not scroll
sideways. The states are those whose pictures stand in ``docs/svarslagen.md``.
"""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe_violations, scrolls_sideways, serve
from tests.builders import NOW
from tests.pictures.state import State, opened
from tests.pictures.states import STATES
from tests.web.guest import Guest

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    yield from serve(app)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_every_state_is_accessible_and_fits_a_small_phone(
    app: Flask, address: str, chromium: Browser, state: State
) -> None:
    with opened(state, app, address, chromium) as page:
        assert page.get_by_role("heading", level=1).inner_text() == state.heading
        assert (axe_violations(page), scrolls_sideways(page)) == ([], False)


def test_a_whole_answer_by_keyboard_and_without_script(app: Flask, address: str, chromium: Browser) -> None:
    with time_machine.travel(NOW, tick=True):
        guest = Guest(app)
        page: Page = chromium.new_page(java_script_enabled=False, viewport={"width": 320, "height": 700})
        page.goto(f"{address}/i/{guest.token}")
        page.get_by_role("link", name="Ja, jag kommer").press("Enter")
        page.get_by_label("Middag").press("Space")
        page.get_by_label("Seminarium B").press("Space")
        page.get_by_role("button", name="Skicka anmälan").press("Enter")
        assert page.get_by_role("heading", level=1).inner_text() == "Du är anmäld"
        assert page.title().startswith("Du är anmäld")
        page.close()


def test_an_error_takes_the_focus_and_leads_to_the_field(app: Flask, address: str, chromium: Browser) -> None:
    with time_machine.travel(NOW, tick=True):
        guest = Guest(app)
        page = chromium.new_page()
        page.goto(f"{address}/i/{guest.token}/svara")
        page.get_by_label("Konferens torsdag").press("Space")
        page.get_by_label("Jag kommer inte").press("Space")
        page.get_by_role("button", name="Skicka anmälan").click()
        assert page.title().startswith("Fel:")
        expect(page.locator("[data-error-summary]")).to_be_focused()
        assert axe_violations(page) == []
        page.get_by_role("link", name="Välj minst en del som du kommer till.").click()
        assert page.url.endswith("#delar")
        page.close()
