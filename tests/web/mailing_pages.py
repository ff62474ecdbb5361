"""Utskick as an organizer's browser has them."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.actor import SYSTEM
from app.invitations.model import Invitation
from app.invitations.queries import lock
from app.kernel.db import db, transaction
from app.mail.model import Mailing, OutboxLetter
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from tests import builders
from tests.builders import NOW

EVENT = "/arrangor/moten/run-konferens/utskick"
NEW = "/arrangor/utskick/nytt"
WORDS = {"audience": "coming", "subject": "Om {{möte}}", "text": "Hej **{{förnamn}}**.\n\nTa med vantar."}
LEAVES = NOW + timedelta(minutes=10)


def set_meeting(app: Flask) -> None:
    """Anna and Bo come, Cia has not answered, Dag has no address; Eva stands in the register alone."""
    with app.app_context():
        with transaction():
            event = builders.event(slug="run-konferens")
            part = builders.part(event).uid
            builders.part(event, "Middag")
            rektor, ange = builders.role(), builders.organisation()
            for name in ("Anna", "Bo", "Cia", "Dag", "Eva"):
                who = builders.person(name, "Ek", "" if name == "Dag" else None)
                builders.assignment(who, rektor, ange)
                if name != "Eva":
                    builders.invitation(event, who, rektor, ange)
            uids = [one.uid for one in db.session.scalars(sa.select(Invitation).order_by(Invitation.id))][:2]
        for uid in uids:
            with transaction():
                actions.register(lock(uid), Answers((Asked(part),)), now=NOW, actor=SYSTEM)
        with transaction() as session:
            session.execute(sa.delete(OutboxLetter))


def page(answer: TestResponse) -> BeautifulSoup:
    """As it is parsed."""
    return BeautifulSoup(answer.text, "html.parser")


def words(found: BeautifulSoup) -> str:
    """What the main part says, single spaces."""
    return " ".join(found.main.get_text(" ").split())  # type: ignore[union-attr]


def post(client: FlaskClient, where: str, data: Any = None) -> TestResponse:
    """Send a form with the token that every page has."""
    token = page(client.get(NEW)).select_one("[name=csrf_token]")["value"]  # type: ignore[index]
    return client.post(where, data={"csrf_token": token, **(data or {})})


def written(client: FlaskClient, **given: Any) -> str:
    """The address of a draft about the meeting."""
    answer = post(client, f"{NEW}?mote=run-konferens", data=WORDS | given)
    assert answer.status_code == 303, page(answer).select(".field-error")
    return answer.headers["Location"]


def press(client: FlaskClient, where: str, **given: str) -> TestResponse:
    """Press "Skicka" on the page at ``where``, with the fields it has."""
    form = page(client.get(where)).select_one("form[action$='/skicka']")
    assert form is not None
    hidden = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[type=hidden]")}
    return post(client, f"{where}/skicka", data=hidden | given)


def names(found: BeautifulSoup, table: str) -> list[str]:
    """The given names in a table."""
    return [row.th.get_text(" ").split()[0] for row in found.select(f"#{table} tbody tr")]  # type: ignore[union-attr]


def one(app: Flask) -> Mailing:
    """The only mailing."""
    with app.app_context():
        return db.session.scalars(sa.select(Mailing)).one()
