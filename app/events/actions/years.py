"""Making the next year's meetings of this year's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.audit.actor import Actor
from app.events.actions.events import copy_to_next_year
from app.events.model import Event
from app.events.queries.years import list_next_meetings, lock_events


@dataclass(frozen=True)
class YearMade:
    """``created`` are drafts now; ``existing`` were there already and are as they were. ``moved``: the date that was
    chosen is none of the proposed any more, so nothing was made of these.
    """

    created: tuple[Event, ...]
    existing: tuple[Event, ...]
    moved: tuple[Event, ...]


def make_next_year(year: int, chosen: Mapping[str, date], *, now: datetime, actor: Actor) -> YearMade:
    """A draft of each meeting of ``year`` that is ``chosen`` (by uid, with one of the first days that are proposed), by
    ``copy_to_next_year``. Asked twice, or by two at once, it makes none twice.
    """
    lock_events(chosen)
    created, existing, moved = [], [], []
    for one in list_next_meetings(year):
        if one.event.uid not in chosen:
            continue
        first = chosen[one.event.uid]
        if one.made is not None:
            existing.append(one.made)
        elif first not in one.proposed.firsts:
            moved.append(one.event)
        else:
            created.append(copy_to_next_year(one.event, first=first, now=now, actor=actor))
    return YearMade(tuple(created), tuple(existing), tuple(moved))
