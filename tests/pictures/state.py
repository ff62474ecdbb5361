"""What a state is, and how its page is opened."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.builders import NOW
from tests.pages.look import NARROW

HEIGHT = 840


@dataclass(frozen=True)
class Scene:
    """The empty installation in which a state is brought about; ``it_is(moment)`` moves the time."""

    app: Flask
    it_is: Callable[[datetime], None]


def _nothing(_page: Page) -> None:
    return


@dataclass(frozen=True)
class State:
    """A state by the name of its picture. ``opens`` brings it about and gives the page's path, ``then`` is what is
    done there; ``heading`` is what the page is called; ``top``: the picture begins at the element with this text.
    """

    name: str
    heading: str
    opens: Callable[[Scene], str]
    then: Callable[[Page], None] = _nothing
    top: str = ""


def presses(button: str) -> Callable[[Page], None]:
    """Press the first button of this name."""

    def press(page: Page) -> None:
        page.get_by_role("button", name=button).first.click()

    return press


@contextmanager
def opened(state: State, app: Flask, address: str, chromium: Browser) -> Iterator[Page]:
    """The state's page on a small phone."""
    with time_machine.travel(NOW, tick=True) as traveller:
        path = state.opens(Scene(app, traveller.move_to))
        page = chromium.new_page(viewport={"width": NARROW, "height": HEIGHT}, locale="sv-SE")
        page.goto(f"{address}{path}")
        state.then(page)
        page.wait_for_load_state("load")
        yield page
        page.close()
