"""Whose letters come back, and who else could be asked."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.kernel.db import db
from app.people.model import Assignment, Organisation, Person, PersonAddress
from app.people.queries.holders import holds_on
from app.people.rules.persons import address_key


def has_refused_address() -> sa.ColumnElement[bool]:
    """The condition of a person: the address that letters go to takes none."""
    refused = sa.select(PersonAddress.person_id).where(PersonAddress.preferred, PersonAddress.refused_at.is_not(None))
    return Person.id.in_(refused)


def lock_by_mailbox(address: str) -> list[Organisation]:
    """The organisations whose function mailbox it is, held until the transaction ends. One statement."""
    asked = sa.select(Organisation).where(_has_mailbox(address)).order_by(Organisation.id).with_for_update()
    return list(db.session.scalars(asked.execution_options(populate_existing=True)))


def find_by_mailbox(address: str) -> Organisation | None:
    """The organisation whose function mailbox it is."""
    return db.session.scalars(sa.select(Organisation).where(_has_mailbox(address)).order_by(Organisation.id)).first()


def _has_mailbox(address: str) -> sa.ColumnElement[bool]:
    """The database knows no case of å ä ö: written so, it must be written alike."""
    written = address.strip()
    return sa.and_(
        Organisation.mailbox != "",
        sa.or_(Organisation.mailbox == written, sa.func.lower(Organisation.mailbox) == address_key(written)),
    )


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
