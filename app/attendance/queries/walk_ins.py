"""Who may be the one at the door that is not found on its list."""

import sqlalchemy as sa

from app.attendance.model import Tick
from app.attendance.queries.lists import Listed, list_people
from app.attendance.rules.walk_ins import WalkIn
from app.events.model import Part
from app.kernel.db import db
from app.kernel.text import fold
from app.people.model import Person
from app.people.queries.sight import unprotected


def find_by_nonce(event_id: int, nonce: str) -> Person | None:
    """Whom the act of this name has ticked off at the event: at a part, or at several by arriving."""
    asked = sa.select(Person).join(Tick, Tick.person_id == Person.id).join(Part, Part.id == Tick.part_id)
    named = (Tick.uid == nonce) | Tick.uid.startswith(f"{nonce}.", autoescape=True)
    return db.session.scalars(asked.where(Part.event_id == event_id, named).limit(1)).one_or_none()


def list_namesakes(event_id: int, draft: WalkIn) -> list[Listed]:
    """Those of the same name on the event's list, whatever accents and capitals; no protected person is on it."""
    wanted = fold(draft.name)
    with unprotected():
        return [one for one in list_people(event_id) if fold(one.name) == wanted]
