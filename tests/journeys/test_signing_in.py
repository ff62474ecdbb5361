"""An organizer turns on two-step sign-in and needs it from then on."""

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import expect

from app.kernel import clock
from tests.journeys.conftest import BEGINS, PASSWORD, Site, Windows
from tests.pages.coordinator import Coordinator
from tests.pages.look import Look

pytestmark = pytest.mark.browser


def test_the_telephones_code_is_asked_for_and_counts_once(
    site: Site, windows: Windows, look: Look, it_is: Callable[..., None]
) -> None:
    site.has_account("sam@miun.example", "Sam Ordnare", "organizer")
    sam = Coordinator(windows.computer(), look)
    sam.signs_in("sam@miun.example", PASSWORD)
    secret = sam.turns_on_two_step(PASSWORD, lambda secret: pyotp.TOTP(secret).at(clock.now()))
    sam.signs_out()

    it_is(BEGINS + timedelta(minutes=5))
    code = pyotp.TOTP(secret).at(clock.now())
    sam.signs_in("sam@miun.example", PASSWORD, code)
    expect(sam.page.get_by_role("heading", level=1)).to_have_text("Hem")

    other = Coordinator(windows.computer(), look)
    other.signs_in("sam@miun.example", PASSWORD, code)
    expect(other.page.get_by_role("alert")).to_contain_text("Koden stämmer inte, eller har redan använts.")
    assert look.faults == []
