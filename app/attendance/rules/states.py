"""What is told of somebody and a part afterwards."""

from app.invitations.rules import UNASKED, InvitationState
from app.kernel.enums import Labelled
from app.kernel.words import N_


class Attendance(Labelled):
    """The states after a part."""

    PRESENT = "present", N_("Närvarande")
    INSTEAD = "instead", N_("Annan i stället")
    EXCUSED = "excused", N_("Anmält förhinder")
    ABSENT = "absent", N_("Frånvarande")


def attendance(
    *, ticked: bool, invitation: InvitationState | None, has_place: bool, may_come: bool = True
) -> Attendance | None:
    """How somebody stands to a part that has been. ``ticked``: a record stands, whether they registered or not;
    ``invitation``: None without one; ``has_place``: a confirmed place on the part; ``may_come``: they are invited to
    this part. None: they were not to be there, and were not.

    Withdrawing after the list was locked is telling förhinder, and so is an earlier no.
    """
    if ticked:
        return Attendance.PRESENT
    if not may_come or invitation is None or invitation in UNASKED:
        return Attendance.ABSENT if has_place else None
    if invitation is InvitationState.REPLACED:
        return Attendance.INSTEAD
    if invitation is InvitationState.NOT_COMING:
        return Attendance.EXCUSED
    return Attendance.ABSENT if has_place or invitation is InvitationState.UNANSWERED else None
