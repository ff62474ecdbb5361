"""Who is present: those with a record that stands."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from app.attendance.model import Tick
from app.attendance.rules import How, Outcome, Record, together, told
from app.events.model import Event, Part
from app.invitations.model import Invitation
from app.kernel.db import db
from app.people.model import Person
from app.registrations.model import RegistrationPart
from app.registrations.rules import RegistrationState


class Present(NamedTuple):
    """Since when (UTC) somebody is present at a part, by whom and how that was seen."""

    at: datetime
    by_name: str
    how: How
    door: str


def list_present_ids(event_id: int) -> set[int]:
    """The ids of those who are ticked off at any part of the event."""
    asked = sa.select(Tick.person_id).join(Part, Part.id == Tick.part_id)
    return set(db.session.scalars(asked.where(Part.event_id == event_id, Tick.standing)))


def list_present_at(event_id: int) -> dict[int, dict[int, Present]]:
    """Who is present at which part of the event: by the person's id, then the part's. One statement."""
    found: defaultdict[int, dict[int, Present]] = defaultdict(dict)
    shown = (Tick.person_id, Tick.part_id, Tick.at, Tick.by_name, Tick.how, Tick.door)
    asked = sa.select(*shown).join(Part, Part.id == Tick.part_id).where(Part.event_id == event_id, Tick.standing)
    for row in db.session.execute(asked):
        found[row.person_id][row.part_id] = Present(row.at, row.by_name, row.how, row.door)
    return dict(found)


def list_records(event_id: int, person_id: int | None = None) -> Sequence[Tick]:
    """Every record of the event, or of one person there, with part and person, in the order that things were."""
    asked = sa.select(Tick).join(Tick.part).where(Part.event_id == event_id)
    if person_id is not None:
        asked = asked.where(Tick.person_id == person_id)
    asked = asked.options(joinedload(Tick.person), joinedload(Tick.part))
    return db.session.scalars(asked.order_by(Tick.at, Tick.uid)).all()


def list_part_records(part_id: int) -> dict[int, list[Record]]:
    """All that is known of everybody at a part, by the person's id. One statement."""
    found: defaultdict[int, list[Record]] = defaultdict(list)
    asked = sa.select(Tick.person_id, Tick.uid, Tick.mark, Tick.at, Tick.by_name).where(Tick.part_id == part_id)
    for row in db.session.execute(asked):
        found[row.person_id].append(Record(row.uid, row.mark, row.at, row.by_name))
    return dict(found)


def present_parts(event: Event) -> sa.ScalarSelect[str]:
    """For a list with one row a person: the ids of the parts of ``event`` where they are present, joined as "1,2"."""
    own = aliased(Part)
    return (
        sa.select(sa.func.aggregate_strings(sa.cast(Tick.part_id, sa.String), ","))
        .join(own, own.id == Tick.part_id)
        .where(Tick.person_id == Person.id, own.event_id == event.id, Tick.standing)
        .correlate(Person)
        .scalar_subquery()
    )


def present_parts_there() -> sa.ScalarSelect[str]:
    """The same for a list of invitations to several meetings: of each its own meeting's parts."""
    own = aliased(Part)
    return (
        sa.select(sa.func.aggregate_strings(sa.cast(Tick.part_id, sa.String), ","))
        .join(own, own.id == Tick.part_id)
        .where(Tick.person_id == Invitation.person_id, own.event_id == Invitation.event_id, Tick.standing)
        .correlate(Invitation)
        .scalar_subquery()
    )


def was_at() -> sa.Select[int, int]:
    """(person, event) ids of everybody who was ever ticked off somewhere, also where it was taken back."""
    return sa.select(Tick.person_id, Part.event_id).join(Part, Part.id == Tick.part_id)


def count_present(part: Part) -> tuple[int, int]:
    """How many are present at ``part``, and how many have a confirmed place on it."""
    present = sa.select(sa.func.count()).where(Tick.part_id == part.id, Tick.standing)
    expected = sa.select(sa.func.count()).where(
        RegistrationPart.part_id == part.id, RegistrationPart.state == RegistrationState.CONFIRMED
    )
    row = db.session.execute(sa.select(present.scalar_subquery(), expected.scalar_subquery())).one()
    return int(row[0]), int(row[1])


def count_arrived(part_ids: Collection[int]) -> tuple[int, int]:
    """How many are present at any of the parts, and how many have a confirmed place on any."""
    present = sa.select(sa.func.count(Tick.person_id.distinct())).where(Tick.part_id.in_(part_ids), Tick.standing)
    seat = RegistrationPart.registration_id
    expected = sa.select(sa.func.count(seat.distinct())).where(
        RegistrationPart.part_id.in_(part_ids), RegistrationPart.state == RegistrationState.CONFIRMED
    )
    row = db.session.execute(sa.select(present.scalar_subquery(), expected.scalar_subquery())).one()
    return int(row[0]), int(row[1])


def count_records(person_id: int) -> int:
    """How many records there are of somebody, ticks and undos."""
    return db.session.scalar(sa.select(sa.func.count()).where(Tick.person_id == person_id)) or 0


def count_stood(person_id: int) -> Sequence[tuple[str, int]]:
    """(uid of the event, count) of the parts where somebody is present."""
    asked = sa.select(Event.uid, sa.func.count()).join(Part, Part.event_id == Event.id)
    asked = asked.join(Tick, Tick.part_id == Part.id).where(Tick.person_id == person_id, Tick.standing)
    return [(uid, count) for uid, count in db.session.execute(asked.group_by(Event.uid))]


def badge_code(invitation: Invitation) -> str:
    """What the QR of a badge says after ``/dorr/q/``: random, neither the personal link nor a way to anything else."""
    return invitation.uid


def find_outcome(part_ids: Collection[int], nonce: str) -> Outcome | None:
    """What the tick or undo named ``nonce`` came to, at one of the parts or at all that an arrival covers, as the
    records have it now; None where there is none. One statement.
    """
    own = aliased(Tick)
    names = {part_id: {nonce, f"{nonce}.{part_id}"} for part_id in part_ids}
    shown = (Tick.part_id, own.uid.label("own"), Tick.uid, Tick.mark, Tick.at, Tick.by_name)
    rows = db.session.execute(
        sa.select(*shown, Person.given_name, Person.family_name)
        .join(own, (own.part_id == Tick.part_id) & (own.person_id == Tick.person_id))
        .join(Person, Person.id == Tick.person_id)
        .where(own.part_id.in_(part_ids), own.uid.in_(set().union(*names.values())))
    ).all()
    outcomes = []
    for part_id, own_uid in sorted({(row.part_id, row.own) for row in rows if row.own in names[row.part_id]}):
        known = [row for row in rows if (row.part_id, row.own) == (part_id, own_uid)]
        name = f"{known[0].given_name} {known[0].family_name}".strip()
        outcomes.append(told(name, [Record(row.uid, row.mark, row.at, row.by_name) for row in known], own_uid))
    return together(outcomes) if outcomes else None
