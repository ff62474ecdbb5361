"""Registrations as the page Anmälda shows them. Needs are never read, only that some were given."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.invitations.model import Invitation, InvitationHolding
from app.kernel.db import db
from app.people.model import Person
from app.registrations.model import Need, Registration, RegistrationPart


class RegistrationMissing(LookupError):
    """No such registration for this event."""


def list_by_ids(ids: Collection[int]) -> list[Registration]:
    """These registrations with person, addresses, holdings and parts; in no order. Four statements."""
    return list(db.session.scalars(_whole().where(Registration.id.in_(ids))))


def get(event_id: int, uid: str) -> Registration:
    """The registration with ``uid`` of that very event. Raises RegistrationMissing."""
    asked = _whole().where(Registration.event_id == event_id, Registration.uid == uid)
    found = db.session.scalars(asked).one_or_none()
    if found is None:
        raise RegistrationMissing(uid)
    return found


def find_for_invitation(invitation_id: int) -> Registration | None:
    """The registration that answers the invitation."""
    return db.session.scalars(_whole().where(Registration.invitation_id == invitation_id)).one_or_none()


def _whole() -> sa.Select[Registration]:
    holdings = selectinload(Invitation.holdings).options(
        joinedload(InvitationHolding.role), joinedload(InvitationHolding.organisation)
    )
    return sa.select(Registration).options(
        joinedload(Registration.person).selectinload(Person.addresses),
        joinedload(Registration.invitation).options(holdings),
        selectinload(Registration.parts).joinedload(RegistrationPart.part),
    )


def has_needs(registration_id: int) -> bool:
    """Whether any särskilda behov were given: what they are is not read."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Need.registration_id == registration_id))))
