"""Närvarolistan that goes with the minutes: who stands under which heading."""

from app.attendance.rules.states import Attendance
from app.invitations.rules import InvitationSource
from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.people.rules.kinds import RoleGroup


class Heading(Labelled):
    """The headings of the list, in its order."""

    PRESENT = "present", N_("Närvarande")
    INSTEAD = "instead", N_("I stället för ordinarie")
    CO_OPTED = "co_opted", N_("Adjungerade")
    EXCUSED = "excused", N_("Anmält förhinder")


GUESTS = frozenset({InvitationSource.BY_HAND, InvitationSource.SPEAKER, InvitationSource.ACCOMPANYING})
"""Those whom no circle points out: they are at the meeting without being of it."""


def heading(state: Attendance | None, source: InvitationSource, group: RoleGroup | None = None) -> Heading | None:
    """Under which heading somebody invited in ``source``, by a role of ``group``, stands; None: not in the list, such
    as who was absent without a word.
    """
    if state is Attendance.EXCUSED:
        return Heading.EXCUSED
    if state is not Attendance.PRESENT:
        return None
    if source is InvitationSource.SUBSTITUTE:
        return Heading.INSTEAD
    is_guest = source in GUESTS or group is RoleGroup.ADJUNGERADE
    return Heading.CO_OPTED if is_guest else Heading.PRESENT
