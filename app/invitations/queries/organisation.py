"""The coming meetings as one organisation's contact sees them: who holds the roles that day, who has answered what."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.events.model import CircleLine, Event, Part
from app.events.rules.circles import CircleLineValue, HoldingValue, matches
from app.events.rules.kinds import EventState
from app.invitations.model import Invitation, InvitationHolding, Place
from app.invitations.queries.places import list_places_of
from app.invitations.rules import UNASKED, InvitationState
from app.kernel.db import db
from app.people.model import Assignment, Organisation, Person, Role
from app.people.queries import Offices


@dataclass(frozen=True)
class Seated:
    """Somebody in a role: by the register that day (``assignment``), by an invitation, or both."""

    person: Person
    assignment: Assignment | None
    invitation: Invitation | None


@dataclass(frozen=True)
class RoleThere:
    """A role at a meeting: its people, and how many more the register expects."""

    role: Role
    people: tuple[Seated, ...]
    missing: int


@dataclass(frozen=True)
class MeetingThere:
    """A coming meeting that concerns the organisation. ``invited``: everybody from there whose invitation is out;
    ``places``: those without a name that it has been told of.
    """

    event: Event
    roles: tuple[RoleThere, ...]
    invited: tuple[Invitation, ...]
    places: tuple[Place, ...]


def meetings_of(organisation: Organisation, offices: Offices, today: date) -> list[MeetingThere]:
    """The published meetings from ``today`` on that somebody from the organisation is invited to, or whose circles name
    a role that is held or expected there, or that has places for it, the nearest first. Six statements.
    """
    events = _coming(today)
    ids = [event.id for event in events]
    named, invited = _named_roles(ids, organisation), _invited(ids, organisation)
    places = list_places_of(organisation.id, ids)
    meetings = [
        _meeting(
            event, offices, named[event.id], invited[event.id], [one for one in places if one.event_id == event.id]
        )
        for event in events
    ]
    return [one for one in meetings if one.roles or one.places]


def roles_asked_for(organisation: Organisation, today: date) -> set[int]:
    """The roles that the circles of meetings from ``today`` on mean in the organisation. Two statements."""
    named = _named_roles([event.id for event in _coming(today)], organisation)
    return {role_id for roles in named.values() for role_id in roles}


def _coming(today: date) -> list[Event]:
    asked = sa.select(Event).where(Event.state == EventState.PUBLISHED, Event.ends_on >= today)
    return list(db.session.scalars(asked.order_by(Event.starts_on, Event.id)))


def _named_roles(event_ids: Collection[int], organisation: Organisation) -> dict[int, set[int]]:
    """By event, the roles that its circles mean in this organisation."""
    asked = (
        sa.select(CircleLine)
        .outerjoin(Part, Part.id == CircleLine.part_id)
        .where(CircleLine.event_id.in_(event_ids), Part.cancelled_at.is_(None))
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for line in db.session.scalars(asked):
        meant = CircleLineValue(line.role_id, line.organisation_kind, line.agreement_only)
        if matches(meant, HoldingValue(line.role_id, organisation.kind, organisation.agreement)):
            found[line.event_id].add(line.role_id)
    return found


def _invited(event_ids: Collection[int], organisation: Organisation) -> dict[int, list[Invitation]]:
    asked = list_from(organisation).where(Invitation.event_id.in_(event_ids))
    found: defaultdict[int, list[Invitation]] = defaultdict(list)
    for one in db.session.scalars(asked):
        found[one.event_id].append(one)
    return found


def list_from(organisation: Organisation) -> sa.Select[Invitation]:
    """The invitations that are out to people of the organisation, with person and holdings, in Swedish order."""
    return (
        sa.select(Invitation)
        .join(Invitation.person)
        .where(
            Invitation.state.not_in(UNASKED),
            Invitation.holdings.any(InvitationHolding.organisation_id == organisation.id),
        )
        .options(
            joinedload(Invitation.person),
            selectinload(Invitation.holdings).options(
                joinedload(InvitationHolding.role), joinedload(InvitationHolding.organisation)
            ),
        )
        .order_by(Person.sort_key, Invitation.id)
    )


def list_answerable(organisation: Organisation, event_id: int, *, fresh: bool = False) -> list[Invitation]:
    """The invitations to an event that the organisation's contact may answer for: who has answered for themselves has
    done so. ``fresh``: as the database has them now.
    """
    open_to = sa.or_(Invitation.state == InvitationState.UNANSWERED, Invitation.answered_for == organisation.name)
    asked = list_from(organisation).where(Invitation.event_id == event_id, open_to)
    asked = asked.where(Invitation.state != InvitationState.REPLACED).options(selectinload(Invitation.extra_parts))
    return list(db.session.scalars(asked.execution_options(populate_existing=fresh)))


def _meeting(
    event: Event, offices: Offices, named: set[int], invited: list[Invitation], places: list[Place]
) -> MeetingThere:
    by_person = {one.person_id: one for one in invited}
    day = {office.role.id: office for office in offices.on(event.starts_on)}
    by_role: defaultdict[int, list[Invitation]] = defaultdict(list)
    roles = {office.role.id: office.role for office in day.values() if office.role.id in named}
    for one in invited:
        for held in one.holdings:
            if held.organisation_id == offices.organisation.id:
                by_role[held.role_id].append(one)
                roles[held.role_id] = held.role
    ordered = sorted(roles.values(), key=lambda role: (role.position, role.id))
    shown = []
    for role in ordered:
        office = day.get(role.id)
        holders = office.holders if office else ()
        people = _people(holders, by_role[role.id], by_person)
        shown.append(RoleThere(role, people, office.missing if office else 0))
    return MeetingThere(event, tuple(shown), tuple(invited), tuple(places))


def _people(
    holders: Iterable[Assignment], invited: Iterable[Invitation], by_person: dict[int, Invitation]
) -> tuple[Seated, ...]:
    seated = [Seated(one.person, one, by_person.get(one.person_id)) for one in holders]
    there = {one.person.id for one in seated}
    seated += [Seated(one.person, None, one) for one in invited if one.person_id not in there]
    return tuple(sorted(seated, key=lambda one: (one.person.sort_key, one.person.id)))
