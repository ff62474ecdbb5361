"""The organizer's side in a browser: a letter in the meeting's own words, somebody registered by telephone, many
acted on at once, and the act undone before any letter leaves.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.events.rules.kinds import EventState
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.people.model import Organisation, Role
from tests import builders
from tests.journeys.conftest import BEGINS, PASSWORD, Site, Windows
from tests.pages.coordinator import Coordinator
from tests.pages.look import Look

pytestmark = pytest.mark.browser
PEOPLE = {name: f"{name.lower()}@bergs.example" for name in ("Anna", "Bo", "Cia")}
CONFERENCE = "/arrangor/moten/run-konferens-2027"


@pytest.fixture
def sam(site: Site, windows: Windows, look: Look) -> Coordinator:
    """Signed in; two seats at the conference, Anna, Bo and Cia on the list of those to invite."""
    site.has_account("sam@miun.example", "Sam Ordnare", "organizer")
    with site.app.app_context(), transaction():
        bergs = db.session.scalars(sa.select(Organisation).where(Organisation.name == "Bergs kommun")).one()
        rektor = db.session.scalars(sa.select(Role).where(Role.key == "rektor")).one()
        event = builders.event(slug="run-konferens-2027", capacity=2, state=EventState.PUBLISHED)
        builders.part(event)
        for name, address in PEOPLE.items():
            drafted = {"state": InvitationState.NOT_SENT, "sent_at": None}
            builders.invitation(event, builders.person(name, "Ek", address), rektor, bergs, **drafted)
    coordinator = Coordinator(windows.computer(), look)
    coordinator.signs_in("sam@miun.example", PASSWORD)
    return coordinator


def test_letters_telephone_and_many_at_once(
    site: Site, sam: Coordinator, look: Look, it_is: Callable[[datetime], None]
) -> None:
    _writes_the_invitation_anew(sam)
    sam.goes_to(f"{CONFERENCE}/bjud-in/granska")
    sam.page.get_by_role("button", name="Skicka 3 inbjudningar").click()
    site.delivers()
    assert "Hej Anna. Vi ses på Södra Berget, Sundsvall." in " ".join(site.mail.newest(PEOPLE["Anna"]).text.split())

    for name in PEOPLE:
        _registers_by_telephone(sam, name, reason="Talar på mötet" if name == "Cia" else "")
    site.delivers()
    assert site.mail.newest(PEOPLE["Cia"]).subject.startswith("Du är anmäld")

    _cancels_all(sam)
    site.delivers()
    assert site.mail.newest(PEOPLE["Anna"]).subject.startswith("Du är anmäld")
    sam.page.get_by_role("button", name="Ångra").click()
    expect(sam.page.get_by_role("heading", level=1)).to_have_text("Ångrat: Avboka")
    sam.goes_to(sam.page.url)
    expect(sam.page.locator("#outcome").get_by_text("Som förut")).to_have_count(2)

    it_is(BEGINS + timedelta(minutes=30))
    site.delivers()
    told = {name: site.mail.newest(address).subject.split(":")[0] for name, address in PEOPLE.items()}
    assert told == {"Anna": "Du är anmäld", "Bo": "Du är anmäld", "Cia": "Du är avbokad"}
    assert look.faults == []


def _writes_the_invitation_anew(sam: Coordinator) -> None:
    """Tried first on those who will get it; a field that is none is refused."""
    sam.goes_to(f"{CONFERENCE}/brev")
    sam.page.get_by_role("link", name="Inbjudan", exact=True).click()
    text = sam.page.get_by_label("Brevets inledning")
    text.fill("Hej {{förnamnet}}.")
    sam.page.get_by_role("button", name="Förhandsgranska").click()
    expect(sam.page.get_by_role("alert")).to_contain_text("{{förnamnet}} är inget fält")
    sam.page.get_by_label("Brevets inledning").fill("Hej {{förnamn}}. Vi ses på {{plats}}.")
    sam.page.get_by_role("button", name="Förhandsgranska").click()
    expect(sam.page.get_by_role("region", name="Brevet till Anna Ek")).to_contain_text(
        "Hej Anna. Vi ses på Södra Berget"
    )
    sam.page.get_by_role("button", name="Spara texten").click()
    expect(sam.page.get_by_text("Texten är sparad.")).to_be_visible()
    sam.goes_to(sam.page.url)


def _registers_by_telephone(sam: Coordinator, name: str, reason: str) -> None:
    """From the list of those who have not answered."""
    sam.goes_to(f"{CONFERENCE}/anmalda")
    sam.page.get_by_role("link", name="Anmäl per telefon").click()
    sam.page.get_by_role("link", name=f"{name} Ek").click()
    sam.page.get_by_role("link", name="Anmäl per telefon").click()
    sam.goes_to(sam.page.url)
    if reason:
        sam.page.get_by_label("Skäl att gå över gränsen").fill(reason)
    sam.page.get_by_role("button", name="Spara anmälan").click()
    expect(sam.page.get_by_role("heading", level=1)).to_have_text(f"{name} Ek")
    expect(sam.page.get_by_text("Konferens dag 1: – → På plats")).to_be_visible()
    sam.goes_to(sam.page.url)


def _cancels_all(sam: Coordinator) -> None:
    """Ticked by the box in the table's head; reviewed by name."""
    sam.goes_to(f"{CONFERENCE}/anmalda?kolumner=lage,epost&sortera=-namn")
    sam.page.get_by_label("Välj alla").check()
    expect(sam.page.get_by_text("Valda: 3")).to_be_visible()
    sam.page.get_by_label("Med de markerade").select_option("Avboka")
    sam.page.get_by_role("button", name="Granska").click()
    sam.goes_to(sam.page.url)
    expect(sam.page.locator("#ready tbody tr")).to_have_count(3)
    sam.page.get_by_role("button", name="Avboka 3 personer").click()
    expect(sam.page.get_by_role("heading", level=1)).to_have_text("3 är avbokade")
    sam.goes_to(sam.page.url)
