"""How an event stands in numbers: answers, seats, parts, letters. Each a fixed number of statements."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.events.model import Event, Part
from app.events.rules.kinds import QueueMode
from app.invitations.queries import counts
from app.invitations.rules import UNASKED, InvitationState
from app.kernel.db import db
from app.mail.model import LetterState, OutboxLetter
from app.people.model import Person
from app.registrations.model import Registration, RegistrationPart
from app.registrations.queries import taken_of
from app.registrations.rules import Mode, RegistrationState

_IN_WAY = (LetterState.WAITING, LetterState.SENDING, LetterState.RETRYING)


@dataclass(frozen=True)
class Standing:
    """How many invitations stand in each state, and how many seats of the event are left (None: no limit)."""

    states: Mapping[InvitationState, int]
    seats_left: int | None
    seats_over: int = 0
    """How many more have a seat than there are: capacity was lowered, or an organizer went beyond it."""
    waiting_for_parts: int = 0
    """How many of those who come wait for one part or several."""

    @property
    def invited(self) -> int:
        """How many have got an invitation that still stands."""
        return sum(self.states.values()) - sum(self.states[state] for state in UNASKED)


def standing(event: Event) -> Standing:
    """How ``event`` stands. Two statements, three where the event has a capacity."""
    states, waiting = counts(event.id), _count_waiting_for_parts(event.id)
    left = None if event.capacity is None else event.capacity - taken_of(event)
    if left is None:
        return Standing(states, None, waiting_for_parts=waiting)
    return Standing(states, max(0, left), max(0, -left), waiting)


def _count_waiting_for_parts(event_id: int) -> int:
    """Who waits for the event itself is told by the invitation's state."""
    asked = (
        sa.select(sa.func.count(sa.distinct(RegistrationPart.registration_id)))
        .join(RegistrationPart.registration)
        .where(
            Registration.event_id == event_id,
            Registration.state == RegistrationState.CONFIRMED,
            RegistrationPart.state == RegistrationState.WAITING,
        )
    )
    return db.session.scalar(asked) or 0


def over(event: Event, part: Part | None = None) -> int:
    """How many more have a seat than there are, at the event or at ``part``. One statement."""
    if part is None:
        return 0 if event.capacity is None else max(0, taken_of(event) - event.capacity)
    return next((one.over for one in part_standings(event) if one.part.id == part.id), 0)


@dataclass(frozen=True)
class PartStanding:
    """How many come to a part on site and digitally, how many wait, and how many places are left (None: no limit)."""

    part: Part
    on_site: int
    online: int
    waiting: int
    held: int = 0
    """Of those who wait, how many a seat is held for by an offer."""

    @property
    def left(self) -> int | None:
        """Places left on site."""
        return None if self.part.capacity is None else max(0, self.part.capacity - self.on_site - self.held)

    @property
    def over(self) -> int:
        """How many more come on site than there are places."""
        return 0 if self.part.capacity is None else max(0, self.on_site - self.part.capacity)


def part_standings(event: Event) -> list[PartStanding]:
    """Every part that is not cancelled, in the order of time. One statement beside the parts."""
    number: Counter[tuple[int, RegistrationState, Mode]] = Counter()
    asked = (
        sa.select(
            RegistrationPart.part_id,
            RegistrationPart.state,
            RegistrationPart.mode,
            sa.func.count(),
            sa.func.count(RegistrationPart.offered_until),
        )
        .join(RegistrationPart.registration)
        .where(Registration.event_id == event.id)
        .group_by(RegistrationPart.part_id, RegistrationPart.state, RegistrationPart.mode)
    )
    held: Counter[int] = Counter()
    for part_id, state, mode, count, offered in db.session.execute(asked):
        number[part_id, state, mode] = count
        held[part_id] += offered
    confirmed, waiting = RegistrationState.CONFIRMED, RegistrationState.WAITING
    return [
        PartStanding(
            part,
            number[part.id, confirmed, Mode.ON_SITE],
            number[part.id, confirmed, Mode.ONLINE],
            number[part.id, waiting, Mode.ON_SITE] + number[part.id, waiting, Mode.ONLINE],
            held[part.id],
        )
        for part in event.parts
        if part.cancelled_at is None
    ]


def offers(event: Event, invitation_ids: Collection[int]) -> dict[int, datetime]:
    """By the invitation's id, until when a seat is held for the one invited. Two statements where seats are offered."""
    if event.queue_mode is QueueMode.GIVEN:
        return {}
    asked = (
        sa.select(Registration)
        .where(Registration.invitation_id.in_(invitation_ids), Registration.state != RegistrationState.CANCELLED)
        .options(selectinload(Registration.parts))
    )
    found = ((one.invitation_id, one.seat_held_until) for one in db.session.scalars(asked))
    return {number: until for number, until in found if number is not None and until is not None}


def offers_of(event: Event) -> dict[str, datetime]:
    """By the person's uid, until when a seat is held for somebody at the event. At most two statements."""
    if event.queue_mode is QueueMode.GIVEN:
        return {}
    asked = (
        sa.select(Registration, Person.uid)
        .join(Registration.person)
        .where(Registration.event_id == event.id, _is_offered())
        .options(selectinload(Registration.parts))
    )
    found = ((uid, one.seat_held_until) for one, uid in db.session.execute(asked))
    return {uid: until for uid, until in found if until is not None}


def _is_offered() -> sa.ColumnElement[bool]:
    of_part = sa.exists().where(
        RegistrationPart.registration_id == Registration.id, RegistrationPart.offered_until.is_not(None)
    )
    return sa.or_(Registration.offered_until.is_not(None), of_part)


@dataclass(frozen=True)
class Letters:
    """An event's letters: how many have left, are on their way, have failed."""

    sent: int
    in_way: int
    failed: int


def letters_of(event_uid: str) -> Letters:
    """The letters of the event in the outbox. One statement."""
    asked = sa.select(OutboxLetter.state, sa.func.count().label("number")).where(OutboxLetter.event_uid == event_uid)
    number = {row.state: row.number for row in db.session.execute(asked.group_by(OutboxLetter.state))}
    in_way = sum(number.get(state, 0) for state in _IN_WAY)
    return Letters(number.get(LetterState.SENT, 0), in_way, number.get(LetterState.FAILED, 0))


def count_failed_letters() -> int:
    """How many letters could not be delivered and wait for somebody to look."""
    asked = sa.select(sa.func.count()).select_from(OutboxLetter).where(OutboxLetter.state == LetterState.FAILED)
    return db.session.scalar(asked) or 0


def list_letters(person_uid: str, event_uid: str) -> Sequence[OutboxLetter]:
    """What has been written to a person about an event, the latest first."""
    asked = sa.select(OutboxLetter).where(OutboxLetter.person_uid == person_uid, OutboxLetter.event_uid == event_uid)
    return db.session.scalars(asked.order_by(OutboxLetter.id.desc()).limit(50)).all()


def register_is_empty() -> bool:
    """Whether the register holds no person yet, as in a new installation."""
    return not db.session.scalar(sa.select(sa.exists().select_from(Person)))
