"""The doors of the demo's meetings: who was ticked off, and what was put right afterwards."""

from datetime import UTC, datetime, time, timedelta
from random import Random

import sqlalchemy as sa

from app.attendance import actions as attendance
from app.attendance.queries import AtDoor, list_present_at
from app.attendance.rules import How
from app.audit.actor import Actor
from app.demo import doors
from app.events import actions as events
from app.events.model import Event, Part
from app.events.rules.kinds import PartKind
from app.kernel.db import db, transaction
from app.people.model import Person
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState


def hold(event: Event, *, actor: Actor, chance: Random) -> None:
    """Tick off nine of ten at each part they have a place on, close the event, and put one tick right."""
    keepers = doors.keepers(event, now=_days_after(event, -3), actor=actor)
    for part in event.parts:
        if part.kind is PartKind.NIGHT:
            continue
        with transaction():
            for number, (person, mode) in enumerate(_expected(part)):
                if chance.random() < 0.9:
                    when = part.starts_at - timedelta(minutes=15) + timedelta(seconds=7 * number)
                    at_door, nonce = AtDoor(part.id, person.id, person.name), f"demo-{part.uid}-{number}"
                    how = How.DIGITAL if mode is Mode.ONLINE else How.QR if number % 4 == 0 else How.NAME
                    attendance.tick(at_door, nonce=nonce, now=when, by=keepers[number % len(keepers)], how=how)
    doors.out_of_the_ordinary(event.parts[0], [one for one, _mode in _expected(event.parts[0])], keepers[-1])
    with transaction():
        events.finish(event, now=_days_after(event, 1), actor=actor)
    _correct(event.parts[0], now=_days_after(event, 3), actor=actor)


def _expected(part: Part) -> list[tuple[Person, Mode]]:
    """Those with a place on the part, and how they come."""
    asked = (
        sa.select(Person, RegistrationPart.mode)
        .join(Registration, Registration.person_id == Person.id)
        .join(RegistrationPart, RegistrationPart.registration_id == Registration.id)
        .where(RegistrationPart.part_id == part.id, RegistrationPart.state == RegistrationState.CONFIRMED)
        .order_by(Person.id)
    )
    return [(person, mode) for person, mode in db.session.execute(asked)]


def _days_after(event: Event, days: int) -> datetime:
    """At ten or eleven in the morning in Sweden, so many days after the event."""
    return datetime.combine(event.ends_on + timedelta(days=days), time(9), UTC)


def _correct(part: Part, *, now: datetime, actor: Actor) -> None:
    """Somebody who had a place, and was not ticked off, was there after all."""
    with transaction():
        present = {person for person, there in list_present_at(part.event_id).items() if part.id in there}
        missed = next((one for one, _mode in _expected(part) if one.id not in present), None)
        if missed is not None:
            reason = "Kom till andra dörren och blev inte avbockad"
            nonce = f"demo-correction-{part.uid}"
            attendance.correct(missed, part, present=True, reason=reason, nonce=nonce, now=now, actor=actor)
