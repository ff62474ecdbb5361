"""Whose letters come back, and who else could be asked."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.kernel.db import db
from app.people.model import Assignment, Person, PersonAddress
from app.people.queries.holders import holds_on


def has_refused_address() -> sa.ColumnElement[bool]:
    """The condition of a person: the address that letters go to takes none."""
    refused = sa.select(PersonAddress.person_id).where(PersonAddress.preferred, PersonAddress.refused_at.is_not(None))
    return Person.id.in_(refused)


def list_also_holding(person: Person, day: date) -> list[Assignment]:
    """Who else holds on ``day`` a role that the person holds, in the same organisation: perhaps the successor. With
    person, role and organisation, in one statement.
    """
    held = {(one.role_id, one.organisation_id) for one in person.assignments}
    asked = (
        sa.select(Assignment)
        .join(Assignment.person)
        .where(
            sa.tuple_(Assignment.role_id, Assignment.organisation_id).in_(held),
            Assignment.person_id != person.id,
            holds_on(day),
        )
        .options(joinedload(Assignment.person), joinedload(Assignment.role), joinedload(Assignment.organisation))
        .order_by(Person.sort_key, Assignment.id)
        .limit(10)
    )
    return list(db.session.scalars(asked)) if held else []
