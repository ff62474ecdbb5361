"""Attendance put right afterwards, with a reason: a record like the others, after everything that is known."""

from datetime import datetime

import sqlalchemy as sa

from app.attendance.actions.records import hold, record
from app.attendance.model import Tick
from app.attendance.queries import AtDoor, list_standing
from app.attendance.rules import Given, How, Keeper, Mark
from app.audit import log
from app.audit.actor import Actor
from app.events.model import Part
from app.kernel.db import db
from app.people.model import Person


def correct(person: Person, part: Part, *, present: bool, reason: str, nonce: str, now: datetime, actor: Actor) -> bool:
    """Have the person be present at the part, or not, whatever the door said; whether it was otherwise before. Sent
    again, by the same ``nonce``, it is done once. The reason stands with the record and not in the log, which outlives
    the person.
    """
    at = AtDoor(part.id, person.id, person.name)
    hold(at)
    if _is_known(nonce):
        return True
    stands = (person.id, part.id) in list_standing([person.id], [part.id])
    if stands is present:
        return False
    given = Given(nonce, Mark.PRESENT if present else Mark.UNDO, How.CORRECTION, reason=reason)
    record(at, given, now=now, by=Keeper(actor))
    log.record(
        actor,
        "attendance.corrected",
        now=now,
        subject=("person", person.uid),
        event_uid=part.event.uid,
        details={"part": part.title, "present": present},
    )
    return True


def _is_known(nonce: str) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Tick.uid == nonce))))
