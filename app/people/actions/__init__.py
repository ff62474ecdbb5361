"""Acts on the register. Called inside ``with transaction():`` at a door; none commits."""

from app.people.actions.assignments import (
    AlreadyHeld,
    AssignmentAdded,
    ImpossibleTerm,
    add_assignment,
    confirm_assignment,
    edit_term,
    end_assignment,
    remove_assignment,
)
from app.people.actions.erasing import erase
from app.people.actions.importing import correct_upload, remove_old_uploads, remove_upload, store_upload
from app.people.actions.merging import absorb, remove_absorbed
from app.people.actions.organisations import (
    OrganisationEditedMeanwhile,
    OrganisationNameTaken,
    OrganisationSaved,
    create_organisation,
    draft_of_organisation,
    edit_organisation,
)
from app.people.actions.persons import (
    EditedMeanwhile,
    PersonSaved,
    allow_invitations,
    create_person,
    decline_all,
    draft_of,
    edit_person,
    touch_calendar,
)
from app.people.actions.roles import (
    RoleEditedMeanwhile,
    RoleNameTaken,
    RoleSaved,
    add_expectation,
    create_role,
    edit_expectation,
    edit_role,
    remove_expectation,
)

__all__ = [
    "AlreadyHeld",
    "AssignmentAdded",
    "EditedMeanwhile",
    "ImpossibleTerm",
    "OrganisationEditedMeanwhile",
    "OrganisationNameTaken",
    "OrganisationSaved",
    "PersonSaved",
    "RoleEditedMeanwhile",
    "RoleNameTaken",
    "RoleSaved",
    "absorb",
    "add_assignment",
    "add_expectation",
    "allow_invitations",
    "confirm_assignment",
    "correct_upload",
    "create_organisation",
    "create_person",
    "create_role",
    "decline_all",
    "draft_of",
    "draft_of_organisation",
    "edit_expectation",
    "edit_organisation",
    "edit_person",
    "edit_role",
    "edit_term",
    "end_assignment",
    "erase",
    "remove_absorbed",
    "remove_assignment",
    "remove_expectation",
    "remove_old_uploads",
    "remove_upload",
    "store_upload",
    "touch_calendar",
]
