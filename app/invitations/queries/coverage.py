"""Coverage: organisations down, roles across, who has answered what. The coordinator's first screen."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from app.events.model import CircleLine, Event
from app.invitations.model import Invitation, InvitationHolding, Place
from app.invitations.queries.places import list_places
from app.invitations.queries.substitutes import stand_ins
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.people.model import Organisation, Person, Role
from app.people.queries import VacantRole, list_vacancies

_ANSWERS = frozenset(
    {InvitationState.COMING, InvitationState.NOT_COMING, InvitationState.WAITING, InvitationState.REPLACED}
)


class Covered(NamedTuple):
    """One person in a cell."""

    person_uid: str
    name: str
    state: InvitationState
    stand_in: str = ""
    """Who comes in the person's stead."""


@dataclass(frozen=True)
class Cell:
    """Those invited in a role for an organisation, and how many more the register expects there."""

    people: tuple[Covered, ...] = ()
    vacant: int = 0
    places: int = 0
    named: int = 0
    """Places without a name that the organisation is invited to fill, and how many of them somebody is named in."""

    def count(self, *states: InvitationState) -> int:
        """How many stand in one of ``states``."""
        return sum(person.state in states for person in self.people)


@dataclass(frozen=True)
class CoverageRow:
    """An organisation's cells by role id; ``Cell()`` where nobody is meant."""

    organisation: Organisation
    cells: dict[int, Cell]

    @property
    def answered(self) -> bool:
        """Whether anybody has answered: a row without any answer stands out."""
        return any(person.state in _ANSWERS for cell in self.cells.values() for person in cell.people)

    @property
    def silent(self) -> bool:
        """Whether somebody is invited there, by name or by place, and nobody has answered."""
        return not self.answered and any(cell.people or cell.places for cell in self.cells.values())

    @property
    def coming(self) -> int:
        """How many people come, each counted once."""
        return len(
            {p.person_uid for cell in self.cells.values() for p in cell.people if p.state is InvitationState.COMING}
        )


@dataclass(frozen=True)
class Coverage:
    """Roles across in the register's order; rows by area and Swedish name."""

    roles: tuple[Role, ...]
    rows: tuple[CoverageRow, ...]
    area_vacancies: tuple[VacantRole, ...]

    @property
    def without_answer(self) -> tuple[Organisation, ...]:
        """The organisations from which nobody has answered, though somebody is invited."""
        return tuple(row.organisation for row in self.rows if row.silent)


def coverage(event: Event) -> Coverage:
    """The coverage of ``event`` by those invited (not the revoked) and by the vacancies on its first day, in the roles
    that the event's circles name or that somebody is invited in. A fixed number of statements.
    """
    people: defaultdict[tuple[int, int], list[Covered]] = defaultdict(list)
    roles = _circle_roles(event)
    organisations: dict[int, Organisation] = {}
    for covered, role, organisation in _invited(event.id):
        roles[role.id], organisations[organisation.id] = role, organisation
        people[organisation.id, role.id].append(covered)
    places = {(one.organisation_id, one.role_id): one for one in list_places(event.id)}
    for place in places.values():
        roles[place.role_id], organisations[place.organisation_id] = place.role, place.organisation
    vacancies = [vacant for vacant in list_vacancies(event.starts_on) if vacant.role.id in roles]
    vacant = {(one.organisation.id, one.role.id): one.missing for one in vacancies if one.organisation}
    organisations |= {one.organisation.id: one.organisation for one in vacancies if one.organisation}
    across = tuple(sorted(roles.values(), key=lambda role: (role.position, role.id)))
    rows = [
        CoverageRow(
            organisation,
            {
                role.id: _cell(
                    people[organisation.id, role.id],
                    vacant.get((organisation.id, role.id), 0),
                    places.get((organisation.id, role.id)),
                )
                for role in across
            },
        )
        for organisation in _in_order(organisations.values())
    ]
    return Coverage(across, tuple(rows), tuple(one for one in vacancies if one.organisation is None))


def _cell(people: Iterable[Covered], vacant: int, place: Place | None) -> Cell:
    """What a place is asked for is not told as vacant too."""
    if place is None:
        return Cell(tuple(people), vacant)
    return Cell(tuple(people), max(0, vacant - (place.count - place.named)), place.count, place.named)


def _circle_roles(event: Event) -> dict[int, Role]:
    named = sa.select(CircleLine.role_id).where(CircleLine.event_id == event.id)
    return {role.id: role for role in db.session.scalars(sa.select(Role).where(Role.id.in_(named)))}


def _in_order(organisations: Iterable[Organisation]) -> list[Organisation]:
    """By area (those without one last) and Swedish name."""
    return sorted(organisations, key=lambda one: (not one.area, one.area, one.sort_key, one.id))


def _invited(event_id: int) -> Iterable[tuple[Covered, Role, Organisation]]:
    asked = (
        sa.select(
            Invitation.id,
            Person.uid,
            Person.given_name,
            Person.family_name,
            Invitation.state,
            Role,
            Organisation,
        )
        .join(Invitation.person)
        .join(Invitation.holdings)
        .join(InvitationHolding.role)
        .join(InvitationHolding.organisation)
        .where(Invitation.event_id == event_id, Invitation.state != InvitationState.REVOKED)
        .order_by(Person.sort_key, Invitation.id)
    )
    instead = stand_ins([event_id])
    for number, person_uid, given, family, state, role, organisation in db.session.execute(asked):
        who = instead[number].name if number in instead else ""
        yield Covered(person_uid, f"{given} {family}".strip(), state, who), role, organisation
