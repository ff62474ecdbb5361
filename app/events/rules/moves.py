"""Moving an event to other days and copying it to next year: every date follows, and is shown before it is saved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from app.events.rules.deadlines import LABELS, deadlines
from app.events.rules.drafts import EventDraft, PartDraft
from app.events.rules.times import move_moment
from app.events.rules.weeks import moved, next_first_day
from app.kernel.words import N_, date_span
from app.people.rules.kinds import RoleGroup


@dataclass(frozen=True)
class MovedPart:
    """A part's times before and after, in UTC."""

    title: str
    old: tuple[datetime, datetime]
    new: tuple[datetime, datetime]


@dataclass(frozen=True)
class MovedDay:
    """A day of the event or a deadline, before and after; of a role group, if it has its own. ``label`` is source
    text.
    """

    label: str
    old: date
    new: date
    group: RoleGroup | None = None


@dataclass(frozen=True)
class Move:
    """Everything that follows when an event moves."""

    days: tuple[MovedDay, ...]
    parts: tuple[MovedPart, ...]


def move_part(part: PartDraft, old_first: date, new_first: date) -> PartDraft:
    """The part as many days from the new first day as it was from the old, at the same time of the clock."""
    return replace(
        part,
        starts_at=move_moment(part.starts_at, old_first, new_first),
        ends_at=move_moment(part.ends_at, old_first, new_first),
    )


def preview(draft: EventDraft, new_first: date, new_last: date | None = None) -> Move:
    """What moves, and to where, when ``draft`` begins on ``new_first`` instead; as long as before unless said."""
    old_first = draft.starts_on
    last = new_last or moved(draft.ends_on, old_first, new_first)
    shown = tuple(
        MovedPart(part.title, (part.starts_at, part.ends_at), (later.starts_at, later.ends_at))
        for part, later in ((part, move_part(part, old_first, new_first)) for part in draft.parts)
    )
    days = (MovedDay(N_("Första dag"), old_first, new_first), MovedDay(N_("Sista dag"), draft.ends_on, last))
    return Move(days=(*days, *_moved_deadlines(draft, new_first)), parts=shown)


def _moved_deadlines(draft: EventDraft, new_first: date) -> Iterator[MovedDay]:
    """The event's own, then what role groups have instead."""
    old, new = (deadlines(draft.terms.days, first).in_order for first in (draft.starts_on, new_first))
    yield from map(MovedDay, LABELS, old, new)
    for group, own in draft.group_days:
        days = own.over(draft.terms.days)
        old, new = (deadlines(days, first).in_order for first in (draft.starts_on, new_first))
        for item, label, before, after in zip(fields(own), LABELS, old, new, strict=True):
            if getattr(own, item.name) is not None:
                yield MovedDay(label, before, after, group)


def next_year(draft: EventDraft, first: date | None = None) -> EventDraft:
    """The same event a year later: by the rule of its kind, or from ``first`` where another day is chosen. Theme,
    contributors and online links belong to their year and do not follow; days and year in the title become the next.
    """
    first = first or next_first_day(draft.kind, draft.starts_on)
    parts = tuple(
        replace(move_part(part, draft.starts_on, first), contributors="", online_url="") for part in draft.parts
    )
    last = moved(draft.ends_on, draft.starts_on, first)
    title = _next_title(draft.details.title, (draft.starts_on, draft.ends_on), (first, last))
    details = replace(draft.details, title=title, theme="")
    return replace(
        draft,
        starts_on=first,
        ends_on=last,
        details=details,
        terms=replace(draft.terms, public=False),
        parts=parts,
    )


def _next_title(title: str, old: tuple[date, date], new: tuple[date, date]) -> str:
    """ "Dialogmöte 24 september 2026" has its day and its year from the meeting, "RUN-konferens 2026" its year."""
    title = re.sub(rf"(?<!\d){re.escape(_without_year(old))}\b", _without_year(new), title)
    return title.replace(str(old[0].year), str(new[0].year))


def _without_year(days: tuple[date, date]) -> str:
    return date_span(*days).removesuffix(f" {days[1].year}")
