"""A freed seat goes to the next in line at once, given or offered for a time, with a letter in the same transaction."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from app.audit.actor import SYSTEM
from app.events.model import Event, Part, Quota
from app.events.queries.quotas import list_quotas
from app.events.rules.kinds import EventState, QueueMode
from app.kernel.db import db
from app.mail import outbox
from app.registrations import letters, queries
from app.registrations.actions.leaving import let_be
from app.registrations.actions.rows import follow_up, write
from app.registrations.actions.sending import send
from app.registrations.model import Registration
from app.registrations.rules import (
    EVENT,
    Advance,
    Confirmed,
    Decision,
    InLine,
    Limit,
    Mode,
    MovesUp,
    PartVerdict,
    RegistrationState,
    Verdict,
    Waiting,
    advance,
    may_move_up,
    offer_until,
    part_limit,
    queue_stops_on,
)


def promote(event: Event, *, now: datetime) -> int:
    """Let those who wait into the seats there are, in order, each with one letter; returns how many got a seat or the
    offer of one. Before that, those whose offer has run out leave the queue. Nobody moves up when the event is not
    published, has begun, or its queue has stopped; asked twice, or by two workers at once, nobody is offered a seat
    twice.
    """
    event = _hold(event)
    if event.state is not EventState.PUBLISHED:
        return 0
    waiting = queries.list_waiting(event.id)
    for one in waiting:
        _let_pass(one, now)
    waiting = [one for one in waiting if one.state is not RegistrationState.CANCELLED]
    if not waiting:
        return 0
    parts = [part for part in _parts(event) if part.cancelled_at is None]
    begins = min((part.starts_at for part in parts), default=now)
    stops_on = queue_stops_on(event.starts_on, event.queue_stop_days)
    if not may_move_up(begins, now, stops_on):
        return 0
    return Line(event, parts, waiting).move(now, begins, stops_on)


def _hold(event: Event) -> Event:
    """The event as it is when its row is ours, where ``invitations.queries.lock_event`` holds it too."""
    held = sa.select(Event).where(Event.id == event.id).with_for_update(of=Event, key_share=True)
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def _parts(event: Event) -> Sequence[Part]:
    asked = sa.select(Part).where(Part.event_id == event.id).order_by(Part.starts_at, Part.position, Part.id)
    return db.session.scalars(asked.execution_options(populate_existing=True)).all()


def _let_pass(registration: Registration, now: datetime) -> None:
    """Where an offer has run out the person leaves that queue, and is told so. What else is waited for stays."""
    offers = [registration.offered_until, *(row.offered_until for row in registration.parts)]
    invitation = registration.invitation
    if invitation is not None and any(until is not None and until <= now for until in offers):
        action, letter = "registration.offer_passed", "offer_passed"
        let_be(invitation, registration, action, letter, now=now, actor=SYSTEM, until=now)


class Line:
    """Everybody who waits for the event or its parts, and the seats there are."""

    def __init__(self, event: Event, parts: Sequence[Part], waiting: Sequence[Registration]) -> None:
        self.event, self.parts = event, parts
        self.waiting = {one.id: one for one in waiting}
        self.open = {part.id for part in parts}
        quotas = list_quotas(event)
        self.line = [place for one in waiting for place in self._places(one, quotas)]
        limits = {limit for place in self.line for limit in _limits(place)}
        self.done: Advance = advance(self.line, queries.seats_left(event, parts, quotas, limits))

    def _places(self, one: Registration, quotas: Sequence[Quota]) -> list[InLine]:
        """The places in queues that somebody has, without those where a seat is offered already."""
        mine = queries.counted_by(quotas, one.invitation.capacities) if quotas and one.invitation else []

        def limits(own: Limit, part_id: int | None) -> tuple[Limit, ...]:
            return (own, *(counted.limit for counted in mine if counted.row.part_id == part_id))

        wanted = [row for row in queries.active_parts(one) if row.part_id in self.open and row.mode is Mode.ON_SITE]
        if one.queued_at is not None:
            wishes = {row.part_id: limits(part_limit(row.part_id), row.part_id) for row in wanted}
            offered = one.offered_until is not None or not wishes
            return [] if offered else [InLine(one.id, one.queue_number, None, limits(EVENT, None), wishes)]
        return [
            InLine(one.id, row.queue_number, row.part_id, limits(part_limit(row.part_id), row.part_id))
            for row in wanted
            if row.queued_at is not None and row.offered_until is None
        ]

    def move(self, now: datetime, begins: datetime, stops_on: date | None) -> int:
        """Write who moves up, with their letters, and what keeps the others."""
        self._say_what_keeps()
        until = None
        if self.event.queue_mode is QueueMode.OFFERED:
            until = offer_until(now, self.event.offer_hours, begins, stops_on)
        for number, moves in self.done.moved.items():
            registration = self.waiting[number]
            was, decision = registration.state, self._decision(registration, moves, until)
            write(registration, decision, now)
            action = "registration.moved_up" if until is None else "registration.offered"
            follow_up(registration, action, now=now, actor=SYSTEM, details={"state": decision.state.value})
            if until is None:
                send(registration, decision, was, now, first=False, kind="promoted")
            elif registration.invitation is not None:
                outbox.put(letters.offer(registration.invitation, registration, until), now=now)
        return len(self.done.moved)

    def _say_what_keeps(self) -> None:
        for (number, part_id), limit in self.done.obstacles.items():
            one = self.waiting[number]
            row = one if part_id is None else next(row for row in one.parts if row.part_id == part_id)
            row.quota_id = limit.id if limit.kind == "quota" else None

    def _decision(self, one: Registration, moves: MovesUp, until: datetime | None) -> Decision:
        """What the registration comes to: the seats it gets, confirmed or offered (``until``), the rest as it is."""
        seat: Verdict = Confirmed() if until is None else Waiting(1, offered_until=until)
        event = seat if moves.event else Confirmed()
        verdicts = []
        for row in queries.active_parts(one):
            if row.part_id in moves.parts:
                verdict = seat
            elif row.state is RegistrationState.CONFIRMED:
                verdict = Confirmed()
            else:
                verdict = Waiting(self._place(one, row.part_id), offered_until=row.offered_until)
            verdicts.append(PartVerdict(row.part_id, row.mode, verdict))
        return Decision(event, tuple(verdicts))

    def _place(self, one: Registration, part_id: int) -> int:
        """The place in the part's queue when those who move up have left it; the last for somebody new in it."""
        stay = [
            place.registration_id
            for place in sorted(self.line, key=lambda place: place.number)
            if place.part_id == part_id and (place.registration_id, part_id) in self.done.obstacles
        ]
        return (stay.index(one.id) if one.id in stay else len(stay)) + 1


def _limits(place: InLine) -> set[Limit]:
    return {*place.limits, *(limit for limits in place.wishes.values() for limit in limits)}
