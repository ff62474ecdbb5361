"""Keeping, changing, copying and removing own lists."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.events.model import Event
from app.kernel.db import db
from app.kernel.text import NAME_LIMIT
from app.lists.catalogue import catalogue
from app.lists.model import OwnList
from app.lists.own import Draft, OwnListMissing, draft_of, headings_of
from app.organizers.model import Account


@dataclass(frozen=True)
class Kept:
    """The list is as it was asked to be."""

    uid: str


@dataclass(frozen=True)
class NameTaken:
    """Refused: its owner has another list of that name at the event."""


@dataclass(frozen=True)
class ColumnGone:
    """Refused: the catalogue does not have all that was asked for, or nothing was."""


Keeping = Kept | NameTaken | ColumnGone


def keep(event: Event, owner_id: int, draft: Draft, *, now: datetime, actor: Actor) -> Keeping:
    """A new list of the account ``owner_id``."""
    headings = _headings(event, draft)
    if not headings:
        return ColumnGone()
    if draft.name.casefold() in _names(event.id, owner_id):
        return NameTaken()
    row = OwnList(event_id=event.id, owner_id=owner_id, created_at=now, **_values(draft, headings, now))
    db.session.add(row)
    db.session.flush()
    _record("own_list.saved", event, row, now, actor)
    return Kept(row.uid)


def change(event: Event, uid: str, draft: Draft, *, now: datetime, actor: Actor) -> Keeping:
    """The list is as ``draft`` from now on. Raises OwnListMissing."""
    row, headings = _locked(event.id, uid), _headings(event, draft)
    if not headings:
        return ColumnGone()
    if draft.name.casefold() in _names(event.id, row.owner_id, but=row.id):
        return NameTaken()
    for name, value in _values(draft, headings, now).items():
        setattr(row, name, value)
    _record("own_list.changed", event, row, now, actor)
    return Kept(row.uid)


def copy(event: Event, row: OwnList, owner_id: int, words: str, *, now: datetime, actor: Actor) -> OwnList:
    """The same list once more, the account's own and nobody else's; ``words`` make its name of the other's
    ("Kopia av %(name)s"), with a number where that is taken.
    """
    taken, first = _names(event.id, owner_id), (words % {"name": row.name})[:NAME_LIMIT].rstrip()
    tails = ["", *(f" ({number})" for number in range(2, len(taken) + 3))]
    name = next(one for tail in tails if (one := first[: NAME_LIMIT - len(tail)] + tail).casefold() not in taken)
    draft = replace(draft_of(row), name=name, shared=False)
    made = OwnList(event_id=event.id, owner_id=owner_id, created_at=now, **_values(draft, row.headings, now))
    db.session.add(made)
    db.session.flush()
    _record("own_list.saved", event, made, now, actor)
    return made


def remove(event: Event, uid: str, *, now: datetime, actor: Actor) -> None:
    """The list is no more; addresses that were made of it go on. Raises OwnListMissing."""
    row = _locked(event.id, uid)
    _record("own_list.removed", event, row, now, actor)
    db.session.delete(row)


def _headings(event: Event, draft: Draft) -> list[str]:
    """What the columns are called; nothing where one of them does not exist, or is asked for twice."""
    columns = catalogue(event).found(dict.fromkeys(draft.columns))
    return headings_of(columns) if len(columns) == len(draft.columns) else []


def _values(draft: Draft, headings: list[str], now: datetime) -> dict[str, Any]:
    return {
        "name": draft.name,
        "shared": draft.shared,
        "columns": list(draft.columns),
        "headings": headings,
        "limits": draft.limits.written(),
        "sorted_by": draft.order.value,
        "changed_at": now,
    }


def _names(event_id: int, owner_id: int, but: int = 0) -> frozenset[str]:
    """What the account has named its lists, whatever the case of the letters, held so that two of a name cannot be
    written at once.
    """
    db.session.execute(sa.select(Account.id).where(Account.id == owner_id).with_for_update())
    asked = sa.select(OwnList.name).where(OwnList.event_id == event_id, OwnList.owner_id == owner_id)
    return frozenset(name.casefold() for name in db.session.scalars(asked.where(OwnList.id != but)))


def _locked(event_id: int, uid: str) -> OwnList:
    asked = sa.select(OwnList).where(OwnList.event_id == event_id, OwnList.uid == uid).with_for_update(of=OwnList)
    found = db.session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise OwnListMissing(uid)
    return found


def _record(action: str, event: Event, row: OwnList, now: datetime, actor: Actor) -> None:
    log.record(actor, action, now=now, subject=("own_list", row.uid), event_uid=event.uid, details={"list": row.name})
