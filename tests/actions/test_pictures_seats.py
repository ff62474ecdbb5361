"""What the picture of seats says in words."""

from datetime import timedelta

import pytest
from flask import Flask

from app.events.model import Event, Part
from app.kernel.db import db, transaction
from app.lists import pictures
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState
from tests import builders
from tests.attended import comes
from tests.builders import NOW

CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITING


@pytest.fixture
def part(database: Flask) -> Part:
    """A seminar with two seats, one of them taken."""
    with transaction():
        part = builders.part(builders.event(), "Seminarium", capacity=2)
        comes(builders.invitation(part.event, builders.person("Anna")), part)
    return part


def _says(event: Event) -> str:
    figure = pictures.seats(event, NOW)
    assert figure is not None
    return figure.sentence


def _waits(part: Part, name: str, number: int, *, offered: bool = False) -> None:
    person, until = builders.person(name), NOW + timedelta(days=1) if offered else None
    stands = {"state": WAITING, "mode": Mode.ON_SITE, "changed_at": NOW, "queued_at": NOW}
    with transaction() as session:
        row = Registration(event=part.event, person=person, state=CONFIRMED, created_at=NOW, changed_at=NOW)
        row.parts = [RegistrationPart(part=part, queue_number=number, offered_until=until, **stands)]
        session.add(row)


def test_a_seat_that_is_held_for_somebody_is_not_free(part: Part) -> None:
    assert _says(part.event) == "Inget är fullt."
    _waits(part, "Bo", 1, offered=True)
    _waits(part, "Cia", 2)
    assert _says(part.event) == "Fullt: Seminarium (1 av 2, 1 hålls). På väntelista: Seminarium 2."


def test_who_waits_is_told_of_also_where_seats_are_left_or_not_counted(part: Part) -> None:
    _waits(part, "Bo", 1)
    assert _says(part.event) == "Inget är fullt. På väntelista: Seminarium 1."
    with transaction():
        db.session.get_one(Part, part.id).capacity = None
    assert _says(part.event) == "Inget har ett högsta antal platser. På väntelista: Seminarium 1."
