"""Erase a person: everything personal goes, counts stay."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.attendance.queries import count_records, count_stood
from app.audit import log
from app.audit.actor import SYSTEM, Actor
from app.events.model import Event
from app.invitations.actions.forgetting import forget_claims_of
from app.invitations.actions.substitutes import release_original
from app.invitations.model import Invitation
from app.invitations.queries import list_for_person
from app.kernel.db import db
from app.kernel.words import local
from app.mail import mailings, outbox
from app.mail.model import OutboxLetter
from app.people import actions
from app.people.model import Person
from app.registrations.actions import promote
from app.registrations.model import PurgeProtocol, Registration
from app.registrations.rules import RegistrationState
from app.registrations.rules.erased import ErasedKind


@dataclass(frozen=True)
class Extent:
    """How many rows of each kind go with a person."""

    assignments: int
    invitations: int
    registrations: int
    ticks: int
    letters: int


def extent(person: Person) -> Extent:
    """What erasing the person takes away."""
    return Extent(
        len(person.assignments),
        _count(Invitation.person_id == person.id),
        _count(Registration.person_id == person.id),
        count_records(person.id),
        _count(OutboxLetter.person_uid == person.uid),
    )


def erase_person(
    person: Person,
    *,
    now: datetime,
    actor: Actor = SYSTEM,
    kind: ErasedKind = ErasedKind.PERSON,
    remember_addresses: bool = True,
) -> None:
    """Remove the person, letters, and the names in the log; keep how many took part in what. A seat that becomes free
    at a coming event goes to the next in line. An address that is remembered does not come back by an import.
    """
    freed = _coming_events(person, now)
    for one in list_for_person(person.id):
        if one.event.ends_on >= local(now).date():
            release_original(one, now=now, actor=actor)
    if remember_addresses:
        forget_claims_of(person, now=now)
    _keep_counts(person, now, kind)
    db.session.execute(sa.delete(OutboxLetter).where(OutboxLetter.person_uid == person.uid))
    outbox.forget_named(person.uid)
    mailings.forget_person(person.uid)
    log.forget_person(person.uid)
    actions.erase(person, now=now, remember_addresses=remember_addresses)
    db.session.expire_all()
    log.record(actor, "person.erased", now=now)
    for event in freed:
        promote(event, now=now)


def _coming_events(person: Person, now: datetime) -> list[Event]:
    asked = (
        sa.select(Event)
        .join(Registration)
        .where(
            Registration.person_id == person.id,
            Registration.state != RegistrationState.CANCELLED,
            Event.starts_on >= local(now).date(),
        )
        .order_by(Event.id)
    )
    return list(db.session.scalars(asked))


def _keep_counts(person: Person, now: datetime, kind: ErasedKind) -> None:
    registered = (
        sa.select(Event.uid, sa.func.count())
        .join(Registration, Registration.event_id == Event.id)
        .where(Registration.person_id == person.id, Registration.state == RegistrationState.CONFIRMED)
        .group_by(Event.uid)
    )
    db.session.add(PurgeProtocol(at=now, kind=kind.value, count=1))
    seated = [(uid, count) for uid, count in db.session.execute(registered)]
    for counted, found in ((ErasedKind.REGISTRATION, seated), (ErasedKind.TICK, count_stood(person.id))):
        for event_uid, count in found:
            db.session.add(PurgeProtocol(at=now, kind=counted.value, event_uid=event_uid, count=count))


def _count(condition: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(condition)) or 0
