"""A meeting that an organizer changes in the pages, and the page that asks who is to be told."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.events.model import Event
from app.kernel.db import db
from app.mail.model import LetterState, OutboxLetter
from tests.pages.forms import values_of
from tests.web.guest import Guest

HOME = "/arrangor/moten/konferensen"
MOVE, SETTINGS = f"{HOME}/flytta", f"{HOME}/installningar"
WEEK_LATER = {"first": "2027-03-11", "last": "2027-03-12"}
HELD = timedelta(minutes=11)


def page_of(response: TestResponse) -> BeautifulSoup:
    """As it is parsed."""
    return BeautifulSoup(response.data, "html5lib")


def words(response: TestResponse) -> str:
    """What the main part says, single spaces."""
    main = page_of(response).main
    assert main is not None
    return " ".join(main.get_text(" ").split())


def answers(organizer: FlaskClient, asked: TestResponse, address: str, **fields: str) -> TestResponse:
    """Send the form of the page that asks, by one of its buttons."""
    form = page_of(asked).select_one("main form")
    assert form is not None
    return organizer.post(address, data={**values_of(form), **fields})


def saved(guest: Guest, name: str) -> Any:
    """A field of the meeting as it is kept."""
    with guest.app.app_context():
        return getattr(db.session.get_one(Event, guest.event.id), name)


def waiting(guest: Guest) -> list[str]:
    """The kinds of the letters that wait."""
    with guest.app.app_context():
        asked = sa.select(OutboxLetter.kind).where(OutboxLetter.state == LetterState.WAITING)
        return list(db.session.scalars(asked.order_by(OutboxLetter.id)))
