"""Many invitations: an event's, a person's. The number of statements does not depend on the number of rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.events.model import Event
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.rules import UNASKED, InvitationState, differing
from app.kernel.db import db
from app.kernel.text import like_pattern
from app.people.model import Organisation, Person, Role
from app.people.queries.sight import everybody, may_see
from app.people.rules.kinds import RoleGroup

PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty means everything. ``query`` is matched against name and organisation."""

    state: InvitationState | None = None
    role_id: int | None = None
    group: RoleGroup | None = None
    organisation_id: int | None = None
    query: str = ""


def first_holding() -> sa.ColumnElement[bool]:
    """What joins to an Invitation the one InvitationHolding that letters and lists name somebody by."""
    held = aliased(InvitationHolding)
    first = sa.select(sa.func.min(held.id)).where(held.invitation_id == Invitation.id).correlate(Invitation)
    return InvitationHolding.id == first.scalar_subquery()


def organisation_of() -> sa.ColumnElement[str]:
    """Where somebody invited is from: the organisation of ``first_holding``, or what they say who signed up."""
    return sa.func.coalesce(Organisation.name, Invitation.affiliation)


def _holdings() -> Any:
    """Holdings with role and organisation, in one statement."""
    with_both = joinedload(InvitationHolding.role), joinedload(InvitationHolding.organisation)
    return selectinload(Invitation.holdings).options(*with_both)


def _with_people() -> sa.Select[Invitation]:
    return (
        sa.select(Invitation)
        .join(Invitation.person)
        .options(
            joinedload(Invitation.person).selectinload(Person.addresses),
            _holdings(),
            selectinload(Invitation.extra_parts),
        )
        .order_by(Person.sort_key, Invitation.id)
    )


def list_for_event(event_id: int, filters: Filters = Filters(), page: int = 1) -> tuple[list[Invitation], int]:
    """One page of an event's invitations in Swedish order of names, and how many there are in all; five statements."""
    conditions = [Invitation.event_id == event_id, *_conditions(filters)]
    total = db.session.scalar(
        sa.select(sa.func.count()).select_from(Invitation).join(Invitation.person).where(*conditions)
    )
    rows = db.session.scalars(_with_people().where(*conditions).limit(PAGE).offset((page - 1) * PAGE))
    return list(rows), total or 0


def _conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if filters.state is not None:
        found.append(Invitation.state == filters.state)
    if filters.role_id is not None:
        found.append(Invitation.holdings.any(InvitationHolding.role_id == filters.role_id))
    if filters.organisation_id is not None:
        found.append(Invitation.holdings.any(InvitationHolding.organisation_id == filters.organisation_id))
    if filters.group is not None:
        found.append(Invitation.holdings.any(InvitationHolding.role.has(Role.group == filters.group)))
    return found + [_finds(word) for word in filters.query.split()[:5]]


def _finds(word: str) -> sa.ColumnElement[bool]:
    pattern = like_pattern(word)
    at = InvitationHolding.organisation.has(Organisation.search_key.like(pattern, escape="\\"))
    return Person.search_key.like(pattern, escape="\\") | Invitation.holdings.any(at)


def counts(event_id: int) -> dict[InvitationState, int]:
    """How many of an event's invitations stand in each state; every state is there."""
    asked = (
        sa.select(Invitation.state, sa.func.count().label("number"))
        .where(Invitation.event_id == event_id)
        .group_by(Invitation.state)
        .where(Invitation.event_id == event_id)
        .group_by(Invitation.state)
    )
    found: dict[InvitationState, int] = {row.state: row.number for row in db.session.execute(asked)}
    return {state: found.get(state, 0) for state in InvitationState}


def list_for_person(person_id: int, *, to_themselves: bool = False) -> list[Invitation]:
    """A person's invitations with events and holdings, the latest event first. ``to_themselves`` leaves out those
    that were never sent or have been revoked.
    """
    asked = (
        sa.select(Invitation)
        .join(Invitation.event)
        .where(Invitation.person_id == person_id)
        .options(
            joinedload(Invitation.event),
            _holdings(),
            joinedload(Invitation.in_stead_of).options(joinedload(Invitation.person), _holdings()),
        )
        .order_by(Event.starts_on.desc(), Invitation.id)
    )
    if to_themselves:
        asked = asked.where(Invitation.state.not_in(UNASKED))
    return list(db.session.scalars(asked))


def list_revoked(event_id: int, person_ids: Collection[int]) -> list[Invitation]:
    """The revoked invitations of these people to the event: they can be made anew."""
    asked = _with_people().where(
        Invitation.event_id == event_id,
        Invitation.person_id.in_(person_ids),
        Invitation.state == InvitationState.REVOKED,
    )
    return list(db.session.scalars(asked))


def find_for(event_id: int, person_id: int) -> Invitation | None:
    """The person's invitation to the event, whatever its state."""
    asked = _with_people().where(Invitation.event_id == event_id, Invitation.person_id == person_id)
    return db.session.scalars(asked).one_or_none()


def states_of(event_id: int, person_ids: Collection[int]) -> dict[int, InvitationState]:
    """The states of these people's invitations to the event, by the person's id."""
    asked = sa.select(Invitation.person_id, Invitation.state).where(
        Invitation.event_id == event_id, Invitation.person_id.in_(person_ids)
    )
    return {row.person_id: row.state for row in db.session.execute(asked)}


def list_of_people(event_id: int, person_ids: Collection[int]) -> dict[int, Invitation]:
    """These people's invitations to the event, by the person's id, with holdings and those of whom they come in the
    stead of, as the database has them now. Statements do not grow with them.
    """
    original = joinedload(Invitation.in_stead_of).options(_holdings())
    asked = sa.select(Invitation).where(Invitation.event_id == event_id, Invitation.person_id.in_(person_ids))
    found = db.session.scalars(asked.options(_holdings(), original).execution_options(populate_existing=True))
    return {one.person_id: one for one in found}


def list_in_state(event_id: int, state: InvitationState) -> list[Invitation]:
    """The event's invitations in one state, with people, holdings and extra parts: for showing, nothing is held."""
    asked = _with_people().where(Invitation.event_id == event_id, Invitation.state == state)
    return list(db.session.scalars(asked))


def list_unseen(event_id: int, state: InvitationState) -> list[Invitation]:
    """As ``list_in_state``, of those alone whom whoever looks may not see: they get their letters with the others.
    Nothing of them is shown but their number.
    """
    if may_see():
        return []
    with everybody():
        asked = _with_people().where(Invitation.event_id == event_id, Invitation.state == state, Person.protected)
        return list(db.session.scalars(asked.execution_options(populate_existing=True)))


def list_own_dates(event_id: int) -> dict[str, tuple[date | None, date | None]]:
    """Until when people may answer and change who have dates of their own at an event, by the person's uid."""
    mine = Invitation.answer_by_on, Invitation.change_by_on
    own = sa.or_(*(column.is_not(None) for column in mine))
    asked = sa.select(Person.uid, *mine).join(Invitation.person).where(Invitation.event_id == event_id, own)
    return {row.uid: (row.answer_by_on, row.change_by_on) for row in db.session.execute(asked)}


def list_some(event_id: int, states: Collection[InvitationState], query: str = "", most: int = 60) -> list[Invitation]:
    """The first of an event's invitations in these states whose name or organisation fits ``query``: for showing what
    a letter says to them.
    """
    asked = _with_people().where(Invitation.event_id == event_id, Invitation.state.in_(states))
    return list(db.session.scalars(asked.where(*map(_finds, query.split()[:5])).limit(most)))


def list_by_ids(ids: Collection[int]) -> list[Invitation]:
    """These invitations with people, holdings and extra parts, in Swedish order of names."""
    return list(db.session.scalars(_with_people().where(Invitation.id.in_(ids))))


def list_to_send(event_id: int, uids: Collection[str] | None = None) -> list[Invitation]:
    """The invitations to an event that have not been sent; only those with ``uids``, if given. Held until the
    transaction ends, so that two who press at the same time send once.
    """
    asked = _with_people().where(Invitation.event_id == event_id, Invitation.state == InvitationState.NOT_SENT)
    return _held(asked if uids is None else asked.where(Invitation.uid.in_(uids)))


def list_silent(event_id: int) -> list[Invitation]:
    """The unanswered invitations of an event, with all that their deadlines and addresses need: to be looked at, not
    held. Statements do not grow with the rows.
    """
    return list(db.session.scalars(_silent(event_id)))


def _silent(event_id: int) -> sa.Select[Invitation]:
    return _with_people().where(Invitation.event_id == event_id, Invitation.state == InvitationState.UNANSWERED)


def still_silent(event_uids: Collection[str], person_uids: Collection[str]) -> set[tuple[str, str]]:
    """Who of these people has not answered an invitation to which of these events (event's uid, person's uid), and can
    be reached. Two statements.
    """
    asked = (
        _with_people()
        .options(joinedload(Invitation.event))
        .where(Invitation.state == InvitationState.UNANSWERED, Invitation.event.has(Event.uid.in_(event_uids)))
        .where(Person.uid.in_(person_uids))
    )
    return {(one.event.uid, one.person.uid) for one in db.session.scalars(asked) if one.person.takes_letters}


def list_to_remind(event_id: int, uids: Collection[str] | None = None) -> list[Invitation]:
    """The unanswered invitations of an event, held as in ``list_to_send``; who may be reminded today is the
    rules' question.
    """
    asked = _silent(event_id)
    return _held(asked if uids is None else asked.where(Invitation.uid.in_(uids)))


def _held(asked: sa.Select[Invitation]) -> list[Invitation]:
    fresh = asked.with_for_update(of=Invitation).execution_options(populate_existing=True)
    return list(db.session.scalars(fresh))


def unlike(invited: Sequence[Invitation]) -> list[Invitation]:
    """Up to three of them, in roles and organisations as unlike as can be: to show a letter as different people get
    it.
    """
    first = [one.holdings[0] if one.holdings else None for one in invited]
    return [
        invited[at] for at in differing([(held.role.id, held.organisation.id) if held else (0, 0) for held in first])
    ]
