"""Acts on many registrations, and whom they are about. Statements do not grow with the rows."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.invitations.model import Invitation, InvitationHolding
from app.kernel.db import db
from app.people.model import Person
from app.registrations.model import BulkAct, BulkItem, Registration, RegistrationPart


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
