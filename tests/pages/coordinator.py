"""What an organizer does, in the organizer's own words."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.pages.look import Look


class Coordinator:
    """Somebody with an account at a computer. Every page passed is looked at."""

    def __init__(self, page: Page, look: Look) -> None:
        self.page, self._look = page, look

    def signs_in(self, email: str, password: str, code: str = "") -> None:
        """By address and password, and by ``code`` when it is asked for."""
        self.goes_to("/logga-in")
        self.page.get_by_label("E-postadress").fill(email)
        self.page.get_by_label("Lösenord").fill(password)
        self._presses("Logga in")
        if code:
            self.page.get_by_label("Kod").fill(code)
            self._presses("Fortsätt")

    def signs_out(self) -> None:
        """By the button on every page."""
        self._presses("Logga ut")

    def turns_on_two_step(self, password: str, code_for: Callable[[str], str]) -> str:
        """With a telephone that gives codes by ``code_for(secret)``; gives the secret it read."""
        self._follows("Min inloggning", within=self._menu)
        self._follows("Slå på tvåstegsinloggning")
        self.page.get_by_label("Ditt lösenord").fill(password)
        self._presses("Fortsätt")
        secret = self.page.get_by_label("Nyckel att skriva in för hand").input_value()
        self.page.get_by_label("Kod från telefonen").fill(code_for(secret))
        self._presses("Slå på")
        self._follows("Jag har sparat koderna")
        return secret

    def goes_to(self, address: str) -> None:
        """Write an address."""
        self.page.goto(address)
        self._look.at(self.page)

    def reads_contacts_in(self, file: Path) -> dict[str, int]:
        """A file as it is, its preview seen before anything is written; gives the counts of the result."""
        self.goes_to("/arrangor/register")
        self._follows("Läs in kontakter")
        self.page.get_by_label("Fil").set_input_files(file)
        self._presses("Visa förhandsgranskning")
        self.page.get_by_role("button", name=re.compile(r"^Läs in \d")).click()
        self._look.at(self.page)
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Kontakterna är inlästa")
        shown = self.page.locator("main .stat").all()
        counts = (re.fullmatch(r"(\d+)\s+(.+)", " ".join(one.inner_text().split())) for one in shown)
        return {found[2]: int(found[1]) for found in counts if found}

    def creates_conference(self, year: int, **about: str) -> str:
        """Nytt möte as it is proposed, with ``about`` by label; gives the days that were proposed."""
        self._follows("Möten", within=self._menu)
        self._follows("Nytt möte")
        expect(self.page.get_by_label("RUN-konferens")).to_be_checked()
        expect(_field(self.page, "År")).to_have_value(str(year))
        self._presses("Visa förslaget")
        days = self.page.locator(".lead").inner_text().split(".")[0]
        for label, value in about.items():
            _field(self.page, label).fill(value)
        self._choose("Rättslig grund för särskilda behov", "Uttryckligt samtycke (artikel 9.2 a)")
        self._presses("Spara utkastet")
        return days

    def publishes(self) -> None:
        """From the meeting's overview."""
        self._presses("Publicera")
        expect(self.page.get_by_text("Mötet är publicerat. Nu kan du bjuda in.")).to_be_visible()

    def chooses_whom_to_invite(self) -> str:
        """All that the circles point out; gives the counts shown."""
        self._follows("Inbjudna")
        self._follows("Bjud in")
        counted = self.page.locator("main p").filter(has_text="kan bjudas in").inner_text()
        self._presses("Granska brevet")
        return " ".join(counted.split())

    def reads_preview(self) -> list[str]:
        """The subjects of the letters shown before they are sent."""
        return [letter.inner_text() for letter in self.page.locator("article.letter > p:not(.muted)").all()]

    def sends_invitations(self) -> int:
        """How many the button said it would send."""
        button = self.page.get_by_role("button", name=re.compile(r"^Skicka \d+ inbjudningar$"))
        count = int(button.inner_text().split()[1])
        button.click()
        self._look.at(self.page)
        return count

    def follows_answers(self) -> None:
        """Look through everything that tells how the answers go."""
        for tab in ("Översikt", "Program", "Inbjudna", "Anmälda", "Täckning", "Inställningar"):
            self._follows(tab, within=self.page.locator("nav.event-head"))
        self._follows("Utkorg", within=self._menu)

    def downloads(self, title: str, kind: str, folder: Path) -> Path:
        """A list, by the meeting's tab Listor; ``kind`` is "Excel" or "CSV"."""
        self._follows("Listor")
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=re.compile(rf"^{kind}\b.*{title}$")).click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    @property
    def _menu(self) -> Locator:
        return self.page.get_by_role("navigation", name="Huvudmeny")

    def _follows(self, text: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("link", name=text, exact=True).first.click()
        self._look.at(self.page)

    def _presses(self, text: str) -> None:
        self.page.get_by_role("button", name=text, exact=True).click()
        self._look.at(self.page)

    def _choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label).select_option(option)


def _field(page: Page, label: str) -> Locator:
    """The field with this label, whether or not it says that it may be left out."""
    return page.get_by_label(re.compile(rf"^{re.escape(label)}(\s*\(frivilligt\))?$"))
