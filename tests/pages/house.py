"""The house rules: every page that a web test visits is valid HTML with one h1 that its title begins with, unique ids,
labelled fields, a CSRF token in each POST form, and nothing that the content security policy would stop.
"""

import re
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_UNLABELLED_TYPES = {"hidden", "submit", "button", "image", "reset"}


class HouseClient(FlaskClient):
    """A test client that checks every page it gets."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """The answer, when it keeps the house rules."""
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in {301, 302, 303, 307, 308}:
            house_check(response)
        return response


def house_check(response: TestResponse) -> None:
    """Fail with every broken rule of the page at once."""
    text = response.get_data(as_text=True)
    if not text:
        return
    page = BeautifulSoup(text, "html.parser")
    where = f"{response.request.method} {response.request.path}: " if response.request else ""
    broken = [
        *_invalid(text),
        *_heading(page),
        *_ids(page),
        *_labels(page),
        *_tokens(page),
        *_policy(page),
    ]
    assert not broken, where + "; ".join(broken)


def _invalid(text: str) -> list[str]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(text)
    return [f"invalid HTML at {place}: {code} {values}" for place, code, values in parser.errors]


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def _heading(page: BeautifulSoup) -> list[str]:
    headings = page.find_all("h1")
    if len(headings) != 1 or page.title is None:
        return [f"{len(headings)} h1 and title {page.title}"]
    title = _words(page.title).removeprefix("Fel: ")
    if not title.startswith(_words(headings[0])):
        return [f"the title {title!r} does not begin with the h1 {_words(headings[0])!r}"]
    return []


def _ids(page: BeautifulSoup) -> list[str]:
    ids = [str(tag["id"]) for tag in page.find_all(id=True)]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    missing = [
        f"{attribute}={i} points at nothing"
        for attribute in ("aria-describedby", "aria-labelledby", "for")
        for tag in page.find_all(attrs={attribute: True})
        for i in re.split(r"\s+", " ".join(tag.get_attribute_list(attribute)).strip())
        if i not in ids
    ]
    lost = [
        f"the link {tag['href']} points at nothing"
        for tag in page.find_all("a", href=re.compile("^#."))
        if str(tag["href"])[1:] not in ids
    ]
    return [f"the id {i} stands twice" for i in twice] + missing + lost


def _labels(page: BeautifulSoup) -> list[str]:
    labelled = {str(label["for"]) for label in page.find_all("label", attrs={"for": True})}
    return [
        f"no label: {field.get('name')}"
        for field in page.find_all(["input", "select", "textarea"])
        if field.get("type") not in _UNLABELLED_TYPES
        and field.get("id") not in labelled
        and not field.get("aria-label")
        and not field.get("aria-labelledby")
        and field.find_parent("label") is None
    ]


def _tokens(page: BeautifulSoup) -> list[str]:
    return [
        f"a POST form to {form.get('action')} without CSRF token"
        for form in page.find_all("form")
        if str(form.get("method", "get")).lower() == "post" and form.find("input", attrs={"name": "csrf_token"}) is None
    ]


def _policy(page: BeautifulSoup) -> list[str]:
    handlers = [
        f"{name} on <{tag.name}>"
        for tag in page.find_all(True)
        for name in tag.attrs
        if name == "style" or name.startswith("on")
    ]
    inline = [f"inline <{tag.name}>" for tag in page.find_all(["script", "style"]) if not tag.get("src")]
    return handlers + inline
