"""Every state of the invitee's pages in a browser: axe finds nothing, and a small phone does not scroll sideways."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page

from app.events.model import Event
from app.events.rules.kinds import EventState, LegalBasis
from app.events.rules.questions import QuestionKind
from app.kernel.db import transaction
from tests import builders
from tests.browser import axe_violations, scrolls_sideways, serve
from tests.builders import NOW
from tests.web.test_invitation import Guest

pytestmark = pytest.mark.browser


def _registered(guest: Guest) -> None:
    guest.other_takes(guest.first)
    guest.says_yes(guest.plenary, **{guest.slot_field: guest.first.uid}, diet=["vegan"])


def _declined(guest: Guest) -> None:
    guest.sends("/nej")


def _withdrawn(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    guest.sends("/avboka")


def _replaced(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    guest.sends("/nagon-annan", given_name="Karin", family_name="Ek", address="karin.ek@ange.example")


def _cancelled(guest: Guest) -> None:
    guest.changes(state=EventState.CANCELLED)


def _asked(guest: Guest) -> dict[str, str]:
    """Questions of several kinds, one of them full; gives the answers that must be given."""
    with guest.app.app_context(), transaction() as session:
        event = session.get_one(Event, guest.event.id)
        travel = builders.question(event, required=True, required_since=NOW).uid
        builders.question(event, "Rum?", options={"Enkelrum": 0, "Dubbelrum": 12}, help="På hotellet.")
        builders.question(event, "Buss?", kind=QuestionKind.YES_NO, basis=LegalBasis.CONSENT)
        builders.question(event, "Dryck?", part_id=guest.plenary.id, kind=QuestionKind.DATE)
    return {f"fraga_{travel}": "tåg"}


def _answered(guest: Guest) -> None:
    guest.says_yes(guest.plenary, **_asked(guest))


def _nothing(_guest: Guest) -> None:
    return


def _asking(guest: Guest) -> None:
    guest.sends("/fraga", delar=[guest.plenary.uid], message="Jag blev vald i går.")


LATE = datetime(2027, 2, 10, 12, tzinfo=UTC)
TOO_LATE_TO_CHANGE = datetime(2027, 2, 20, 12, tzinfo=UTC)
LOCKED = datetime(2027, 3, 4, 6, tzinfo=UTC)
STATES = [
    ("", _nothing, NOW),
    ("/svara", _nothing, NOW),
    ("/nej", _nothing, NOW),
    ("/inte-jag", _nothing, NOW),
    ("", _registered, NOW),
    ("/svara", _registered, NOW),
    ("/behov", _registered, NOW),
    ("/avboka", _registered, NOW),
    ("", _declined, NOW),
    ("", _withdrawn, NOW),
    ("", _cancelled, NOW),
    ("/svara", _asked, NOW),
    ("", _answered, NOW),
    ("/svara", _answered, NOW),
    ("", _nothing, LATE),
    ("/nagon-annan", _nothing, NOW),
    ("/nagon-annan?jag=1", _nothing, NOW),
    ("/nagon-annan", _nothing, LATE),
    ("", _replaced, NOW),
    ("/nagon-annan/angra", _replaced, NOW),
    ("/fraga", _nothing, LATE),
    ("", _registered, TOO_LATE_TO_CHANGE),
    ("/fraga", _registered, TOO_LATE_TO_CHANGE),
    ("/avboka", _registered, LOCKED),
    ("/nej", _nothing, LOCKED),
]


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    yield from serve(app)


@pytest.mark.parametrize(("path", "happens", "moment"), STATES)
def test_every_state_is_accessible_and_fits_a_small_phone(
    app: Flask, address: str, chromium: Browser, path: str, happens: Callable[[Guest], object], moment: datetime
) -> None:
    with time_machine.travel(NOW, tick=True) as traveller:
        guest = Guest(app)
        happens(guest)
        traveller.move_to(moment)
        for scheme in ("light", "dark"):
            page = chromium.new_page(viewport={"width": 320, "height": 700}, color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(f"{address}/i/{guest.token}{path}")
            assert (axe_violations(page), scrolls_sideways(page)) == ([], False)
            page.close()


@pytest.mark.parametrize("path", ["", "/fraga"])
def test_a_request_that_waits_is_accessible_and_fits_a_small_phone(
    app: Flask, address: str, chromium: Browser, path: str
) -> None:
    with time_machine.travel(NOW, tick=True) as traveller:
        guest = Guest(app)
        traveller.move_to(LATE)
        _asking(guest)
        page = chromium.new_page(viewport={"width": 320, "height": 700})
        page.goto(f"{address}/i/{guest.token}{path}")
        assert (axe_violations(page), scrolls_sideways(page)) == ([], False)
        page.close()


def test_a_whole_answer_by_keyboard_and_without_script(app: Flask, address: str, chromium: Browser) -> None:
    with time_machine.travel(NOW, tick=True):
        guest = Guest(app)
        page: Page = chromium.new_page(java_script_enabled=False, viewport={"width": 320, "height": 700})
        page.goto(f"{address}/i/{guest.token}")
        page.get_by_role("link", name="Ja, jag kommer").press("Enter")
        page.get_by_label("Middag").press("Space")
        page.get_by_label("Seminarium B").press("Space")
        page.get_by_role("button", name="Skicka anmälan").press("Enter")
        assert page.get_by_role("heading", level=1).inner_text() == "Du är anmäld"
        assert page.title().startswith("Du är anmäld")
        page.close()


def test_an_error_takes_the_focus_and_leads_to_the_field(app: Flask, address: str, chromium: Browser) -> None:
    with time_machine.travel(NOW, tick=True):
        guest = Guest(app)
        page = chromium.new_page()
        page.goto(f"{address}/i/{guest.token}/svara")
        page.get_by_label("Konferens torsdag").press("Space")
        page.get_by_label("Jag kommer inte").press("Space")
        page.get_by_role("button", name="Skicka anmälan").click()
        assert page.title().startswith("Fel:")
        assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
        assert axe_violations(page) == []
        page.get_by_role("link", name="Välj minst en del som du kommer till.").click()
        assert page.url.endswith("#delar")
        page.close()
