"""One invitation, with what its pages and letters need in few statements."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.events.model import CircleLine, Event, Part
from app.events.queries import parts_for
from app.events.queries.kept import whole
from app.events.rules.circles import HoldingValue
from app.events.rules.deadlines import Deadlines
from app.events.rules.kinds import EventState
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.rules import UNASKED, InvitationState
from app.kernel import tokens
from app.kernel.db import db, run_within
from app.people.model import Assignment, Person
from app.people.rules.kinds import AssignmentSource


class InvitationMissing(LookupError):
    """No such invitation to this event."""


@dataclass(frozen=True)
class LockedInvitation:
    """An invitation read while its event's row is held, inside ``transaction()``: what takes a seat wants this type.

    ``parts`` are those that the person may answer for.
    """

    invitation: Invitation
    parts: tuple[Part, ...]


_OWN = (
    contains_eager(Invitation.person).joinedload(Person.addresses),
    joinedload(Invitation.holdings).options(
        joinedload(InvitationHolding.role),  # inner joins in here would be one over all holdings on SQLite
        joinedload(InvitationHolding.organisation),
    ),
    joinedload(Invitation.extra_parts),
)
"""What is the invited person's own."""


def _whole() -> sa.Select[Invitation]:
    """An invitation, its person with addresses, event, holdings and extra parts in one statement."""
    of_event = contains_eager(Invitation.event).options(joinedload(Event.group_deadlines), joinedload(Event.texts))
    return sa.select(Invitation).join(Invitation.event).join(Invitation.person).options(of_event, *_OWN)


@cache  # of all pages this one is opened most: to make its statement takes as long as to run it
def _by_token() -> sa.Select[Invitation, str]:
    """The one with the given "digest", which opens something, and the stamp of its event. Unknown, malformed, revoked,
    not yet sent and of a draft look alike, also by the clock: nothing is found.
    """
    asked = sa.select(Invitation, Event.stamp).join(Invitation.event).join(Invitation.person)
    return asked.options(*_OWN).where(_opened())


def _opened() -> sa.ColumnElement[bool]:
    alive = sa.and_(Invitation.state.not_in(UNASKED), Event.state != EventState.DRAFT)
    return sa.and_(Invitation.link_digest == sa.bindparam("digest"), alive)


def find_by_token(token: str) -> Invitation | None:
    """The invitation whose page ``/i/<token>`` this is, with its event as it is kept; None for every token that opens
    nothing. One statement. Asked for outside ``transaction()``: what is decided on is read by ``lock_by_token``.
    """
    row = db.session.execute(_by_token(), {"digest": tokens.digest(token)}).unique().one_or_none()
    if row is None:
        return None
    invitation, stamp = row
    event = whole(invitation.event_id, stamp)
    if event is not None:  # one that this very request has just written is nobody else's to keep: it loads by itself
        set_committed_value(invitation, "event", event)
    return invitation


def get(uid: str, event_id: int | None = None) -> Invitation:
    """The invitation with this uid; of that very event, if so said. Raises InvitationMissing."""
    asked = _whole().where(Invitation.uid == uid)
    if event_id is not None:
        asked = asked.where(Invitation.event_id == event_id)
    invitation = _with_parts(db.session.scalars(asked).unique().one_or_none())
    if invitation is None:
        raise InvitationMissing(uid)
    return invitation


def _with_parts(invitation: Invitation | None, *, fresh: bool = False) -> Invitation | None:
    """With the event's parts and circles, in one statement each. ``selectinload`` would make both anew every time."""
    if invitation is not None:
        event, given = invitation.event, {"event_id": invitation.event_id}
        set_committed_value(event, "parts", list(db.session.scalars(_parts(fresh), given)))
        set_committed_value(event, "circle", list(db.session.scalars(_circle(fresh), given)))
    return invitation


@cache
def _parts(fresh: bool) -> sa.Select[Part]:
    asked = sa.select(Part).where(Part.event_id == sa.bindparam("event_id")).options(joinedload(Part.slot))
    return asked.order_by(Part.starts_at, Part.position, Part.id).execution_options(populate_existing=fresh)


@cache
def _circle(fresh: bool) -> sa.Select[CircleLine]:
    asked = sa.select(CircleLine).where(CircleLine.event_id == sa.bindparam("event_id"))
    return asked.order_by(CircleLine.id).execution_options(populate_existing=fresh)


def lock_event(event_id: int) -> None:
    """Hold the event's row until the transaction ends: everything that takes or frees a seat passes here one by one.

    One row is held and not each part's, so that no two ever wait for each other. ``key_share`` lets others refer to
    the event meanwhile. SQLite drops the words: there ``transaction()`` has begun with BEGIN IMMEDIATE.
    """
    db.session.execute(sa.select(Event.id).where(Event.id == event_id).with_for_update(key_share=True))


def lock_by_token(token: str) -> LockedInvitation | None:
    """As ``find_by_token``, inside a transaction and with the event's row held; read after the lock was given."""
    return _locked(_holding_token(), _fresh_by_token(), {"digest": tokens.digest(token)})


def lock_read(read: Invitation) -> LockedInvitation | None:
    """As ``lock_by_token``, for what ``find_by_token`` read just before ``transaction(keep_read=True)``: it is kept
    where the versions of invitation, person and event still stand, and read again where not. None when the link has
    died meanwhile.
    """
    if db.engine.dialect.name != "sqlite":  # there the transaction itself is the lock
        lock_event(read.event_id)
    now = next(iter(run_within(_versions(), {"id": read.id})), None)
    seen = (read.link_digest, read.state, read.person_id, read.version, read.person.version, read.event.stamp)
    if now is not None and tuple(now) == seen:
        return LockedInvitation(read, tuple(parts_of(read)))
    return _locked(_holding_token(), _fresh_by_token(), {"digest": read.link_digest})


@cache
def _versions() -> sa.Select[str, InvitationState, int, int, int, str]:
    """In a statement after the lock's: PostgreSQL reads the rows it did not wait for as they were before."""
    stamps = (Invitation.link_digest, Invitation.state, Invitation.person_id, Invitation.version)
    asked = sa.select(*stamps, Person.version, Event.stamp).join(Invitation.person).join(Invitation.event)
    return asked.where(Invitation.id == sa.bindparam("id"))


def lock(uid: str) -> LockedInvitation:
    """As ``get``, inside a transaction and with the event's row held. Raises InvitationMissing."""
    this = Invitation.uid == uid
    locked = _locked(_holding(this), _fresh(_whole().where(this)), {})
    if locked is None:
        raise InvitationMissing(uid)
    return locked


def _locked(holding: sa.Select[int], fresh: sa.Select[Invitation], given: dict[str, str]) -> LockedInvitation | None:
    if db.session.execute(holding, given).first() is None:
        return None
    invitation = _with_parts(db.session.scalars(fresh, given).unique().one_or_none(), fresh=True)
    return LockedInvitation(invitation, tuple(parts_of(invitation))) if invitation else None


def _holding(condition: sa.ColumnElement[bool]) -> sa.Select[int]:
    """Hold the row of the event that the invitation is to."""
    held = sa.select(Event.id).join(Invitation, Invitation.event_id == Event.id).where(condition)
    return held.with_for_update(of=Event, key_share=True)


def _fresh(asked: sa.Select[Invitation]) -> sa.Select[Invitation]:
    return asked.execution_options(populate_existing=True)


@cache
def _holding_token() -> sa.Select[int]:
    return _holding(_opened())


@cache
def _fresh_by_token() -> sa.Select[Invitation]:
    return _fresh(_whole().where(_opened()))


def parts_of(invitation: Invitation) -> list[Part]:
    """The parts that the person may answer for, in the order of time; the event's circles must be loaded or will be."""
    held = [
        HoldingValue(holding.role_id, holding.organisation.kind, holding.organisation.agreement)
        for holding in invitation.holdings
    ]
    return parts_for(invitation.event, held, {extra.part_id for extra in invitation.extra_parts})


def deadlines_for(invitation: Invitation) -> Deadlines:
    """The deadlines that bind the invited person, and that every page and letter to them tells."""
    return invitation.deadlines


def sources_of(person_ids: Collection[int]) -> dict[int, AssignmentSource]:
    """From where the register knows these people: the source of each one's latest assignment."""
    asked = (
        sa.select(Assignment.person_id, Assignment.source)
        .where(Assignment.person_id.in_(person_ids))
        .order_by(Assignment.id)
    )
    found: defaultdict[int, AssignmentSource] = defaultdict(lambda: AssignmentSource.MANUAL)
    for person_id, source in db.session.execute(asked):
        found[person_id] = source
    return found
