"""Somebody who has only a keyboard."""

from typing import Self

from playwright.sync_api import Page

_STANDING_AT = """() => {
    const at = document.activeElement;
    const words = at.labels && at.labels.length ? at.labels[0].textContent : at.textContent;
    return words.trim().replace(/\\s+/g, " ");
}"""
_MOST_STEPS = 60


class Keyboard:
    """Moves by Tab alone."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @property
    def standing_at(self) -> str:
        """The words of what has the focus."""
        return str(self._page.evaluate(_STANDING_AT))

    def reaches(self, words: str) -> Self:
        """Press Tab until what has these words has the focus."""
        passed = []
        while self.standing_at != words:
            passed.append(self.standing_at)
            assert len(passed) < _MOST_STEPS, f"{words} is not reached: {passed}"
            self._page.keyboard.press("Tab")
        return self

    def press(self, key: str) -> None:
        """What stays on the page."""
        self._page.keyboard.press(key)

    def goes_on(self) -> None:
        """Enter, where it leads to another page."""
        with self._page.expect_navigation():
            self._page.keyboard.press("Enter")
