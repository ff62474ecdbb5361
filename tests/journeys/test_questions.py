"""Questions from the builder to the list: written and put in order by the coordinator, seen as somebody else, answered
on a phone with and without scripts, and refused when an option is full.
"""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from app.kernel import links
from app.kernel.db import transaction
from app.kernel.links import Link, Purpose
from tests import builders
from tests.journeys.conftest import PASSWORD, Site, Windows
from tests.pages.look import Look

pytestmark = pytest.mark.browser
QUESTIONS = "/arrangor/moten/konferens/fragor"


@dataclass
class Meeting:
    """A conference with a dinner, two people invited in different roles, and their links."""

    anna: str
    bo: str


@pytest.fixture
def meeting(site: Site) -> Meeting:
    site.has_account("sam@miun.example", "Sam Ordnare", "organizer")
    with site.app.app_context(), transaction():
        event = builders.event(slug="konferens", contact_address="sam@miun.example")
        builders.part(event, "Konferens torsdag")
        builders.part(event, "Middag")
        rektor, prefekt = builders.role("larare", "Lärare"), builders.role("forskare", "Forskare")
        where = builders.organisation("Påhittade kommun")
        tokens = []
        for name, role in (("Anna", rektor), ("Bo", prefekt)):
            invitation = builders.invitation(event, builders.person(name, "Berg"), role, where)
            tokens.append(links.token(Link(Purpose.INVITATION, invitation.link_seed)))
    return Meeting(*tokens)


class Builder:
    """The coordinator at the pages of questions; every page is looked at."""

    def __init__(self, page: Page, look: Look) -> None:
        self.page, self.look = page, look
        page.goto("/logga-in")
        page.get_by_label("E-postadress").fill("sam@miun.example")
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Logga in").click()

    def opens(self, path: str = "") -> None:
        """A page of questions."""
        self.page.goto(QUESTIONS + path)
        self.look.at(self.page)

    def writes(self, label: str, kind: str, *, options: tuple[tuple[str, str], ...] = (), **choices: str) -> None:
        """A new question, with options and their places, and what is chosen by label."""
        self.opens("/ny")
        page = self.page
        page.get_by_role("textbox", name="Fråga").first.fill(label)
        page.locator("label", has_text=re.compile(f"^{kind}$")).click()
        for number, (option, places) in enumerate(options):
            page.locator(f"#options-{number}-label").fill(option)
            page.locator(f"#options-{number}-capacity").fill(places)
        for name, option in choices.items():
            page.get_by_label(name).select_option(label=option)
        page.get_by_role("button", name="Spara frågan").last.click()
        self.look.at(page)
        expect(page.get_by_text(f"Frågan ”{label}” är tillagd.")).to_be_visible()

    def order(self) -> list[str]:
        """The questions from the top."""
        return [one.inner_text() for one in self.page.locator(".ordered h2").all()]


@pytest.fixture
def builder(meeting: Meeting, windows: Windows, look: Look) -> Builder:
    builder = Builder(windows.computer(), look)
    builder.writes("Behöver du rum?", "Ja eller nej")
    builder.writes(
        "Vilket rum?",
        "Välj ett alternativ",
        options=(("Enkelrum", "1"), ("Dubbelrum", "")),
        Visas="När svaret på ”Behöver du rum?” är ”Ja”",
    )
    return builder


def test_questions_are_put_in_order_by_keyboard_and_by_dragging_and_the_place_is_announced(builder: Builder) -> None:
    page = builder.page
    up = page.get_by_role("button", name="Upp – Vilket rum?")
    up.press("Enter")
    expect(page.get_by_role("status").filter(has_text="”Vilket rum?” är nu fråga 1 av 2.")).to_have_count(1)
    expect(up).to_be_focused()
    builder.opens()
    assert builder.order() == ["Vilket rum?", "Behöver du rum?"]
    rows = page.locator(".ordered > li")
    rows.nth(1).drag_to(rows.nth(0), target_position={"x": 300, "y": 2})
    expect(page.get_by_role("status").filter(has_text="”Behöver du rum?” är nu fråga 1 av 2.")).to_have_count(1)
    page.reload()
    assert builder.order() == ["Behöver du rum?", "Vilket rum?"]
    assert builder.look.faults == []


def test_the_buttons_work_without_scripts(builder: Builder, windows: Windows) -> None:
    phone = windows.phone(scripts=False)
    phone.context.add_cookies(builder.page.context.cookies())  # type: ignore[arg-type]
    phone.goto(QUESTIONS)
    phone.get_by_role("button", name="Ner – Behöver du rum?").click()
    expect(phone.get_by_text("”Behöver du rum?” är nu fråga 2 av 2.")).to_be_visible()


def test_the_preview_lets_one_try_and_has_nothing_to_send(builder: Builder) -> None:
    builder.opens("/forhandsgranska")
    form = builder.page.locator(".preview")
    expect(form.get_by_text("Vilket rum?")).to_be_hidden()
    form.locator("label", has_text=re.compile("^Ja$")).click()
    expect(form.get_by_text("Vilket rum?")).to_be_visible()
    expect(form.get_by_role("button")).to_have_count(0)
    for path in ("/bibliotek", ""):
        builder.opens(path)
    builder.page.get_by_role("link", name="Ändra Vilket rum?").click()
    builder.look.at(builder.page)
    assert builder.look.faults == []


def _says_yes(page: Page, token: str, room: str) -> None:
    page.goto(f"/i/{token}/svara")
    group = page.get_by_role("group", name="Behöver du rum?")
    group.locator("label", has_text=re.compile("^Ja$")).click()
    page.locator("label", has_text=re.compile(f"^{room}$")).click()
    page.get_by_role("button", name="Skicka anmälan").click()


def test_an_answer_without_scripts_and_one_with_and_the_last_room(
    builder: Builder, meeting: Meeting, windows: Windows, look: Look
) -> None:
    plain, twin = windows.phone(scripts=False), windows.twin()
    plain.goto(f"/i/{meeting.anna}/svara")
    look.at_same(plain, twin)
    expect(plain.get_by_text("Svara om du valde ”Ja” på ”Behöver du rum?”.")).to_be_visible()
    clever = windows.phone()
    clever.goto(f"/i/{meeting.bo}/svara")
    expect(clever.get_by_role("group", name="Vilket rum?")).to_be_hidden()
    clever.get_by_role("group", name="Behöver du rum?").locator("label", has_text=re.compile("^Ja$")).click()
    clever.locator("label", has_text=re.compile("^Enkelrum$")).click()
    _says_yes(plain, meeting.anna, "Enkelrum")
    expect(plain.get_by_role("heading", level=1)).to_have_text("Du är anmäld")
    expect(plain.locator("main")).to_contain_text("Vilket rum?")
    look.at_same(plain, twin)
    clever.get_by_role("button", name="Skicka anmälan").click()
    expect(clever).to_have_title("Fel: Anmälan – RUN-konferens 2027 – RUN-möten")
    expect(clever.get_by_role("alert")).to_contain_text("”Enkelrum” är fullt. Välj något annat.")
    expect(clever.get_by_role("group", name="Vilket rum?")).to_be_visible()
    look.at(clever)
    clever.locator("label", has_text=re.compile("^Dubbelrum$")).click()
    clever.get_by_role("button", name="Skicka anmälan").click()
    expect(clever.get_by_role("heading", level=1)).to_have_text("Du är anmäld")
    builder.page.goto("/arrangor/moten/konferens/listor/deltagare")
    expect(builder.page.get_by_role("columnheader", name="Vilket rum?")).to_be_visible()
    expect(builder.page.locator("main tbody")).to_contain_text("Dubbelrum")
    assert look.faults == []
