"""What an organisation's contact is shown of the register, and who the contacts are."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.kernel import tokens
from app.kernel.db import db
from app.people.model import Assignment, Organisation, Person, Role
from app.people.queries.holders import expectation_of, holds_on, place_of
from app.people.queries.organisations import list_expectations
from app.people.queries.sight import hidden_ids
from app.people.rules import vacancies as rules
from app.people.rules.assignments import Term
from app.people.rules.assignments import holds_on as is_held_on
from app.people.rules.role_words import CONTACT


@dataclass(frozen=True)
class Office:
    """A role in an organisation on a day: who holds it, and how many more are expected."""

    role: Role
    holders: tuple[Assignment, ...]
    missing: int = 0


@dataclass(frozen=True)
class Offices:
    """Every assignment in an organisation, whenever it is held, and how many are expected by role. ``unseen``: role and
    term of those whom whoever looks may not see: their offices are not vacant.
    """

    organisation: Organisation
    assignments: tuple[Assignment, ...]
    expected: dict[int, int]
    roles: dict[int, Role]
    unseen: tuple[tuple[int, Term], ...] = ()

    def on(self, day: date) -> tuple[Office, ...]:
        """The roles that somebody holds or is expected to hold on ``day``, in the register's order."""
        held: defaultdict[int, list[Assignment]] = defaultdict(list)
        for one in self.assignments:
            if is_held_on(one.term, day):
                held[one.role_id].append(one)
        meant = [role for number, role in self.roles.items() if held[number] or self.expected.get(number)]
        ordered = sorted(meant, key=lambda role: (role.position, role.id))
        return tuple(self._office(role, held[role.id], day) for role in ordered)

    def _office(self, role: Role, held: list[Assignment], day: date) -> Office:
        people = {one.person_id for one in held}
        unseen = sum(number == role.id and is_held_on(term, day) for number, term in self.unseen)
        return Office(role, tuple(held), max(0, self.expected.get(role.id, 0) - len(people) - unseen))


def find_organisation_by_link(token: str) -> Organisation | None:
    """The organisation whose page ``/org/<token>`` this is; None for every token that opens nothing."""
    asked = sa.select(Organisation).where(Organisation.link_digest == tokens.digest(token))
    return db.session.scalars(asked).one_or_none()


def offices_of(organisation: Organisation) -> Offices:
    """Who holds what in ``organisation``, and what is expected there. Three statements."""
    asked = (
        sa.select(Assignment)
        .join(Assignment.person)
        .where(Assignment.organisation_id == organisation.id)
        .options(joinedload(Assignment.person), joinedload(Assignment.role))
        .order_by(Person.sort_key, Assignment.id)
    )
    assignments = tuple(db.session.scalars(asked))
    here = place_of(organisation)
    rows = [(row.role, expectation_of(row)) for row in list_expectations()]
    expected: defaultdict[int, int] = defaultdict(int)
    for role, expectation in rows:
        if not expectation.per_area and rules.concerns(expectation, here):
            expected[role.id] = max(expected[role.id], expectation.minimum)
    roles = {role.id: role for role, _expectation in rows} | {one.role_id: one.role for one in assignments}
    hidden = sa.select(Assignment.role_id, Assignment.starts_on, Assignment.ends_on).where(
        Assignment.organisation_id == organisation.id, Assignment.person_id.in_(hidden_ids())
    )
    unseen = tuple((row.role_id, Term(row.starts_on, row.ends_on)) for row in db.session.execute(hidden))
    return Offices(organisation, assignments, dict(expected), roles, unseen)


def list_contacts(organisation_ids: Collection[int], day: date) -> dict[int, list[Person]]:
    """By organisation id: its contacts on ``day`` who have an address, in Swedish order. Two statements."""
    asked = (
        sa.select(Assignment)
        .join(Assignment.role)
        .join(Assignment.person)
        .where(Role.key == CONTACT, Assignment.organisation_id.in_(organisation_ids), holds_on(day))
        .options(joinedload(Assignment.person).options(selectinload(Person.addresses)))
        .order_by(Person.sort_key, Assignment.id)
    )
    found: defaultdict[int, list[Person]] = defaultdict(list)
    for one in db.session.scalars(asked):
        if one.person.address and one.person not in found[one.organisation_id]:
            found[one.organisation_id].append(one.person)
    return dict(found)
