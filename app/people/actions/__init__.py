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

__all__ = [
    "AlreadyHeld",
    "AssignmentAdded",
    "EditedMeanwhile",
    "ImpossibleTerm",
    "PersonSaved",
    "add_assignment",
    "allow_invitations",
    "confirm_assignment",
    "create_person",
    "decline_all",
    "draft_of",
    "edit_person",
    "edit_term",
    "end_assignment",
    "remove_assignment",
    "touch_calendar",
]
