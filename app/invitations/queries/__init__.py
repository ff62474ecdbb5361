"""Questions about invitations. ``find_`` may give None, ``get_`` raises a LookupError, ``list_`` lists."""

from app.invitations.queries.coverage import Cell, Coverage, CoverageRow, Covered, coverage
from app.invitations.queries.lists import (
    PAGE,
    Filters,
    counts,
    find_for,
    list_for_event,
    list_for_person,
    list_revoked,
    list_to_remind,
    list_to_send,
)
from app.invitations.queries.one import (
    InvitationMissing,
    LockedInvitation,
    find_by_token,
    get,
    lock,
    lock_by_token,
    lock_event,
    parts_of,
    sources_of,
)
from app.invitations.queries.proposal import Candidate, Group, Proposal, propose

__all__ = [
    "PAGE",
    "Candidate",
    "Cell",
    "Coverage",
    "CoverageRow",
    "Covered",
    "Filters",
    "Group",
    "InvitationMissing",
    "LockedInvitation",
    "Proposal",
    "counts",
    "coverage",
    "find_by_token",
    "find_for",
    "get",
    "list_for_event",
    "list_for_person",
    "list_revoked",
    "list_to_remind",
    "list_to_send",
    "lock",
    "lock_by_token",
    "lock_event",
    "parts_of",
    "propose",
    "sources_of",
]
