"""Quotas, the queue and seats that are held, in a browser: as an invitee without script, and as an organizer."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page

from app.events.rules.kinds import QueueMode
from app.organizers.rules import Right
from app.web.guards import SESSION_KEY
from tests.browser import axe_violations, scrolls_sideways, serve
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.web.test_queue_pages import Crowd

pytestmark = pytest.mark.browser
_OFFERED: dict[str, Any] = {"capacity": 1, "queue_mode": QueueMode.OFFERED, "offer_hours": 24}


def _held(crowd: Crowd) -> None:
    for name in ("Anna", "Cia", "Bo"):
        crowd.comes(name, crowd.plenary, crowd.dinner)
    crowd.withdraws("Anna")


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    yield from serve(app)


def _heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_a_seat_is_let_be_by_one_and_taken_by_the_next_without_script(
    app: Flask, address: str, chromium: Browser
) -> None:
    with time_machine.travel(NOW, tick=True):
        crowd = Crowd(app, **_OFFERED)
        _held(crowd)
        page = chromium.new_page(java_script_enabled=False, viewport={"width": 320, "height": 700})
        page.goto(f"{address}/i/{crowd.tokens['Cia']}")
        page.get_by_role("link", name="Ta platsen eller avstå").click()
        page.get_by_role("button", name="Nej, jag avstår").press("Enter")
        first = _heading(page)
        page.goto(f"{address}/i/{crowd.tokens['Bo']}")
        page.get_by_role("link", name="Ta platsen eller avstå").click()
        page.get_by_role("button", name="Ja, jag tar platsen").press("Enter")
        assert (first, _heading(page)) == ("Du är avbokad", "Du är anmäld")
        page.close()


def test_an_organizer_limits_each_municipality_and_says_how_the_queue_moves(
    app: Flask, address: str, chromium: Browser, sign_in: SignsIn, client: Any
) -> None:
    crowd = Crowd(app)
    sign_in(client, Right.ORGANIZER)
    with client.session_transaction() as session:
        assert session[SESSION_KEY]
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/arrangor/moten/{crowd.event.slug}/installningar")
    page.get_by_label("Platsen erbjuds den nästa, som får tid på sig att svara").press("Space")
    page.get_by_role("button", name="Spara ändringarna").last.click()
    page.get_by_role("link", name="Kvoter, till exempel högst två per kommun").click()
    page.get_by_role("link", name="Lägg till en kvot").click()
    page.get_by_label("Högst").fill("1")
    page.get_by_label("Vilka").select_option(label="tjänstepersoner (alla utom politiker)")
    page.get_by_label("Från").select_option(label="kommun")
    page.get_by_label("För varje organisation för sig").press("Space")
    faults = axe_violations(page)
    page.get_by_role("button", name="Spara kvoten").click()
    assert page.get_by_role("rowheader").inner_text() == "Högst en tjänsteperson per kommun."
    page.set_viewport_size({"width": 320, "height": 800})
    assert (faults + axe_violations(page), scrolls_sideways(page)) == ([], False)
    context.close()
