"""Who holds which role on a day, and which expected roles nobody holds."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.kernel.db import db
from app.people.model import Assignment, Organisation, Person, Role, RoleExpectation
from app.people.queries.organisations import list_expectations, list_organisations
from app.people.rules import vacancies as rules
from app.people.rules.assignments import Term
from app.people.rules.assignments import holds_on as term_holds_on


def holds_on(day: date) -> sa.ColumnElement[bool]:
    """The condition that an assignment's term includes ``day``."""
    return sa.and_(
        sa.or_(Assignment.starts_on.is_(None), Assignment.starts_on <= day),
        sa.or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day),
    )


def _whole() -> sa.Select[Assignment]:
    return (
        sa.select(Assignment)
        .join(Assignment.person)
        .join(Assignment.organisation)
        .options(
            joinedload(Assignment.person).selectinload(Person.addresses),
            joinedload(Assignment.role),
            joinedload(Assignment.organisation),
        )
        .order_by(Organisation.sort_key, Person.sort_key, Assignment.id)
    )


def list_holders(role_ids: Collection[int], day: date) -> list[Assignment]:
    """Assignments with these roles that include ``day``, with person and addresses, role and organisation loaded,
    ordered by organisation and name.
    """
    return list(db.session.scalars(_whole().where(Assignment.role_id.in_(role_ids), holds_on(day))))


def list_ending_before(role_ids: Collection[int], day: date, today: date) -> list[Assignment]:
    """Assignments with these roles that hold ``today`` and end before ``day``: to be shown apart when inviting."""
    asked = _whole().where(Assignment.role_id.in_(role_ids), holds_on(today), Assignment.ends_on < day)
    return list(db.session.scalars(asked))


def list_of_organisation(organisation_id: int) -> list[Assignment]:
    """Every assignment, also past ones, in an organisation."""
    asked = _whole().join(Assignment.role).where(Assignment.organisation_id == organisation_id)
    return list(db.session.scalars(asked.order_by(None).order_by(Role.position, Person.sort_key, Assignment.id)))


@dataclass(frozen=True)
class VacantRole:
    """A role that somebody is expected to hold; ``organisation`` is empty where an area expects it."""

    role: Role
    organisation: Organisation | None
    area: str
    expected: int
    missing: int


def list_vacancies(day: date) -> list[VacantRole]:
    """The vacancies on ``day``, by organisation (areas last) and role; three statements."""
    return list_vacancies_of([day])[day]


def list_vacancies_of(days: Collection[date]) -> dict[date, list[VacantRole]]:
    """The same on each of the days, in as many statements."""
    expectations = list_expectations()
    organisations = {organisation.id: organisation for organisation in list_organisations()}
    roles = {expectation.role_id: expectation.role for expectation in expectations}
    asked = [expectation_of(row) for row in expectations]
    places = [place_of(organisation) for organisation in organisations.values()]
    held = _holders(set(roles), days)
    return {
        day: sorted(
            (
                VacantRole(
                    roles[each.role_id],
                    organisations[each.organisation_id] if each.organisation_id else None,
                    each.area,
                    each.expected,
                    each.missing,
                )
                for each in rules.vacancies(asked, places, held[day])
            ),
            key=_order,
        )
        for day in days
    }


def _order(vacant: VacantRole) -> tuple[bool, str, str, int]:
    organisation = vacant.organisation
    return (organisation is None, organisation.sort_key if organisation else "", vacant.area, vacant.role.position)


def _holders(role_ids: Collection[int], days: Collection[date]) -> dict[date, rules.Holders]:
    """Who holds what where on each of the days."""
    there = sa.or_(*map(holds_on, days)) if days else sa.false()
    asked = sa.select(
        Assignment.role_id, Assignment.organisation_id, Assignment.person_id, Assignment.starts_on, Assignment.ends_on
    ).where(Assignment.role_id.in_(role_ids), there)
    rows = db.session.execute(asked).all()
    return {day: _held_on(day, rows) for day in days}


def _held_on(day: date, rows: Iterable[Any]) -> rules.Holders:
    people: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for row in rows:
        if term_holds_on(Term(row.starts_on, row.ends_on), day):
            people[row.role_id, row.organisation_id].add(row.person_id)
    return {where: frozenset(who) for where, who in people.items()}


def expectation_of(row: RoleExpectation) -> rules.Expectation:
    """What is expected, as the rules ask."""
    return rules.Expectation(
        row.role_id, row.minimum, row.organisation_id, row.organisation_kind, row.agreement_only, row.per_area
    )


def place_of(organisation: Organisation) -> rules.Place:
    """An organisation, as the rules ask."""
    return rules.Place(organisation.id, organisation.kind, organisation.area, organisation.agreement)


def count_people(day: date) -> dict[int, int]:
    """By organisation id: how many people hold a role there on ``day``."""
    people = sa.func.count(sa.distinct(Assignment.person_id))
    asked = sa.select(Assignment.organisation_id, people).where(holds_on(day)).group_by(Assignment.organisation_id)
    return {number: count for number, count in db.session.execute(asked)}  # noqa: C416 - rows are not pairs to mypy


def count_missing(day: date) -> dict[int, int]:
    """By organisation id: how many expected people are missing on ``day``."""
    missing: defaultdict[int, int] = defaultdict(int)
    for vacant in list_vacancies(day):
        if vacant.organisation is not None:
            missing[vacant.organisation.id] += vacant.missing
    return dict(missing)
