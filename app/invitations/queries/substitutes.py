"""Who comes in whose stead, and whom an organizer has to approve. Statements do not grow with the rows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.events.model import Event
from app.events.rules.kinds import EventState
from app.invitations.model import Invitation, InvitationHolding, Substitution
from app.invitations.rules import InvitationState
from app.invitations.rules.substitutes import SubstitutionState
from app.kernel.db import db, run_within
from app.people.model import Organisation, Person, Role

_STANDS = (
    InvitationState.UNANSWERED,
    InvitationState.COMING,
    InvitationState.WAITING,
    InvitationState.REPLACED,
)


class SubstitutionMissing(LookupError):
    """No such proposal at this event."""


@dataclass(frozen=True)
class StandIn:
    """Who comes in somebody's stead at last, after whoever named another in turn. ``state`` is their own."""

    uid: str
    name: str
    state: InvitationState


def stand_ins(event_ids: Collection[int]) -> dict[int, StandIn]:
    """By the id of an invitation to one of these events that is replaced: who comes instead. One statement."""
    original, own = aliased(Invitation), Invitation
    asked = (
        sa.select(own.id, own.in_stead_of_id, own.uid, Person.given_name, Person.family_name, own.state)
        .join(own.person)
        .join(original, original.id == own.in_stead_of_id)
        .where(original.event_id.in_(event_ids), original.state == InvitationState.REPLACED, own.state.in_(_STANDS))
    )
    return _ends(db.session.execute(asked))


def _ends(rows: Iterable[Any]) -> dict[int, StandIn]:
    """The last of each chain: who was named may have named somebody else."""
    nearest: dict[int, tuple[int, StandIn]] = {}
    for number, original, uid, given, family, state in rows:
        if original is not None:
            nearest[original] = number, StandIn(uid, f"{given} {family}".strip(), state)
    found = {}
    for original, (number, stand_in) in nearest.items():
        seen = {original}
        while number in nearest and number not in seen:
            seen.add(number)
            number, stand_in = nearest[number]
        found[original] = stand_in
    return found


def find_stand_in(one: Invitation) -> StandIn | None:
    """Who comes instead of the one invited by ``one``, if somebody does."""
    return stand_ins([one.event_id]).get(one.id) if one.state is InvitationState.REPLACED else None


def list_chain(one: Invitation) -> list[str]:
    """Uids of the invitations that follow from ``one``, which is replaced: who was named, whom they named in turn …"""
    asked = sa.select(Invitation.id, Invitation.in_stead_of_id, Invitation.uid).where(
        Invitation.event_id == one.event_id,
        Invitation.in_stead_of_id.is_not(None),
        Invitation.state.in_(_STANDS),
    )
    after = {original: (number, uid) for number, original, uid in db.session.execute(asked)}
    chain, at = [], one.id
    while at in after and after[at][1] not in chain:
        at, uid = after[at]
        chain.append(uid)
    return chain


def find_waiting(invitation_id: int) -> Substitution | None:
    """The name that the holder of the invitation has given and that waits for the organizer."""
    found = run_within(_waiting(), {"invitation_id": invitation_id})  # as a rule there is none
    return db.session.get(Substitution, found[0].id) if found else None


@cache  # asked with every page of somebody invited where names have to be approved
def _waiting() -> sa.Select[int]:
    mine = Substitution.invitation_id == sa.bindparam("invitation_id")
    return sa.select(Substitution.id).where(mine, Substitution.state == SubstitutionState.WAITING)


def comes_as(original: Invitation, theirs: Invitation | None, role: Role | None) -> list[tuple[Role, Organisation]]:
    """What somebody comes as in the stead of ``original``: as in the invitation of their own that stands, else in the
    role that was said, in the same organisation, else as the original.
    """
    if theirs is not None and theirs.state is not InvitationState.REVOKED:
        return theirs.capacities
    if role is not None and original.holdings:
        return [(role, original.holdings[0].organisation)]
    return original.capacities


def find_made(substitute_id: int) -> Substitution | None:
    """How the holder of the invitation ``substitute_id`` came to be asked, the latest time."""
    asked = sa.select(Substitution).where(
        Substitution.substitute_id == substitute_id, Substitution.state == SubstitutionState.MADE
    )
    return db.session.scalars(asked.order_by(Substitution.id.desc()).limit(1)).one_or_none()


def get_substitution(uid: str, event_id: int) -> Substitution:
    """The name with this uid, given at that very event. Raises SubstitutionMissing."""
    asked = (
        sa.select(Substitution)
        .join(Substitution.invitation)
        .where(Substitution.uid == uid, Invitation.event_id == event_id)
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(asked).one_or_none()
    if found is None:
        raise SubstitutionMissing(uid)
    return found


def list_waiting(event_id: int | None = None, *, today: date) -> list[Substitution]:
    """The names that wait for an organizer, the oldest first: of one event, or of all; never of one that is not
    published or was over before ``today``. Two statements.
    """
    asked = (
        sa.select(Substitution)
        .join(Substitution.invitation)
        .join(Invitation.person)
        .join(Invitation.event)
        .where(Substitution.state == SubstitutionState.WAITING, Event.state == EventState.PUBLISHED)
        .where(Event.ends_on >= today)
        .options(
            joinedload(Substitution.role),
            joinedload(Substitution.invitation).options(
                joinedload(Invitation.event),
                joinedload(Invitation.person),
                selectinload(Invitation.holdings).options(
                    joinedload(InvitationHolding.role), joinedload(InvitationHolding.organisation)
                ),
            ),
        )
        .order_by(Substitution.id)
    )
    if event_id is not None:
        asked = asked.where(Invitation.event_id == event_id)
    return list(db.session.scalars(asked))
