"""The house check: what must hold on every page that a test visits."""

from collections import Counter

import html5lib
from bs4 import BeautifulSoup
from bs4.element import Tag

_SKIPPED_INPUTS = {"hidden", "submit", "button"}
_NAMED_PARTS = ("aria-describedby", "aria-labelledby", "aria-controls")


def faults(html: str) -> list[str]:
    """What is wrong with the page, in words; empty when it is in order.

    Valid HTML, one h1 that the title begins with, unique ids, labelled fields, references that lead somewhere, CSRF in
    every form that posts, nothing inline that the content security policy would stop.
    """
    html5lib.HTMLParser(strict=True).parse(html)
    page = BeautifulSoup(html, "html5lib")
    return [
        *_headings(page),
        *_ids(page),
        *(
            f"no label: {field}"
            for field in page.find_all(["input", "select", "textarea"])
            if not _labelled(page, field)
        ),
        *(f"no csrf token: {form.get('action')}" for form in page.find_all("form") if _posts_bare(form)),
        *(f"inline: {tag.name} {tag.attrs}" for tag in page.find_all(_is_inline)),
    ]


def title(page: BeautifulSoup) -> str:
    """The page's title, single spaces."""
    return " ".join(page.title.get_text().split()) if page.title else ""


def _headings(page: BeautifulSoup) -> list[str]:
    headings = [" ".join(heading.get_text().split()) for heading in page.find_all("h1")]
    if len(headings) != 1:
        return [f"{len(headings)} h1"]
    begins = title(page).removeprefix("Fel: ").startswith(headings[0])
    return [] if begins else [f"title {title(page)!r} does not begin with {headings[0]!r}"]


def _ids(page: BeautifulSoup) -> list[str]:
    ids = Counter(str(tag["id"]) for tag in page.find_all(id=True))
    twice = [f"id twice: {name}" for name, count in ids.items() if count > 1]
    wanted = [
        (tag, name) for tag in page.find_all(True) for part in _NAMED_PARTS for name in str(tag.get(part, "")).split()
    ]
    wanted += [
        (link, str(link["href"])[1:])
        for link in page.find_all("a", href=lambda to: to and len(to) > 1 and to[0] == "#")
    ]
    return twice + [f"leads nowhere: {name} from {tag.name}" for tag, name in wanted if name not in ids]


def _labelled(page: BeautifulSoup, field: Tag) -> bool:
    if field.get("type") in _SKIPPED_INPUTS or field.get("aria-label"):
        return True
    return page.find("label", attrs={"for": field.get("id")}) is not None or field.find_parent("label") is not None


def _posts_bare(form: Tag) -> bool:
    return str(form.get("method", "")).lower() == "post" and form.find("input", attrs={"name": "csrf_token"}) is None


def _is_inline(tag: Tag) -> bool:
    if tag.name == "style" or (tag.name == "script" and not tag.get("src")):
        return True
    return any(name == "style" or name.startswith("on") for name in tag.attrs)
