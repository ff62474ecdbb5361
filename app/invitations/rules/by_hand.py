"""Whom an organizer invites by hand: as what, and with which dates of their own. Pure."""

from dataclasses import dataclass
from datetime import date

from app.invitations.rules import InvitationSource
from app.kernel.words import N_

KINDS = {
    InvitationSource.BY_HAND: N_("Adjungerad"),
    InvitationSource.SPEAKER: N_("Medverkande"),
    InvitationSource.ACCOMPANYING: N_("Medföljande"),
}
"""As what somebody can be added by hand."""


@dataclass(frozen=True)
class OwnDates:
    """The last days that bind one person instead of the event's; None: the event's."""

    answer_by: date | None = None
    change_by: date | None = None


NO_DATES = OwnDates()
"""The event's."""


def dates_fault(dates: OwnDates, first: date) -> str | None:
    """What is wrong with ``dates`` for an event that begins on ``first``, in words; None when they can stand."""
    if any(day is not None and day > first for day in (dates.answer_by, dates.change_by)):
        return N_("Skriv en dag som inte är efter mötets första dag.")
    if dates.answer_by and dates.change_by and dates.change_by < dates.answer_by:
        return N_("Sista dag att ändra kan inte vara före sista svarsdag.")
    return None
