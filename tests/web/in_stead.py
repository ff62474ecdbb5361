"""Somebody who names another in their stead, and the other's pages."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app.invitations.model import Invitation
from app.kernel import links
from app.kernel.db import db
from app.kernel.links import Link, Purpose
from app.people.model import Person
from tests.web.guest import Guest

KARIN = {"given_name": "Karin", "family_name": "Ek", "address": "karin.ek@ange.example"}
FORM = "/nagon-annan"


@pytest.fixture
def asked(app: Flask, at: Callable[[datetime], None]) -> Guest:
    """A guest of a meeting that wants to approve."""
    return Guest(app, approve_substitutes=True)


def follow(guest: Guest, name: str) -> Guest:
    """The same browser with the link of somebody else."""
    with guest.app.app_context():
        asked = sa.select(Invitation).join(Invitation.person).where(Person.given_name == name)
        one = db.session.scalars(asked).one()
        guest.token = links.token(Link(Purpose.INVITATION, one.link_seed, one.link_generation))
    return guest
