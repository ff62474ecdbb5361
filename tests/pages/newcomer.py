"""What somebody does who is not invited: on a phone, without scripts."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.pages.look import Look


class Newcomer:
    """Anybody. ``twin`` has scripts, where the same pages can be looked at."""

    def __init__(self, page: Page, look: Look, twin: BrowserContext) -> None:
        self.page = page
        self._look, self._twin = look, twin

    def signs_up_to(self, title: str, given: str, family: str, address: str, organisation: str) -> None:
        """From the first page of the site."""
        self.page.goto("/")
        self._passes()
        self.page.get_by_role("link", name=f"Anmäl dig till {title}").click()
        self._passes()
        self.page.get_by_label("Förnamn").fill(given)
        self.page.get_by_label("Efternamn").fill(family)
        self.page.get_by_label("E-postadress").fill(address)
        self.page.get_by_label("Organisation").fill(organisation)
        self.page.get_by_role("button", name="Anmäl mig").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Bekräfta i ditt mejl")

    def confirms(self, link: str) -> None:
        """By the letter's ``link`` and the button behind it."""
        self.page.goto(link)
        self._passes()
        self.page.get_by_role("button", name="Bekräfta och anmäl mig").click()
        self._passes()

    def _passes(self) -> None:
        self._look.at_same(self.page, self._twin)
