"""Those who come to the door without being on its list, written down on its phone, with network and without."""

import json
import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Route, expect

from app.events.model import Event
from app.events.rules.kinds import LegalBasis
from app.invitations.model import Invitation
from app.kernel.db import db, transaction
from app.people.model import Person
from tests.browser import axe_violations, scrolls_sideways
from tests.journeys.door_scene import PEOPLE, Doors, name
from tests.journeys.door_scene import phone as phone
from tests.journeys.door_scene import scene as scene
from tests.pages.door_phone import DoorPhone
from tests.pages.look import NARROW, WIDE

pytestmark = pytest.mark.browser

SVEN, SIV = "Sven Strömming", "Siv Strömming"
WRITTEN = ("Strömming", "Bergs", "sven.s@berg.example")


def _in_clear(phone: DoorPhone) -> list[str]:
    """Which of what was written can be read on the phone, however it is encoded."""
    lies = json.dumps([phone.raw(), phone.cached()], ensure_ascii=False)
    lies += phone.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    return [word for word in WRITTEN for form in (word, word.encode().decode("latin1")) if form in lies]


def _people(scene: Doors) -> list[tuple[str, str, str]]:
    """(name, address, how the invitation came about) of those who are new, and whom the phone has sent."""
    with scene.app.app_context():
        asked = sa.select(Person, Invitation.source).join(Invitation).where(Person.family_name == "Strömming")
        rows = db.session.execute(asked.order_by(Person.given_name)).all()
        return [(who.name, ", ".join(one.address for one in who.addresses), source.value) for who, source in rows]


def test_without_network_they_are_on_the_phone_at_once_and_sealed_and_sent_once(scene: Doors, phone: DoorPhone) -> None:
    page = phone.page
    phone.begins_to_write()
    page.get_by_label("Förnamn").fill("Sven")
    page.get_by_label("Efternamn").fill("Strömming")
    page.get_by_role("combobox", name="Organisation").fill("Bergs kommun")
    page.get_by_label("E-postadress").fill("sven.s@berg.example")
    phone.saves()
    phone.sees_result(f"^{SVEN} är uppskriven och incheckad 08.41. Väntar på att skickas.$")
    phone.writes_down("Siv", "Strömming", instead=name(2))
    expect(phone.row(SIV)).to_contain_text("Ånge kommun")
    phone.sees_network("Utan nät: 2 väntar på att skickas")
    phone.sees_count(f"2 av {PEOPLE + 1}")
    assert phone.seeks("stromming bergs") == [SVEN]
    expect(phone.row(SVEN)).to_contain_text("incheckad 08.41, väntar på att skickas")
    assert phone.seeks(name(2)) == [name(2)]
    expect(phone.row(name(2))).to_contain_text(f"{SIV} kommer i stället")
    phone.reads_again()
    phone.reads_from_the_phone()
    assert phone.seeks("strömming") == [SVEN, SIV]
    assert (_in_clear(phone), len(phone.raw()["queue"])) == ([], 2)
    assert all("CryptoKey extractable=false" in one for one in phone.raw()["queue"])

    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().text())
        return route.abort()

    phone.page.route("**/bockningar", lose)
    phone.finds_network()
    phone.sees_network("Med nät")
    assert (len(lost), phone.raw()["queue"], _in_clear(phone)) == (1, [], [])
    assert _people(scene) == [(SIV, "", "substitute"), (SVEN, "sven.s@berg.example", "walk_in")]
    assert sorted(scene.records()) == [(who, "present", True, "Dag Dörr") for who in (SIV, SVEN)]
    phone.sees_count(f"2 av {PEOPLE + 1}")
    assert (phone.seeks("strömming"), phone.seeks(name(2)), phone.told()) == ([SIV, SVEN], [], [])


def test_one_tap_more_takes_them_back_before_they_are_sent(scene: Doors, phone: DoorPhone) -> None:
    phone.writes_down("Sven", "Strömming", "Bergs kommun")
    phone.page.wait_for_timeout(600)
    phone.taps(SVEN)
    phone.sees_result(f"^{SVEN} är inte längre incheckad. Väntar")
    phone.finds_network()
    phone.sees_network("Med nät")
    assert [(who, mark, stands) for who, mark, stands, _by in scene.records()] == [
        (SVEN, "present", False),
        (SVEN, "undo", False),
    ]


def test_what_two_phones_have_written_becomes_one_truth_told_in_words(scene: Doors, phone: DoorPhone) -> None:
    other = scene.phone(scene.keeper("Eva Entré"))
    other.opens(scene.address)
    other.loses_network()
    phone.writes_down("Sven", "Strömming", "Bergs kommun")
    phone.page.wait_for_timeout(5_000)  # more than it takes to send, which is how well two clocks can be compared
    other.writes_down("Sven", "Strömming", "Bergs kommun")
    phone.writes_down("Siv", "Strömming", instead=name(2))
    other.writes_down("Stig", "Strömming", "", instead=name(2))
    phone.finds_network()
    phone.sees_network("Med nät")
    other.finds_network()
    other.sees_network("Med nät")
    assert [who for who, _address, _source in _people(scene)] == [SIV, "Stig Strömming", SVEN]
    stig = f"Stig Strömming är incheckad 08.41. {name(2)} kunde inte ersättas, så Stig Strömming kommer inte i någons"
    assert sorted(other.told()) == [f"{stig} ställe.", f"{SVEN} var redan incheckad 08.41 av Dag Dörr."]
    assert phone.told() == []


def test_signing_out_leaves_them_sealed_for_the_same_door_alone(scene: Doors, phone: DoorPhone) -> None:
    phone.writes_down("Sven", "Strömming", "Bergs kommun")
    scene.takes_no_marks = True
    phone.finds_network()
    phone.page.get_by_role("link", name="Byt del").click()
    expect(phone.page.get_by_text("1 väntar på att skickas.")).to_be_visible()
    phone.page.get_by_role("button", name="Logga ut").click()
    phone.page.get_by_role("dialog").get_by_role("button", name="Logga ut").click()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Logga in")
    raw = phone.raw()
    assert (raw["keys"], raw["sealed"], len(raw["queue"]), _in_clear(phone)) == ([], [], 1, [])
    scene.takes_no_marks = False
    scene.signs_in(phone.page.context, scene.keeper("Eva Entré"))
    phone.page.goto(scene.address)
    expect(phone.page.get_by_text("1 väntar från en annan inloggning.")).to_be_visible()
    assert ("Strömming" in phone.page.content(), _people(scene)) == (False, [])
    scene.signs_in(phone.page.context, scene.again("Dag Dörr"))
    phone.page.goto("/dorr/")
    expect(phone.page.get_by_text("1 som väntade är skickade.")).to_be_visible()
    assert ([who for who, *_more in _people(scene)], phone.raw()["queue"]) == ([SVEN], [])


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_form_says_what_is_missing_and_who_is_there_already(scene: Doors, width: int) -> None:
    with scene.app.app_context(), transaction() as session:
        for event in session.scalars(sa.select(Event)):
            event.legal_basis = LegalBasis.CONSENT
    phone = scene.phone(scene.keeper("Dag Dörr"))
    page = phone.page
    page.set_viewport_size({"width": width, "height": 800})
    phone.opens(scene.address)
    phone.loses_network()
    faults: list[str] = []

    def look(state: str) -> None:
        faults.extend(f"{state}: {fault}" for fault in axe_violations(page))
        faults.extend([f"{state}: scrolls sideways"] if scrolls_sideways(page) else [])

    page.get_by_role("button", name="Någon som inte finns i listan").click()
    expect(page.get_by_role("heading", name="I stället för vem?")).to_be_focused()
    look("in whose stead")
    page.get_by_role("button", name="Ingen, skriv upp en ny person").click()
    look("the form")
    page.get_by_label("E-postadress").fill("sven")
    phone.saves()
    said = page.locator("#door-newcomer .field-error").all_inner_texts()
    assert [re.sub(r"^Fel:\s*", "", one.strip()) for one in said] == [
        "Skriv förnamnet",
        "Skriv efternamnet",
        "Skriv en e-postadress som namn@kommun.se",
        "Fråga, och kryssa för om svaret är ja",
    ]
    expect(page.get_by_label("Förnamn")).to_be_focused()
    look("with faults")
    page.get_by_text("Säg till personen hur uppgifterna används").click()
    expect(page.get_by_text("Grund: ditt samtycke, som du kan ta tillbaka när du vill.")).to_be_visible()
    expect(page.get_by_text("Grund: uppgift av allmänt intresse.")).to_be_hidden()
    expect(page.get_by_text(re.compile(r"raderas dina kontaktuppgifter och din anmälan \d+ dagar"))).to_be_visible()
    page.get_by_label("E-postadress").fill("")
    page.get_by_label("Förnamn").fill("anna01")
    page.get_by_label("Efternamn").fill("bjork")
    page.get_by_text("Personen samtycker").click()
    phone.saves()
    expect(page.get_by_text(f"{name(1)} finns redan i listan")).to_be_visible()
    look("there already")
    page.get_by_role("button", name="Bocka av den personen i stället").click()
    phone.sees_result(f"^{name(1)} är incheckad")
    phone.begins_to_write()
    page.get_by_label("Förnamn").fill("Anna01")
    page.get_by_label("Efternamn").fill("Björk")
    page.get_by_text("Personen samtycker").click()
    phone.saves()
    page.get_by_text("Det är någon annan med samma namn").click()
    phone.saves()
    phone.sees_result("är uppskriven och incheckad")
    phone.sees_network("Utan nät: 2 väntar på att skickas")
    assert faults == []
