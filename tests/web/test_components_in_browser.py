"""The gallery in Chromium: axe, 320 px, focus, the small modules, and everything without them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe_violations, scrolls_sideways, serve
from tests.web.gallery import PAGES, create_gallery

pytestmark = pytest.mark.browser

RING = "(style => style.outlineStyle + ' ' + style.outlineWidth)(getComputedStyle(document.activeElement))"
MOST_STOPS = 200
ADDRESSES = (*PAGES, "fel/invitee", "fel/organizer")


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    yield from serve(create_gallery())


@pytest.fixture
def window(chromium: Browser, gallery: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=gallery, permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


@pytest.fixture
def without_script(chromium: Browser, gallery: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=gallery, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing_and_the_page_does_not_scroll_sideways(
    window: Page, address: str, scheme: str, width: int
) -> None:
    window.emulate_media(color_scheme=scheme)
    window.set_viewport_size({"width": width, "height": 800})
    window.goto(f"/{address}")
    assert (axe_violations(window), scrolls_sideways(window)) == ([], False)


def test_a_table_hides_nothing_on_a_phone_and_is_still_a_table(window: Page) -> None:
    window.set_viewport_size({"width": 320, "height": 800})
    window.goto("/organizer")
    table = window.get_by_role("table").and_(window.locator(".table-stacks")).first
    wide = "frame => frame.scrollWidth > frame.clientWidth"
    assert not table.locator("xpath=..").evaluate(wide)
    number = table.locator("td[data-label]").first
    said = number.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert number.get_attribute("data-label") in said
    assert table.get_by_role("row").first.is_visible()


@pytest.mark.parametrize("address", ADDRESSES)
def test_text_of_twice_the_size_breaks_its_lines_and_covers_no_other(window: Page, address: str) -> None:
    window.set_viewport_size({"width": 320, "height": 800})
    window.goto(f"/{address}")
    window.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not scrolls_sideways(window)
    room = "parseFloat(getComputedStyle(label).lineHeight) / parseFloat(getComputedStyle(label).fontSize)"
    lines = window.evaluate(f"[...document.querySelectorAll('.choice-label')].map(label => {room})")
    assert all(line >= 1.2 for line in lines)


def test_the_policy_stops_nothing_that_the_pages_need(window: Page) -> None:
    said: list[str] = []
    window.on("console", lambda message: said.append(message.text))
    for address in ADDRESSES:
        window.goto(f"/{address}", wait_until="networkidle")
    assert said == []


def test_the_summary_of_errors_has_the_focus_and_its_links_lead_to_the_fields(window: Page) -> None:
    window.goto("/fel/invitee")
    expect(window.get_by_role("alert")).to_be_focused()
    window.get_by_role("link", name="Skriv ditt namn").click()
    expect(window.get_by_label("Namn", exact=True)).to_be_focused()
    window.get_by_role("link", name="Välj om du kommer").click()
    expect(window.get_by_label("Ja, jag kommer")).to_be_focused()


@pytest.mark.parametrize("address", ["invitee", "organizer"])
def test_whatever_the_keyboard_reaches_shows_that_it_has_the_focus(window: Page, address: str) -> None:
    window.goto(f"/{address}")
    rings = []
    window.keyboard.press("Tab")
    while window.evaluate("document.activeElement !== document.body"):
        rings.append(window.evaluate(RING))
        assert len(rings) < MOST_STOPS
        window.keyboard.press("Tab")
    assert set(rings) == {"solid 3px"}


def test_the_first_stop_of_the_keyboard_leads_past_the_menus(window: Page) -> None:
    window.goto("/organizer")
    window.keyboard.press("Tab")
    expect(window.get_by_role("link", name="Hoppa till innehållet")).to_be_in_viewport()
    window.keyboard.press("Enter")
    expect(window.locator("main")).to_be_focused()


def test_the_copy_button_copies_and_says_so(window: Page) -> None:
    window.goto("/invitee")
    window.get_by_role("button", name="Kopiera din kalenderadress").click()
    expect(window.get_by_text("Kopierad", exact=True)).to_be_visible()
    assert window.evaluate("navigator.clipboard.readText()") == window.get_by_label("Din kalenderadress").input_value()


def test_a_dialog_opens_from_its_link_and_closes_again(window: Page) -> None:
    window.goto("/organizer")
    opener = window.get_by_role("link", name="Ställ in …")
    dialog = window.get_by_role("dialog", name="Vill du ställa in mötet?")
    opener.click()
    expect(dialog).to_be_visible()
    assert axe_violations(window) == []
    window.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    dialog.get_by_role("button", name="Nej, behåll mötet").click()
    expect(dialog).to_be_hidden()


def test_the_list_follows_what_is_typed_and_the_count_is_announced(window: Page) -> None:
    window.goto("/organizer")
    search = window.get_by_label("Sök person eller organisation")
    search.press_sequentially("åke")
    expect(window.get_by_role("status").filter(has_text="1 personer")).to_be_visible()
    expect(window.get_by_role("row")).to_have_count(2 + 5)  # the list's head and Åke, and the coverage table
    expect(search).to_be_focused()
    assert window.url.endswith("/organizer?state=all&q=%C3%A5ke")


def test_all_rows_are_ticked_at_once_and_counted_also_after_a_search(window: Page) -> None:
    window.goto("/organizer")
    everybody = window.get_by_label("Välj alla")
    everybody.check()
    expect(window.get_by_text("Valda: 4")).to_be_visible()
    window.get_by_label("Välj Anna Berg").uncheck()
    expect(window.get_by_text("Valda: 3")).to_be_visible()
    assert everybody.evaluate("box => box.indeterminate")
    window.get_by_label("Sök person eller organisation").fill("per")
    expect(window.get_by_role("status").filter(has_text="1 personer")).to_be_visible()
    everybody.check()
    expect(window.get_by_text("Valda: 1")).to_be_visible()


def test_without_script_the_search_works_by_enter_and_nothing_dead_is_shown(without_script: Page) -> None:
    without_script.goto("/organizer")
    expect(without_script.get_by_label("Välj alla")).to_be_hidden()
    expect(without_script.get_by_role("link", name="Ställ in …")).to_have_attribute("href", "#")
    without_script.get_by_label("Sök person eller organisation").fill("åke")
    without_script.keyboard.press("Enter")
    expect(without_script.get_by_role("status").filter(has_text="1 personer")).to_be_visible()
    without_script.goto("/invitee")
    expect(without_script.get_by_label("Din kalenderadress")).to_have_value(
        "https://moten.example/kalender/abcdefghijklmnopqrstuvwxyz.ics"
    )
    expect(without_script.get_by_role("button", name="Kopiera")).to_have_count(0)


def test_rows_at_the_door_are_big_enough_for_a_thumb(window: Page) -> None:
    window.set_viewport_size({"width": 320, "height": 640})
    window.goto("/door")
    heights = [row.bounding_box()["height"] for row in window.locator(".door-row").all()]
    assert [height >= 56 for height in heights] == [True] * 4


def test_on_paper_there_are_facts_and_no_buttons(window: Page) -> None:
    window.goto("/organizer")
    window.emulate_media(media="print")
    expect(window.get_by_role("heading", name="Inbjudna")).to_be_visible()
    expect(window.get_by_role("navigation").first).to_be_hidden()
    expect(window.get_by_role("button", name="Påminn")).to_be_hidden()
