"""How many seats are taken, and how many wait: one statement for an event, all its parts and its quotas."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.events.model import Event, Part, Quota
from app.events.queries.quotas import list_quotas, quota_of
from app.events.rules import quotas as rules
from app.invitations.model import Invitation
from app.invitations.queries import deadlines_for
from app.kernel.db import db, run_within
from app.people.model import Organisation, Role
from app.registrations.model import Registration
from app.registrations.queries.counting import LAST, asking, asking_places, asking_quotas
from app.registrations.rules import (
    EVENT,
    Limit,
    PartSeats,
    QuotaSeats,
    Seats,
    part_limit,
    queue_stops_on,
)

Capacity = tuple[Role, Organisation]
"""What somebody is invited as."""


class _Count(NamedTuple):
    taken: int = 0
    ahead: int = 0
    stuck: int = 0


_Counts = dict[Limit, _Count]
_NONE = _Count()


@dataclass(frozen=True)
class CountedBy:
    """A quota that counts somebody; ``place`` is the organisation's name where each has places of its own."""

    row: Quota
    quota: rules.Quota
    limit: Limit
    place: str = ""


def counted_by(quotas: Iterable[Quota], capacities: Iterable[Capacity]) -> list[CountedBy]:
    """The quotas that count somebody who comes in these capacities, each organisation's by itself where it is so."""
    held = [_held(role, organisation) for role, organisation in capacities]
    found: dict[Limit, CountedBy] = {}
    for row in quotas:
        quota = quota_of(row)
        for one in held:
            if rules.counts(quota, one):
                own = quota.per_organisation
                limit = Limit("quota", row.id, one.organisation_id if own else 0)
                found[limit] = CountedBy(row, quota, limit, one.organisation if own else "")
    return list(found.values())


def _held(role: Role, organisation: Organisation) -> rules.Held:
    return rules.Held(role.id, role.group, organisation.id, organisation.name, organisation.kind)


def seats(
    invitation: Invitation,
    parts: Sequence[Part],
    registration: Registration | None = None,
    *,
    coming_as: Sequence[Capacity] | None = None,
) -> Seats:
    """The seats of the event and of ``parts``, as the one invited finds them, who has ``registration`` or none: others'
    seats, others before in the queues, and the quotas that count this person, or somebody ``coming_as`` something else.
    Nothing is asked where there is no limit.
    """
    event = invitation.event
    held = invitation.capacities if event.has_quotas and coming_as is None else coming_as or ()
    mine, counts = _counted(event, parts, registration, held)
    of_event = counts.get(EVENT, _NONE)
    return Seats(
        parts=tuple(_of_part(part, counts, mine) for part in parts),
        deadlines=deadlines_for(invitation),
        last_day=event.ends_on,
        state=event.state,
        capacity=event.capacity,
        taken=of_event.taken,
        ahead=of_event.ahead,
        waiting_list=event.waiting_list,
        line_ends=queue_stops_on(event.starts_on, event.queue_stop_days),
        stuck=of_event.stuck,
        quotas=_of_quotas(None, counts, mine),
    )


def _of_part(part: Part, counts: _Counts, mine: Iterable[CountedBy]) -> PartSeats:
    taken, ahead, stuck = counts.get(part_limit(part.id), _NONE)
    online, quotas = bool(part.online_url), _of_quotas(part.id, counts, mine)
    return PartSeats(part.id, part.capacity, taken, ahead, part.slot_id, online, stuck, quotas)


def _of_quotas(part_id: int | None, counts: _Counts, mine: Iterable[CountedBy]) -> tuple[QuotaSeats, ...]:
    found = []
    for one in mine:
        if one.row.part_id == part_id:
            taken, ahead, _stuck = counts.get(one.limit, _NONE)
            found.append(QuotaSeats(one.row.id, one.quota, one.place, taken, ahead, part_id))
    return tuple(found)


def places_in_line(registration: Registration) -> dict[int, int]:
    """The place in each part's queue where somebody stands, by the part's id. One statement."""
    return {row.part_id: row.ahead + 1 for row in run_within(asking_places(), {"mine": registration.id})}


def taken_of(event: Event) -> int:
    """How many seats of the event's are taken, or held for somebody. One statement."""
    return _taken(_run(event, None, (), of_parts=False, of_event=True), EVENT)


def count_quotas(event: Event, quotas: Sequence[Quota]) -> dict[Limit, int]:
    """How many people with a seat each of ``quotas`` counts, of each organisation where it is so. One statement."""
    return {limit: count.taken for limit, count in _run_quotas(event, quotas).items() if count.taken}


def seats_left(
    event: Event, parts: Sequence[Part], quotas: Sequence[Quota], limits: Iterable[Limit]
) -> dict[Limit, int]:
    """How many seats are left of the event, of ``parts`` and of those ``limits`` that are quotas: below zero where more
    people have one than there are. Two statements, fewer where nothing is limited.
    """
    of_parts = any(part.capacity is not None for part in parts)
    counts = _run(event, None, (), of_parts=of_parts, of_event=event.capacity is not None)
    counts |= _run_quotas(event, quotas)
    left = {part_limit(p.id): p.capacity - _taken(counts, part_limit(p.id)) for p in parts if p.capacity is not None}
    if event.capacity is not None:
        left[EVENT] = event.capacity - _taken(counts, EVENT)
    most = {row.id: row.most for row in quotas}
    return left | {one: most[one.id] - _taken(counts, one) for one in limits if one.kind == "quota"}


def _taken(counts: _Counts, limit: Limit) -> int:
    return counts.get(limit, _NONE).taken


def _counted(
    event: Event, parts: Sequence[Part], registration: Registration | None, held: Sequence[Capacity]
) -> tuple[list[CountedBy], _Counts]:
    """The quotas that count somebody with ``held``, and the seats of what is limited: one statement, and one for the
    quotas of an event that is not kept.
    """
    mine = counted_by(list_quotas(event), held) if held else []
    of_parts = any(part.capacity is not None for part in parts) or any(one.row.part_id for one in mine)
    of_event = event.capacity is not None or any(one.row.part_id is None for one in mine)
    counts = _run(event, registration, [one.limit for one in mine], of_parts=of_parts, of_event=of_event)
    limits = {part_limit(part.id) for part in parts if part.capacity is not None} | {one.limit for one in mine}
    limits |= {part_limit(one.row.part_id) for one in mine if one.row.part_id} | {EVENT}
    return mine, {one: count for one, count in counts.items() if one in limits}  # a quota of others holds nobody up


def _run(
    event: Event,
    registration: Registration | None,
    quotas: Sequence[Limit],
    *,
    of_parts: bool,
    of_event: bool,
) -> _Counts:
    if not (of_parts or of_event or quotas):
        return {}
    asked = _asked(event, registration)
    for number, one in enumerate(quotas):
        asked |= {f"quota_{number}": one.id} | ({f"place_{number}": one.place} if one.place else {})
    return _added_up(run_within(asking(of_parts, of_event, tuple(bool(one.place) for one in quotas)), asked))


def _run_quotas(event: Event, quotas: Sequence[Quota]) -> _Counts:
    if not quotas:
        return {}
    asked = _asked(event, None) | {"quota_ids": [row.id for row in quotas]}
    return _added_up(db.session.execute(asking_quotas(), asked))


def _added_up(rows: Iterable[Any]) -> _Counts:
    counts: _Counts = {}
    for row in rows:
        limit = Limit(row.kind, row.id, row.place)
        taken, ahead, stuck = counts.get(limit, _NONE)
        counts[limit] = _Count(taken + (row.taken or 0), ahead + (row.ahead or 0), stuck + (row.stuck or 0))
    return counts


def _asked(event: Event, registration: Registration | None) -> dict[str, Any]:
    waits = registration is not None and registration.queued_at is not None
    return {
        "event_id": event.id,
        "mine": registration.id if registration is not None else 0,
        "before": registration.queue_number if registration and waits else LAST,
    }
