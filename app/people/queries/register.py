"""The register's list: search, filters with counts, one page of people. The number of statements does not depend on
how many people there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.kernel.db import db
from app.kernel.text import search_key
from app.people.model import Assignment, Organisation, Person, PersonAddress, Role
from app.people.queries.holders import holds_on
from app.people.queries.informing import is_uninformed
from app.people.queries.mailboxes import has_refused_address
from app.people.queries.organisations import list_organisations, list_roles
from app.people.queries.sight import in_sight, sees_protected
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.people.rules.register import PAGE_SIZE, RegisterFilter, Show, matches, page_count, patterns, words


@dataclass(frozen=True)
class Facets:
    """How many people each choice of a filter would show, with the other filters as they are."""

    roles: dict[str, int]
    groups: dict[RoleGroup, int]
    kinds: dict[OrganisationKind, int]
    areas: dict[str, int]
    shows: dict[Show, int]


@dataclass(frozen=True)
class RegisterPage:
    """One page of people with addresses, and assignments with role and organisation; and how many there are in all."""

    people: Sequence[Person]
    total: int
    page: int
    pages: int


class _Register:
    """The words of one search, looked up once among roles and organisations."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.roles = list_roles()
        self.organisations = list_organisations()
        self.role_keys = {role.id: search_key(role.name) for role in self.roles}

    def persons(self, asked: RegisterFilter) -> list[sa.ColumnElement[bool]]:
        """The conditions that a person must meet, but for what is said of an assignment."""
        hides = [] if sees_protected() else [in_sight()]
        return [*hides, *(self._word(word) for word in words(asked.text)), *self.shown(asked.show)]

    def _word(self, word: str) -> sa.ColumnElement[bool]:
        named = [Person.search_key.like(pattern, escape="\\") for pattern in patterns(word)]
        roles = [number for number, key in self.role_keys.items() if matches(word, key)]
        places = [place.id for place in self.organisations if matches(word, place.search_key)]
        held = sa.select(Assignment.person_id).where(
            holds_on(self.day), sa.or_(Assignment.role_id.in_(roles), Assignment.organisation_id.in_(places))
        )
        return sa.or_(*named, Person.id.in_(held)) if roles or places else sa.or_(*named)

    def shown(self, show: Show) -> list[sa.ColumnElement[bool]]:
        """The condition of one way of showing."""
        if show is Show.WITHOUT_ADDRESS:
            return [~sa.exists().where(PersonAddress.person_id == Person.id)]
        if show is Show.REFUSED:
            return [has_refused_address()]
        if show is Show.WITHOUT_ASSIGNMENT:
            return [~sa.exists().where(Assignment.person_id == Person.id, holds_on(self.day))]
        if show is Show.UNINFORMED:
            return [is_uninformed()]
        return [Person.declined_all_at.is_not(None)] if show is Show.DECLINED else []

    def assignments(self, asked: RegisterFilter) -> list[sa.ColumnElement[bool]]:
        """The conditions that one assignment must meet."""
        roles = [role.id for role in self.roles if _is_asked(role, asked)]
        places = [place.id for place in self.organisations if _is_place_asked(place, asked)]
        conditions = [holds_on(self.day)]
        if asked.role or asked.group:
            conditions.append(Assignment.role_id.in_(roles))
        if asked.kind or asked.area or asked.organisation:
            conditions.append(Assignment.organisation_id.in_(places))
        return conditions

    def all(self, asked: RegisterFilter) -> list[sa.ColumnElement[bool]]:
        """Every condition, for a select of people."""
        conditions = self.persons(asked)
        if asked.asks_assignment:
            conditions.append(Person.id.in_(sa.select(Assignment.person_id).where(*self.assignments(asked))))
        return conditions


def _is_asked(role: Role, asked: RegisterFilter) -> bool:
    return asked.role in ("", role.key) and asked.group in (None, role.group)


def _is_place_asked(place: Organisation, asked: RegisterFilter) -> bool:
    return asked.kind in (None, place.kind) and asked.area in ("", place.area) and asked.organisation in ("", place.uid)


def finds(asked: RegisterFilter, day: date) -> list[sa.ColumnElement[bool]]:
    """The conditions of the people that ``asked`` finds on ``day``. Two statements."""
    return _Register(day).all(asked)


def search(asked: RegisterFilter, page: int, day: date) -> RegisterPage:
    """A page of the people that ``asked`` finds, in Swedish order; those who are to be told that they are here, the
    most urgent first. A page too far gives the last one.
    """
    register = _Register(day)
    conditions = register.all(asked)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Person).where(*conditions)) or 0
    pages = page_count(total)
    page = min(max(page, 1), pages)
    urgent = [Person.created_at] if asked.show is Show.UNINFORMED else []
    chosen = (
        sa.select(Person)
        .where(*conditions)
        .options(
            selectinload(Person.addresses),
            selectinload(Person.assignments).options(joinedload(Assignment.role), joinedload(Assignment.organisation)),
        )
        .order_by(*urgent, Person.sort_key, Person.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return RegisterPage(db.session.scalars(chosen).all(), total, page, pages)


def count_facets(asked: RegisterFilter, day: date) -> Facets:
    """The counts beside the filters."""
    register = _Register(day)
    by_role = _counted(register, asked.without("role"), Assignment.role_id)
    keys = {role.id: role.key for role in register.roles}
    return Facets(
        roles={keys[number]: count for number, count in by_role.items()},
        groups=_counted(register, asked.without("role", "group"), Role.group),
        kinds=_counted(register, asked.without("kind", "organisation"), Organisation.kind),
        areas=_counted(register, asked.without("area", "organisation"), Organisation.area),
        shows=_count_shows(register, asked),
    )


def _counted(register: _Register, asked: RegisterFilter, column: Any) -> dict[Any, int]:
    chosen = sa.select(column, sa.func.count(sa.distinct(Assignment.person_id))).select_from(Assignment)
    if column.table is not Assignment.__table__:
        chosen = chosen.join(column.class_)
    if persons := register.persons(asked):
        chosen = chosen.where(Assignment.person_id.in_(sa.select(Person.id).where(*persons)))
    rows = db.session.execute(chosen.where(*register.assignments(asked)).group_by(column))
    return {value: count for value, count in rows}  # noqa: C416 - rows are not pairs to mypy


def _count_shows(register: _Register, asked: RegisterFilter) -> dict[Show, int]:
    """How many each way of showing would show, in one statement."""
    inner = register.all(asked.without("show"))
    counts = [_count_where(register.shown(show)) for show in Show]
    row = db.session.execute(sa.select(*counts).select_from(Person).where(*inner)).one()
    return dict(zip(Show, row, strict=True))


def _count_where(conditions: list[sa.ColumnElement[bool]]) -> sa.ColumnElement[int]:
    return sa.func.count().filter(*conditions) if conditions else sa.func.count()
