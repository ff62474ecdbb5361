"""Which parts a page about attendance is of: the whole meeting, a day or a part, as the address says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, request
from flask_babel import gettext

from app.events.model import Event, Part
from app.kernel import clock, words
from app.lists.attendance import attended_parts, begun, days_of, of_day

_DAY, _PART = "dag", "del"


@dataclass(frozen=True)
class Entry:
    """One link to choose what is shown."""

    text: str
    href: str
    current: bool


@dataclass(frozen=True)
class Scope:
    """``parts`` together, called ``title`` and held ``when``; ``kept`` is what the address says of it. ``name``: for a
    file.
    """

    parts: tuple[Part, ...]
    title: str
    when: str
    kept: dict[str, str]
    name: str


def scopes(event: Event) -> list[Scope]:
    """The whole meeting, its days where there are several, and its parts; of what has begun. Before that the meeting
    alone, without parts.
    """
    parts = begun(attended_parts(event), clock.now())
    days = days_of(parts)
    several = [_day(parts, day) for day in days] if len(days) > 1 else []
    own = [_part(part) for part in parts] if len(parts) > 1 else []
    return [_whole(event, parts), *several, *own]


def _whole(event: Event, parts: Sequence[Part]) -> Scope:
    when = words.weekday_span(event.starts_on, event.ends_on)
    return Scope(tuple(parts), gettext("Hela mötet"), when, {}, "")


def _day(parts: Sequence[Part], day: date) -> Scope:
    title, iso = words.day_date(day), words.iso_date(day)
    return Scope(tuple(of_day(parts, day)), title[:1].upper() + title[1:], words.long_date(day), {_DAY: iso}, iso)


def _part(part: Part) -> Scope:
    when = f"{words.long_date(part.starts_at)} {words.time_span(part.starts_at, part.ends_at)}"
    return Scope((part,), part.title, when, {_PART: part.uid}, f"{words.iso_date(words.local(part.starts_at).date())}")


def chosen(offered: Sequence[Scope]) -> Scope:
    """The one that the address names, else the first. Raises 404 for one that is not offered."""
    asked = {name: request.args[name] for name in (_DAY, _PART) if request.args.get(name)}
    found = next((one for one in offered if one.kept == asked), None)
    if found is None:
        abort(404)
    return found


def entries(offered: Sequence[Scope], now: Scope, address: Callable[..., str]) -> list[Entry]:
    """Links to each; parts of one name are told apart by when they are."""
    titles = [one.title for one in offered]
    return [
        Entry(
            one.title if titles.count(one.title) == 1 else f"{one.title} ({one.when})", address(**one.kept), one == now
        )
        for one in offered
    ]
