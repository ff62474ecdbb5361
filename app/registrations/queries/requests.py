"""Requests: one person's, an event's, how many wait. Statements do not grow with the rows."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.events.model import Event
from app.events.rules.kinds import EventState
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.queries import parts_of
from app.kernel.db import db
from app.registrations.model import Registration, RegistrationPart, Request
from app.registrations.queries.one import find_for, held_of
from app.registrations.queries.seats import seats
from app.registrations.rules import Ask, Decision, RegistrationState, Wish, decide
from app.registrations.rules.requests import RequestState, Wishes

REQUESTS_A_PAGE = 50


class RequestMissing(LookupError):
    """No such request about this event."""


def find_latest_request(invitation: Invitation) -> Request | None:
    """The last thing that was asked for through the invitation, whatever became of it."""
    asked = sa.select(Request).where(Request.invitation_id == invitation.id).order_by(Request.id.desc()).limit(1)
    return db.session.scalars(asked).one_or_none()


def find_open_request(invitation: Invitation) -> Request | None:
    """What waits for an answer; nothing is asked of the database where nothing does."""
    if invitation.asks_since is None:
        return None
    asked = sa.select(Request).where(Request.invitation_id == invitation.id, Request.state == RequestState.OPEN)
    return db.session.scalars(asked).one_or_none()


def get_request(event_id: int, uid: str) -> Request:
    """The request of this very event, with invitation, person and roles. Raises RequestMissing."""
    found = db.session.scalars(_with_people(event_id).where(Request.uid == uid)).unique().one_or_none()
    if found is None:
        raise RequestMissing(uid)
    return found


def list_requests(event_id: int, states: Collection[RequestState], page: int = 1) -> tuple[list[Request], int]:
    """One page of an event's requests in these states, and how many there are: those that wait first come first, the
    decided ones the latest first.
    """
    mine = _with_people(event_id).where(Request.state.in_(states))
    order = Request.id if RequestState.OPEN in states else Request.id.desc()
    rows = db.session.scalars(mine.order_by(order).limit(REQUESTS_A_PAGE).offset((page - 1) * REQUESTS_A_PAGE))
    number = (
        sa.select(sa.func.count(Request.id))
        .join(Request.invitation)
        .where(Invitation.event_id == event_id, Request.state.in_(states))
    )
    return list(rows), db.session.scalar(number) or 0


def _with_people(event_id: int) -> sa.Select[Request]:
    return (
        sa.select(Request)
        .join(Request.invitation)
        .join(Invitation.person)
        .options(
            contains_eager(Request.invitation).options(
                contains_eager(Invitation.person),
                selectinload(Invitation.holdings).options(
                    joinedload(InvitationHolding.role), joinedload(InvitationHolding.organisation)
                ),
            )
        )
        .where(Invitation.event_id == event_id)
    )


@dataclass(frozen=True)
class Waiting:
    """How many requests about an event wait for an answer."""

    title: str
    slug: str
    count: int


def list_waiting_requests(today: date) -> list[Waiting]:
    """The coming events about which somebody waits for an answer, the nearest first. One statement."""
    asked = (
        sa.select(Event.title, Event.slug, sa.func.count(Invitation.id).label("number"))
        .join(Invitation, Invitation.event_id == Event.id)
        .where(Invitation.asks_since.is_not(None), Event.state == EventState.PUBLISHED, Event.ends_on >= today)
        .group_by(Event.id, Event.title, Event.slug, Event.starts_on)
        .order_by(Event.starts_on, Event.id)
    )
    return [Waiting(row.title, row.slug, row.number) for row in db.session.execute(asked)]


def count_open_requests(event_id: int) -> int:
    """How many wait for an answer about the event."""
    asked = sa.select(sa.func.count(Invitation.id)).where(
        Invitation.event_id == event_id, Invitation.asks_since.is_not(None)
    )
    return db.session.scalar(asked) or 0


def list_held(invitation_ids: Collection[int]) -> dict[int, dict[int, RegistrationPart]]:
    """What those invited have now: their active parts by invitation and part. One statement."""
    asked = (
        sa.select(Invitation.id, RegistrationPart)
        .join(Registration, Registration.invitation_id == Invitation.id)
        .join(RegistrationPart, RegistrationPart.registration_id == Registration.id)
        .where(Invitation.id.in_(invitation_ids), RegistrationPart.state != RegistrationState.CANCELLED)
    )
    held: defaultdict[int, dict[int, RegistrationPart]] = defaultdict(dict)
    for invitation_id, row in db.session.execute(asked):
        held[invitation_id][row.part_id] = row
    return held


def foresee(request: Request, now: datetime) -> Decision:
    """What granting the request with the seats there are would come to; nothing is held or written."""
    invitation = request.invitation
    parts = parts_of(invitation)
    standing = find_for(invitation.event_id, invitation.person_id)
    own = standing.registration if standing else None
    ids = {part.uid: part.id for part in parts}
    wishes = tuple(Wish(ids.get(uid, 0), mode) for uid, mode in Wishes.of(request.wishes).parts)
    return decide(Ask(wishes, held_of(own), unbound=True), seats(invitation, parts, own), now)
