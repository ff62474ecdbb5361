"""The statements that lists are read with: one that streams the rows, however many they are."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.attendance.model import Tick
from app.events.model import Event, Part
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.lists.chosen import Chosen
from app.people.model import Organisation, Person, PersonAddress, Role
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState

_BATCH = 500


def invited(event: Event, chosen: Chosen) -> sa.Select[*tuple[Any, ...]]:
    """Everybody with an invitation to ``event``, in Swedish order, with the first role and organisation and what the
    registration's parts are, joined as "id:state:mode,…" so that the rows need one statement.
    """
    holding = aliased(InvitationHolding)
    first = sa.select(sa.func.min(holding.id)).where(holding.invitation_id == Invitation.id).correlate(Invitation)
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Invitation.id.label("invitation_id"),
            Person.family_name,
            Person.given_name,
            Role.name.label("role"),
            sa.func.coalesce(Organisation.name, Invitation.affiliation).label("organisation"),
            Organisation.area,
            PersonAddress.address,
            Person.phone,
            Invitation.state,
            Invitation.sent_at,
            Invitation.reminded_at,
            Invitation.answered_at,
            Registration.state.label("registration_state"),
            Registration.created_at.label("registered_at"),
            _parts_of_registration().label("parts"),
            _ticks_of_person(event).label("ticks"),
        )
        .select_from(Invitation)
        .join(Person, Person.id == Invitation.person_id)
        .outerjoin(InvitationHolding, InvitationHolding.id == first.scalar_subquery())
        .outerjoin(Role, Role.id == InvitationHolding.role_id)
        .outerjoin(Organisation, Organisation.id == InvitationHolding.organisation_id)
        .outerjoin(PersonAddress, (PersonAddress.person_id == Person.id) & PersonAddress.preferred)
        .outerjoin(Registration, Registration.invitation_id == Invitation.id)
        .where(Invitation.event_id == event.id)
        .order_by(Person.sort_key, Person.id)
    )
    return _narrowed(statement, chosen)


def registered(event: Event, chosen: Chosen) -> sa.Select[*tuple[Any, ...]]:
    """As ``invited``, but only those with a registration that stands or waits."""
    standing = [RegistrationState.CONFIRMED, RegistrationState.WAITING]
    return invited(event, chosen).where(Registration.state.in_(standing))


def stream(statement: sa.Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """The rows, fetched in batches."""
    yield from db.session.execute(statement.execution_options(yield_per=_BATCH))


def count(statement: sa.Select[*tuple[Any, ...]]) -> int:
    """How many rows there are."""
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())) or 0)


def _parts_of_registration() -> sa.ScalarSelect[str]:
    row = RegistrationPart
    text = sa.cast(row.part_id, sa.String) + ":" + sa.cast(row.state, sa.String) + ":" + sa.cast(row.mode, sa.String)
    return (
        sa.select(sa.func.aggregate_strings(text, ","))
        .where(row.registration_id == Registration.id)
        .correlate(Registration)
        .scalar_subquery()
    )


def _ticks_of_person(event: Event) -> sa.ScalarSelect[str]:
    own = aliased(Part)
    return (
        sa.select(sa.func.aggregate_strings(sa.cast(Tick.part_id, sa.String), ","))
        .join(own, own.id == Tick.part_id)
        .where(Tick.person_id == Person.id, own.event_id == event.id, Tick.undone_at.is_(None))
        .correlate(Person)
        .scalar_subquery()
    )


def _narrowed(statement: sa.Select[*tuple[Any, ...]], chosen: Chosen) -> sa.Select[*tuple[Any, ...]]:
    if chosen.state:
        statement = statement.where(Invitation.state == InvitationState(chosen.state))
    if chosen.part_id:
        on_part = sa.select(RegistrationPart.id).where(
            RegistrationPart.registration_id == Registration.id,
            RegistrationPart.part_id == chosen.part_id,
            RegistrationPart.state != RegistrationState.CANCELLED,
        )
        statement = statement.where(on_part.correlate(Registration).exists())
    held = aliased(InvitationHolding)
    mine = sa.select(held.id).where(held.invitation_id == Invitation.id).correlate(Invitation)
    if chosen.role_id:
        statement = statement.where(mine.where(held.role_id == chosen.role_id).exists())
    if chosen.organisation_id:
        statement = statement.where(mine.where(held.organisation_id == chosen.organisation_id).exists())
    return statement
