"""The organizer writes to many in a browser: a ready text, tried, sent, taken back, sent anew, followed until all have
it; and is asked before the same words go once more.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app import rounds
from app.audit.actor import SYSTEM
from app.invitations.queries import lock
from app.kernel import clock
from app.kernel.db import db, transaction
from app.people.model import Organisation, Role
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from tests import builders
from tests.journeys.conftest import BEGINS, PASSWORD, Site, Windows
from tests.pages.coordinator import Coordinator
from tests.pages.look import Look

pytestmark = pytest.mark.browser
SAM = "sam@miun.example"
COMING, SILENT = "anna@bergs.example", "bo@bergs.example"
MAILINGS = "/arrangor/moten/run-konferens-2027/utskick"


@pytest.fixture
def sam(site: Site, windows: Windows, look: Look) -> Coordinator:
    """Signed in; Anna comes to the conference, Bo has not answered, Cia has no address."""
    site.has_account(SAM, "Sam Ordnare", "organizer")
    with site.app.app_context():
        with transaction():
            bergs = db.session.scalars(sa.select(Organisation).where(Organisation.name == "Bergs kommun")).one()
            rektor = db.session.scalars(sa.select(Role).where(Role.key == "rektor")).one()
            event = builders.event(slug="run-konferens-2027")
            part = builders.part(event).uid
            uids = []
            for name, address in (("Anna", COMING), ("Bo", SILENT), ("Cia", "")):
                who = builders.person(name, "Ek", address)
                builders.assignment(who, rektor, bergs)
                uids.append(builders.invitation(event, who, rektor, bergs).uid)
        with transaction():
            actions.register(lock(uids[0]), Answers((Asked(part),)), now=clock.now(), actor=SYSTEM)
    site.delivers()
    coordinator = Coordinator(windows.computer(), look)
    coordinator.signs_in(SAM, PASSWORD)
    return coordinator


def test_a_text_to_many(site: Site, sam: Coordinator, look: Look, it_is: Callable[[datetime], None]) -> None:
    _writes_the_new_time(sam)
    sam.page.get_by_role("button", name="Skicka ett prov till mig").click()
    site.delivers()
    trial = site.mail.newest(SAM)
    assert trial.subject.startswith("Prov: Ny tid: RUN-konferens 2027")
    assert "[personlig länk]" in trial.text

    _sends(sam, "Skicka till 2 personer")
    sam.page.get_by_role("button", name="Ångra").click()
    expect(sam.page.get_by_text("Ångrat. Ingen får brevet.")).to_be_visible()
    sam.page.get_by_role("button", name="Nytt utkast med samma text").click()
    sam.page.get_by_role("button", name="Spara och granska").click()
    _sends(sam, "Skicka till 2 personer")
    before = site.mail.count()
    _works(site)
    assert site.mail.count() == before

    it_is(BEGINS + timedelta(minutes=15))
    with site.app.app_context():
        assert rounds.write_mailings(clock.now) == 2
    sam.goes_to(sam.page.url)
    expect(sam.page.get_by_text("Breven skickas nu")).to_be_visible()
    _works(site)
    sam.page.get_by_role("link", name="Uppdatera").click()
    expect(sam.page.locator("#receivers-table").get_by_text("Skickat")).to_have_count(2)
    assert "Se eller ändra din anmälan" in site.mail.newest(COMING).text
    assert "Se inbjudan och svara" in site.mail.newest(SILENT).text
    assert look.faults == []


def test_the_same_words_once_more(site: Site, sam: Coordinator, look: Look) -> None:
    for _time in range(2):
        _writes_the_new_time(sam)
        sam.page.get_by_role("button", name="Skicka till 2 personer").click()
    expect(sam.page.get_by_text("2 personer har nyss fått samma brev")).to_be_visible()
    look.at(sam.page)
    sam.page.get_by_role("button", name="Skicka igen till 2 personer").click()
    expect(sam.page.get_by_text("Kan ångras")).to_be_visible()
    assert look.faults == []


def _writes_the_new_time(sam: Coordinator) -> None:
    """The ready text as it stands, to all invited; Cia is left out."""
    sam.goes_to(MAILINGS)
    sam.page.get_by_role("link", name="Ny tid", exact=True).click()
    sam.goes_to(sam.page.url)
    expect(sam.page.get_by_label("Alla inbjudna (3)")).to_be_checked()
    sam.page.get_by_role("button", name="Spara och granska").click()
    expect(sam.page.get_by_text("2 personer får brevet. Inget är skickat än.")).to_be_visible()
    expect(sam.page.locator("#others-table")).to_contain_text("Saknar e-postadress")
    sam.goes_to(sam.page.url)


def _sends(sam: Coordinator, button: str) -> None:
    sam.page.get_by_role("button", name=button).click()
    expect(sam.page.get_by_role("button", name="Ångra")).to_be_visible()
    sam.goes_to(sam.page.url)


def _works(site: Site) -> None:
    """What the worker does each minute."""
    with site.app.app_context():
        rounds.write_mailings(clock.now)
    site.delivers()
