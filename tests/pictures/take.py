"""``make pictures``: what each state looks like on a small phone, into docs/pictures/lagen."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser import serve
from tests.pages.look import NARROW
from tests.pictures.state import HEIGHT, State, opened
from tests.pictures.states import STATES

FOLDER = Path(__file__).parents[2] / "docs" / "pictures" / "lagen"
_ABOVE = 24


@pytest.mark.browser
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_take(state: State, app: Flask, chromium: Browser) -> None:
    """Takes one; run by the Makefile alone, since nothing is asserted that the tests do not."""
    for address in serve(app):
        with opened(state, app, address, chromium) as page:
            begins = _begins(page, state.top)
            height = min(HEIGHT, page.evaluate("document.documentElement.scrollHeight") - begins)
            clip = {"x": 0, "y": begins, "width": NARROW, "height": height}
            page.screenshot(path=FOLDER / f"{state.name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]


def _begins(page: Page, text: str) -> int:
    if not text:
        return 0
    box = page.get_by_text(text, exact=False).locator("visible=true").first.bounding_box()
    assert box is not None
    return max(0, int(box["y"]) - _ABOVE)
