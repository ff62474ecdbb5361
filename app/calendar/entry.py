"""What a calendar shows, as frozen values: this room knows dates, not meetings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Status(StrEnum):
    """RFC 5545 STATUS of an entry."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Organizer:
    """Who sends an entry: a mailbox that somebody reads, never one person's private address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attendee:
    """The one person whom a mailed entry is for; stands in no feed and no download."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry in a calendar: plain text, no HTML, nothing about the person who reads it.

    Raises ValueError for times that cannot be told: naive moments, a day mixed with a moment, an end before its start.
    """

    uid: str
    """A random UUID stored with the thing shown: never changes, never reused."""
    summary: str
    """The title alone: the writer says "INSTÄLLT: " where the status is CANCELLED."""
    starts: datetime | date
    """An aware moment, or for an all-day entry its first day in Europe/Stockholm."""
    ends: datetime | date
    """An aware moment, or for an all-day entry its **last** day: the writer adds the day that RFC 5545 wants."""
    last_modified: datetime
    """The last change of anything shown here: becomes LAST-MODIFIED and DTSTAMP. Every change must raise it."""
    sequence: int = 0
    """Raised by a change of time, place or status."""
    created: datetime | None = None
    location: str = ""
    description: str = ""
    url: str = ""
    """A public page; never an address with a token."""
    conference_url: str = ""
    """Where one takes part online: only in the entries of those who come."""
    status: Status = Status.CONFIRMED
    transparent: bool = False
    """Does not make the time busy, as the banner over a conference's days."""
    organizer: Organizer | None = None
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.starts, datetime) != isinstance(self.ends, datetime):
            raise ValueError(f"entry {self.uid}: a day at one end and a moment at the other")
        if any(moment.tzinfo is None for moment in self._moments()):
            raise ValueError(f"entry {self.uid}: a moment without time zone")
        if self.ends < self.starts or (self.ends == self.starts and not self.all_day):
            raise ValueError(f"entry {self.uid}: ends before it has begun")

    def _moments(self) -> Iterator[datetime]:
        for value in (self.starts, self.ends, self.last_modified, self.created):
            if isinstance(value, datetime):
                yield value

    @property
    def all_day(self) -> bool:
        """Whether the entry is whole days and not a time of day."""
        return not isinstance(self.starts, datetime)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A named set of entries. Raises ValueError for two entries of one UID: subscribers would see only one of them."""

    name: str
    entries: tuple[Entry, ...]
    description: str = ""

    def __post_init__(self) -> None:
        if len({entry.uid for entry in self.entries}) != len(self.entries):
            raise ValueError(f"calendar {self.name}: two entries with the same UID")
