"""Coverage: organisations down, roles across, who has answered what. The coordinator's first screen."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from app.events.model import CircleLine, Event
from app.invitations.model import Invitation, InvitationHolding, Place
from app.invitations.queries.places import list_places
from app.invitations.queries.substitutes import stand_ins
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.kernel.text import sort_key
from app.people.model import Organisation, Person, Role
from app.people.queries import VacantRole, list_vacancies
from app.people.rules.kinds import OrganisationKind, RoleGroup

_ANSWERS = frozenset(
    {InvitationState.COMING, InvitationState.NOT_COMING, InvitationState.WAITING, InvitationState.REPLACED}
)
_WITHOUT_ANSWER = frozenset({InvitationState.UNANSWERED, InvitationState.NOT_SENT})


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


class Sum(NamedTuple):
    """How many come, of how many who are invited, and how many of those have not answered. Each person is counted once,
    whatever the number of their roles; who has somebody else there is not counted: it is that other who is.
    """

    coming: int
    invited: int
    silent: int


def sum_of(cells: Iterable[Cell]) -> Sum:
    """What the cells come to."""
    states = {one.person_uid: one.state for cell in cells for one in cell.people}
    told = [state for state in states.values() if state is not InvitationState.REPLACED]
    coming = sum(state is InvitationState.COMING for state in told)
    return Sum(coming, len(told), sum(state in _WITHOUT_ANSWER for state in told))


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
    def vacant(self) -> bool:
        """Whether somebody is missing whom the register expects."""
        return any(cell.vacant for cell in self.cells.values())


@dataclass(frozen=True)
class Coverage:
    """Roles across in the register's order; rows by area, those without any answer first, and Swedish name."""

    roles: tuple[Role, ...]
    rows: tuple[CoverageRow, ...]
    area_vacancies: tuple[VacantRole, ...]

    @property
    def without_answer(self) -> tuple[Organisation, ...]:
        """The organisations from which nobody has answered, though somebody is invited."""
        return tuple(row.organisation for row in self.rows if row.silent)

    @property
    def without_politician(self) -> tuple[Organisation, ...] | None:
        """The agreement municipalities from which no politician comes; None where no politicians are asked for."""
        roles = [role.id for role in self.roles if role.group is RoleGroup.POLITIKER]
        if not roles:
            return None
        return tuple(
            row.organisation
            for row in self.rows
            if row.organisation.kind is OrganisationKind.KOMMUN
            and row.organisation.agreement
            and not any(row.cells[role].count(InvitationState.COMING) for role in roles)
        )


def coverage(event: Event, among: sa.Select[int] | None = None) -> Coverage:
    """The coverage of ``event`` by those invited (not the revoked) and by the vacancies on its first day, in the roles
    that the event's circles name or that somebody is invited in. ``among``: of these invitations' ids alone, without
    places and vacancies, which are nobody's. A fixed number of statements.
    """
    people: defaultdict[tuple[int, int], list[Covered]] = defaultdict(list)
    for covered, role_id, organisation_id in _invited(event.id, among):
        people[organisation_id, role_id].append(covered)
    places = {} if among is not None else {(one.organisation_id, one.role_id): one for one in list_places(event.id)}
    meant = {*people, *places}
    roles = _roles(event, {role_id for _, role_id in meant}, circles=among is None)
    vacancies = [] if among is not None else [one for one in list_vacancies(event.starts_on) if one.role.id in roles]
    vacant = {(one.organisation.id, one.role.id): one.missing for one in vacancies if one.organisation}
    organisations = _organisations({organisation_id for organisation_id, _ in (*meant, *vacant)})
    across = tuple(sorted(roles.values(), key=lambda role: (role.position, role.id)))
    rows = [_row(organisation, across, people, vacant, places) for organisation in organisations]
    return Coverage(across, _in_order(rows), tuple(one for one in vacancies if one.organisation is None))


_Where = tuple[int, int]
"""The ids of an organisation and a role."""


def _row(
    organisation: Organisation,
    across: Iterable[Role],
    people: Mapping[_Where, list[Covered]],
    vacant: Mapping[_Where, int],
    places: Mapping[_Where, Place],
) -> CoverageRow:
    cells = {}
    for role in across:
        where = organisation.id, role.id
        cells[role.id] = _cell(people.get(where, ()), vacant.get(where, 0), places.get(where))
    return CoverageRow(organisation, cells)


def _cell(people: Iterable[Covered], vacant: int, place: Place | None) -> Cell:
    """What a place is asked for is not told as vacant too."""
    if place is None:
        return Cell(tuple(people), vacant)
    return Cell(tuple(people), max(0, vacant - (place.count - place.named)), place.count, place.named)


def _roles(event: Event, ids: Collection[int], *, circles: bool) -> dict[int, Role]:
    named = sa.select(CircleLine.role_id).where(CircleLine.event_id == event.id)
    meant = sa.or_(Role.id.in_(ids), Role.id.in_(named)) if circles else Role.id.in_(ids)
    return {role.id: role for role in db.session.scalars(sa.select(Role).where(meant))}


def _organisations(ids: Collection[int]) -> list[Organisation]:
    return list(db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(ids))))


def _in_order(rows: Iterable[CoverageRow]) -> tuple[CoverageRow, ...]:
    """By area (those without one last); there first those from which nobody has answered, then by Swedish name."""

    def place(row: CoverageRow) -> tuple[bool, str, bool, str, int]:
        of = row.organisation
        return not of.area, sort_key(of.area), not row.silent, of.sort_key, of.id

    return tuple(sorted(rows, key=place))


def _invited(event_id: int, among: sa.Select[int] | None) -> Iterable[tuple[Covered, int, int]]:
    """Each person in each role, as plain values: there may be thousands."""
    asked = (
        sa.select(
            Invitation.id,
            Person.uid,
            Person.given_name,
            Person.family_name,
            Invitation.state,
            InvitationHolding.role_id,
            InvitationHolding.organisation_id,
        )
        .join(Invitation.person)
        .join(Invitation.holdings)
        .where(Invitation.event_id == event_id, Invitation.state != InvitationState.REVOKED)
        .order_by(Person.sort_key, Invitation.id)
    )
    if among is not None:
        asked = asked.where(Invitation.id.in_(among))
    instead = stand_ins([event_id])
    for number, person_uid, given, family, state, role_id, organisation_id in db.session.execute(asked):
        who = instead[number].name if number in instead else ""
        yield Covered(person_uid, f"{given} {family}".strip(), state, who), role_id, organisation_id
