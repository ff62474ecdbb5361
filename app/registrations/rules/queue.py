"""Who moves up when seats are free: everybody in line is looked at in order, and whoever fits takes a seat. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Limit(NamedTuple):
    """Something with a limited number of seats: "event", "part" or "quota" with its id, and ``place``: the organisation
    that has seats of its own in a quota.
    """

    kind: str
    id: int = 0
    place: int = 0


EVENT = Limit("event")


def part_limit(part_id: int) -> Limit:
    """A part's seats on site."""
    return Limit("part", part_id)


@dataclass(frozen=True)
class InLine:
    """A place in a queue: of a part, or (``part_id`` None) of the event. Who comes in takes a seat of each of
    ``limits``, the queue's own first. ``wishes`` are the parts on site that somebody who is let into the event wants.
    """

    registration_id: int
    number: int
    part_id: int | None
    limits: tuple[Limit, ...]
    wishes: Mapping[int, tuple[Limit, ...]] = field(default_factory=dict)


@dataclass
class MovesUp:
    """What one registration gets: the event, and parts."""

    event: bool = False
    parts: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Advance:
    """Who moves up, in order; and what stands in the way of each place where somebody stays."""

    moved: dict[int, MovesUp]
    obstacles: dict[tuple[int, int | None], Limit]


def advance(queue: Iterable[InLine], left: Mapping[Limit, int]) -> Advance:
    """Let those of ``queue`` in who fit into what is ``left`` (what is not there has no limit).

    The parts' queues go first: who comes into the event now stands behind those who are in it and wait for a part.
    """
    room, answer = dict(left), Advance({}, {})
    for one in sorted(queue, key=lambda one: (one.part_id is None, one.number)):
        obstacle = _obstacle(one.limits, room)
        if obstacle is not None:
            answer.obstacles[one.registration_id, one.part_id] = obstacle
            continue
        _take(one.limits, room)
        moves = answer.moved.setdefault(one.registration_id, MovesUp())
        if one.part_id is not None:
            moves.parts.add(one.part_id)
            continue
        moves.event = True
        for part_id, limits in one.wishes.items():
            if _obstacle(limits, room) is None:
                _take(limits, room)
                moves.parts.add(part_id)
    return answer


def _obstacle(limits: Iterable[Limit], room: Mapping[Limit, int]) -> Limit | None:
    return next((limit for limit in limits if room.get(limit, 1) <= 0), None)


def _take(limits: Iterable[Limit], room: dict[Limit, int]) -> None:
    for limit in limits:
        if limit in room:
            room[limit] -= 1
