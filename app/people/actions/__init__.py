"""Acts on the register. Called inside ``with transaction():`` at a door; none commits."""

from app.people.actions.asking import ask_to_confirm, remind_to_confirm
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
from app.people.actions.contact import close_link, confirm_held, open_link, renew_link, show_link
from app.people.actions.erasing import erase
from app.people.actions.filters import forget_filter, keep_filter
from app.people.actions.importing import correct_upload, remove_old_uploads, remove_upload, store_upload
from app.people.actions.mailboxes import note_arrival, refuse_address, replace_address, trust_address
from app.people.actions.merging import absorb, remove_absorbed
from app.people.actions.offices import trust_mailbox
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
    consent_to_keeping,
    create_person,
    decline_all,
    draft_of,
    edit_person,
    mark_consent_to_keeping,
    note_informed,
    set_protected,
    take_back_keeping,
    touch_calendar,
)
from app.people.actions.proposals import decline_proposal, propose, settle_proposal, withdraw_proposal
from app.people.actions.remembering import remember
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
    "ask_to_confirm",
    "close_link",
    "confirm_assignment",
    "confirm_held",
    "consent_to_keeping",
    "correct_upload",
    "create_organisation",
    "create_person",
    "create_role",
    "decline_all",
    "decline_proposal",
    "draft_of",
    "draft_of_organisation",
    "edit_expectation",
    "edit_organisation",
    "edit_person",
    "edit_role",
    "edit_term",
    "end_assignment",
    "erase",
    "forget_filter",
    "keep_filter",
    "mark_consent_to_keeping",
    "note_arrival",
    "note_informed",
    "open_link",
    "propose",
    "refuse_address",
    "remember",
    "remind_to_confirm",
    "remove_absorbed",
    "remove_assignment",
    "remove_expectation",
    "remove_old_uploads",
    "remove_upload",
    "renew_link",
    "replace_address",
    "set_protected",
    "settle_proposal",
    "show_link",
    "store_upload",
    "take_back_keeping",
    "touch_calendar",
    "trust_address",
    "trust_mailbox",
    "withdraw_proposal",
]
