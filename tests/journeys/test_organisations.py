"""A municipality answers: stämmer, a successor, for several at once; and who takes a place that had no name."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.audit.actor import SYSTEM
from app.events.rules.kinds import EventKind
from app.invitations import actions
from app.invitations.rules import InvitationState
from app.kernel import clock
from app.kernel.db import db, transaction
from app.people.model import Organisation, Role
from app.people.rules.kinds import OrganisationKind, RoleGroup
from tests import builders
from tests.journeys.conftest import PASSWORD, Site, Windows
from tests.pages.contact import Contact
from tests.pages.coordinator import Coordinator
from tests.pages.look import Look

pytestmark = pytest.mark.browser
MAJ, ANNA, BO, KARIN, CARIN = (f"{name}@ange.example" for name in ("maj", "anna", "bo", "karin", "carin"))
CONFERENCE = "/arrangor/moten/run-konferens-2027"


@pytest.fixture
def meeting(site: Site) -> Site:
    """Anna and Bo of Ånge are invited, Maj is its contact; Sam has an account."""
    with site.app.app_context(), transaction():
        roles = {role.key: role for role in db.session.scalars(sa.select(Role))}
        ange = db.session.scalars(sa.select(Organisation).where(Organisation.name == "Ånge kommun")).one()
        contact = builders.role("kontaktperson", "Kontaktperson", RoleGroup.KONTAKT)
        builders.assignment(builders.person("Maj", "Lind", MAJ), contact, ange)
        event = builders.event(slug="run-konferens-2027", kind=EventKind.CONFERENCE, contact_address="sam@miun.example")
        builders.part(event, "Konferens")
        for key, given, family, address in (("skolchef", "Anna", "Berg", ANNA), ("rektor", "Bo", "Ek", BO)):
            builders.circle(event, roles[key], organisation_kind=OrganisationKind.KOMMUN)
            who = builders.person(given, family, address)
            builders.assignment(who, roles[key], ange)
            builders.invitation(event, who, roles[key], ange, state=InvitationState.NOT_SENT, sent_at=None)
        actions.send(event, now=clock.now(), actor=SYSTEM)
    site.has_account("sam@miun.example", "Sam Ordnare", "organizer")
    site.delivers()
    return site


@pytest.fixture
def sam(meeting: Site, windows: Windows, look: Look) -> Coordinator:
    coordinator = Coordinator(windows.computer(), look)
    coordinator.signs_in("sam@miun.example", PASSWORD)
    return coordinator


def _contact(meeting: Site, windows: Windows, look: Look, path: str = "/org/") -> Contact:
    link = meeting.mail.newest(MAJ).link(path)
    return Contact(windows.phone(scripts=False), link, look, windows.twin())


def test_a_municipality_agrees_names_a_successor_and_answers_for_several(
    meeting: Site, windows: Windows, look: Look, sam: Coordinator
) -> None:
    _asks_to_confirm(sam)
    meeting.delivers()
    maj = _contact(meeting, windows, look)
    maj.says_all_is_right()
    maj.reads("Bekräftat")
    maj.names_successor("Anna Berg, Skolchef", "Karin", "Öh", KARIN)
    maj.reads("Du har föreslagit Karin Öh")

    sam.goes_to("/arrangor/")
    expect(sam.page.get_by_role("link", name="Karin Öh efter Anna Berg")).to_be_visible()
    sam.page.get_by_role("button", name="Godkänn").click()
    meeting.delivers()
    assert meeting.mail.newest(KARIN).subject.startswith("Inbjudan: RUN-konferens")

    maj.answers_for(["Bo Ek", "Karin Öh"])
    maj.reads("De 2 personerna får var sitt mejl med en egen länk.")
    meeting.delivers()
    assert [meeting.mail.newest(address).subject.split(":")[0] for address in (BO, KARIN)] == ["Du är anmäld"] * 2
    phone = windows.phone(scripts=False)
    phone.goto(meeting.mail.newest(KARIN).link("/i/"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Du är anmäld")
    assert look.faults == []


def _asks_to_confirm(sam: Coordinator) -> None:
    sam.goes_to("/arrangor/register/avstamning")
    sam.page.get_by_role("link", name="Be om avstämning").click()
    sam.goes_to(sam.page.url)
    sam.page.get_by_role("button", name="Granska brevet").click()
    sam.page.get_by_role("button", name="Skicka 1 brev").click()
    expect(sam.page.get_by_text("0 av 1 har svarat")).to_be_visible()


def test_a_place_without_a_name_is_forwarded_and_taken_by_one(
    meeting: Site, windows: Windows, look: Look, sam: Coordinator
) -> None:
    sam.goes_to(f"{CONFERENCE}/platser")
    sam.page.get_by_label("Organisation").select_option(label="Ånge kommun")
    sam.page.get_by_label("Roll").select_option(label="Skolpolitiker")
    sam.page.get_by_label("Antal platser").fill("1")
    sam.page.get_by_role("button", name="Lägg till plats").click()
    sam.goes_to(f"{CONFERENCE}/platser/granska")
    sam.page.get_by_role("button", name="Skicka 1 brev").click()
    meeting.delivers()

    carin = _contact(meeting, windows, look, "/plats/")
    carin.opens_link()
    assert not [name for name in ("Anna", "Bo Ek", "Maj") if name in carin.page.content()]
    carin.writes("Carin", "Dahl", CARIN)
    expect(carin.page.get_by_role("heading", level=1)).to_have_text("Tack för ditt svar")
    carin.opens_link()
    expect(carin.page.get_by_role("heading", level=1)).to_have_text("Platserna är redan svarade för")

    sam.goes_to("/arrangor/")
    sam.page.get_by_role("button", name="Bekräfta").click()
    meeting.delivers()
    phone = windows.phone(scripts=False)
    phone.goto(meeting.mail.newest(CARIN).link("/i/"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Du är anmäld")
    assert look.faults == []
