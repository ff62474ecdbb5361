"""Writing what a preview says, many rows at a time: a file may hold ten thousand people."""

from collections.abc import Mapping, Sequence
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
    plans = [plan.unseen or plan for plan in preview.people]
    writer.add([plan for plan in plans if plan.person_id is None])
    writer.change([plan for plan in plans if plan.person_id is not None and plan.writes])
    _confirm([number for plan in plans for number in plan.confirmed], today, actor)


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
        people = [new_person(plan.draft, self._now) for plan in plans]
        db.session.add_all(people)
        db.session.flush()
        pairs = list(zip(people, plans, strict=True))
        self._assign(pairs)
        self._record("person.created", [(person, {"name": person.name} | self._held(plan)) for person, plan in pairs])

    def change(self, plans: Sequence[PersonPlan]) -> None:
        """People of the register, held already by ``lock_register``."""
        for start in range(0, len(plans), _CHUNK):
            chunk = plans[start : start + _CHUNK]
            people = _people([plan.person_id or 0 for plan in chunk])
            self._change([(people[plan.person_id or 0], plan) for plan in chunk])

    def _change(self, pairs: Sequence[tuple[Person, PersonPlan]]) -> None:
        edited = [(person, plan) for person, plan in pairs if plan.changes]
        for person, plan in edited:
            write(person, plan.draft)
            person.version += 1
            person.changed_at = self._now
        db.session.flush()
        self._assign(pairs)
        self._record("person.edited", [(person, _changes(plan)) for person, plan in edited])
        self._record("assignment.added", [(person, self._held(plan)) for person, plan in pairs if plan.assignments])

    def _assign(self, pairs: Sequence[tuple[Person, PersonPlan]]) -> None:
        rows = [
            {
                "person_id": person.id,
                "role_id": self._roles[one.role_key].id,
                "organisation_id": self._place(one.organisation),
                "source": AssignmentSource.IMPORT,
                "confirmed_on": self._today,
                "confirmed_by": self._actor.kind,
                "created_at": self._now,
            }
            for person, plan in pairs
            for one in plan.assignments
        ]
        if rows:
            db.session.execute(sa.insert(Assignment), rows)

    def _held(self, plan: PersonPlan) -> dict[str, object]:
        return {"role": [self._shown(one) for one in plan.assignments]}

    def _shown(self, one: NewAssignment) -> str:
        return f"{self._roles[one.role_key].name}, {one.organisation.name}"

    def _place(self, organisation: AnyOrganisation) -> int:
        if isinstance(organisation, NewOrganisation):
            return self._fresh[organisation.name].id
        return organisation.id

    def _record(self, action: str, facts: Sequence[tuple[Person, Mapping[str, object]]]) -> None:
        named = ((("person", person.uid), details) for person, details in facts)
        log.record_many(self._actor, action, named, now=self._now)


def _changes(plan: PersonPlan) -> dict[str, object]:
    """What the log tells of the changes; notes are nobody else's business."""
    return {one.field: {"old": one.old, "new": one.new} for one in plan.changes if one.field != "note"}


def _people(ids: Sequence[int]) -> dict[int, Person]:
    """The people as they are now, with their addresses."""
    asked = sa.select(Person).where(Person.id.in_(ids)).options(selectinload(Person.addresses))
    found = db.session.scalars(asked.execution_options(populate_existing=True))
    return {person.id: person for person in found}


def _confirm(ids: Sequence[int], today: date, actor: Actor) -> None:
    for start in range(0, len(ids), _CHUNK):
        chosen = sa.update(Assignment).where(Assignment.id.in_(ids[start : start + _CHUNK]))
        confirmed = chosen.values(confirmed_on=today, confirmed_by=actor.kind)
        db.session.execute(confirmed, execution_options={"synchronize_session": False})
