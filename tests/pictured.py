"""A meeting as it stands at one moment: who has a seat, who waits in which line, how many letters there are."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.audit.model import LogEntry
from app.events.model import Event, Part, Quota
from app.events.queries.quotas import list_quotas, quota_of
from app.events.rules import quotas
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.mail.model import OutboxLetter
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.registrations.model import Registration
from app.registrations.rules import Mode, RegistrationState

CONFIRMED, WAITING, CANCELLED = RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.CANCELLED
KOMMUN = OrganisationKind.KOMMUN
PEOPLE = ("Anna", "Axel", "Per", "Bo", "Pia")
"""Two principals and a politician of Ånge, a principal and a politician of Berg."""
EVENT, HALL, SEMINAR = 0, 1, 2
"""Where seats are: the event, and its two parts."""
Place = tuple[str, int, int]
"""Something that has a number of seats: "level" with one of the three, or "quota" with its id and an organisation's."""


@dataclass
class Person:
    """Where one person stands, as far as a letter would tell it; and the places in line, by number."""

    state: RegistrationState = CANCELLED
    seats: frozenset[int] = frozenset()
    """Of the event and the parts, on site, given or held by an offer."""
    told: Any = None
    lines: dict[int, int] = field(default_factory=dict)
    offered: bool = False


@dataclass
class Picture:
    """Everything at one moment."""

    people: dict[str, Person]
    limits: dict[Place, int]
    letters: Counter[str]
    acts: Counter[str]
    overrides: int

    @property
    def seated(self) -> list[str]:
        return [name for name, one in self.people.items() if one.seats and not one.offered]

    @property
    def waiting(self) -> list[str]:
        return [name for name, one in self.people.items() if one.lines or one.offered]

    @property
    def offered(self) -> list[str]:
        return [name for name, one in self.people.items() if one.offered]


class Pictured:
    """A meeting of five people that is looked at after each act: ``before`` is how it stood before the last."""

    before: Picture
    event_id: int
    parts: dict[int, int]
    """The ids of hall and seminar."""
    by_uid: dict[str, str]
    names: dict[str, str]
    """Of the five, by the uid of the invitation, and of the person."""
    roles: dict[str, tuple[int, RoleGroup]]
    places: dict[str, int]
    quotas: list[Quota]

    def look(self) -> Picture:
        db.session.rollback()
        db.session.expire_all()
        event = db.session.get_one(Event, self.event_id)
        part = db.session.get_one(Part, self.parts[SEMINAR])
        limits: dict[Place, int] = {}
        for level, capacity in ((EVENT, event.capacity), (SEMINAR, part.capacity)):
            if capacity is not None:
                limits["level", level, 0] = capacity
        self.quotas = list_quotas(event)
        for row in self.quotas:
            for place in set(self.places.values()) if row.per_organisation else {0}:
                limits["quota", row.id, place] = row.most
        letters = Counter(name.split()[0] for name in db.session.scalars(sa.select(OutboxLetter.to_name)))
        asked = sa.select(LogEntry.action, LogEntry.subject_uid).where(LogEntry.action.startswith("registration."))
        entries = db.session.execute(asked).all()
        acts = Counter(self.names[uid] for action, uid in entries if action != "registration.override")
        overrides = sum(action == "registration.override" for action, _uid in entries)
        return Picture(self._people(), limits, letters, acts, overrides)

    def _people(self) -> dict[str, Person]:
        """Everybody, each with an invitation that says the same as the registration."""
        asked = sa.select(Invitation, Registration).outerjoin(Registration, Registration.invitation_id == Invitation.id)
        found = {}
        for invitation, registration in db.session.execute(asked.options(selectinload(Registration.parts))):
            if registration is None or registration.state is CANCELLED:
                assert invitation.state in (InvitationState.UNANSWERED, InvitationState.NOT_COMING)
                found[self.by_uid[invitation.uid]] = Person()
                continue
            coming = InvitationState.COMING if registration.state is CONFIRMED else InvitationState.WAITING
            assert invitation.state is coming
            found[self.by_uid[invitation.uid]] = self._standing(registration)
        return found

    def _standing(self, found: Registration) -> Person:
        """Nobody both has a seat and waits for it, or is in the event's queue and in a part's."""
        levels = {number: level for level, number in self.parts.items()}
        held, lines, told = set(), {}, set()
        rows = [row for row in found.parts if row.state is not CANCELLED]
        on_site = [row for row in rows if row.mode is Mode.ON_SITE]
        if found.queued_at is not None:
            assert found.state is WAITING
            assert all(row.state is WAITING and row.queued_at is None for row in on_site)
            if found.offered_until is None:
                lines[EVENT] = found.queue_number
        elif on_site:
            assert found.offered_until is None
        if on_site and (found.queued_at is None or found.offered_until is not None):
            held.add(EVENT)
        for row in rows:
            level = levels[row.part_id]
            told.add((level, row.state, row.mode, row.offered_until))
            assert row.state is WAITING or (row.queued_at, row.offered_until) == (None, None)
            assert (row.queue_number > 0) is (row.queued_at is not None)  # what the queues are counted by
            if row.mode is Mode.ON_SITE and (row.state is CONFIRMED or row.offered_until is not None):
                held.add(level)
            elif row.queued_at is not None:
                lines[level] = row.queue_number
        event_told = (found.state, found.queued_at is not None, found.offered_until)
        offered = found.offered_until is not None or any(row.offered_until is not None for row in rows)
        return Person(found.state, frozenset(held), (event_told, frozenset(told)), lines, offered)

    def limits_of(self, name: str, level: int, picture: Picture) -> list[Place]:
        """What somebody who takes a seat at ``level`` takes one of."""
        own: list[Place] = [("level", level, 0)] if ("level", level, 0) in picture.limits else []
        role_id, group = self.roles[name]
        held = quotas.Held(role_id, group, self.places[name], "", KOMMUN)
        part_id = self.parts.get(level)
        mine = [row for row in self.quotas if row.part_id == part_id and quotas.counts(quota_of(row), held)]
        return own + [("quota", row.id, self.places[name] if row.per_organisation else 0) for row in mine]

    def within(self, place: Place, picture: Picture) -> set[str]:
        """Who has one of those seats."""
        levels = {row.id: self.level_of(row) for row in self.quotas}
        level = place[1] if place[0] == "level" else levels[place[1]]
        return {
            name
            for name, person in picture.people.items()
            if level in person.seats and place in self.limits_of(name, level, picture)
        }

    def level_of(self, row: Quota) -> int:
        return next((level for level, number in self.parts.items() if number == row.part_id), EVENT)
