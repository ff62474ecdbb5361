"""What a secret address gives: a list as it was when the address was made, its columns and whom it is about, with the
people as they are now. What is added to the meeting later does not reach whoever holds the address.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.events.model import Event
from app.lists.catalogue import catalogue
from app.lists.model import ListAddress, OwnList
from app.lists.own import Limits, Order, draft_of, headings_of, table_of
from app.lists.ready import ReadyList, ready_lists
from app.sheets.as_json import distinct
from app.sheets.table import Column, Table, Value

ADDRESSED = (
    *("inbjudna", "deltagare", "per-kommun", "seminarieval", "ej-svarat", "vantelista", "forhinder"),
    *("hotell", "narvaro"),
)
"""The ready lists that may have an address, each looked at for needs and links: a new one stands here when it has been.
"""


@dataclass(frozen=True)
class Content:
    """A list as it is kept with an address. ``ready`` is the name of a ready list; without it the ``columns`` are keys
    of the catalogue.
    """

    ready: str
    title: str
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    limits: Limits
    order: Order = Order.NAME


def addressed(now: datetime) -> dict[str, ReadyList]:
    """The ready lists that may have an address, by name."""
    every = ready_lists(now)
    found = {name: every[name] for name in ADDRESSED if name in every}
    return {name: ready for name, ready in found.items() if not ready.health and ready.count_named is None}


def freeze_own(event: Event, row: OwnList) -> Content:
    """An own list as it stands now; what has left it is not there."""
    draft, asked = draft_of(row), catalogue(event)
    columns = asked.found(draft.columns)
    headings = distinct(headings_of(columns))
    return Content("", draft.name, tuple(one.key for one in columns), tuple(headings), draft.limits, draft.order)


def freeze_ready(event: Event, ready: ReadyList, limits: Limits) -> Content:
    """A ready list as it stands now."""
    chosen = limits.chosen(event)
    columns = ready.build(event, ready.only(chosen)).columns if chosen else ()
    headings = distinct(one.heading for one in columns)
    return Content(ready.name, ready.title, tuple(_names(columns)), tuple(headings), limits)


def content_of(row: ListAddress) -> Content:
    """What the address was made of."""
    limits, order = Limits.read(row.limits), Order(row.sorted_by)
    return Content(row.ready, row.title, tuple(row.columns), tuple(row.headings), limits, order)


def frozen_table(event: Event, content: Content, *, now: datetime) -> Table:
    """The list with the people as they are ``now`` (aware). Every column it was made with is there and is called what
    it was called, so that a workbook that reads it does not break; one that is gone is empty.
    """
    names, table = _made(event, content, now)
    places = [names.index(name) if name in names else None for name in content.columns]
    columns = [
        Column(heading) if place is None else replace(table.columns[place], heading=heading)
        for heading, place in zip(content.headings, places, strict=True)
    ]
    return Table(content.title, columns, (_picked(row, places) for row in table.rows))


def _picked(row: Sequence[Value], places: Sequence[int | None]) -> list[Value]:
    return [None if place is None else row[place] for place in places]


def _made(event: Event, content: Content, now: datetime) -> tuple[list[str], Table]:
    """The list as it is now, and what its columns are named by."""
    chosen = content.limits.chosen(event, protected=False)  # also where the maker sees them
    if not content.ready:
        asked = catalogue(event)
        columns = asked.found(content.columns)
        return [one.key for one in columns], table_of(asked, content.title, columns, chosen, content.order, now)
    ready = addressed(now).get(content.ready)
    if ready is None or chosen is None:
        return [], Table(content.title, (), ())
    table = ready.build(event, ready.only(chosen))
    return _names(table.columns), table


def _names(columns: Sequence[Column]) -> list[str]:
    """What a ready list's columns are known by later on: a part or a question may be called something else then."""
    return distinct(one.key or one.heading for one in columns)
