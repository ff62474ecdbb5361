"""Secret addresses: made, found, fetched, revoked. The address is derived and never stored (kernel.links); its digest
is, for finding it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.audit import log
from app.audit.actor import Actor, ActorKind
from app.events.model import Event
from app.kernel import links, tokens
from app.kernel.db import db
from app.kernel.enums import Labelled
from app.kernel.links import Link, Purpose
from app.kernel.tokens import new_seed
from app.kernel.words import N_, STOCKHOLM, local
from app.lists.frozen import Content
from app.lists.model import ListAddress
from app.organizers.model import Account, GrantedRight
from app.organizers.rules import Right
from app.people.actions.remembering import remember
from app.people.rules.erasures import LIST_ADDRESS, erasure_digest

RESTORED = N_("återläsningen av en säkerhetskopia")
"""Whose act it is told to be that an address, revoked before, is closed again."""
_USUALLY_AFTER, _LONGEST = timedelta(days=30), timedelta(days=365)
FORMATS = ("xlsx", "csv", "json")


class AddressState(Labelled):
    """Whether an address gives anything."""

    OPEN = "open", N_("Gäller")
    EXPIRED = "expired", N_("Har gått ut")
    REVOKED = "revoked", N_("Återkallad")
    CLOSED = "closed", N_("Stängd: den som gjorde den är inte längre arrangör")


class AddressMissing(LookupError):
    """The event has no such address."""


@dataclass(frozen=True)
class Wanted:
    """An address to make: for whom, in which formats, and from when it gives nothing (UTC)."""

    name: str
    formats: tuple[str, ...]
    expires_at: datetime


def last_days(today: date, ends_on: date) -> tuple[date, date, date]:
    """The first, the usual and the latest day that an address made ``today`` can last to, included, for an event that
    ends on ``ends_on``; all in Europe/Stockholm.
    """
    latest = today + _LONGEST
    return today, min(max(today, ends_on) + _USUALLY_AFTER, latest), latest


def state_of(row: ListAddress, now: datetime) -> AddressState:
    """How an address stands ``now``."""
    if row.revoked_at is not None:
        return AddressState.REVOKED
    if row.expires_at <= now:
        return AddressState.EXPIRED
    keeps = row.maker.active and Right.ORGANIZER in row.maker.rights
    return AddressState.OPEN if keeps else AddressState.CLOSED


@dataclass(frozen=True)
class AddressThere:
    """Refused: whoever it is for has an address to the same list already, and nobody could tell the two apart."""


def make_address(
    event: Event, maker_id: int, wanted: Wanted, content: Content, *, now: datetime, actor: Actor
) -> ListAddress | AddressThere:
    """A new address of the account ``maker_id``. The event is held, so that two of a name cannot be made at once."""
    db.session.execute(sa.select(Event.id).where(Event.id == event.id).with_for_update())
    if _is_there(event, wanted.name, content, now):
        return AddressThere()
    seed = new_seed()
    row = ListAddress(
        event_id=event.id,
        maker_id=maker_id,
        name=wanted.name,
        formats=list(wanted.formats),
        expires_at=wanted.expires_at,
        ready=content.ready,
        title=content.title,
        columns=list(content.columns),
        headings=list(content.headings),
        limits=content.limits.written(),
        sorted_by=content.order.value,
        link_seed=seed,
        link_digest=links.digest(Link(Purpose.LIST, seed)),
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _record("list_address.made", event, row, now, actor)
    return row


def _is_there(event: Event, name: str, content: Content, now: datetime) -> bool:
    """Whether whoever ``name`` is has an address to the same list that gives something ``now``."""
    same = [row for row in list_addresses(event.id) if (row.ready, row.title) == (content.ready, content.title)]
    named = [row for row in same if row.name.casefold() == name.casefold()]
    return any(state_of(row, now) is AddressState.OPEN for row in named)


def address(row: ListAddress, ending: str) -> str:
    """The whole address, in one of its formats."""
    return links.url(_link(row, ending))


def until(last: date) -> datetime:
    """The moment from which an address gives nothing whose last day (Europe/Stockholm) is ``last``."""
    return datetime.combine(last + timedelta(days=1), time(), STOCKHOLM)


def last_day(row: ListAddress) -> date:
    """The last day (Europe/Stockholm) on which it gives anything."""
    return local(row.expires_at - timedelta(seconds=1)).date()


def path_of(row: ListAddress, ending: str) -> str:
    """The same without scheme and host."""
    return links.path(_link(row, ending))


def _link(row: ListAddress, ending: str) -> Link:
    return Link(Purpose.LIST, row.link_seed, below=f".{ending}")


def list_addresses(event_id: int) -> Sequence[ListAddress]:
    """The event's addresses, the newest first. Two statements."""
    asked = sa.select(ListAddress).options(joinedload(ListAddress.maker)).where(ListAddress.event_id == event_id)
    return db.session.scalars(asked.order_by(ListAddress.id.desc())).all()


def get_address(event_id: int, uid: str) -> ListAddress:
    """One of them. Raises AddressMissing."""
    asked = sa.select(ListAddress).options(joinedload(ListAddress.maker))
    found = db.session.scalars(asked.where(ListAddress.event_id == event_id, ListAddress.uid == uid)).one_or_none()
    if found is None:
        raise AddressMissing(uid)
    return found


@dataclass(frozen=True)
class Opened:
    """What an address opens: its row, and the event it is about."""

    row: ListAddress
    slug: str
    event_uid: str


def find_open(token: str, now: datetime) -> Opened | None:
    """What the address opens now. Unknown, expired, revoked, of somebody who is no organizer any more: none, by one and
    the same statement.
    """
    keeps = sa.exists().where(GrantedRight.account_id == Account.id, GrantedRight.right == Right.ORGANIZER)
    asked = (
        sa.select(ListAddress, Event.slug, Event.uid)
        .join(Event, Event.id == ListAddress.event_id)
        .join(Account, Account.id == ListAddress.maker_id)
        .where(
            ListAddress.link_digest == tokens.digest(token),
            ListAddress.revoked_at.is_(None),
            ListAddress.expires_at > now,
            Account.active,
            keeps,
        )
    )
    found = db.session.execute(asked).one_or_none()
    return Opened(*found) if found else None


def note_fetched(opened: Opened, ending: str, *, now: datetime) -> None:
    """Count the fetch, and write it in the log."""
    row = opened.row
    counted = {"fetches": ListAddress.fetches + 1, "last_fetched_at": now}
    db.session.execute(sa.update(ListAddress).where(ListAddress.id == row.id).values(**counted))
    who = Actor(ActorKind.LIST_ADDRESS, row.uid, row.name)
    details = {"list": row.title, "format": ending}
    log.record(who, "list.fetched", now=now, details=details, subject=(_SUBJECT, row.uid), event_uid=opened.event_uid)


def revoke_address(event: Event, uid: str, *, now: datetime, actor: Actor) -> ListAddress:
    """The address gives nothing from ``now``, also when an older backup is restored. Raises AddressMissing. Twice is
    once.
    """
    asked = sa.select(ListAddress).where(ListAddress.event_id == event.id, ListAddress.uid == uid)
    held = asked.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalars(held).one_or_none()
    if row is None:
        raise AddressMissing(uid)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = now, actor.name
        remember(LIST_ADDRESS, [row.uid], now=now)
        _record("list_address.revoked", event, row, now, actor)
    return row


def revoke_again(digests: Collection[str], *, now: datetime) -> int:
    """Revoke the addresses that a restored backup has open again; ``digests`` remember them. How many they were."""
    rows = db.session.scalars(sa.select(ListAddress).where(ListAddress.revoked_at.is_(None))).all() if digests else ()
    again = [row for row in rows if erasure_digest(row.uid) in digests]
    for row in again:
        row.revoked_at, row.revoked_by = now, RESTORED
    return len(again)


_SUBJECT = "list_address"


def _record(action: str, event: Event, row: ListAddress, now: datetime, actor: Actor) -> None:
    details = {"title": row.name, "list": row.title}
    log.record(actor, action, now=now, subject=(_SUBJECT, row.uid), event_uid=event.uid, details=details)
