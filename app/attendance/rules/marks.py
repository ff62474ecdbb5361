"""Records of attendance: person × part × time × door × who × how, with an undo as a record too. In whichever order they
reach the server, they tell one truth.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.audit.actor import Actor
from app.kernel.enums import Labelled
from app.kernel.words import N_


class Mark(Labelled):
    """What a record says."""

    PRESENT = "present", N_("Incheckad")
    UNDO = "undo", N_("Ångrad")


class How(Labelled):
    """How somebody was ticked off."""

    NAME = "name", N_("Namn")
    QR = "qr", N_("QR-kod")
    WALK_IN = "walk_in", N_("På plats utan anmälan")
    SELF = "self", N_("Själv")
    DIGITAL = "digital", N_("Digitalt")
    CORRECTION = "correction", N_("Rättelse")
    PAPER = "paper", N_("Papperslista")


@dataclass(frozen=True)
class Keeper:
    """Who ticks off, and at which door: the account's, or that of the door link."""

    actor: Actor
    door: str = ""
    link_id: int | None = None


@dataclass(frozen=True)
class Given:
    """A record on its way in. ``at``: when it was (UTC), None for now; ``phone_at``: what the phone's own clock said,
    where the server was not asked at once; ``reason``: of a correction.
    """

    nonce: str
    mark: Mark
    how: How = How.NAME
    at: datetime | None = None
    phone_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Record:
    """A record of one person at one part, as far as telling what stands asks."""

    uid: str
    mark: Mark
    at: datetime
    by_name: str


def in_order(records: Iterable[Record]) -> list[Record]:
    """By when it was; of the same moment by uid, so that everybody orders them alike."""
    return sorted(records, key=lambda one: (one.at, one.uid))


def standing(records: Iterable[Record]) -> Record | None:
    """The record that makes the person present: the first tick since the last undo; None where an undo is last."""
    stands: Record | None = None
    for one in in_order(records):
        stands = None if one.mark is Mark.UNDO else stands or one
    return stands


_LONGEST = timedelta(days=366)
"""No mark waits so long: what seems older was noted by a clock that has been set since, as from 1970."""


def when_it_was(phone_at: datetime, phone_now: datetime, received_at: datetime) -> datetime:
    """When something was that a phone noted at ``phone_at`` and sent when its clock showed ``phone_now`` and ours
    ``received_at`` (all aware): a wrong clock is set right. Never later than it was received; then, where it cannot be
    told.
    """
    at = phone_at + (received_at - phone_now)
    return at if received_at - _LONGEST < at < received_at else received_at


@dataclass(frozen=True)
class Ticked:
    """The person is present from then on."""

    name: str
    at: datetime


@dataclass(frozen=True)
class AlreadyPresent:
    """Somebody ticked the person before: that one stands."""

    name: str
    at: datetime
    by_name: str


@dataclass(frozen=True)
class UndoneSince:
    """The tick is kept, but somebody took it back later: the person is not present."""

    name: str
    at: datetime
    by_name: str


@dataclass(frozen=True)
class Undone:
    """The tick was taken back; it stays as a record, and so does this."""

    name: str


@dataclass(frozen=True)
class NothingToUndo:
    """The person was not ticked."""

    name: str


@dataclass(frozen=True)
class TickedSince:
    """The undo is kept, but somebody ticked the person later: the person is present."""

    name: str
    at: datetime
    by_name: str


Outcome = Ticked | AlreadyPresent | UndoneSince | Undone | NothingToUndo | TickedSince


def told(name: str, records: Sequence[Record], uid: str) -> Outcome:
    """What the record ``uid`` among ``records`` came to, for the person called ``name``."""
    ordered = in_order(records)
    place = next(place for place, one in enumerate(ordered) if one.uid == uid)
    own, stands = ordered[place], standing(ordered)
    if own.mark is Mark.PRESENT:
        if stands is None:
            last = next(one for one in reversed(ordered) if one.mark is Mark.UNDO)
            return UndoneSince(name, last.at, last.by_name)
        return Ticked(name, own.at) if stands is own else AlreadyPresent(name, stands.at, stands.by_name)
    if stands is not None:
        return TickedSince(name, stands.at, stands.by_name)
    return NothingToUndo(name) if standing(ordered[:place]) is None else Undone(name)


_TELLING = (Ticked, Undone, UndoneSince, TickedSince, AlreadyPresent, NothingToUndo)


def together(outcomes: Sequence[Outcome]) -> Outcome:
    """What one tick at "Ankomst", or one undo there, came to over its parts: that something was done, before that
    nothing was.
    """
    return min(outcomes, key=lambda one: _TELLING.index(type(one)))
