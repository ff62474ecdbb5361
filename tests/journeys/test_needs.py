"""Särskilda behov from the telephone to the kitchen, and the guest's yes to more invitations: without scripts for the
invitee, every page looked at.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource
from app.kernel.db import db, transaction
from tests.browser import serve
from tests.builders import NOW
from tests.pages.look import NARROW, WIDE, Look
from tests.web.guest import Guest

pytestmark = pytest.mark.browser

PASSWORD = "fjorton bokstäver"
SEVERE = "Jag har en svår allergi och vill att köket får veta mitt namn"
MORE = "Jag vill bli inbjuden till fler av nätverkets möten"


@pytest.fixture
def address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    # The browser goes by the real date, which may be later than the journey's: its cookies must not be old already.
    monkeypatch.setitem(app.config, "PERMANENT_SESSION_LIFETIME", timedelta(days=36_500))
    with time_machine.travel(NOW, tick=True):
        yield from serve(app)


@pytest.fixture
def twin(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """Where pages of a window without scripts are opened again, to be looked at."""
    context = chromium.new_context(base_url=address, viewport={"width": NARROW, "height": 800})
    yield context
    context.close()


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Page]:
    """The invitee's: narrow, without scripts."""
    size = {"width": NARROW, "height": 800}
    context = chromium.new_context(base_url=address, viewport=size, java_script_enabled=False)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.fixture
def computer(chromium: Browser, address: str) -> Iterator[Page]:
    """The organizers'."""
    context = chromium.new_context(base_url=address, viewport={"width": WIDE, "height": 800})
    yield context.new_page()
    context.close()


def _signs_in(app: Flask, page: Page, email: str, right: str) -> None:
    command = ["create-organizer", email, "--name", "Mia Mat", "--right", right, "--password-stdin"]
    with app.app_context():
        done = app.test_cli_runner().invoke(args=command, input=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    page.goto("/logga-in")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()


def _taps(page: Page, words: str) -> None:
    page.locator("label", has_text=words).first.click()


def _presses(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def test_an_allergy_reaches_those_who_cook_and_nobody_else(
    app: Flask, phone: Page, computer: Page, twin: BrowserContext
) -> None:
    look, guest = Look(), Guest(app)
    phone.goto(f"/i/{guest.token}/svara")
    _taps(phone, "Middag")
    phone.get_by_text("Särskilda behov: kost, allergi, tillgänglighet (frivilligt)").click()
    _taps(phone, "Nötter eller jordnötter")
    _taps(phone, SEVERE)
    look.at_same(phone, twin)
    _presses(phone, "Skicka anmälan")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Du är anmäld")

    _signs_in(app, computer, "behov@miun.example", "needs")
    expect(computer.get_by_role("heading", level=1)).to_have_text("Särskilda behov")
    look.at(computer)
    computer.get_by_role("link", name="RUN-konferens 2027").click()
    expect(computer.get_by_role("cell", name="Nötter eller jordnötter (svår: köket får veta namnet)")).to_be_visible()
    look.at(computer)
    with computer.expect_download() as got:
        computer.get_by_role("link", name="Svåra allergier").click()
    assert got.value.suggested_filename.endswith("svara-allergier-2027-01-20.xlsx")

    phone.get_by_role("link", name="Ändra eller ta bort").click()
    expect(phone.get_by_text("Vi visar den inte här")).to_be_visible()
    look.at_same(phone, twin)
    _presses(phone, "Köket ska inte ha mitt namn")
    computer.reload()
    expect(computer.get_by_role("cell", name="Allergi: Nötter eller jordnötter", exact=True)).to_be_visible()

    phone.goto(f"/i/{guest.token}/avboka")
    _presses(phone, "Ja, avboka")
    computer.reload()
    expect(computer.get_by_text("Ingen har lämnat någon uppgift")).to_be_visible()

    computer.get_by_role("button", name="Logga ut").click()
    _signs_in(app, computer, "admin@miun.example", "admin")
    computer.goto("/arrangor/logg?vad=needs.viewed")
    expect(computer.get_by_text("Läste särskilda behov").nth(3)).to_be_attached()
    computer.get_by_role("link", name="Vad som har raderats").click()
    look.at(computer)
    assert look.faults == []


def test_a_guest_says_yes_to_more_meetings_and_takes_it_back(app: Flask, phone: Page, twin: BrowserContext) -> None:
    look, guest = Look(), Guest(app)
    with app.app_context(), transaction():
        db.session.query(Invitation).one().source = InvitationSource.SUBSTITUTE
    phone.goto(f"/i/{guest.token}/svara")
    look.at_same(phone, twin)
    expect(phone.get_by_label(MORE)).not_to_be_checked()
    _presses(phone, "Skicka anmälan")
    phone.goto(f"/min/{guest.own_token}")
    look.at_same(phone, twin)
    phone.get_by_role("link", name="Jag vill bli inbjuden igen").click()
    _presses(phone, "Spara")
    expect(phone.locator("[data-error-summary]")).to_contain_text("Kryssa för rutan om du vill bli inbjuden igen")
    _taps(phone, MORE)
    _presses(phone, "Spara")
    expect(phone.get_by_text("Du har sagt ja till fler inbjudningar")).to_be_visible()
    look.at_same(phone, twin)
    _presses(phone, "Ta tillbaka mitt ja")
    expect(phone.get_by_label(MORE)).not_to_be_checked()
    assert look.faults == []
