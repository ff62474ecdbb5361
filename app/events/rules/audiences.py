"""Whom a group's calendar is for: a role group, or those who meet in meetings of one kind."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.events.rules.kinds import EventKind
from app.people.rules.kinds import RoleGroup


@dataclass(frozen=True)
class Audience:
    """One group: of its two ways to be told, exactly one."""

    key: str
    """What it is stored and addressed by."""
    label: str
    role_group: RoleGroup | None = None
    """Sees the meetings whose circle holds a role of this group."""
    kind: EventKind | None = None
    """Sees the meetings of this kind."""


_MEET_BY_THEMSELVES = (EventKind.WORKING_COMMITTEE, EventKind.DEVELOPMENT_GROUP, EventKind.NETWORK)
"""Kinds of meetings that a group of its own has; the others are for many groups."""

AUDIENCES = {
    one.key: one
    for one in (
        *(Audience(group.value, group.label, role_group=group) for group in RoleGroup),
        *(Audience(kind.value, kind.label, kind=kind) for kind in _MEET_BY_THEMSELVES),
    )
}
"""Every group that can have a calendar, by key, in the order shown."""


@dataclass(frozen=True)
class Line:
    """A line of a circle: which role group may come, to which part (None: the whole meeting)."""

    part_id: int | None
    group: RoleGroup


def closed_parts(audience: Audience, circle: Iterable[Line]) -> set[int]:
    """The parts that have a circle of their own in which the audience is not: they are not in its calendar."""
    lines = [line for line in circle if line.part_id is not None]
    open_ones = {line.part_id for line in lines if line.group is audience.role_group}
    return {line.part_id for line in lines if line.part_id is not None} - open_ones
