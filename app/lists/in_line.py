"""Väntelista: who waits for the meeting or a part of it, with the place in the queue that their own page says."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.events.model import Event
from app.kernel.db import db
from app.kernel.words import N_
from app.lists import statements
from app.lists.chosen import Chosen
from app.lists.people import CONTACT, PERSON, part_headings
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState
from app.sheets.table import Column, Kind, Table, Value


class _Place(NamedTuple):
    """A place in a queue. ``number``: how many stand before, and oneself; None for whom a seat is held."""

    registration_id: int
    queue: str
    number: int | None
    since: datetime
    offered_until: datetime | None


def waiting(event: Event, chosen: Chosen) -> Table:
    """The meeting's own queue first, then each part's by time; who is offered a seat stands before the others."""
    columns = (
        Column(N_("Kö till"), width=36),
        Column(N_("Plats i kön"), Kind.NUMBER),
        *PERSON,
        *CONTACT,
        Column(N_("I kön sedan"), Kind.DATETIME),
        Column(N_("Erbjuden plats till"), Kind.DATETIME, width=22),
    )
    return Table(N_("Väntelista"), columns, _rows(event, chosen))


def _rows(event: Event, chosen: Chosen) -> Iterator[Sequence[Value]]:
    people = {row.registration_id: row for row in _people(event, chosen)}
    for one in _places(event, chosen):
        row = people.get(one.registration_id)
        if row is not None:
            yield (one.queue, one.number, *_said(row), one.since, one.offered_until)


def _said(row: Any) -> Sequence[Value]:
    person = (row.family_name, row.given_name, row.role or "", row.organisation or "", row.area or "")
    return (*person, row.address or "", row.phone)


def _people(event: Event, chosen: Chosen) -> Iterator[Any]:
    """Those among whom the queues are."""
    waits = sa.exists().where(
        RegistrationPart.registration_id == Registration.id, RegistrationPart.state == RegistrationState.WAITING
    )
    asked = statements.invited(event, chosen).add_columns(Registration.id.label("registration_id"))
    return statements.stream(asked.where(sa.or_(Registration.state == RegistrationState.WAITING, waits)))


def _places(event: Event, chosen: Chosen) -> Iterator[_Place]:
    """Everybody in every queue, counted whole: a filter, or whom a list leaves out, changes nobody's place."""
    parts = [part for part in event.parts if part.cancelled_at is None]
    wanted = [part.id for part in parts if chosen.part_id in (None, part.id)]
    lines = _lines(event)
    if chosen.part_id is None:
        yield from _counted(N_("Mötet"), lines.get(None, ()))
    for part, heading in zip(parts, part_headings(parts), strict=True):
        if part.id in wanted:
            yield from _counted(heading, lines.get(part.id, ()))


def _counted(queue: str, line: Sequence[Any]) -> Iterator[_Place]:
    number = 0
    for row in sorted(line, key=lambda row: (row.offered_until is None, row.queue_number)):
        offered = row.offered_until is not None
        number += not offered
        yield _Place(row.registration_id, queue, None if offered else number, row.queued_at, row.offered_until)


def _lines(event: Event) -> Mapping[int | None, list[Any]]:
    """Who stands in line, by the part's id; the meeting's own under None. Two statements."""
    own, theirs = Registration, RegistrationPart
    of_event = sa.select(
        own.id.label("registration_id"), sa.null().label("part_id"), own.queued_at, own.queue_number, own.offered_until
    ).where(own.event_id == event.id, own.state == RegistrationState.WAITING, own.queued_at.is_not(None))
    of_parts = (
        sa.select(theirs.registration_id, theirs.part_id, theirs.queued_at, theirs.queue_number, theirs.offered_until)
        .join(own, own.id == theirs.registration_id)
        .where(own.event_id == event.id, theirs.state == RegistrationState.WAITING, theirs.queued_at.is_not(None))
    )
    found: dict[int | None, list[Any]] = {}
    for asked in (of_event, of_parts):
        for row in db.session.execute(asked):
            found.setdefault(row.part_id, []).append(row)
    return found
