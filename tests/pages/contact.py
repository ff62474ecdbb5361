"""What an organisation's contact does: on a phone, without scripts, with the organisation's link."""

from collections.abc import Sequence

from playwright.sync_api import BrowserContext, Page, expect

from tests.pages.look import Look


class Contact:
    """The holder of ``link``, an organisation's or one meant for forwarding. ``twin`` has scripts, where the same pages
    can be looked at.
    """

    def __init__(self, page: Page, link: str, look: Look, twin: BrowserContext) -> None:
        self.page, self.link = page, link
        self._look, self._twin = look, twin

    def opens_link(self) -> None:
        """From the letter."""
        self.page.goto(self.link)
        self._passes()

    def says_all_is_right(self) -> None:
        """Allt stämmer, for the nearest meeting."""
        self.opens_link()
        self._presses("Allt stämmer")

    def names_successor(self, held: str, given: str, family: str, address: str) -> None:
        """Somebody else takes over from ``held`` ("Anna Berg, Skolchef")."""
        self.opens_link()
        self.page.get_by_role("link", name=f"Ändra – {held}").click()
        self._passes()
        self.page.get_by_label("Någon annan tar över").press("Space")
        self.writes(given, family, address)

    def answers_for(self, people: Sequence[str]) -> None:
        """Several come, to what is ticked already."""
        self.opens_link()
        self.page.get_by_role("link", name="Svara åt flera").click()
        self._passes()
        for name in people:
            self.page.get_by_label(name).press("Space")
        self._presses("Anmäl de markerade")

    def writes(self, given: str, family: str, address: str) -> None:
        """Who it is, and send."""
        self.page.get_by_label("Förnamn").fill(given)
        self.page.get_by_label("Efternamn").fill(family)
        self.page.get_by_label("E-postadress").fill(address)
        self._presses("Skicka")

    def reads(self, words: str) -> None:
        """The page says it."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def _presses(self, text: str) -> None:
        self.page.get_by_role("button", name=text).first.click()
        self._passes()

    def _passes(self) -> None:
        self._look.at_same(self.page, self._twin)
