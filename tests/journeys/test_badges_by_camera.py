"""Badges read with the page's own camera. The camera is Chromium's, which makes its pictures up; headless Chromium on
Linux reads no codes, so a class in its place reads what the test holds before the camera, once pictures come.
"""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.attendance.model import FailedScan, Tick
from app.kernel.db import db
from tests.browser import axe_violations, scrolls_sideways
from tests.journeys.door_scene import Doors, name
from tests.journeys.door_scene import scene as scene
from tests.pages.door_phone import DoorPhone

pytestmark = pytest.mark.browser

_READER = """
globalThis.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  constructor({ formats }) { this.formats = formats; }
  async detect(video) {
    if (!globalThis.blinked) throw new Error(`a picture of which nothing can be read: ${(globalThis.blinked = true)}`);
    if (!video.videoWidth || video.paused || this.formats[0] !== "qr_code") throw new Error("no picture");
    globalThis.wasRead = globalThis.held;
    return globalThis.held ? [{ rawValue: globalThis.held }] : [];
  }
};"""


_HOLD = """async (text) => {
  globalThis.held = text;
  for (const end = performance.now() + 60_000; globalThis.wasRead !== text; ) {
    if (performance.now() > end) throw new Error(`${text} was not read`);
    await new Promise((next) => setTimeout(next, 20));
  }
}"""


def _scans(scene: Doors, permissions: list[str]) -> DoorPhone:
    """A phone that reads badges."""
    phone = scene.phone(scene.keeper("Dag Dörr"), permissions=permissions)
    phone.page.context.add_init_script(_READER)
    phone.opens(scene.address)
    phone.page.get_by_role("button", name="Läs namnskylt").click()
    return phone


def _holds(phone: DoorPhone, text: str, says: str) -> None:
    """A code before the camera, until the phone has said so."""
    phone.page.evaluate(_HOLD, text)
    expect(phone.page.locator("#door-scanning [role=status]")).to_have_text(re.compile(says), timeout=45_000)
    phone.page.evaluate("() => { globalThis.held = ''; }")


def _badge(scene: Doors, who: str) -> str:
    return f"https://run.example/dorr/q/{scene.codes[who]}"


def _how(scene: Doors) -> list[tuple[str, str]]:
    with scene.app.app_context():
        return [(row.person.name, row.how.value) for row in db.session.scalars(sa.select(Tick).order_by(Tick.id))]


def _failed(scene: Doors) -> list[tuple[str, str]]:
    with scene.app.app_context():
        asked = db.session.scalars(sa.select(FailedScan).order_by(FailedScan.id))
        return [(one.reason.value, one.by_name) for one in asked]


def test_a_badge_before_the_camera_ticks_its_person_off_with_network_and_without(scene: Doors) -> None:
    phone = _scans(scene, ["camera"])
    page = phone.page
    video = page.locator("#door-scanning video")
    expect(video).not_to_have_js_property("videoWidth", 0)
    _holds(phone, _badge(scene, name(1)), f"^{name(1)} är incheckad 08.41.$")
    assert (axe_violations(page), scrolls_sideways(page)) == ([], False)
    page.wait_for_timeout(3_200)
    _holds(phone, _badge(scene, name(1)), f"^{name(1)} var redan incheckad 08.41 av Dag Dörr.$")
    _holds(phone, "https://run.example/dorr/q/hemligkod", "^Koden finns inte. Sök på namnet i stället.$")
    _holds(phone, "https://annat.example/meny", "^Koden finns inte. Sök på namnet i stället.$")
    _holds(phone, _badge(scene, "Olle Annanstans"), "^Koden finns inte. Sök på namnet i stället.$")
    phone.loses_network()
    _holds(phone, _badge(scene, name(2)), f"^{name(2)} är incheckad 08.41. Väntar på att skickas.$")
    _holds(phone, "okand", "^Koden finns inte på listan. Den prövas när det finns nät.$")
    page.get_by_role("button", name="Klar").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(video).to_have_js_property("srcObject", None)
    phone.finds_network()
    phone.sees_network("Med nät")
    assert _how(scene) == [(name(1), "qr"), (name(1), "qr"), (name(2), "qr")]
    assert _failed(scene) == [("unknown", "Dag Dörr")] * 4
    assert phone.told() == ["Koden finns inte. Sök på namnet i stället."]


def test_a_camera_that_is_not_to_be_had_is_told_and_the_name_is_sought_instead(scene: Doors) -> None:
    phone = _scans(scene, [])
    status = phone.page.locator("#door-scanning [role=status]")
    expect(status).to_have_text("Kameran gick inte att öppna. Sök på namnet i stället.")
    phone.page.get_by_role("button", name="Klar").click()
    assert phone.seeks("anna07") == [name(7)]
