"""What feeds there are, which entries belong in them and how long, and how one subscribes."""

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Self
from urllib.parse import quote

from app.calendar import ical
from app.calendar.entry import Calendar, Entry, Status
from app.kernel.enums import Labelled
from app.kernel.words import N_, local

FORMAT = 3
"""Raised by a release that writes other bytes for the same entries: every feed is then built anew when next fetched."""
KEPT = timedelta(days=183)
"""How long past entries stay: half a year."""
CALLED_OFF_KEPT = timedelta(days=7)
"""How long cancelled entries stay after their end, so that every subscriber has seen the word INSTÄLLT."""

MOST_OCTETS = 1_000_000
"""Google stops reading at about 1 MB (calendar.md, rule 6)."""

_SHORTER = (4_000, 2_000, 1_000, 500, 100)
"""Letters of a description where a feed would be too big: in steps, so that one more meeting seldom rewrites all."""
_ONE_SECOND = timedelta(seconds=1)


class FeedKind(Labelled):
    """Whose feed it is."""

    PERSONAL = "personal", N_("Personlig kalender")
    PUBLIC = "public", N_("Offentlig kalender")
    GROUP = "group", N_("En grupps kalender")


NAMES = {FeedKind.PERSONAL: "RUN – dina möten", FeedKind.PUBLIC: "RUN – öppna möten"}
"""What a feed is called in the calendar that subscribes to it, in the language of the titles in it."""


def group_name(label: str) -> str:
    """What the calendar of the group called ``label`` is called."""
    return f"RUN – {label}"


def oldest_day(today: date) -> date:
    """The last day of the oldest meetings that can still have something to show."""
    return today - KEPT


def ages_on(entry: Entry) -> date:
    """The first day on which ``entry`` is too old to be shown."""
    last = local(entry.ends).date() if isinstance(entry.ends, datetime) else entry.ends
    kept = CALLED_OFF_KEPT if entry.status is Status.CANCELLED else KEPT
    return last + kept + timedelta(days=1)


class Stamp(NamedTuple):
    """What an entry was like when it was last shown."""

    content: str
    """Digest of everything that is shown."""
    time_and_place: str
    """Digest of time, place and status."""
    last_modified: str
    sequence: int

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """The stamp of ``entry``."""
        shown = replace(entry, last_modified=datetime.min.replace(tzinfo=entry.last_modified.tzinfo), sequence=0)
        where_and_when = (entry.starts, entry.ends, entry.location, entry.status)
        return cls(_digest(shown), _digest(where_and_when), entry.last_modified.isoformat(), entry.sequence)


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:20]


def settled(entry: Entry, before: Stamp | None) -> Entry:
    """``entry`` with LAST-MODIFIED and SEQUENCE that rise as calendar.md rule 3 wants, seen from what was shown
    ``before``: any change raises the first, one of time, place or status the second. What is shown as before stays as
    before to the byte, unless its sequence has risen.
    """
    if before is None:
        return entry
    now = Stamp.of(entry)
    shown_at = datetime.fromisoformat(before.last_modified)
    if now.content == before.content and now.sequence <= before.sequence:
        return replace(entry, last_modified=shown_at, sequence=before.sequence)
    moved = now.time_and_place != before.time_and_place
    return replace(
        entry,
        last_modified=max(entry.last_modified, shown_at + _ONE_SECOND),
        sequence=max(entry.sequence, before.sequence + moved),
    )


@dataclass(frozen=True)
class Built:
    """A feed as it is stored and sent."""

    body: bytes
    body_gzip: bytes
    etag: str
    last_modified: datetime
    stamps: dict[str, Any]
    ages_on: date | None


@dataclass(frozen=True)
class Before:
    """What a feed was like when last built."""

    etag: str
    last_modified: datetime
    stamps: Mapping[str, Any]


def build(name: str, entries: Iterable[Entry], before: Before | None, *, today: date, now: datetime) -> Built:
    """The feed of ``entries``, called ``name``, on ``today`` (Europe/Stockholm). Its time of change is ``now`` when the
    bytes are others than ``before``, and always later than before: clients that send nothing but If-Modified-Since must
    see it. Where they would be too many octets every description is shortened, all alike.
    """
    known = {uid: Stamp(*stamp) for uid, stamp in before.stamps.items()} if before else {}
    whole = [entry for entry in entries if ages_on(entry) > today]
    kept, body = _written(name, whole, known)
    for limit in _SHORTER:
        if len(body) <= MOST_OCTETS:
            break
        brief = [replace(entry, description=ical.shortened(entry.description, limit)) for entry in whole]
        kept, body = _written(name, brief, known)
    etag = hashlib.sha256(body).hexdigest()[:32]
    return Built(
        body=body,
        body_gzip=gzip.compress(body, mtime=0),
        etag=etag,
        last_modified=_changed_at(etag, before, now),
        stamps={entry.uid: list(Stamp.of(entry)) for entry in kept},
        ages_on=min(map(ages_on, kept), default=None),
    )


def _written(name: str, entries: Iterable[Entry], known: Mapping[str, Stamp]) -> tuple[list[Entry], bytes]:
    """The entries as they are shown after ``known``, and the file."""
    kept = [settled(entry, known.get(entry.uid)) for entry in entries]
    return kept, ical.feed(Calendar(name, tuple(kept)))


def _changed_at(etag: str, before: Before | None, now: datetime) -> datetime:
    if before is None:
        return now
    return before.last_modified if etag == before.etag else max(now, before.last_modified + _ONE_SECOND)


@dataclass(frozen=True)
class Subscription:
    """The ways to subscribe to one feed."""

    https: str
    """The address itself, to copy."""
    webcal: str
    """Opens the calendar of a telephone or computer."""
    google: str
    outlook_work: str
    outlook_private: str

    @property
    def page(self) -> str:
        """Where it is told how one subscribes."""
        return self.https.removesuffix(".ics")


def subscription(address: str, name: str) -> Subscription:
    """The ways to subscribe to the feed at ``address``, called ``name`` (calendar.md, Links on the page)."""
    encoded = quote(address, safe="")
    outlook = f"/calendar/0/addfromweb?url={encoded}&name={quote(name, safe='')}"
    return Subscription(
        https=address,
        webcal=f"webcal://{address.partition('://')[2]}",
        google=f"https://calendar.google.com/calendar/r?cid={encoded}",
        outlook_work=f"https://outlook.office.com{outlook}",
        outlook_private=f"https://outlook.live.com{outlook}",
    )
