"""Questions to the register. ``find_`` may give None, ``get_`` raises a LookupError, ``list_`` lists."""

from app.people.queries.holders import VacantRole, list_ending_before, list_holders, list_vacancies
from app.people.queries.organisations import (
    OrganisationMissing,
    RoleMissing,
    find_role,
    get_organisation,
    get_role,
    list_expectations,
    list_organisations,
    list_roles,
)
from app.people.queries.persons import (
    AssignmentMissing,
    PersonMissing,
    find_person,
    find_person_by_decline_link,
    find_person_by_link,
    get_assignment,
    get_person,
    get_person_whole,
    list_persons_by_address,
    list_similar,
    lock_person,
)

__all__ = [
    "AssignmentMissing",
    "OrganisationMissing",
    "PersonMissing",
    "RoleMissing",
    "VacantRole",
    "find_person",
    "find_person_by_decline_link",
    "find_person_by_link",
    "find_role",
    "get_assignment",
    "get_organisation",
    "get_person",
    "get_person_whole",
    "get_role",
    "list_ending_before",
    "list_expectations",
    "list_holders",
    "list_organisations",
    "list_persons_by_address",
    "list_roles",
    "list_similar",
    "list_vacancies",
    "lock_person",
]
