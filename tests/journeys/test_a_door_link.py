"""Door staff without an account: the link and its PIN, ticks that say which link, and the day it is revoked; and all
that such a door is ever given, wherever it may lie.
"""

import json
import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.attendance.model import DoorLink, FailedScan, Tick
from app.kernel.db import db
from tests.browser import axe_violations, scrolls_sideways
from tests.journeys.door_scene import ELSEWHERE, SECRETS, Doors, name
from tests.journeys.door_scene import scene as scene
from tests.pages.door_phone import DoorPhone

pytestmark = pytest.mark.browser

DOORS = "/arrangor/moten/run-konferens-2027/dorrar"
ENTRANCE = "Karin vid entrén"
TYPED = "sven.s@berg.example"
"""An address that the door itself writes: it leaves the phone and never comes back."""


@pytest.fixture
def office(scene: Doors) -> Page:
    return scene.office()


def _makes_a_link(office: Page) -> tuple[str, str]:
    """Its path and its PIN."""
    office.goto(DOORS)
    office.get_by_label("Namn").fill(ENTRANCE)
    office.get_by_role("button", name="Gör länken").click()
    address, pin = (office.locator(f"#{name}").input_value() for name in ("address", "pin"))
    return re.sub(r"^https?://[^/]+", "", address), pin


def _comes_in(phone: DoorPhone, path: str, pin: str) -> None:
    phone.page.goto(path)
    phone.page.get_by_label("PIN-kod").fill(pin)
    phone.page.get_by_role("button", name="Öppna dörren").click()


def test_from_the_link_to_ticks_that_say_which_and_out_again_when_it_is_revoked(scene: Doors, office: Page) -> None:
    path, pin = _makes_a_link(office)
    phone = scene.phone()
    page = phone.page
    title = page.get_by_role("heading", level=1)
    _comes_in(phone, path, "000000" if pin != "000000" else "111111")
    expect(page.locator(".error-summary")).to_contain_text("PIN-koden stämmer inte. Skriv den igen.")
    assert (axe_violations(page), scrolls_sideways(page)) == ([], False)
    page.goto(scene.address)
    expect(title).to_have_text("Logga in")

    _comes_in(phone, path, pin)
    expect(title).to_have_text("Välj möte och del")
    expect(page.get_by_text(ENTRANCE)).to_be_visible()
    phone.opens(scene.address)
    phone.taps(name(1))
    phone.sees_result(f"^{name(1)} är incheckad ")
    phone.writes_down("Sven", "Strömming", "Bergs kommun")
    phone.sees_result("^Sven Strömming är (uppskriven och )?incheckad ")  # a slow answer is not waited for
    phone.sees_network("Med nät")
    with scene.app.app_context():
        link = db.session.scalars(sa.select(DoorLink)).one()
        ticks = db.session.scalars(sa.select(Tick).order_by(Tick.id)).all()
        said = [(row.person.name, row.by_name, row.door, row.door_link_id) for row in ticks]
    assert said == [(who, ENTRANCE, ENTRANCE, link.id) for who in (name(1), "Sven Strömming")]

    office.goto(DOORS)
    row = office.get_by_role("row").filter(has_text=ENTRANCE)
    expect(row.get_by_role("cell").nth(2)).to_have_text("2")
    row.get_by_role("link", name="Återkalla").click()
    office.get_by_role("button", name="Återkalla").click()
    expect(office.get_by_text(f"{ENTRANCE} är återkallad.")).to_be_visible()
    expect(title).to_have_text("Du är inte längre inloggad", timeout=45_000)
    raw = phone.raw()
    assert (raw["keys"], raw["sealed"], name(1) in page.content()) == ([], [], False)
    page.goto(scene.address)
    expect(title).to_have_text("Dörrlänken gäller inte")
    assert {(who, stands) for who, _mark, stands, _by in scene.records()} == {
        (name(1), True),
        ("Sven Strömming", True),
    }


def test_no_page_answer_cache_or_storage_holds_what_a_door_may_not_see(scene: Doors, office: Page) -> None:
    phone = scene.phone()
    page = phone.page
    _comes_in(phone, *_makes_a_link(office))
    phone.opens(scene.address)
    for words in ("an", "0", "hemlig", "070"):
        phone.seeks(words)
    phone.seeks("")
    phone.taps(name(1))
    phone.sees_result(f"^{name(1)} är incheckad")
    page.wait_for_timeout(600)
    phone.taps(name(1))
    phone.sees_result(f"^{name(1)} är inte längre incheckad")
    phone.loses_network()
    phone.begins_to_write(name(2))
    page.get_by_label("Förnamn").fill("Sven")
    page.get_by_label("Efternamn").fill("Strömming")
    page.get_by_label("E-postadress").fill(TYPED)
    phone.saves()
    phone.writes_down("Anna03", "Björk", "Åre kommun")
    page.get_by_text("Det är någon annan med samma namn").click()
    phone.saves()
    phone.taps_all([name(4), name(5)])
    phone.sees_network("Utan nät: 4 väntar på att skickas")
    phone.finds_network()
    phone.sees_network("Med nät")
    phone.reads_again()

    _passes_the_servers_own_pages(scene, page)
    _sends_what_fails(scene, page)
    page.goto(scene.address)
    expect(page.locator("[data-door=list]")).to_be_visible()

    seen = [(path, text) for path, text in scene.answers if path.startswith("/dorr/")]
    kinds = {kind for url, _text in seen for kind in KINDS if re.search(kind, url)}
    assert kinds == set(KINDS)
    lies = {"storage": json.dumps(phone.raw(), ensure_ascii=False), "page": page.content()} | phone.cached()
    lies["names"] = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, name])")
    everywhere = [*seen, *lies.items()]
    words = {form.lower() for word in (*SECRETS, *ELSEWHERE, TYPED) for form in (word, word.encode().decode("latin1"))}
    assert [(where, word) for where, text in everywhere for word in words if word in text.lower()] == []
    assert {"/dorr/skal", "/dorr/app.webmanifest"} <= set(lies)
    assert [path for path in phone.cached() if re.search(r"json$|/ny|run-konferens", path)] == []
    with scene.app.app_context():
        reasons = sorted(db.session.scalars(sa.select(FailedScan.reason)), key=str)
        kept = [str(vars(one)) for one in db.session.scalars(sa.select(FailedScan))]
    assert {one.value for one in reasons} == {"unknown", "not_at_event", "other_event", "no_such_part"}
    assert [code for code in ("hemligkod", scene.other_code) for one in kept if code in one] == []


KINDS = (
    r"/lista\.json",
    r"/andringar\.json",
    r"/bockningar",
    r"/ny\?q=",
    r"/ny/person\?for=",
    r"/ny/person\?$",
    r"/dorr/q/",
    r"/dorr/\?$",
    r"/skal",
    r"/ankomst-",
)
"""What must have been among the answers, so that looking through them says something."""


def _passes_the_servers_own_pages(scene: Doors, page: Page) -> None:
    """As a phone without the app sees them, with a search for what must not be found."""
    with scene.app.app_context():
        uid = db.session.scalars(sa.select(Tick)).first().person.uid  # type: ignore[union-attr]
    ask = f"{scene.address}/ny/person"
    pages = ["/dorr/", f"{scene.address}?q=an", f"{scene.address}?q=hemlig", scene.arrival, "/dorr/skal"]
    pages += [f"{scene.address}/ny?q=an", f"{scene.address}/ny?q=hemlig", f"{ask}?for={uid}", f"{scene.arrival}/ny"]
    pages += [f"/dorr/q/{scene.codes[name(7)]}", f"/dorr/q/{scene.other_code}", "/dorr/q/hemligkod"]
    fetch = "(path) => fetch(path, { cache: 'no-store' }).then((answer) => answer.text())"
    for path in pages:
        page.evaluate(fetch, path)
    page.goto(ask)
    page.get_by_label("Förnamn").last.fill("Anna09")
    page.get_by_label("Efternamn").last.fill("Björk")
    page.get_by_role("button", name="Spara och checka in").last.click()
    expect(page.get_by_text(f"{name(9)} finns redan i listan")).to_be_visible()


def _sends_what_fails(scene: Doors, page: Page) -> None:
    """Marks of somebody at another meeting, of no part, and of codes that are none here."""
    mark = {"mark": "present", "how": "qr", "part": scene.part}
    with scene.app.app_context():
        anna = db.session.scalars(sa.select(Tick)).first().person.uid  # type: ignore[union-attr]
    marks = [
        {**mark, "nonce": "f1", "code": "hemligkod"},
        {**mark, "nonce": "f2", "code": scene.other_code},
        {**mark, "nonce": "f3", "person": "hemligkod"},
        {**mark, "nonce": "f4", "person": anna, "part": "finns-inte"},
    ]
    told = page.evaluate(
        """async (marks) => {
          const list = await fetch("/dorr/run-konferens-2027/lista.json");
          const headers = { "Content-Type": "application/json", "X-CSRFToken": list.headers.get("X-CSRFToken") };
          const body = JSON.stringify({ marks });
          return (await fetch("/dorr/run-konferens-2027/bockningar", { method: "POST", headers, body })).json();
        }""",
        marks,
    )
    assert [one["result"] for one in told["outcomes"]] == ["unknown", "unknown", "not_at_event", "no_such_part"]
