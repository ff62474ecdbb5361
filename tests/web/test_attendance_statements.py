"""The pages about attendance ask the database as often, however many people, parts and records there are."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.attendance.model import Tick
from app.events.model import Part
from app.invitations.model import Invitation
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from tests import builders
from tests.conftest import SignsIn
from tests.held import ticks
from tests.web.crowded import Crowded
from tests.web.crowded_around import CYCLE
from tests.web.pages_of_all import addresses
from tests.web.pages_of_the_event import EVENT
from tests.web.test_statements import counted

AFTER = datetime(2027, 3, 8, 9, tzinfo=UTC)
FEW, MANY = len(CYCLE), 2 * len(CYCLE)


@pytest.fixture
def scene(app: Flask, at: Callable[[datetime], None]) -> Crowded:
    """It has been held."""
    at(AFTER)
    return Crowded(app)


def _come(scene: Crowded) -> None:
    """Everybody invited is ticked off at the first part, and the politicians have one of their own."""
    with scene.app.app_context(), transaction():
        part = db.session.scalars(sa.select(Part).order_by(Part.id).limit(1)).one()
        present = set(db.session.scalars(sa.select(Tick.person_id).where(Tick.part_id == part.id)))
        for one in db.session.scalars(sa.select(Invitation).where(Invitation.event_id == part.event_id)):
            if one.person_id not in present:
                ticks(one, part)


def test_no_page_about_attendance_asks_more_often_because_there_is_more(
    client: FlaskClient, sign_in: SignsIn, scene: Crowded
) -> None:
    scene.grow(FEW)
    with scene.app.app_context(), transaction():
        closed = db.session.scalars(sa.select(Part).order_by(Part.id.desc()).limit(1)).one()
        builders.circle(closed.event, builders.role("ledamot"), closed)
    _come(scene)
    sign_in(client, *Right)
    pages = [where for each in addresses(scene).values() for where in each if where.startswith(f"{EVENT}/narvaro")]
    few = {page: counted(client, page) for page in pages}
    scene.grow(MANY)
    _come(scene)
    many = {page: counted(client, page) for page in pages}
    assert {page: found for page, found in many.items() if found[0] != 200} == {}
    assert {page: (few[page], found) for page, found in many.items() if found != few[page]} == {}
