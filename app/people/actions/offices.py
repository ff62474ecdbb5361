"""Function mailboxes that take no letters: remembered beside the organisation, until one is corrected, a letter
demonstrably arrives, or an organizer says that it works.
"""

from datetime import datetime

from app.audit import log
from app.audit.actor import SYSTEM, Actor
from app.people import queries
from app.people.model import Organisation


def refuse_mailbox(address: str, why: str, *, now: datetime) -> None:
    """A letter to the mailbox came back, for the reason ``why`` in plain Swedish; the first time stands."""
    for place in queries.lock_by_mailbox(address):
        if place.mailbox_refused_at is None:
            place.mailbox_refused_at = now
            _record(place, "organisation.mailbox_refused", now, SYSTEM)
        place.mailbox_reason = why


def note_mailbox_arrival(address: str, written_at: datetime, *, now: datetime) -> None:
    """A letter written then has arrived at the mailbox: what came back before it no longer counts."""
    for place in queries.lock_by_mailbox(address):
        if place.mailbox_refused_at is not None and place.mailbox_refused_at < written_at:
            forget_refusal(place)
            _record(place, "organisation.mailbox_arrived", now, SYSTEM)


def trust_mailbox(place: Organisation, *, now: datetime, actor: Actor) -> None:
    """An organizer says that the mailbox works."""
    if place.mailbox_refused_at is not None:
        forget_refusal(place)
        _record(place, "organisation.mailbox_trusted", now, actor)


def forget_refusal(place: Organisation) -> None:
    """Nothing is known against the mailbox."""
    place.mailbox_refused_at, place.mailbox_reason = None, ""


def _record(place: Organisation, action: str, now: datetime, actor: Actor) -> None:
    log.record(actor, action, now=now, subject=("organisation", place.uid))
