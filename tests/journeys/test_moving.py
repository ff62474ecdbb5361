"""A meeting moves: the organizer sees what changes, for whom, and the letter, writes a line and has it sent; those
concerned read it, and see the old days struck through. Without a script a seminar is changed, and nobody is told.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.events.rules.kinds import EventState
from app.invitations.letters import answer_link
from app.kernel import links
from app.kernel.db import db, transaction
from app.people.model import Organisation, Role
from tests import builders
from tests.journeys.conftest import BEGINS, PASSWORD, Site, Windows
from tests.pages.coordinator import Coordinator
from tests.pages.invitee import Invitee
from tests.pages.look import Look

pytestmark = pytest.mark.browser
PEOPLE = {name: f"{name.lower()}@bergs.example" for name in ("Anna", "Bo")}
CONFERENCE = "/arrangor/moten/run-konferens-2027"


@pytest.fixture
def invited(site: Site) -> dict[str, str]:
    """The links of Anna and Bo, who are invited to a conference."""
    site.has_account("sam@miun.example", "Sam Ordnare", "organizer")
    found = {}
    with site.app.app_context(), transaction():
        bergs = db.session.scalars(sa.select(Organisation).where(Organisation.name == "Bergs kommun")).one()
        rektor = db.session.scalars(sa.select(Role).where(Role.key == "rektor")).one()
        event = builders.event(slug="run-konferens-2027", state=EventState.PUBLISHED)
        builders.part(event, room="Stora salen")
        for name, address in PEOPLE.items():
            sent = {"sent_at": BEGINS, "created_at": BEGINS}
            one = builders.invitation(event, builders.person(name, "Ek", address), rektor, bergs, **sent)
            found[name] = links.path(answer_link(one))
    return found


def test_a_meeting_moves(
    site: Site, windows: Windows, look: Look, invited: dict[str, str], it_is: Callable[[datetime], None]
) -> None:
    anna = Invitee(windows.phone(scripts=False), invited["Anna"], look, windows.twin())
    anna.says_yes_to_all()
    site.delivers()
    sam = Coordinator(windows.computer(), look)
    sam.signs_in("sam@miun.example", PASSWORD)

    _moves(sam.page, look)
    expect(sam.page.get_by_text("2 brev om en ändring skickas klockan")).to_be_visible()
    look.at(sam.page)
    site.delivers()
    assert site.mail.newest(PEOPLE["Anna"]).subject.startswith("Du är anmäld")
    it_is(BEGINS + timedelta(minutes=20))
    site.delivers()
    for address in PEOPLE.values():
        letter = site.mail.newest(address)
        assert letter.subject == "Ny tid: RUN-konferens 11–12 mars 2027"
        said = " ".join(letter.text.split())
        assert "Samordnaren skriver: Hotellet var dubbelbokat." in said.replace("> ", "")
        assert "När: tidigare torsdag–fredag 4–5 mars 2027, nu torsdag–fredag 11–12 mars 2027." in said
    anna.opens_link()
    expect(anna.page.locator("del").first).to_contain_text("torsdag–fredag 4–5 mars 2027")

    _changes_a_room_without_telling(sam.page, windows, look)
    site.delivers()
    assert site.mail.newest(PEOPLE["Anna"]).subject == "Ny tid: RUN-konferens 11–12 mars 2027"
    anna.opens_link()
    expect(anna.page.locator("del", has_text="Stora salen").first).to_be_visible()
    assert look.faults == []


def _moves(page: Page, look: Look) -> None:
    page.goto(f"{CONFERENCE}/flytta")
    page.get_by_label("Ny första dag").fill("2027-03-11")
    page.get_by_label("Ny sista dag").fill("2027-03-12")
    page.get_by_role("button", name="Visa vad som flyttas").click()
    page.get_by_role("button", name="Flytta mötet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Berätta om ändringen")
    look.at(page)
    page.get_by_label("Några ord i brevet").fill("Hotellet var dubbelbokat.")
    page.get_by_role("button", name="Visa breven igen").click()
    expect(page.locator("article.letter").first).to_contain_text("Hotellet var dubbelbokat.")
    page.get_by_role("button", name="Spara och skicka 2 brev").click()


def _changes_a_room_without_telling(signed_in: Page, windows: Windows, look: Look) -> None:
    """On a phone without scripts, in the same session."""
    page, twin = windows.phone(scripts=False), windows.twin()
    cookies = signed_in.context.cookies()
    for context in (page.context, twin):
        context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(f"{CONFERENCE}/program")
    page.get_by_role("link", name="Ändra Konferens dag 1").click()
    page.get_by_label("Lokal").fill("Lilla salen")
    page.get_by_role("button", name="Spara delen").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Berätta om ändringen")
    page.get_by_role("button", name="Tillbaka").click()
    expect(page.get_by_label("Lokal")).to_have_value("Lilla salen")
    page.get_by_role("button", name="Spara delen").last.click()
    page.get_by_role("button", name="Spara utan att skicka").click()
    expect(page.get_by_text("Konferens dag 1 är sparad.")).to_be_visible()
    look.at_same(page, twin)
