"""A register with a meeting whose circle it answers to, and inviting from it."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.invitations import actions
from app.invitations.model import Invitation
from app.invitations.rules import (
    Made,
    NotPublished,
    Sent,
)
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.model import Person
from tests import builders
from tests.builders import NOW

TODAY = NOW.date()
LATER = NOW + timedelta(days=3)


class Register:
    """Anna leads the school in Ånge, Bo leaves with the election, Cia has no address, Dag wants nothing."""

    def __init__(self) -> None:
        self.event = builders.event()
        self.rektor, self.skolchef = builders.role(), builders.role("skolchef")
        self.ange, self.timra = builders.organisation(), builders.organisation("Timrå kommun")
        builders.circle(self.event, self.rektor)
        self.dialogue = builders.part(self.event, "Dialogmöte")
        self.plenary = builders.part(self.event)
        builders.circle(self.event, self.skolchef, self.dialogue)
        self.anna = builders.person()
        self.bo = builders.person("Bo", "Ek")
        self.cia = builders.person("Cia", "Dahl", address="")
        self.dag = builders.person("Dag", "Öh", declined_all_at=NOW)
        builders.assignment(self.anna, self.rektor, self.ange)
        builders.assignment(self.anna, self.skolchef, self.ange)
        builders.assignment(self.bo, self.rektor, self.timra, ends_on=date(2027, 1, 31))
        builders.assignment(self.cia, self.rektor, self.timra)
        builders.assignment(self.dag, self.rektor, self.timra)


@pytest.fixture
def register(database: Flask) -> Register:
    with transaction():
        return Register()


def invite(register: Register, *people: Person) -> Made:
    with transaction():
        return actions.create_invitations(register.event, {one.uid for one in people}, now=NOW, actor=SYSTEM)


def send(register: Register) -> Sent | NotPublished:
    with transaction():
        return actions.send(register.event, now=NOW, actor=SYSTEM)


def letters() -> list[tuple[str, str]]:
    asked = sa.select(OutboxLetter).order_by(OutboxLetter.id)
    return [(letter.kind, letter.to_name) for letter in db.session.scalars(asked)]


def all_invited() -> list[Invitation]:
    return list(db.session.scalars(sa.select(Invitation).order_by(Invitation.id)))
