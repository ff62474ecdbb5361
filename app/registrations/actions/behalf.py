"""An organizer answers for somebody, who has told it by telephone; and is told when another did so meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.audit import log
from app.audit.actor import Actor
from app.audit.model import LogEntry
from app.invitations.model import Invitation
from app.invitations.queries import LockedInvitation
from app.registrations import queries
from app.registrations.actions.absence import withdraw
from app.registrations.actions.register import Answers, register
from app.registrations.rules import AbsenceOutcome, Override, RegisterOutcome


@dataclass(frozen=True)
class ChangedMeanwhile:
    """The registration is no longer as the organizer saw it: nothing was written. ``entries`` of the log say what was
    done, the oldest first; ``version`` is what a second try builds upon.
    """

    entries: Sequence[LogEntry]
    version: int


def answer_for(
    locked: LockedInvitation, answers: Answers, seen: int, reason: str, *, now: datetime, actor: Actor
) -> RegisterOutcome | ChangedMeanwhile:
    """Register somebody, or change the registration that was ``seen`` in that version (0: none), whatever the
    deadlines. With a ``reason`` also beyond what there are seats and quotas for; it is logged where that was needed.
    """
    if (changed := _changed(locked.invitation, seen)) is not None:
        return changed
    override = Override(reason) if reason else None
    return register(locked, answers, now=now, actor=actor, unbound=True, override=override)


def withdraw_for(
    locked: LockedInvitation, seen: int, *, now: datetime, actor: Actor
) -> AbsenceOutcome | ChangedMeanwhile:
    """Withdraw somebody's registration that was ``seen`` in that version."""
    return _changed(locked.invitation, seen) or withdraw(locked, now=now, actor=actor)


def _changed(invitation: Invitation, seen: int) -> ChangedMeanwhile | None:
    standing = queries.find_for(invitation.event_id, invitation.person_id, fresh=True)
    version = standing.registration.version if standing else 0
    if version == seen:
        return None
    about = log.list_for(("person", invitation.person.uid), event_uid=invitation.event.uid)
    later = [entry for entry in reversed(about) if entry.details.get("version", 0) > seen]
    return ChangedMeanwhile(later, version)
