"""Intyg: the parts that somebody was ticked off at, and the hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.attendance.rules.marks import How
from app.events.rules.kinds import PartKind
from app.kernel.words import N_

_BETWEEN = frozenset({PartKind.MEAL, PartKind.NIGHT})
"""Kinds that are not what an employer asks a certificate for, though the door and the kitchen tick them off."""


@dataclass(frozen=True)
class AttendedPart:
    """A part where somebody's record of presence stands."""

    title: str
    kind: PartKind
    starts_at: datetime
    ends_at: datetime
    how: How
    cancelled: bool = False


@dataclass(frozen=True)
class Certificate:
    """What is certified: parts by time, at least one, and their minutes."""

    parts: tuple[AttendedPart, ...]
    minutes: int


def certificate(attended: Iterable[AttendedPart], now: datetime) -> Certificate | None:
    """What can be certified ``now`` (aware) of what somebody attended; None where that is nothing. A part counts when
    it is over: with "Ankomst" people are ticked off before it begins. A meal or a night is no hour of the meeting, what
    was called off was not held, and two parts at the same time are one time.
    """
    meant = [one for one in attended if one.kind not in _BETWEEN and not one.cancelled and one.ends_at <= now]
    parts = tuple(sorted(meant, key=lambda one: (one.starts_at, one.ends_at, one.title)))
    return Certificate(parts, _minutes(parts)) if parts else None


def _minutes(parts: Iterable[AttendedPart]) -> int:
    """The time that the parts, which are in order, cover together."""
    seconds, until = 0.0, None
    for one in parts:
        begins = one.starts_at if until is None else max(one.starts_at, until)
        seconds += max(0.0, (one.ends_at - begins).total_seconds())
        until = one.ends_at if until is None else max(until, one.ends_at)
    return int(seconds // 60)


def duration(minutes: int) -> str:
    """ "1 timme och 30 minuter", "6 timmar", "45 minuter"."""
    hours, rest = divmod(minutes, 60)
    said = [f"{hours} {N_('timme') if hours == 1 else N_('timmar')}"] if hours else []
    if rest or not hours:
        said.append(f"{rest} {N_('minut') if rest == 1 else N_('minuter')}")
    return f" {N_('och')} ".join(said)
