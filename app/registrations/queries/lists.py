"""Many registrations: an event's, a person's, the queues. Statements do not grow with the rows."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.events.model import Event, Part
from app.events.rules.kinds import EventState
from app.invitations.model import Invitation, InvitationHolding
from app.kernel.db import db, run_within
from app.people.model import Person
from app.registrations.model import Need, Registration, RegistrationPart
from app.registrations.rules import RegistrationState

_ACTIVE = (RegistrationState.CONFIRMED, RegistrationState.WAITING)


def list_for_event(event_id: int, part_id: int | None = None) -> list[Registration]:
    """The active registrations in Swedish order of names, with person, addresses, parts and the roles they are invited
    in; of one part, if so said.
    """
    asked = (
        sa.select(Registration)
        .join(Registration.person)
        .where(Registration.event_id == event_id, Registration.state.in_(_ACTIVE))
        .options(
            joinedload(Registration.person).selectinload(Person.addresses),
            selectinload(Registration.parts),
            joinedload(Registration.invitation)
            .selectinload(Invitation.holdings)
            .options(joinedload(InvitationHolding.role), joinedload(InvitationHolding.organisation)),
        )
        .order_by(Person.sort_key, Registration.id)
    )
    if part_id is not None:
        here = sa.and_(RegistrationPart.part_id == part_id, RegistrationPart.state.in_(_ACTIVE))
        asked = asked.where(Registration.parts.any(here))
    return list(db.session.scalars(asked))


def list_confirmed(event_id: int, uids: Collection[str]) -> list[Registration]:
    """Those of the registrations ``uids`` at the event that are confirmed now, with what their letters tell. Held: none
    is withdrawn until the transaction ends.
    """
    asked = (
        sa.select(Registration)
        .where(Registration.event_id == event_id, Registration.uid.in_(uids))
        .where(Registration.state == RegistrationState.CONFIRMED, Registration.invitation_id.is_not(None))
        .options(
            joinedload(Registration.event),
            joinedload(Registration.person).selectinload(Person.addresses),
            selectinload(Registration.parts).joinedload(RegistrationPart.part),
            joinedload(Registration.invitation)
            .selectinload(Invitation.holdings)
            .options(joinedload(InvitationHolding.role), joinedload(InvitationHolding.organisation)),
        )
        .order_by(Registration.id)
        .with_for_update(read=True, of=Registration)
    )
    return list(db.session.scalars(asked.execution_options(populate_existing=True)))


def states_of(event_id: int, person_ids: Collection[int]) -> dict[int, RegistrationState]:
    """The states of these people's registrations at the event, by the person's id."""
    asked = sa.select(Registration.person_id, Registration.state)
    mine = asked.where(Registration.event_id == event_id, Registration.person_id.in_(person_ids))
    return {row.person_id: row.state for row in db.session.execute(mine)}


def list_who_has(event_id: int, part_uid: str, person_uids: Collection[str]) -> set[str]:
    """Those of the people who are confirmed at the event's part."""
    asked = sa.select(Person.uid).join(Registration, Registration.person_id == Person.id)
    asked = asked.join(RegistrationPart, RegistrationPart.registration_id == Registration.id).join(
        RegistrationPart.part
    )
    mine = asked.where(Part.event_id == event_id, Part.uid == part_uid, Person.uid.in_(person_uids))
    return set(db.session.scalars(mine.where(RegistrationPart.state == RegistrationState.CONFIRMED)))


def list_confirmed_uids(event_id: int) -> dict[str, int]:
    """The confirmed registrations of an event that came by an invitation: uid and the person's id; not those whose
    every part is called off. One statement.
    """
    chosen = sa.exists().where(
        RegistrationPart.registration_id == Registration.id, RegistrationPart.state != RegistrationState.CANCELLED
    )
    stands = chosen.where(RegistrationPart.part_id == Part.id, Part.cancelled_at.is_(None))
    asked = sa.select(Registration.uid, Registration.person_id).where(
        Registration.event_id == event_id,
        Registration.state == RegistrationState.CONFIRMED,
        Registration.invitation_id.is_not(None),
        sa.or_(stands, ~chosen),
    )
    return {row.uid: row.person_id for row in db.session.execute(asked.order_by(Registration.id))}


def list_for_person(person_id: int) -> list[Registration]:
    """Everything a person is or was registered for, with event and parts, the latest event first; three statements."""
    asked = (
        sa.select(Registration)
        .join(Registration.event)
        .where(Registration.person_id == person_id)
        .options(
            joinedload(Registration.event),
            joinedload(Registration.invitation),
            selectinload(Registration.parts).joinedload(RegistrationPart.part),
        )
        .order_by(Event.starts_on.desc(), Registration.id)
    )
    return list(db.session.scalars(asked))


def list_waiting(event_id: int) -> list[Registration]:
    """Those who wait for the event or for one of its parts, or are offered a seat, read as the database has it now,
    with parts, person and the roles they are invited in. One statement where nobody waits, four otherwise.
    """
    waits = RegistrationPart.state == RegistrationState.WAITING
    in_part = sa.select(RegistrationPart.registration_id).join(Registration)
    in_event = sa.select(Registration.id).where(Registration.state == RegistrationState.WAITING)
    ids = in_part.where(Registration.event_id == event_id, waits).union(
        in_event.where(Registration.event_id == event_id)
    )
    holdings = selectinload(Invitation.holdings).options(
        joinedload(InvitationHolding.role), joinedload(InvitationHolding.organisation)
    )
    asked = (
        sa.select(Registration)
        .where(Registration.id.in_(ids), Registration.state.in_(_ACTIVE))
        .options(
            selectinload(Registration.parts),
            joinedload(Registration.person).selectinload(Person.addresses),
            joinedload(Registration.invitation).options(holdings),
        )
        .order_by(Registration.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(asked))


def list_events_with_passed_offers(now: datetime) -> list[Event]:
    """The published events where somebody was offered a seat until ``now`` or before and has not answered."""
    of_parts = (
        sa.select(Registration.event_id)
        .join(RegistrationPart)
        .where(RegistrationPart.offered_until <= now, RegistrationPart.state != RegistrationState.CANCELLED)
    )
    of_events = sa.select(Registration.event_id).where(
        Registration.offered_until <= now, Registration.state != RegistrationState.CANCELLED
    )
    passed = of_parts.union(of_events)
    asked = sa.select(Event).where(Event.state == EventState.PUBLISHED, Event.id.in_(passed)).order_by(Event.id)
    return list(db.session.scalars(asked))


def next_queue_number(event_id: int) -> int:
    """A number higher than every one in the event's queues: places are told by it, not by the clock. Whoever stands in
    none has the number 0, so that the last of each queue is the end of an index.
    """
    row = run_within(_last_numbers(), {"event_id": event_id})[0]
    return max(row.parts or 0, row.event or 0) + 1


@cache  # asked while others wait for their turn
def _last_numbers() -> sa.Select[int | None, int | None]:
    event_id, number = sa.bindparam("event_id", type_=sa.Integer), RegistrationPart.queue_number
    of_part = sa.select(sa.func.max(number)).where(RegistrationPart.part_id == Part.id).correlate(Part)
    of_parts = sa.select(sa.func.max(of_part.scalar_subquery())).where(Part.event_id == event_id)
    of_event = sa.select(sa.func.max(Registration.queue_number)).where(Registration.event_id == event_id)
    return sa.select(of_parts.scalar_subquery().label("parts"), of_event.scalar_subquery().label("event"))


def has_number(event_id: int, number: int) -> bool:
    """Whether somebody stands in one of the event's queues with that very number."""
    of_event = sa.exists().where(Registration.event_id == event_id, Registration.queue_number == number)
    of_parts = sa.exists().where(
        RegistrationPart.registration_id == Registration.id,
        Registration.event_id == event_id,
        RegistrationPart.queue_number == number,
    )
    return bool(db.session.scalar(sa.select(sa.or_(of_event, of_parts))))


def list_active_person_ids(event_id: int) -> list[int]:
    """Whose feeds show the event."""
    asked = sa.select(Registration.person_id).where(Registration.event_id == event_id, Registration.state.in_(_ACTIVE))
    return list(db.session.scalars(asked.order_by(Registration.person_id)))


def list_to_purge(today: date) -> list[Event]:
    """The events whose needs have been kept long enough and are not erased yet; also one that asks no more."""
    given = sa.exists().where(Need.registration_id == Registration.id, Registration.event_id == Event.id)
    asked = sa.select(Event).where(
        sa.or_(Event.asks_needs, given), Event.needs_erased_at.is_(None), Event.ends_on < today
    )
    events = db.session.scalars(asked.order_by(Event.ends_on, Event.id))
    return [event for event in events if event.ends_on + timedelta(days=event.needs_kept_days) < today]


def count_needs(event: Event) -> int:
    """How many needs are kept for the event."""
    asked = sa.select(sa.func.count(Need.id)).join(Registration).where(Registration.event_id == event.id)
    return db.session.scalar(asked) or 0
