"""What a meeting or a part was said to be before it was changed: shown struck through to those who knew it so. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from app.events.rules.times import move_moment

_KEPT = 20
"""So many changes of one thing are remembered."""


@dataclass(frozen=True)
class Spot:
    """When and where: the days of a meeting (dates in Europe/Stockholm), the moments of a part (aware)."""

    starts: date
    ends: date
    where: str = ""

    def as_data(self) -> dict[str, Any]:
        """Plain values, for keeping."""
        return {"starts": self.starts.isoformat(), "ends": self.ends.isoformat(), "where": self.where}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """The spot that ``as_data`` made them of."""
        return cls(_when(data["starts"]), _when(data["ends"]), data["where"])


def _when(value: str) -> date:
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


@dataclass(frozen=True)
class Was:
    """What is otherwise now: the old days or times, the old place; None and "" where they are as before."""

    when: tuple[date, date] | None = None
    where: str = ""

    def __bool__(self) -> bool:
        return self.when is not None or bool(self.where)


NOTHING = Was()
"""Everything is as it was."""


def noted(earlier: Sequence[dict[str, Any]], before: Spot, after: Spot, at: datetime) -> list[dict[str, Any]]:
    """What is remembered when ``before`` became ``after`` at that moment: a new list, as long as before if nothing
    has changed.
    """
    if before == after:
        return list(earlier)
    return [*earlier, {"at": at.isoformat(), **before.as_data()}][-_KEPT:]


def known_at(earlier: Sequence[Mapping[str, Any]], now: Spot, since: datetime) -> Spot:
    """When and where it was as somebody knew it who was last told at ``since``."""
    later = (Spot.of(one) for one in earlier if datetime.fromisoformat(one["at"]) > since)
    return next(later, now)


def was(earlier: Sequence[Mapping[str, Any]], now: Spot, since: datetime | None = None) -> Was:
    """What it was before it became as ``now``: as it was known to somebody who was told of it at ``since``, or, where
    nobody knows what the reader knew, as it was last.
    """
    known = [one for one in earlier if since is None or datetime.fromisoformat(one["at"]) > since]
    spots = [Spot.of(one) for one in known]
    seen = spots[:1] if since is not None else spots[::-1]
    when = next(((one.starts, one.ends) for one in seen if (one.starts, one.ends) != (now.starts, now.ends)), None)
    return Was(when, next(_other_places(seen, now), ""))


def on_its_own(part: Was, now: Spot, whole: Was, days: Spot) -> Was:
    """What is otherwise about a part that stands ``now`` there, beside what is told of its meeting (``whole``, now on
    ``days``): a part that only follows the meeting to its new days is not told as moved.
    """
    if part.when is None or whole.when is None:
        return part
    followed = [move_moment(at, whole.when[0], days.starts) if isinstance(at, datetime) else at for at in part.when]
    return Was(None, part.where) if followed == [now.starts, now.ends] else part


def _other_places(seen: Sequence[Spot], now: Spot) -> Iterator[str]:
    return (one.where for one in seen if one.where and one.where != now.where)
