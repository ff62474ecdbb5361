"""Door links: an address and a PIN that open the doors of one event, for a time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.kernel.enums import Labelled
from app.kernel.words import N_, local

_STAYS = timedelta(days=7)
"""A link ends at the latest so long after the event."""


class LinkState(Labelled):
    """Whether a door link opens anything."""

    OPEN = "open", N_("Gäller")
    EXPIRED = "expired", N_("Har gått ut")
    REVOKED = "revoked", N_("Återkallad")


@dataclass(frozen=True)
class LinkDraft:
    """A link to make. ``name``: what every tick by it says; ``expires_at``: from when it opens nothing (UTC)."""

    name: str
    expires_at: datetime


def link_state(expires_at: datetime, revoked_at: datetime | None, now: datetime) -> LinkState:
    """How a link stands ``now``."""
    if revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.OPEN if now < expires_at else LinkState.EXPIRED


def last_days(today: date, ends_on: date) -> tuple[date, date]:
    """The first and the latest day that a link made ``today`` can last to, included, for an event that ends on
    ``ends_on``; all in Europe/Stockholm.
    """
    return today, max(today, ends_on + _STAYS)


def last_day(expires_at: datetime) -> date:
    """The day in Europe/Stockholm on which a link that ends then can be used last."""
    return local(expires_at - timedelta(microseconds=1)).date()
