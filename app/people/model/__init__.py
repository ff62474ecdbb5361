"""Organisations, roles, persons and assignments, and what organisations' contacts say of them."""

from app.people.model.contact import AskedOrganisation, ConfirmationRequest, Proposal
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
    SavedFilter,
    new_uid,
)

__all__ = [
    "AskedOrganisation",
    "Assignment",
    "ConfirmationRequest",
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
    "SavedFilter",
    "new_uid",
]
