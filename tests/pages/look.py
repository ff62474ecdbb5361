"""What must hold on every page somebody passes: axe finds nothing, and nothing scrolls sideways."""

from playwright.sync_api import BrowserContext, Page

from tests.browser import axe_violations, scrolls_sideways

NARROW, WIDE = 320, 1280


class Look:
    """Looks once at each page of a journey. axe looks at the narrow window, where everything is closest together.
    ``faults`` is all that was found; ``passed`` the titles.
    """

    def __init__(self) -> None:
        self.passed: list[str] = []
        self.faults: list[str] = []

    def at(self, page: Page) -> None:
        """Look at the page that is open, unless one of its title has been looked at."""
        page.wait_for_load_state("load")
        if (title := page.title()) in self.passed:
            return
        self.passed.append(title)
        before = page.viewport_size
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 800})
            if scrolls_sideways(page):
                self.faults.append(f"{title}: scrolls sideways at {width}")
        self.faults += [f"{title}: {fault}" for fault in axe_violations(page)]
        if before:
            page.set_viewport_size(before)

    def at_same(self, page: Page, twin: BrowserContext) -> None:
        """The same for a page in a window without scripts, where axe cannot run: ``twin`` opens the address again."""
        page.wait_for_load_state("load")
        if page.title() in self.passed:
            return
        again = twin.new_page()
        again.goto(page.url)
        self.at(again)
        again.close()
