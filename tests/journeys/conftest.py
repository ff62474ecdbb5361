"""A living site for the journeys: the app in a thread, a mail server, accounts made by the command, windows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from app import rounds
from app.kernel import clock, links
from app.kernel.db import transaction
from app.kernel.settings import Settings
from tests import network
from tests.browser import serve
from tests.pages.letters import Mailboxes, mailboxes
from tests.pages.look import NARROW, WIDE, Look

BEGINS = datetime.fromisoformat("2026-11-23T09:00+01:00")
PASSWORD = "fjorton bokstäver"


@dataclass
class Site:
    """What a journey needs of the world behind the pages."""

    address: str
    app: Flask
    settings: Settings
    mail: Mailboxes

    def has_account(self, email: str, name: str, *rights: str) -> None:
        """Somebody may sign in with PASSWORD."""
        given = [word for right in rights for word in ("--right", right)]
        command = ["create-organizer", email, "--name", name, *given, "--password-stdin"]
        with self.app.app_context():
            done = self.app.test_cli_runner().invoke(args=command, input=f"{PASSWORD}\n")
        assert done.exit_code == 0, done.output

    def delivers(self) -> rounds.Delivered:
        """The round that the worker makes."""
        with self.app.app_context():
            return rounds.deliver(self.settings, clock.now)


@pytest.fixture
def it_is() -> Iterator[Callable[[datetime], None]]:
    """``it_is(moment)``; the time goes on from there."""
    with time_machine.travel(BEGINS, tick=True) as traveller:
        yield traveller.move_to


@pytest.fixture
def site(app: Flask, settings: Settings, it_is: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An installation with roles and organisations, and nobody in it."""
    # The browser goes by the real date, which may be later than the journey's: its cookies must not be old already.
    monkeypatch.setitem(app.config, "PERMANENT_SESSION_LIFETIME", timedelta(days=36_500))
    monkeypatch.setattr(app, "testing", False)
    with app.app_context(), transaction():
        network.build()
    with mailboxes() as boxes:
        for address in serve(app):
            links.configure(settings.link_key, address)
            mailing = {"mail_server": "127.0.0.1", "mail_port": boxes.port, "mail_tls": "none"}
            yield Site(address, app, replace(settings, **mailing), boxes)
        links.configure(settings.link_key, settings.base_url)


@dataclass
class Windows:
    """Opens windows that are closed when the test ends."""

    browser: Browser
    address: str
    open: list[BrowserContext]

    def computer(self) -> Page:
        """A wide window."""
        return self._context(WIDE).new_page()

    def phone(self, *, scripts: bool = True) -> Page:
        """A window as narrow as they come."""
        return self._context(NARROW, scripts=scripts).new_page()

    def twin(self) -> BrowserContext:
        """Where pages of a window without scripts can be opened again."""
        return self._context(NARROW)

    def _context(self, width: int, *, scripts: bool = True) -> BrowserContext:
        size = {"width": width, "height": 800}
        context = self.browser.new_context(base_url=self.address, viewport=size, java_script_enabled=scripts)
        context.set_default_timeout(60_000)
        self.open.append(context)
        return context


@pytest.fixture
def windows(chromium: Browser, site: Site) -> Iterator[Windows]:
    """Computers and phones."""
    opened = Windows(chromium, site.address, [])
    yield opened
    for context in opened.open:
        context.close()


@pytest.fixture
def look() -> Look:
    """Everybody's pages are looked at once."""
    return Look()
