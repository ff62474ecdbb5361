"""The house check: what must hold on every page that a test visits."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

_SKIPPED_INPUTS = {"hidden", "submit", "button"}
_NAMED_PARTS = ("aria-describedby", "aria-labelledby", "aria-controls")


def faults(html: str) -> list[str]:
    """What is wrong with the page, in words; empty when it is in order.

    Valid HTML, one h1 that the title begins with, unique ids, labelled fields, references that lead somewhere, CSRF in
    every form that posts, nothing inline that the content security policy would stop.
    """
    page: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    every = [one for one in page.iter() if isinstance(one.tag, str)]  # a comment's is none
    return [
        *_headings(page),
        *_ids(every),
        *(f"no label: {field.tag} {field.attrib}" for field in _unlabelled(page, every)),
        *(f"no csrf token: {form.get('action')}" for form in page.iter("form") if _posts_bare(form)),
        *(f"inline: {one.tag} {one.attrib}" for one in every if _is_inline(one)),
    ]


def title(page: Element) -> str:
    """The page's title, single spaces."""
    found = page.find(".//title")
    return _words(found) if found is not None else ""


def _words(one: Element) -> str:
    return " ".join("".join(one.itertext()).split())


def _headings(page: Element) -> list[str]:
    headings = [_words(heading) for heading in page.iter("h1")]
    if len(headings) != 1:
        return [f"{len(headings)} h1"]
    begins = title(page).removeprefix("Fel: ").startswith(headings[0])
    return [] if begins else [f"title {title(page)!r} does not begin with {headings[0]!r}"]


def _ids(every: list[Element]) -> list[str]:
    ids = Counter(one.attrib["id"] for one in every if "id" in one.attrib)
    twice = [f"id twice: {name}" for name, count in ids.items() if count > 1]
    wanted = [(one, name) for one in every for part in _NAMED_PARTS for name in one.get(part, "").split()]
    wanted += [(one, one.attrib["href"][1:]) for one in every if one.tag == "a" and _leads_within(one)]
    return twice + [f"leads nowhere: {name} from {one.tag}" for one, name in wanted if name not in ids]


def _leads_within(link: Element) -> bool:
    href = link.get("href", "")
    return href.startswith("#") and len(href) > 1


def _unlabelled(page: Element, every: list[Element]) -> Iterator[Element]:
    labels = list(page.iter("label"))
    named = {label.get("for") for label in labels}
    inside = {inner for label in labels for inner in label.iter()}
    for field in every:
        if field.tag not in {"input", "select", "textarea"} or field.get("type") in _SKIPPED_INPUTS:
            continue
        if not field.get("aria-label") and field.get("id", "") not in named and field not in inside:
            yield field


def _posts_bare(form: Element) -> bool:
    posts = form.get("method", "").lower() == "post"
    return posts and not any(one.get("name") == "csrf_token" for one in form.iter("input"))


def _is_inline(one: Element) -> bool:
    if one.tag == "style" or (one.tag == "script" and not one.get("src")):
        return True
    return any(name == "style" or name.startswith("on") for name in one.attrib)
