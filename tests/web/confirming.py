"""Be kommunerna stämma av, as an organizer's browser does it."""

from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from app.mail.model import OutboxLetter
from app.mail.render import render
from tests.web.contact import Contact

HERE = "/arrangor/register/avstamning"


def page_of(client: FlaskClient, where: str = HERE) -> BeautifulSoup:
    """A page that opens."""
    answer = client.get(where)
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html5lib")


def fields_of(page: BeautifulSoup) -> dict[str, Any]:
    """What the form that holds the organisations sends as it stands."""
    form = next(form for form in page.select("main form") if form.select("[name=organisation]"))
    data: dict[str, Any] = {}
    for field in form.select("textarea[name], select[name], input[name]"):
        if field.name == "textarea":
            data[str(field["name"])] = [field.get_text().removeprefix("\n")]
        elif field.name == "select":
            data[str(field["name"])] = [str(one["value"]) for one in field.select("option[selected]")]
        elif field.get("type") != "checkbox" or field.has_attr("checked"):
            data.setdefault(str(field["name"]), []).append(str(field.get("value", "")))
    return data


def review(client: FlaskClient, **given: Any) -> Any:
    """Choose, and look before it is sent."""
    return client.post(f"{HERE}/ny", data=fields_of(page_of(client, f"{HERE}/ny")) | given)


def ask(client: FlaskClient, **given: Any) -> dict[str, Any]:
    """Choose, review, send; gives what was sent."""
    data = fields_of(BeautifulSoup(review(client, **given).data, "html5lib"))
    assert client.post(f"{HERE}/skicka", data=data).status_code == 303
    return data


def remind(client: FlaskClient) -> None:
    """Press the reminder's button."""
    form = next(form for form in page_of(client).select("main form") if "Påminn" in form.get_text())
    token = form.select_one("[name=csrf_token]")
    assert token is not None
    client.post(str(form["action"]), data={"csrf_token": token["value"]})


OWN = "Hej {{namn}}.\n\nSe efter hos {{organisation}} inför {{tillfälle}}."


def texts_of(contact: Contact, kind: str) -> list[str]:
    """The text of each letter of a kind."""
    rows = [row for row in contact.all(OutboxLetter) if row.kind == kind]
    return [render(row.kind, row.language, row.data, row.to_name).text for row in rows]
