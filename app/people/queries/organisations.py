"""Organisations, roles, and where roles are expected."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.kernel.db import db
from app.people.model import Organisation, Role, RoleExpectation


class OrganisationMissing(LookupError):
    """No such organisation in the register."""


class RoleMissing(LookupError):
    """No such role in the register."""


def get_organisation(uid: str) -> Organisation:
    """The organisation with this uid. Raises OrganisationMissing."""
    organisation = db.session.scalars(sa.select(Organisation).where(Organisation.uid == uid)).one_or_none()
    if organisation is None:
        raise OrganisationMissing(uid)
    return organisation


def list_organisations() -> list[Organisation]:
    """Every organisation, in Swedish order."""
    return list(db.session.scalars(sa.select(Organisation).order_by(Organisation.sort_key, Organisation.id)))


def find_role(key: str) -> Role | None:
    """The role with this key ("skolchef")."""
    return db.session.scalars(sa.select(Role).where(Role.key == key)).one_or_none()


def get_role(key: str) -> Role:
    """The role with this key. Raises RoleMissing."""
    role = find_role(key)
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
