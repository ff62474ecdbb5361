"""Forms as a browser without JavaScript sends them."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def values_of(form: Tag) -> dict[str, list[str]]:
    """What the form would send if it were sent as it stands, without its buttons."""
    sent: dict[str, list[str]] = {}
    for field in form.find_all(["input", "select", "textarea"]):
        name = str(field.get("name") or "")
        if name:
            sent.setdefault(name, []).extend(_values(field))
    return {name: values for name, values in sent.items() if values}


def _values(field: Tag) -> list[str]:
    if field.name == "textarea":
        return [field.get_text().removeprefix("\n")]
    if field.name == "select":
        options = field.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")] or options[:1]
        return [str(option.get("value", "")) for option in chosen]
    if field.get("type") in {"checkbox", "radio"}:
        return [str(field.get("value", "on"))] if field.has_attr("checked") else []
    return [str(field.get("value", ""))] if field.get("type") not in {"submit", "button"} else []


def submit(
    client: FlaskClient, address: str, changes: dict[str, Any] | None = None, *, to: str | None = None
) -> TestResponse:
    """Open ``address``, write ``changes`` into the form that leads ``to`` (else the page's own form), and send it.
    None unticks a box.
    """
    page = BeautifulSoup(client.get(address).get_data(as_text=True), "html.parser")
    form = _form(page, to)
    sent: dict[str, Any] = {**values_of(form)}
    for name, value in (changes or {}).items():
        if value is None:
            sent.pop(name, None)
        else:
            sent[name] = value
    return client.post(to or str(form.get("action") or address), data=sent)


def _form(page: BeautifulSoup, to: str | None) -> Tag:
    forms = [form for form in page.main.find_all("form") if str(form.get("method")).lower() == "post"]  # type: ignore[union-attr]
    wanted = [form for form in forms if form.get("action") == to]
    assert wanted, f"no form to {to}"
    return wanted[0]
