"""What somebody does who has been invited: on a phone, without scripts, with nothing but the link."""

import re
from collections.abc import Sequence

from playwright.sync_api import BrowserContext, Page, expect

from tests.pages.look import Look

CONSENT = "Jag samtycker till att uppgifterna om mina behov sparas till dess att de raderas"
NEEDS = "Särskilda behov: kost, allergi, tillgänglighet (frivilligt)"


class Invitee:
    """The holder of ``link``. ``twin`` is a context with scripts, where the same pages can be looked at."""

    def __init__(self, page: Page, link: str, look: Look, twin: BrowserContext) -> None:
        self.page, self.link = page, link
        self._look, self._twin = look, twin

    def opens_link(self) -> None:
        """From the letter."""
        self.page.goto(self.link)
        self._passes()

    def says_yes(self, parts: Sequence[str], seminars: Sequence[str] = (), diet: Sequence[str] = ()) -> None:
        """Exactly these parts, these seminars, these needs with the consent they rest on."""
        self.opens_link()
        self._follows("Ja, jag kommer")
        self._ticks(parts)
        for seminar in seminars:
            self._taps(seminar)
        if diet:
            self.page.get_by_text(NEEDS, exact=True).click()
            for need in diet:
                self._taps(need)
            self._taps(CONSENT)
        self._presses("Skicka anmälan")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Du är anmäld")

    def says_yes_to_all(self) -> None:
        """To a meeting of one part, or to what is ticked already."""
        self.opens_link()
        self._follows("Ja, jag kommer")
        self._presses("Skicka anmälan")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Du är anmäld")

    def names(self, given: str, family: str, address: str) -> None:
        """Somebody else, who is to come instead."""
        self.opens_link()
        self._follows("Någon annan kommer i mitt ställe")
        self.page.get_by_label("Förnamn").fill(given)
        self.page.get_by_label("Efternamn").fill(family)
        self.page.get_by_label("E-postadress").fill(address)
        self._presses("Ange den här personen")

    def comes_anyway(self) -> None:
        """After having named somebody."""
        self.opens_link()
        self._follows("Jag kommer ändå")
        self._presses("Ja, jag kommer själv")

    def changes_to(self, parts: Sequence[str]) -> None:
        """Exactly these parts; seminars and needs stay."""
        self.opens_link()
        self._follows("Ändra")
        self._ticks(parts)
        self._presses("Spara ändringen")

    def declines(self, message: str) -> None:
        """With some words to the coordinator."""
        self.opens_link()
        self._follows("Nej, jag kan inte komma")
        self.page.get_by_label(re.compile("^Meddelande till samordnaren")).fill(message)
        self._presses("Svara att jag inte kommer")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Du har tackat nej")

    def withdraws(self) -> None:
        """After having said yes."""
        self.opens_link()
        self._follows("Avboka")
        self._presses("Ja, avboka")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Du är avbokad")

    def sees_parts(self) -> list[str]:
        """The titles under Du är anmäld till."""
        return [one.inner_text() for one in self.page.locator("h2:has-text('Du är anmäld till') + dl strong").all()]

    def finds_calendar_address(self, own_page: str) -> str:
        """On the page of all one's meetings."""
        self.page.goto(own_page)
        self._passes()
        return self.page.get_by_label("Kalenderns adress").input_value()

    def _ticks(self, parts: Sequence[str]) -> None:
        for box in self.page.get_by_role("group", name="Vilka delar kommer du till?").get_by_role("checkbox").all():
            label = self.page.locator(f"label[for='{box.get_attribute('id')}']")
            if box.is_checked() != (label.inner_text() in parts):
                label.click()

    def _taps(self, label: str) -> None:
        """The words beside a box are part of what one taps on."""
        self.page.locator("label", has_text=re.compile(f"^{re.escape(label)}$")).click()

    def _follows(self, text: str) -> None:
        self.page.get_by_role("link", name=text, exact=True).click()
        self._passes()

    def _presses(self, text: str) -> None:
        self.page.get_by_role("button", name=text, exact=True).click()
        self._passes()

    def _passes(self) -> None:
        self._look.at_same(self.page, self._twin)
