"""One person's registration for one event."""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.audit import log
from app.kernel.db import db
from app.registrations.model import Need, Registration, RegistrationPart
from app.registrations.rules import Held, HeldPart, RegistrationState


@dataclass(frozen=True)
class Standing:
    """A registration with its parts, and whether needs have been given: the fact, never what."""

    registration: Registration
    needs_given: bool

    @property
    def active(self) -> bool:
        """Whether it has not been cancelled."""
        return self.registration.state is not RegistrationState.CANCELLED


def find_for(event_id: int, person_id: int, *, fresh: bool = False) -> Standing | None:
    """The person's registration for the event, also a cancelled one, in one statement. ``fresh``: as the database has
    it now, for a decision inside a transaction.
    """
    row = db.session.execute(_of(fresh), {"event_id": event_id, "person_id": person_id}).unique().one_or_none()
    return Standing(row.Registration, row.given) if row else None


@cache  # asked for by every page of an invitation
def _of(fresh: bool) -> sa.Select[Registration, bool]:
    given = sa.exists().where(Need.registration_id == Registration.id).label("given")
    mine = Registration.event_id == sa.bindparam("event_id"), Registration.person_id == sa.bindparam("person_id")
    asked = sa.select(Registration, given).where(*mine).options(joinedload(Registration.parts))
    return asked.execution_options(populate_existing=fresh)


def ended_unanswered(registration: Registration, event_uid: str) -> bool:
    """Whether the registration ended since a seat that was offered was not taken in time. One statement."""
    about = log.list_for(("person", registration.person.uid), 20, event_uid)
    told = (entry.action for entry in about if entry.action.startswith(("registration.", "invitation.declined")))
    return next(told, "") == "registration.offer_passed"


def held_of(registration: Registration | None) -> Held | None:
    """What somebody has already, as ``decide`` asks; None without a registration or after a withdrawal."""
    if registration is None or registration.state is RegistrationState.CANCELLED:
        return None
    parts = tuple(_held(part) for part in active_parts(registration))
    return Held(parts, registration.queued_at is not None, registration.offered_until)


def active_parts(registration: Registration) -> list[RegistrationPart]:
    """The parts that have not been cancelled."""
    return [part for part in registration.parts if part.state is not RegistrationState.CANCELLED]


def _held(part: RegistrationPart) -> HeldPart:
    return HeldPart(part.part_id, part.mode, part.state, part.offered_until)
