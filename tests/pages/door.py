"""What door staff do: one hand, a phone, a queue."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.pages.look import Look

_BETWEEN = 600
"""Milliseconds between two taps that both are meant; closer, a finger trembled."""


class DoorStaff:
    """Somebody at one of the doors."""

    def __init__(self, page: Page, look: Look) -> None:
        self.page, self._look = page, look

    def chooses(self, part: str) -> None:
        """What is ticked off at this door."""
        self.page.goto("/dorr/")
        self._look.at(self.page)
        self.page.get_by_role("link", name=re.compile(f"^{part}")).click()
        self._look.at(self.page)

    def seeks(self, words: str) -> Locator:
        """Give the rows that were found."""
        self.page.get_by_role("searchbox").fill(words)
        self.page.get_by_role("button", name="Sök").click()
        self._look.at(self.page)
        return self.page.locator(".door-row")

    def ticks(self, name: str) -> None:
        """One tap; also the one that takes it back. Waits for what it came to."""
        self.page.wait_for_timeout(_BETWEEN)
        said = self.page.locator("[data-door=result-text]")
        before = said.inner_text()
        self.page.get_by_role("button", name=re.compile(name)).click()
        expect(said).not_to_have_text(before)
        self._look.at(self.page)

    def sees_count(self, words: str) -> None:
        """On top."""
        expect(self.page.locator(".door-count")).to_contain_text(words)
