"""``make pictures``: five letters as a mail program shows them, and as text, into docs/brev.md."""

import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.web.test_every_letter import html_of, letters, text_of  # noqa: F401 - letters is a fixture

DOCS = Path(__file__).parents[2] / "docs"
SHOWN = ("invitation", "receipt", "moved", "cancelled", "reminder")
WIDTH = 640
_SECRET = re.compile(r"[\w-]{30,}")


def _as_text(letter: EmailMessage) -> str:
    """Without what is only the receiver's."""
    plain = text_of(letter).replace("\r\n", "\n").replace("http://127.0.0.1:8000", "https://moten.example")
    return f"**Ämne:** {letter['Subject']}\n\n```text\n{_SECRET.sub('…', plain).strip()}\n```"


@pytest.mark.browser
def test_take_letters(letters: dict[str, EmailMessage], chromium: Browser) -> None:  # noqa: F811 - the fixture
    """Takes them; run by the Makefile alone, since nothing is asserted that the tests do not."""
    page = chromium.new_page(viewport={"width": WIDTH, "height": 400}, locale="sv-SE")
    told = (DOCS / "brev.md").read_text(encoding="utf-8")
    for kind in SHOWN:
        page.set_content(html_of(letters[kind]))
        page.screenshot(path=DOCS / "pictures" / "brev" / f"{kind}.png", full_page=True)
        before, _old, after = re.split(rf"(?s)(?<=brev/{kind}\.png\)\n\n)(.*?\n```)(?=\n)", told, maxsplit=1)
        told = f"{before}{_as_text(letters[kind])}{after}"
    (DOCS / "brev.md").write_text(told, encoding="utf-8")
    page.close()
