"""Putting somebody last in the event's queue, and back to the place that they had."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.audit.actor import Actor
from app.kernel.db import db
from app.registrations import queries
from app.registrations.actions.rows import follow_up, write
from app.registrations.actions.sending import send
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Confirmed, Decision, Mode, PartVerdict, RegistrationState, Waiting

_MOMENTS = ("queued_at", "offered_until")


def put_last(one: Registration, *, now: datetime, actor: Actor) -> bool:
    """Take the seat of somebody registered and put them last in the event's queue, with every part they wish for on
    site, and a letter. False, and nothing is written, for those who wait already or take part online only. The event's
    row must be held; whom the seat goes to is for ``promote``.
    """
    held = queries.active_parts(one)
    if one.invitation is None or one.queued_at is not None or all(row.mode is Mode.ONLINE for row in held):
        return False
    was = one.state
    write(one, _waiting(one, 1), now)
    follow_up(one, "registration.queued", now=now, actor=actor)
    parts = [row.part for row in held]
    place = queries.seats(one.invitation, parts, one).ahead + 1
    send(one, _waiting(one, place), was, now, first=False)
    return True


def _waiting(one: Registration, place: int) -> Decision:
    verdict = Waiting(place)
    parts = (
        PartVerdict(row.part_id, row.mode, Confirmed() if row.mode is Mode.ONLINE else verdict)
        for row in queries.active_parts(one)
    )
    return Decision(verdict, tuple(parts))


def snapshot(one: Registration) -> dict[str, Any]:
    """How a registration and its parts stand, as JSON: for ``put_back``."""
    parts = {str(row.part_id): _place(row) | {"mode": row.mode.value} for row in queries.active_parts(one)}
    return _place(one) | {"parts": parts}


def _place(row: Any) -> dict[str, Any]:
    moments = {name: at.isoformat() if (at := getattr(row, name)) else None for name in _MOMENTS}
    return {"state": row.state.value, "queue_number": row.queue_number, **moments}


def put_back(one: Registration, before: dict[str, Any], *, now: datetime, actor: Actor) -> None:
    """Put somebody back to the places in line that they had ``before``: as if nothing had been, so no letter is
    written. Seats that are given up are for ``promote``.
    """
    for place in (before, *before["parts"].values()):
        _make_room(one.event_id, place["queue_number"])
    _set_place(one, before)
    for row in one.parts:
        if (place := before["parts"].get(str(row.part_id))) is not None:
            _set_place(row, place)
            row.changed_at = now
    one.changed_at, one.version = now, one.version + 1
    follow_up(one, "registration.put_back", now=now, actor=actor)


def _make_room(event_id: int, number: int) -> None:
    """Where somebody has got the number since, they and all after them step back one: nobody loses the order."""
    if not number or not queries.has_number(event_id, number):
        return
    own = sa.update(Registration).where(Registration.event_id == event_id, Registration.queue_number >= number)
    of_event = sa.select(Registration.id).where(Registration.event_id == event_id)
    theirs = RegistrationPart.registration_id.in_(of_event), RegistrationPart.queue_number >= number
    for statement in (own, sa.update(RegistrationPart).where(*theirs)):
        db.session.execute(statement.values(queue_number=sa.text("queue_number + 1")))


def _set_place(row: Any, place: dict[str, Any]) -> None:
    row.state, row.queue_number = RegistrationState(place["state"]), place["queue_number"]
    for name in _MOMENTS:
        setattr(row, name, datetime.fromisoformat(place[name]) if place[name] else None)
