"""The statements that lists are read with: one that streams the rows, however many they are."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.attendance.queries import present_parts
from app.events.model import Event, Part
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.queries import first_holding, organisation_of
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.lists.chosen import Chosen
from app.people.model import Organisation, Person, PersonAddress, Role
from app.people.queries.sight import open_to
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState

_BATCH = 500


def invited(event: Event, chosen: Chosen) -> sa.Select[*tuple[Any, ...]]:
    """Everybody with an invitation to ``event``, in Swedish order, with the first role and organisation; protected
    people only where ``chosen`` says that the reader may see them.
    """
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Invitation.id.label("invitation_id"),
            Person.family_name,
            Person.given_name,
            Role.name.label("role"),
            organisation_of().label("organisation"),
            Organisation.area,
            PersonAddress.address,
            Person.phone,
            Invitation.state,
            Invitation.sent_at,
            Invitation.reminded_at,
            Invitation.answered_at,
            Registration.state.label("registration_state"),
            Registration.created_at.label("registered_at"),
        )
        .select_from(Invitation)
        .join(Person, Person.id == Invitation.person_id)
        .outerjoin(InvitationHolding, first_holding())
        .outerjoin(Role, Role.id == InvitationHolding.role_id)
        .outerjoin(Organisation, Organisation.id == InvitationHolding.organisation_id)
        .outerjoin(PersonAddress, (PersonAddress.person_id == Person.id) & PersonAddress.preferred)
        .outerjoin(Registration, Registration.invitation_id == Invitation.id)
        .where(Invitation.event_id == event.id, open_to(chosen.protected))
        .order_by(Person.sort_key, Person.id)
    )
    return _narrowed(statement, chosen)


def with_parts(event: Event, chosen: Chosen) -> sa.Select[*tuple[Any, ...]]:
    """As ``invited``, with the registration's parts where there is one."""
    return invited(event, chosen).add_columns(parts_of_registration().label("parts"))


def registered(event: Event, chosen: Chosen) -> sa.Select[*tuple[Any, ...]]:
    """As ``invited``, but only those with a registration that stands or waits, with its parts."""
    standing = [RegistrationState.CONFIRMED, RegistrationState.WAITING]
    return with_parts(event, chosen).where(Registration.state.in_(standing))


def with_only(asked: sa.Select[*tuple[Any, ...]], *keys: str) -> sa.Select[*tuple[Any, ...]]:
    """``asked`` with just the columns of ``keys``, in their order: thousands of rows carry nothing for nothing."""
    by_key = {column.key: column for column in asked.selected_columns}
    return asked.with_only_columns(*(by_key[key] for key in keys))


def on_parts(
    event: Event, chosen: Chosen, parts: Sequence[Part], *states: RegistrationState
) -> sa.Select[*tuple[Any, ...]]:
    """As ``invited``, a row for each of ``parts`` that the person has a place on, or stands so to: in the order of the
    parts, and in Swedish order at each. ``part_id``, ``place`` and ``mode`` tell which and how.
    """
    own = aliased(RegistrationPart)
    numbers = {0: 0} | {part.id: number for number, part in enumerate(parts, start=1)}  # CASE takes no empty list
    order = sa.case(numbers, value=own.part_id, else_=0)
    return (
        invited(event, chosen)
        .add_columns(own.part_id, own.state.label("place"), own.mode)
        .join(own, own.registration_id == Registration.id)
        .where(own.part_id.in_([part.id for part in parts]))
        .where(own.state.in_(states or (RegistrationState.CONFIRMED,)))
        .order_by(None)
        .order_by(order, Person.sort_key, Person.id)
    )


def present(event: Event, chosen: Chosen) -> sa.Select[*tuple[Any, ...]]:
    """As ``invited``, with the registration's parts, and the ids of those where the person was present."""
    return with_parts(event, chosen).add_columns(present_parts(event).label("ticks"))


def stream(statement: sa.Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """The rows, one by one."""
    for batch in batches(statement):
        yield from batch


def batches(statement: sa.Select[*tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    """The rows, some hundred at a time, past the session, which would look for entities in each. Whoever stops in the
    middle lets go of the rest: a statement that is not read to its end keeps SQLite from writing.
    """
    result = db.session.connection().execute(statement, execution_options={"yield_per": _BATCH})
    try:
        yield from result.partitions()
    finally:
        result.close()


def count(statement: sa.Select[*tuple[Any, ...]]) -> int:
    """How many rows there are."""
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())) or 0)


_STANDINGS = [(state, mode) for state in RegistrationState for mode in Mode]
"""How one may stand on a part, the commonest first."""


def parts_of_registration() -> sa.ScalarSelect[str]:
    """The registration's parts and how it stands on each, so that the rows need one statement: numbers with commas,
    for ``standings`` to read. To put words together takes a tenth of a list.
    """
    row = RegistrationPart
    kinds = [((row.state == state) & (row.mode == mode), number) for number, (state, mode) in enumerate(_STANDINGS)]
    number = sa.cast(row.part_id * len(_STANDINGS) + sa.case(*kinds), sa.String)
    return (
        sa.select(sa.func.aggregate_strings(number, ","))
        .where(row.registration_id == Registration.id)
        .correlate(Registration)
        .scalar_subquery()
    )


def standings(packed: str | None) -> Iterator[tuple[int, RegistrationState, Mode]]:
    """The id of each part, and how somebody stands there: of what ``parts_of_registration`` gave."""
    for number in packed.split(",") if packed else ():
        part, how = divmod(int(number), len(_STANDINGS))
        yield part, *_STANDINGS[how]


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
