"""Acts on many registrations, and whom they are about. Statements do not grow with the rows."""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.events.model import Event
from app.invitations.model import Invitation, InvitationHolding
from app.kernel.db import db
from app.people.model import Person
from app.registrations.model import BulkAct, BulkItem, Registration, RegistrationPart
from app.registrations.queries.seats import taken_of
from app.registrations.rules import RegistrationState
from app.registrations.rules.bulk import comes_back_at_once
from app.registrations.rules.offers import queue_stops_on


def list_for_act(event_id: int, ids: Collection[int], *, in_line: bool = False) -> list[Registration]:
    """Those of ``ids`` that are the event's, with person, invitation and parts, in Swedish order of names, or
    (``in_line``) in the order of the queue.
    """
    order = (Registration.queued_at, Registration.queue_number) if in_line else (Person.sort_key,)
    asked = (
        sa.select(Registration)
        .join(Registration.person)
        .where(Registration.event_id == event_id, Registration.id.in_(ids))
        .options(*_whole())
        .order_by(*order, Registration.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(asked))


def find_act(event_id: int, uid: str) -> BulkAct | None:
    """The act ``uid`` on registrations of that very event, with its items, people and parts."""
    asked = (
        sa.select(BulkAct)
        .where(BulkAct.event_id == event_id, BulkAct.uid == uid)
        .options(selectinload(BulkAct.items).joinedload(BulkItem.registration).options(*_whole()))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(asked).one_or_none()


def _whole() -> tuple[Any, ...]:
    holdings = selectinload(Invitation.holdings).options(
        joinedload(InvitationHolding.role), joinedload(InvitationHolding.organisation)
    )
    return (
        joinedload(Registration.person).selectinload(Person.addresses),
        joinedload(Registration.invitation).options(holdings),
        selectinload(Registration.parts).joinedload(RegistrationPart.part),
    )


def is_line_stopped(event: Event, today: date) -> bool:
    """Whether the event's queue has stopped moving ``today`` (Europe/Stockholm)."""
    stops_on = queue_stops_on(event.starts_on, event.queue_stop_days)
    return stops_on is not None and today > stops_on


def is_line_too_short(event: Event, moved: Collection[Registration]) -> bool:
    """Whether some of ``moved``, put last in the event's line, would get their seats back at once."""
    in_line = sa.select(sa.func.count()).where(
        Registration.event_id == event.id, Registration.queued_at.is_not(None), Registration.quota_id.is_(None)
    )
    number = sum(one.state is RegistrationState.CONFIRMED for one in moved)
    return comes_back_at_once(number, event.capacity, taken_of(event), db.session.scalar(in_line) or 0)
