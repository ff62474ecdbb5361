"""What can be certified, and of whom."""

from collections import defaultdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.attendance.model import Tick
from app.attendance.rules.certificate import AttendedPart, Certificate, certificate
from app.events.model import Part
from app.kernel.db import db

_PART = (Part.title, Part.kind, Part.starts_at, Part.ends_at, Tick.how, Part.cancelled_at.is_not(None))
"""The fields of ``AttendedPart``."""


def list_certificates(event_id: int, now: datetime, person_id: int | None = None) -> dict[int, Certificate]:
    """What can be certified ``now`` of everybody who attended the event, or of one person, by the person's id. One
    statement.
    """
    asked = _attended(Tick.person_id).where(Part.event_id == event_id)
    return _certificates(asked if person_id is None else asked.where(Tick.person_id == person_id), now)


def list_certified_events(person_id: int, now: datetime) -> set[int]:
    """The ids of the events of which something can be certified ``now`` to the person. One statement."""
    return set(_certificates(_attended(Part.event_id).where(Tick.person_id == person_id), now))


def _attended(key: Any) -> sa.Select[*tuple[Any, ...]]:
    """What stands of presence, each row after its ``key``."""
    return sa.select(key, *_PART).join(Part, Part.id == Tick.part_id).where(Tick.standing)


def _certificates(asked: sa.Select[*tuple[Any, ...]], now: datetime) -> dict[int, Certificate]:
    attended: defaultdict[int, list[AttendedPart]] = defaultdict(list)
    for key, *part in db.session.execute(asked):
        attended[key].append(AttendedPart(*part))
    found = {key: certificate(parts, now) for key, parts in attended.items()}
    return {key: one for key, one in found.items() if one is not None}
