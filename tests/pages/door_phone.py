"""What door staff do with the door's app on a phone, with and without network."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

_RAW = """async () => {
  const opened = await new Promise((resolve, reject) => {
    const asked = indexedDB.open("run-dorr");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const text = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder("latin1").decode(value);
    if (value instanceof CryptoKey) return `CryptoKey extractable=${value.extractable}`;
    if (typeof value !== "object" || !value) return String(value);
    return Object.entries(value).map(([name, each]) => `${name}=${text(each)}`).join(" ");
  };
  const told = {};
  for (const name of opened.objectStoreNames) {
    const store = opened.transaction(name).objectStore(name);
    const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()].map((asked) =>
      new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); })));
    told[name] = keys.map((key, place) => `${key}: ${text(values[place])}`);
  }
  opened.close();
  return told;
}"""
_CONTROLLED = """async () => {
  for (const end = performance.now() + 60_000; !navigator.serviceWorker.controller; ) {
    if (performance.now() > end) throw new Error("the frame does not lie on the phone");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}"""
_CACHED = """async () => {
  const told = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      told[pathname] = pathname.endsWith(".png") ? "" : await (await cache.match(request)).text();
    }
  }
  return told;
}"""

_TWO_TURNS = 45_000
"""Milliseconds in which a phone tries twice to reach the server, also where the machine has much else to do."""


class DoorPhone:
    """A phone with a door's page open."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def opens(self, address: str) -> None:
        """Once with network: until the list, and all that shows it, lie on the phone."""
        self.page.goto(address)
        self.page.evaluate(_CONTROLLED)
        expect(self.page.locator("[data-door=list]")).to_be_visible()

    def loses_network(self) -> None:
        """As when hotel Wi-Fi dies."""
        self.page.context.set_offline(True)

    def is_later(self, by: timedelta) -> None:
        """For pages that are opened from now on."""
        self.page.context.add_init_script(clock_that_is_off(by))

    def finds_network(self) -> None:
        """It is back."""
        self.page.context.set_offline(False)

    def reads_again(self) -> None:
        """The page is loaded anew."""
        self.page.reload()
        expect(self.page.locator("[data-door=list]")).to_be_visible()

    def reads_from_the_phone(self) -> None:
        """The browser was closed: a new page, which the phone must give by itself."""
        address, context = self.page.url, self.page.context
        self.page.close()
        self.page = context.new_page()
        self.page.goto(address)
        expect(self.page.locator("[data-door=list]")).to_be_visible()

    def seeks(self, words: str) -> list[str]:
        """The names that are found."""
        self.page.get_by_role("searchbox").fill(words)
        return self.page.locator("[data-text=name]").all_inner_texts()

    def taps(self, name: str) -> None:
        """One tap on somebody's row."""
        self.row(name).click()

    def taps_at(self, name: str, moment: float) -> None:
        """At a moment in milliseconds, wherever the test is then."""
        self.row(name).evaluate("(row, at) => void setTimeout(() => row.click(), at - Date.now())", moment)

    def taps_all(self, names: Iterable[str]) -> None:
        """One after the other."""
        for name in names:
            self.row(name).evaluate("(row) => row.click()")
        self.sees_result(f"^{name} ")

    def row(self, name: str) -> Any:
        """Somebody's row."""
        return self.page.locator(".door-row").filter(has=self.page.get_by_text(name, exact=True))

    def writes_down(self, given: str, family: str, organisation: str | None = None, *, instead: str = "") -> None:
        """Somebody who is not on the list, perhaps in the stead of somebody who is; saved."""
        self.begins_to_write(instead)
        self.page.get_by_label("Förnamn").fill(given)
        self.page.get_by_label("Efternamn").fill(family)
        if organisation is not None:
            self.page.get_by_role("combobox", name="Organisation").fill(organisation)
        self.saves()

    def begins_to_write(self, instead: str = "") -> None:
        """Until the form is open."""
        self.page.get_by_role("button", name="Någon som inte finns i listan").click()
        if instead:
            self.seeks(instead)
            self.taps(instead)
        else:
            self.page.get_by_role("button", name="Ingen, skriv upp en ny person").click()

    def saves(self) -> None:
        """The form."""
        self.page.get_by_role("button", name="Spara och checka in").click()

    def sees_result(self, words: str) -> None:
        """In large type."""
        expect(self.page.locator("[data-door=result-text]")).to_have_text(re.compile(words))

    def result(self) -> str:
        """The same."""
        return self.page.locator("[data-door=result-text]").inner_text()

    def sees_count(self, words: str) -> None:
        """On top."""
        expect(self.page.locator("[data-door=count]")).to_have_text(words)

    def sees_network(self, words: str | re.Pattern[str]) -> None:
        """How it is with the network, and how much waits."""
        expect(self.page.locator("[data-door=network]")).to_have_text(words, timeout=_TWO_TURNS)

    def told(self) -> list[str]:
        """What came of marks that were sent late."""
        return self.page.locator("[data-door=told-lines] li").all_inner_texts()

    def raw(self) -> dict[str, list[str]]:
        """Everything in IndexedDB, by store, as it lies there."""
        found: dict[str, list[str]] = self.page.evaluate(_RAW)
        return found

    def cached(self) -> dict[str, str]:
        """Everything in Cache Storage, by path."""
        found: dict[str, str] = self.page.evaluate(_CACHED)
        return found


def clock_that_is_off(by: timedelta) -> str:
    """A clock that goes, and is wrong."""
    shift = int(by.total_seconds() * 1000)
    return f"""{{
      const Right = Date;
      globalThis.Date = class extends Right {{
        constructor(...given) {{ given.length ? super(...given) : super(Right.now() + {shift}); }}
        static now() {{ return Right.now() + {shift}; }}
      }};
    }}"""
