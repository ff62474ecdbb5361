"""Organisations, roles, persons and assignments, and what organisations' contacts say of them."""

from app.people.model.contact import Proposal
from app.people.model.register import (
    Assignment,
    ContactUpload,
    Erasure,
    Organisation,
    OrganisationAlias,
    Person,
    PersonAddress,
    Role,
    RoleExpectation,
    RoleSynonym,
    new_uid,
)

__all__ = [
    "Assignment",
    "ContactUpload",
    "Erasure",
    "Organisation",
    "OrganisationAlias",
    "Person",
    "PersonAddress",
    "Proposal",
    "Role",
    "RoleExpectation",
    "RoleSynonym",
    "new_uid",
]
