"""What lies on a door's phone, who can read it, and when it goes; the app's pages in their states."""

import json
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.kernel.text import fold
from tests.browser import axe_violations, scrolls_sideways
from tests.journeys.door_scene import OTHER, PEOPLE, SECRETS, Doors, name
from tests.journeys.door_scene import scene as scene
from tests.pages.door_phone import DoorPhone

pytestmark = pytest.mark.browser

NAMES = ("Björk", "Anna0", "Tyst", "Ånge", "Åre")
TYPED = ("Björk", "ÅNGE kommun", "André Łoś", "Søren Ærø", "Groß", "Œuvre Þór", "ek  bo", "Zoë")


def _lies_there(phone: DoorPhone) -> str:
    """Everything that is stored, as text, however it is encoded."""
    raw = json.dumps([phone.raw(), phone.cached()], ensure_ascii=False)
    return (
        raw
        + raw.encode("utf-8").decode("latin1")
        + phone.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    )


def _waits(phone: DoorPhone) -> None:
    """A tick is made while the marks do not come through, though the rest does."""
    phone.page.route("**/bockningar", lambda route: route.abort())
    phone.taps(name(1))
    phone.sees_network(re.compile("1 väntar på att skickas"))


def test_no_name_lies_in_clear_and_a_door_sees_no_more_than_it_may(scene: Doors) -> None:
    phone = scene.phone(scene.keeper("Dag Dörr"))
    answers: list[str] = []
    phone.page.on("response", lambda answer: answers.append(answer.url))
    phone.opens(scene.address)
    phone.loses_network()
    phone.taps(name(1))
    phone.sees_network("Utan nät: 1 väntar på att skickas")
    lies, raw = _lies_there(phone), phone.raw()
    assert [
        word for word in (*NAMES, *SECRETS) for form in (word, word.encode().decode("latin1")) if form in lies
    ] == []
    assert raw["keys"] == ["list: CryptoKey extractable=false"]
    assert (len(raw["sealed"]), len(raw["queue"])) == (1, 1)
    phone.finds_network()
    phone.sees_network("Med nät")
    fetched = {re.sub(r"\?.*", "", one) for one in answers if "/dorr/run" in one}
    told = [phone.page.context.request.get(one).text() for one in fetched if not one.endswith("bockningar")]
    choosing = (
        phone.page.context.request.get("/dorr/").text().replace(OTHER, "")
    )  # an account keeps every meeting's doors
    pages = [*told, phone.page.content(), choosing]
    assert [word for word in SECRETS for page in pages if word.lower() in page.lower()] == []
    assert sum("Björk" in page for page in pages) >= 2


def test_what_waits_at_sign_out_is_told_and_sent_by_the_same_door_alone(scene: Doors) -> None:
    dag, eva = scene.keeper("Dag Dörr"), scene.keeper("Eva Entré")
    phone = scene.phone(dag)
    page = phone.page
    phone.opens(scene.address)
    _waits(phone)
    page.get_by_role("link", name="Byt del").click()
    expect(page.get_by_text("1 väntar på att skickas.")).to_be_visible()
    page.get_by_role("button", name="Logga ut").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 väntar på att skickas. De finns kvar på telefonen")
    assert axe_violations(page) == []
    dialog.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
    expect(page.get_by_text("1 väntar på att skickas. De finns kvar")).to_be_visible()
    raw = phone.raw()
    assert (raw["keys"], raw["sealed"], len(raw["queue"])) == ([], [], 1)
    page.unroute("**/bockningar")

    scene.signs_in(page.context, eva)
    page.goto(scene.address)
    expect(page.get_by_text("1 väntar från en annan inloggning.")).to_be_visible()
    assert scene.records() == []
    scene.signs_in(page.context, scene.again("Dag Dörr"))
    page.goto("/dorr/")
    expect(page.get_by_text("1 som väntade är skickade.")).to_be_visible()
    assert scene.records() == [(name(1), "present", True, "Dag Dörr")]


def test_a_refused_session_takes_the_list_and_the_key_and_tells_what_waits(scene: Doors) -> None:
    phone = scene.phone(scene.keeper("Dag Dörr"))
    phone.opens(scene.address)
    _waits(phone)
    scene.ends_sign_ins()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Du är inte längre inloggad", timeout=45_000)
    expect(phone.page.get_by_text("1 väntar på att skickas. De finns kvar")).to_be_visible()
    raw = phone.raw()
    assert (raw["keys"], raw["sealed"], len(raw["queue"])) == ([], [], 1)
    assert "Björk" not in phone.page.content()
    assert axe_violations(phone.page) == []


def test_after_the_last_day_the_first_opening_takes_the_list_away(scene: Doors) -> None:
    phone = scene.phone(scene.keeper("Dag Dörr"))
    phone.opens(scene.address)
    phone.loses_network()
    phone.is_later(timedelta(days=2))
    phone.page.goto(scene.address)
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Mötet är slut")
    raw = phone.raw()
    assert (raw["keys"], raw["sealed"]) == ([], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_app_is_for_everybody_in_each_of_its_states(scene: Doors, scheme: str) -> None:
    phone = scene.phone(scene.keeper("Dag Dörr"), color_scheme=scheme)
    faults: list[str] = []

    def look(state: str) -> None:
        faults.extend(f"{state}: {fault}" for fault in axe_violations(phone.page))
        faults.extend([f"{state}: scrolls sideways"] if scrolls_sideways(phone.page) else [])

    phone.opens(scene.arrival)
    phone.sees_count(f"0 av {PEOPLE}")
    assert phone.seeks("bjork 01") == [name(1)]
    assert phone.seeks("01 björk") == phone.seeks("bj")[:1]
    assert phone.seeks("are ko") == ["Ture Tyst"]
    phone.taps("Ture Tyst")
    phone.sees_result("^Ture Tyst är incheckad 08.41.$")
    look("result")
    phone.seeks("anna00")
    expect(phone.row(name(0))).to_contain_text("Kommer 13.00, inte till Dialogmöte")
    assert phone.row(name(0)).bounding_box()["height"] >= 56
    phone.seeks("finns inte")
    look("nobody")
    phone.loses_network()
    phone.seeks("anna00")
    phone.taps(name(0))
    phone.sees_network("Utan nät: 1 väntar på att skickas")
    expect(phone.page.locator("[data-door=age]")).to_have_text(re.compile("^Listan är "))
    look("off line")
    phone.page.goto("/dorr/")
    expect(phone.page.get_by_role("link", name=re.compile("^Ankomst torsdag"))).to_be_visible()
    look("choosing off line")
    assert faults == []


def test_what_is_typed_is_folded_as_the_server_folds_it_and_no_camera_is_offered_in_vain(scene: Doors) -> None:
    phone = scene.phone(scene.keeper("Dag Dörr"))
    phone.opens(scene.address)
    module = phone.page.locator("script[src*='/kod/']").get_attribute("src").replace("app.js", "search.js")
    folded = phone.page.evaluate("async ([path, texts]) => texts.map((await import(path)).fold)", [module, list(TYPED)])
    assert folded == [fold(text) for text in TYPED]
    has_detector = phone.page.evaluate("'BarcodeDetector' in globalThis")
    assert phone.page.get_by_role("button", name="Läs namnskylt").is_visible() is has_detector


def test_what_had_the_focus_and_is_gone_leaves_it_at_the_heading(scene: Doors) -> None:
    phone = scene.phone(scene.keeper("Dag Dörr"))
    phone.opens(scene.address)
    person = phone.page.locator("[data-person]").first.get_attribute("data-person")
    phone.opens(f"{scene.address}?person={person}")
    expect(phone.page.locator("[data-person]")).to_have_count(1)
    phone.page.get_by_role("button", name="Visa alla").press("Enter")
    expect(phone.row(name(2))).to_be_visible()
    expect(phone.page.get_by_role("heading", level=1)).to_be_focused()


def test_what_needs_network_says_so_and_leads_back_to_the_list(scene: Doors) -> None:
    phone = scene.phone(scene.keeper("Dag Dörr"))
    page, title = phone.page, phone.page.get_by_role("heading", level=1)
    phone.opens(scene.address)
    page.goto("/dorr/")
    phone.loses_network()
    unknown = scene.address.rsplit("/", 1)[0] + "/finns-inte"
    for address, heading in (
        (f"{scene.address}/ny", "Sidan behöver nät"),
        (unknown, "Sidan behöver nät"),
        ("/dorr/q/okand", "Koden finns inte på listan"),
    ):
        page.goto(address)
        expect(title).to_have_text(heading)
        assert (axe_violations(page), scrolls_sideways(page)) == ([], False)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(phone.row(name(1))).to_be_visible()


def test_signing_out_without_network_takes_the_list_and_tells_that_it_is_half_done(scene: Doors) -> None:
    phone = scene.phone(scene.keeper("Dag Dörr"))
    phone.opens(scene.address)
    phone.page.get_by_role("link", name="Byt del").click()
    phone.loses_network()
    phone.page.get_by_role("button", name="Logga ut").click()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Listan är borttagen")
    expect(phone.page.get_by_text("Logga ut en gång till när det finns nät.")).to_be_visible()
    assert (phone.raw()["keys"], phone.raw()["sealed"]) == ([], [])
    phone.finds_network()
    phone.page.get_by_role("button", name="Logga ut").click()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Logga in")
