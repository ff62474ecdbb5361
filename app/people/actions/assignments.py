"""Who holds which role where, from when, until when."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.kernel.db import db
from app.people.model import Assignment, Organisation, Person, Role
from app.people.rules.assignments import Term, is_possible, overlap
from app.people.rules.kinds import AssignmentSource


class ImpossibleTerm(ValueError):
    """The term would end before it starts; the form or the file should have been told."""


@dataclass(frozen=True)
class AssignmentAdded:
    """The assignment is new."""

    assignment: Assignment


@dataclass(frozen=True)
class AlreadyHeld:
    """The person already holds this role in this organisation for some of the same days; nothing was written."""

    assignment: Assignment


def add_assignment(
    person: Person,
    role: Role,
    organisation: Organisation,
    term: Term = Term(),  # noqa: B008 - a frozen value
    *,
    now: datetime,
    actor: Actor,
    source: AssignmentSource = AssignmentSource.MANUAL,
    confirmed_on: date | None = None,
) -> AssignmentAdded | AlreadyHeld:
    """Give a person a role in an organisation. Raises ImpossibleTerm."""
    _check(term)
    for other in _same(person, role, organisation):
        if overlap(term, other.term):
            return AlreadyHeld(other)
    assignment = Assignment(
        person=person,
        role=role,
        organisation=organisation,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        source=source,
        confirmed_on=confirmed_on,
        confirmed_by=actor.kind if confirmed_on else None,
        created_at=now,
    )
    db.session.add(assignment)
    db.session.flush()
    _record(assignment, "assignment.added", now, actor, starts_on=_day(term.starts_on), ends_on=_day(term.ends_on))
    return AssignmentAdded(assignment)


def end_assignment(assignment: Assignment, ends_on: date, *, now: datetime, actor: Actor) -> None:
    """Let the assignment's last day be ``ends_on``. Raises ImpossibleTerm when that is before its first."""
    _check(Term(assignment.starts_on, ends_on))
    if assignment.ends_on == ends_on:
        return
    old, assignment.ends_on = assignment.ends_on, ends_on
    _record(assignment, "assignment.ended", now, actor, ends_on=_change(old, ends_on))


def edit_term(assignment: Assignment, term: Term, *, now: datetime, actor: Actor) -> None:
    """Correct the first and last day. Raises ImpossibleTerm."""
    _check(term)
    old = assignment.term
    if old == term:
        return
    assignment.starts_on, assignment.ends_on = term.starts_on, term.ends_on
    _record(
        assignment,
        "assignment.edited",
        now,
        actor,
        starts_on=_change(old.starts_on, term.starts_on),
        ends_on=_change(old.ends_on, term.ends_on),
    )


def confirm_assignment(assignment: Assignment, today: date, *, now: datetime, actor: Actor) -> None:
    """Somebody has said today that the assignment is right."""
    if (assignment.confirmed_on, assignment.confirmed_by) == (today, actor.kind):
        return
    assignment.confirmed_on, assignment.confirmed_by = today, actor.kind
    _record(assignment, "assignment.confirmed", now, actor)


def remove_assignment(assignment: Assignment, *, now: datetime, actor: Actor) -> None:
    """Take away an assignment that never was: for mistakes. One that was held is ended instead."""
    _record(assignment, "assignment.removed", now, actor)
    assignment.person.assignments.remove(assignment)
    db.session.flush()


def _same(person: Person, role: Role, organisation: Organisation) -> list[Assignment]:
    asked = sa.select(Assignment).where(
        Assignment.person_id == person.id,
        Assignment.role_id == role.id,
        Assignment.organisation_id == organisation.id,
    )
    return list(db.session.scalars(asked))


def _check(term: Term) -> None:
    if not is_possible(term):
        raise ImpossibleTerm(f"{term.starts_on}–{term.ends_on}")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _change(old: date | None, new: date | None) -> dict[str, str] | None:
    return None if old == new else {"old": _day(old), "new": _day(new)}


def _record(assignment: Assignment, action: str, now: datetime, actor: Actor, **details: object) -> None:
    about = {"role": assignment.role.name, "organisation": assignment.organisation.name, **details}
    log.record(actor, action, now=now, subject=("person", assignment.person.uid), details=about)
