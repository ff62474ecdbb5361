"""Organisations, roles, and where roles are expected."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.kernel.db import db
from app.kernel.text import sort_key
from app.people.model import Organisation, Role, RoleExpectation
from app.people.rules.kinds import OrganisationKind

_WITH_SCHOOLS = (OrganisationKind.KOMMUN, OrganisationKind.KOMMUNALFORBUND, OrganisationKind.FRISTAENDE)


class OrganisationMissing(LookupError):
    """No such organisation in the register."""


class ExpectationMissing(LookupError):
    """No such expectation in the register."""


class RoleMissing(LookupError):
    """No such role in the register."""


def get_organisation(uid: str) -> Organisation:
    """The organisation with this uid. Raises OrganisationMissing."""
    organisation = db.session.scalars(sa.select(Organisation).where(Organisation.uid == uid)).one_or_none()
    if organisation is None:
        raise OrganisationMissing(uid)
    return organisation


def lock_organisation(uid: str) -> Organisation:
    """The organisation as the database has it now, held until the transaction ends. Raises OrganisationMissing."""
    asked = sa.select(Organisation).where(Organisation.uid == uid).with_for_update()
    organisation = db.session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    if organisation is None:
        raise OrganisationMissing(uid)
    return organisation


def list_organisations() -> list[Organisation]:
    """Every organisation, in Swedish order."""
    return list(db.session.scalars(sa.select(Organisation).order_by(Organisation.sort_key, Organisation.id)))


def list_school_areas() -> list[str]:
    """The areas in which somebody has schools, in Swedish order."""
    asked = sa.select(Organisation.area).where(Organisation.kind.in_(_WITH_SCHOOLS), Organisation.area != "").distinct()
    return sorted(db.session.scalars(asked), key=sort_key)


def find_role(key: str) -> Role | None:
    """The role with this key ("skolchef")."""
    return db.session.scalars(sa.select(Role).where(Role.key == key)).one_or_none()


def get_role(key: str) -> Role:
    """The role with this key. Raises RoleMissing."""
    role = find_role(key)
    if role is None:
        raise RoleMissing(key)
    return role


def lock_role(key: str) -> Role:
    """The role as the database has it now, held until the transaction ends. Raises RoleMissing."""
    asked = sa.select(Role).where(Role.key == key).with_for_update().execution_options(populate_existing=True)
    role = db.session.scalars(asked).one_or_none()
    if role is None:
        raise RoleMissing(key)
    return role


def list_roles() -> list[Role]:
    """Every role, in the order that lists and tables use."""
    return list(db.session.scalars(sa.select(Role).order_by(Role.position, Role.id)))


def list_expectations() -> list[RoleExpectation]:
    """Where roles are expected, with the role, in the roles' order."""
    asked = (
        sa.select(RoleExpectation)
        .join(Role)
        .options(joinedload(RoleExpectation.role))
        .order_by(Role.position, RoleExpectation.id)
    )
    return list(db.session.scalars(asked))


def get_expectation(number: int) -> RoleExpectation:
    """The expectation with this id, with its role. Raises ExpectationMissing."""
    row = db.session.get(RoleExpectation, number, options=[joinedload(RoleExpectation.role)])
    if row is None:
        raise ExpectationMissing(number)
    return row
