"""End an assignment and name the successor in one step: the old holder's open invitations are revoked, the successor
is invited, and a seat can be passed on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.desk.revoke_invitation import revoke_invitation
from app.events.rules.kinds import EventState
from app.invitations import actions as inviting
from app.invitations.model import Invitation
from app.invitations.queries import list_for_person, lock
from app.invitations.rules import InvitationSource, InvitationState
from app.kernel.db import db
from app.people import actions
from app.people.model import Assignment, Person
from app.people.rules.assignments import Term
from app.people.rules.kinds import AssignmentSource
from app.registrations import actions as answering
from app.registrations.model import Registration
from app.registrations.rules import RegistrationState

_CLOSED = (InvitationState.REVOKED, InvitationState.REPLACED)


@dataclass(frozen=True)
class Concerned:
    """An invitation that the old holder has through the assignment, to a meeting after the last day.

    ``seated``: registered for it. ``alone``: no other role of the person's is a reason to be invited.
    """

    invitation: Invitation
    seated: bool
    alone: bool


@dataclass(frozen=True)
class Choices:
    """What the organizer chose of what was proposed: uids of invitations of the old holder."""

    revoke: Collection[str] = ()
    invite: Collection[str] = ()
    pass_on: Collection[str] = ()


@dataclass(frozen=True)
class Succeeded:
    """How many invitations were revoked, made (not sent yet), and how many seats were passed on."""

    revoked: int
    invited: int
    passed: int


def list_concerned(held: Assignment, last_day: date) -> list[Concerned]:
    """The old holder's invitations that ending the assignment concerns, the earliest meeting first."""
    open_ones = [one for one in list_for_person(held.person_id) if _is_concerned(one, held, last_day)]
    seated = _seated([one.id for one in open_ones])
    return [Concerned(one, one.id in seated, len(one.holdings) == 1) for one in reversed(open_ones)]


def _is_concerned(one: Invitation, held: Assignment, last_day: date) -> bool:
    through = any((h.role_id, h.organisation_id) == (held.role_id, held.organisation_id) for h in one.holdings)
    ahead = one.event.starts_on > last_day and one.event.state in (EventState.DRAFT, EventState.PUBLISHED)
    return through and ahead and one.state not in _CLOSED


def _seated(invitation_ids: list[int]) -> set[int]:
    asked = sa.select(Registration.invitation_id).where(
        Registration.invitation_id.in_(invitation_ids), Registration.state != RegistrationState.CANCELLED
    )
    return {number for number in db.session.scalars(asked) if number is not None}


def succeed(
    held: Assignment,
    last_day: date,
    successor: Person | None,
    choices: Choices,
    *,
    now: datetime,
    actor: Actor,
    first_day: date | None = None,
    source: AssignmentSource = AssignmentSource.MANUAL,
) -> Succeeded:
    """Let ``last_day`` be the assignment's last, and ``first_day`` (unless said: the day after) the successor's first.
    Without a successor the role becomes vacant. Raises ImpossibleTerm.
    """
    concerned = list_concerned(held, last_day)
    actions.end_assignment(held, last_day, now=now, actor=actor)
    if successor is not None:
        term = Term(first_day or last_day + timedelta(days=1), None)
        actions.add_assignment(successor, held.role, held.organisation, term, now=now, actor=actor, source=source)
        subject = ("person", successor.uid)
        about = {"role": held.role.name, "organisation": held.organisation.name}
        log.record(actor, "person.succeeded", now=now, subject=subject, details=about)
    done = [_settle(one, held, successor, choices, now=now, actor=actor) for one in concerned]
    return Succeeded(*(sum(column) for column in zip(*done, strict=True))) if done else Succeeded(0, 0, 0)


def _settle(
    one: Concerned, held: Assignment, successor: Person | None, choices: Choices, *, now: datetime, actor: Actor
) -> tuple[bool, bool, bool]:
    """Whether the invitation was revoked, the successor invited, the seat passed on."""
    uid = one.invitation.uid
    passes = successor is not None and one.seated and one.alone and uid in choices.pass_on
    fresh = None
    if successor is not None and (passes or uid in choices.invite):
        fresh = _invite(one.invitation, held, successor, now=now, actor=actor)
    passed = passes and fresh is not None and answering.pass_on(lock(uid), lock(fresh.uid), now=now, actor=actor)
    revoked = one.alone and (passed or uid in choices.revoke)
    if revoked:
        revoke_invitation(uid, now=now, actor=actor)
    return revoked, fresh is not None, passed


def _invite(old: Invitation, held: Assignment, successor: Person, *, now: datetime, actor: Actor) -> Invitation | None:
    made = inviting.add_by_hand(
        old.event,
        successor,
        held.role,
        held.organisation,
        "",
        now=now,
        actor=actor,
        extra_parts=[part for part in old.event.parts if part.id in {extra.part_id for extra in old.extra_parts}],
        source=InvitationSource.SUCCESSOR,
    )
    return made if isinstance(made, Invitation) else None
