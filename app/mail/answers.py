"""What comes back to the mailbox, as values: read by ``postbox.reading``, acted on by the desk. Pure.

``letters`` are the Message-IDs that a message names as what it answers. One of ours holds a random UUID: whoever names
it has had the letter, or returns it.
"""

from dataclasses import dataclass

from app.kernel.enums import Labelled
from app.kernel.words import N_


class CalendarWord(Labelled):
    """How somebody answered in their calendar (RFC 5545 PARTSTAT)."""

    ACCEPTED = "accepted", N_("kommer")
    TENTATIVE = "tentative", N_("kommer kanske")
    DECLINED = "declined", N_("tackar nej")


@dataclass(frozen=True)
class Returned:
    """A letter that did not arrive, for good: why, and whether it is the address that takes no letters."""

    letters: tuple[str, ...]
    reason: str
    of_address: bool


@dataclass(frozen=True)
class Delayed:
    """A letter that has not arrived yet; whoever carries it goes on trying."""

    letters: tuple[str, ...]


@dataclass(frozen=True)
class Automatic:
    """A machine's answer: out of office, a receipt. It shows that the letter arrived."""

    letters: tuple[str, ...]


@dataclass(frozen=True)
class InCalendar:
    """An answer that somebody's calendar gave to the entry ``uid``; ``senders`` are the addresses it is from."""

    letters: tuple[str, ...]
    uid: str
    senders: tuple[str, ...]
    word: CalendarWord


@dataclass(frozen=True)
class Human:
    """Anything else: for a person to read, and left where it is."""

    letters: tuple[str, ...]


Answer = Returned | Delayed | Automatic | InCalendar | Human
