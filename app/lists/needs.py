"""Särskilda behov by person, for those with the right to read them. No filter, no search, no other order than names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.events.model import Event
from app.events.rules.kinds import EventState
from app.invitations.letters import capacity
from app.invitations.model import Invitation, InvitationHolding
from app.kernel.db import db
from app.people.model import Person
from app.registrations.model import Need, Registration
from app.registrations.rules import NeedKind, RegistrationState
from app.registrations.rules.needs import CHOICES


class Said(NamedTuple):
    """One need: what was written, or the words of what was ticked (source text)."""

    written: str
    ticked: str


@dataclass(frozen=True)
class PersonsNeeds:
    """What one person has said, by kind. ``severe``: the kitchen may have the name with the allergy."""

    name: str
    capacity: str
    said: Mapping[NeedKind, tuple[Said, ...]]
    severe: bool


def list_by_person(event_id: int) -> list[PersonsNeeds]:
    """Everybody registered who has given needs, in Swedish order of names; three statements."""
    holdings = selectinload(Invitation.holdings).options(
        joinedload(InvitationHolding.role), joinedload(InvitationHolding.organisation)
    )
    asked = (
        sa.select(Registration)
        .join(Registration.person)
        .where(
            Registration.event_id == event_id,
            Registration.state != RegistrationState.CANCELLED,
            sa.exists().where(Need.registration_id == Registration.id),
        )
        .options(
            joinedload(Registration.person),
            joinedload(Registration.invitation).options(holdings),
            selectinload(Registration.needs),
        )
        .order_by(Person.sort_key, Registration.id)
    )
    return [_of(registration) for registration in db.session.scalars(asked)]


def _of(registration: Registration) -> PersonsNeeds:
    said: dict[NeedKind, tuple[Said, ...]] = {}
    for need in sorted(registration.needs, key=lambda one: one.id):
        one = Said(need.text, dict(CHOICES[need.kind]).get(need.choice, ""))
        said[need.kind] = (*said.get(need.kind, ()), one)
    severe = any(need.severe_words for need in registration.needs)
    invitation = registration.invitation
    return PersonsNeeds(registration.person.name, capacity(invitation) if invitation else "", said, severe)


@dataclass(frozen=True)
class EventsNeeds:
    """An event that keeps needs, how many people have given some, and the day on which they are erased."""

    event: Event
    people: int
    erased_on: date


def list_events_with_needs() -> list[EventsNeeds]:
    """The events that ask for needs and still keep them, the nearest last day first; one statement."""
    given = (
        sa.select(sa.func.count(sa.distinct(Need.registration_id)))
        .join(Registration, Registration.id == Need.registration_id)
        .where(Registration.event_id == Event.id, Registration.state != RegistrationState.CANCELLED)
        .correlate(Event)
        .scalar_subquery()
    )
    asked = (
        sa.select(Event, given)
        .where(
            sa.or_(Event.asks_needs, given > 0),
            Event.needs_erased_at.is_(None),
            Event.state.in_([EventState.PUBLISHED, EventState.DONE]),
        )
        .order_by(Event.ends_on, Event.id)
    )
    return [
        EventsNeeds(event, people, event.ends_on + timedelta(days=event.needs_kept_days + 1))
        for event, people in db.session.execute(asked)
    ]
