"""Whom an event's circles point out: the page "Bjud in"."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.events.model import Event, EventMember
from app.events.queries import list_members
from app.events.rules.circles import CircleLineValue
from app.invitations.model import Invitation
from app.invitations.rules import HeldRole, InvitationState, Standing, select, standing
from app.kernel.db import db
from app.people.model import Assignment, Organisation, Person
from app.people.queries import VacantRole, list_ending_before, list_holders, list_vacancies


@dataclass(frozen=True)
class Candidate:
    """Somebody pointed out. ``assignments`` are the reason, none for a named member of a group; ``state`` is that of
    an invitation that is there already, also a revoked one (which can be made anew).
    """

    person: Person
    assignments: tuple[Assignment, ...]
    organisation: Organisation | None
    standing: Standing
    state: InvitationState | None = None


@dataclass(frozen=True)
class Group:
    """An organisation's candidates, and what is vacant there. ``organisation`` is empty for members without one."""

    organisation: Organisation | None
    candidates: tuple[Candidate, ...]
    vacancies: tuple[VacantRole, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """Whom the circles point out on the event's first day, grouped by organisation in Swedish order.

    ``ending``: assignments that are over before the day, of people not there through another one ("uppdraget slutar
    31 december"). ``area_vacancies``: roles that an area and no single organisation lacks.
    """

    groups: tuple[Group, ...]
    ending: tuple[Assignment, ...]
    area_vacancies: tuple[VacantRole, ...]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Everybody, each once."""
        return tuple(candidate for group in self.groups for candidate in group.candidates)

    def standing(self, wanted: Standing) -> tuple[Candidate, ...]:
        """Those who stand so."""
        return tuple(candidate for candidate in self.candidates if candidate.standing is wanted)


def propose(event: Event, today: date) -> Proposal:
    """The proposal for ``event`` as the register is ``today``; the number of statements does not depend on people."""
    lines = lines_of(event)
    role_ids = {line.role_id for line in lines}
    holders = list_holders(role_ids, event.starts_on) if role_ids else []
    ending = list_ending_before(role_ids, event.starts_on, today) if role_ids else []
    by_id = {assignment.id: assignment for assignment in [*holders, *ending]}
    selection = select(lines, [_held(assignment) for assignment in by_id.values()], event.starts_on)
    states = _states(event.id)
    candidates = [_candidate([by_id[n] for n in assignments], states) for assignments in selection.invited.values()] + [
        _member(member, states) for member in list_members(event) if member.person_id not in selection.invited
    ]
    vacancies = [vacant for vacant in list_vacancies(event.starts_on) if vacant.role.id in role_ids]
    return Proposal(
        groups=_groups(candidates, [vacant for vacant in vacancies if vacant.organisation]),
        ending=tuple(by_id[n] for n in selection.ending),
        area_vacancies=tuple(vacant for vacant in vacancies if vacant.organisation is None),
    )


def lines_of(event: Event) -> list[CircleLineValue]:
    """The event's circle and those of its parts: who may come to a part is invited to the event."""
    dead = {part.id for part in event.parts if part.cancelled_at is not None}
    return [
        CircleLineValue(line.role_id, line.organisation_kind, line.agreement_only)
        for line in event.circle
        if line.part_id not in dead
    ]


def _held(assignment: Assignment) -> HeldRole:
    organisation = assignment.organisation
    return HeldRole(
        assignment.id,
        assignment.person_id,
        assignment.role_id,
        organisation.kind,
        organisation.agreement,
        assignment.ends_on,
    )


def _states(event_id: int) -> dict[int, InvitationState]:
    asked = sa.select(Invitation.person_id, Invitation.state).where(Invitation.event_id == event_id)
    return {row.person_id: row.state for row in db.session.execute(asked)}


def _candidate(assignments: list[Assignment], states: dict[int, InvitationState]) -> Candidate:
    """The role that stands first in the register's order gives the organisation that the person is listed under."""
    ordered = tuple(sorted(assignments, key=lambda one: (one.role.position, one.id)))
    person = ordered[0].person
    return Candidate(person, ordered, ordered[0].organisation, _standing(person, states), states.get(person.id))


def _member(member: EventMember, states: dict[int, InvitationState]) -> Candidate:
    person = member.person
    return Candidate(person, (), member.organisation, _standing(person, states), states.get(person.id))


def _standing(person: Person, states: dict[int, InvitationState]) -> Standing:
    return standing(
        invited=states.get(person.id, InvitationState.REVOKED) is not InvitationState.REVOKED,
        declined_all=person.declined_all_at is not None,
        has_address=bool(person.address),
    )


def _groups(candidates: list[Candidate], vacancies: list[VacantRole]) -> tuple[Group, ...]:
    people: defaultdict[int | None, list[Candidate]] = defaultdict(list)
    vacant: defaultdict[int | None, list[VacantRole]] = defaultdict(list)
    organisations: dict[int, Organisation] = {}
    for candidate in sorted(candidates, key=lambda one: (one.person.sort_key, one.person.id)):
        people[_noted(candidate.organisation, organisations)].append(candidate)
    for vacancy in vacancies:
        vacant[_noted(vacancy.organisation, organisations)].append(vacancy)
    ordered = sorted(organisations.values(), key=lambda one: (one.sort_key, one.id))
    groups = [Group(one, tuple(people[one.id]), tuple(vacant[one.id])) for one in ordered]
    return (*groups, Group(None, tuple(people[None]))) if people[None] else tuple(groups)


def _noted(organisation: Organisation | None, organisations: dict[int, Organisation]) -> int | None:
    if organisation is None:
        return None
    organisations[organisation.id] = organisation
    return organisation.id
