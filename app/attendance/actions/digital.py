"""Those whom a report of digital participants names, ticked off."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from app.attendance.actions.records import hold, record
from app.attendance.queries import AtDoor, list_standing
from app.attendance.rules import Given, How, Keeper, Mark, Ticked
from app.audit import log
from app.audit.actor import Actor
from app.events.model import Part


class Named(NamedTuple):
    """Somebody who took part: the person's id and uid, and their name."""

    person_id: int
    person_uid: str
    name: str


def digital_nonce(part_uid: str, person_uid: str) -> str:
    """What names the record of somebody at a part, whatever report it came in: so that there is one."""
    return f"digital.{part_uid}.{person_uid}"


def read_in(part: Part, people: Collection[Named], *, file: str, now: datetime, actor: Actor) -> int:
    """Have those be present at the part from its beginning, digitally; how many became so. Whoever is present stays as
    they are, and whoever was taken back by hand since stays away; read again it changes nothing.
    """
    standing, became = list_standing([one.person_id for one in people], [part.id]), 0
    for one in sorted(people):
        if (one.person_id, part.id) not in standing:
            at = AtDoor(part.id, one.person_id, one.name)
            hold(at)
            nonce = digital_nonce(part.uid, one.person_uid)
            given = Given(nonce, Mark.PRESENT, How.DIGITAL, at=min(part.starts_at, now))
            became += isinstance(record(at, given, now=now, by=Keeper(actor)), Ticked)
    log.record(
        actor,
        "attendance.read_in",
        now=now,
        subject=("event", part.event.uid),
        event_uid=part.event.uid,
        details={"part": part.title, "file": file, "count": became},
    )
    return became
