"""Writing what a preview says, many rows at a time: a file may hold ten thousand people."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.audit import log
from app.audit.actor import Actor
from app.kernel.db import db
from app.people.actions.organisations import create_organisation
from app.people.actions.persons import new_person, write
from app.people.model import Assignment, Organisation, Person, Role
from app.people.rules.drafts import OrganisationDraft
from app.people.rules.kinds import AssignmentSource
from app.people.rules.organisation_candidates import AnyOrganisation, NewOrganisation
from app.people.rules.plans import NewAssignment, PersonPlan
from app.people.rules.preview import Preview

_CHUNK = 500


def write_preview(preview: Preview, today: date, *, now: datetime, actor: Actor) -> None:
    """Add and change what the preview says; assignments that the file confirms are confirmed ``today``
    (Europe/Stockholm).
    """
    fresh = {place.name: _new_organisation(place, now, actor) for place in preview.organisations}
    writer = _Writer(fresh, today, now, actor)
    writer.add([plan for plan in preview.people if plan.person_id is None])
    writer.change([plan for plan in preview.people if plan.person_id is not None and plan.writes])
    _confirm([number for plan in preview.people for number in plan.confirmed], today)


def _new_organisation(place: NewOrganisation, now: datetime, actor: Actor) -> Organisation:
    """The organisation as added; if one has the name but for capitals or signs, it is that one."""
    return create_organisation(OrganisationDraft(place.name, place.kind, place.area), now=now, actor=actor).organisation


class _Writer:
    """Writes people with their assignments, each with its line in the log."""

    def __init__(self, fresh: dict[str, Organisation], today: date, now: datetime, actor: Actor) -> None:
        self._fresh, self._today, self._now, self._actor = fresh, today, now, actor
        self._roles = {role.key: role for role in db.session.scalars(sa.select(Role))}

    def add(self, plans: Sequence[PersonPlan]) -> None:
        """New people. They have not been told yet that we hold their address (art. 14): ``informed_at`` stays empty."""
        for plan in plans:
            person = new_person(plan.draft, self._now)
            self._assign(person, plan.assignments)
            db.session.add(person)
            held = [self._shown(one) for one in plan.assignments]
            self._record(person, "person.created", {"name": person.name, "role": held})
        db.session.flush()

    def change(self, plans: Sequence[PersonPlan]) -> None:
        """People of the register, held already by ``lock_register``."""
        for start in range(0, len(plans), _CHUNK):
            chunk = plans[start : start + _CHUNK]
            people = _people([plan.person_id or 0 for plan in chunk])
            for plan in chunk:
                self._change(people[plan.person_id or 0], plan)
        db.session.flush()

    def _change(self, person: Person, plan: PersonPlan) -> None:
        if plan.changes:
            write(person, plan.draft)
            person.version += 1
            person.changed_at = self._now
            shown = {one.field: {"old": one.old, "new": one.new} for one in plan.changes if one.field != "note"}
            self._record(person, "person.edited", shown)
        self._assign(person, plan.assignments)
        if plan.assignments:
            self._record(person, "assignment.added", {"role": [self._shown(one) for one in plan.assignments]})

    def _assign(self, person: Person, wanted: Iterable[NewAssignment]) -> None:
        for one in wanted:
            assignment = Assignment(
                role_id=self._roles[one.role_key].id,
                organisation_id=self._place(one.organisation),
                source=AssignmentSource.IMPORT,
                confirmed_on=self._today,
                created_at=self._now,
            )
            person.assignments.append(assignment)

    def _shown(self, one: NewAssignment) -> str:
        return f"{self._roles[one.role_key].name}, {one.organisation.name}"

    def _place(self, organisation: AnyOrganisation) -> int:
        if isinstance(organisation, NewOrganisation):
            return self._fresh[organisation.name].id
        return organisation.id

    def _record(self, person: Person, action: str, details: Mapping[str, object]) -> None:
        log.record(self._actor, action, now=self._now, subject=("person", person.uid), details=details)


def _people(ids: Sequence[int]) -> dict[int, Person]:
    """The people as they are now, with addresses and assignments."""
    whole = (selectinload(Person.addresses), selectinload(Person.assignments))
    asked = sa.select(Person).where(Person.id.in_(ids)).options(*whole)
    found = db.session.scalars(asked.execution_options(populate_existing=True))
    return {person.id: person for person in found}


def _confirm(ids: Sequence[int], today: date) -> None:
    for start in range(0, len(ids), _CHUNK):
        chosen = sa.update(Assignment).where(Assignment.id.in_(ids[start : start + _CHUNK]))
        db.session.execute(chosen.values(confirmed_on=today), execution_options={"synchronize_session": False})
