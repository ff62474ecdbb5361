"""Meetings as their kinds usually are, and an organizer who is signed in to make and change them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.actor import SYSTEM
from app.events import actions, queries
from app.events.rules.kinds import EventKind, NeedsGround
from app.events.rules.usual import usual_draft
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Role
from tests import builders
from tests.conftest import SignsIn

HOME = "/arrangor/moten/run-konferens-2027"
CREATE = "/arrangor/moten/nytt/conference?forsta=2027-03-04"
KEYS = ("skolchef", "prefekt", "utbildningschef", "samordnare", "rektor", "skolpolitiker")


@pytest.fixture(autouse=True)
def organizer(client: FlaskClient, sign_in: SignsIn, app: Flask) -> None:
    """An organizer is signed in, and the register has its roles."""
    sign_in(client, Right.ORGANIZER)
    with app.app_context(), transaction():
        for key in KEYS:
            builders.role(key)


@pytest.fixture
def draft(app: Flask) -> None:
    """The conference of 2027 as a draft, as its kind usually is."""
    create(app)


@pytest.fixture
def published(app: Flask) -> None:
    """The same, published."""
    create(app, publish=True)


def create(app: Flask, kind: EventKind = EventKind.CONFERENCE, *, publish: bool = False) -> str:
    with app.app_context(), transaction():
        ids = {role.key: role.id for role in db.session.scalars(sa.select(Role))}
        plan = usual_draft(kind, date(2027, 3, 4), ids)
        plan = replace(plan, terms=replace(plan.terms, needs_ground=NeedsGround.CONSENT)) if publish else plan
        event = actions.create_event(plan, now=builders.NOW, actor=SYSTEM)
        if publish:
            actions.publish(event, date(2027, 1, 20), now=builders.NOW, actor=SYSTEM)
        return event.slug


def saved(app: Flask, read: Any, slug: str = "run-konferens-2027") -> Any:
    with app.app_context():
        return read(queries.get_whole_event(slug))


def words(response: TestResponse) -> str:
    return " ".join(response.get_data(as_text=True).split())
