"""Cancelling an event."""

from datetime import datetime

from app.audit.actor import Actor
from app.desk.informing import note_not_told
from app.desk.lapse import lapse_cancelled
from app.events import actions
from app.events.model import Event
from app.events.rules.letter_texts import MAILING
from app.events.rules.outcomes import Saved, WrongState
from app.mail import mailings, outbox
from app.mail.model import Mailing, OutboxLetter
from app.registrations import actions as registrations
from app.registrations.queries.lists import count_needs

_ASKING = (
    *("invitation", "reminder", "named", "offered", "place", "place_reminder", "silent_there", "sign_up"),
    *("day_before", MAILING),
)
"""Letters that ask for an answer, and what was written before it was known."""


def cancel_event(event: Event, *, now: datetime, actor: Actor) -> Saved | WrongState:
    """Cancel a published event, have the calendars of those who have answered show it, and erase what they have said of
    needs: nobody is to be fed or seated. What waits for an answer about it waits no more, and letters that ask for
    an answer, or were written to many, and have not left yet are stopped.
    """
    outcome = actions.cancel(event, now=now, actor=actor)
    if isinstance(outcome, Saved):
        registrations.announce_change(event)
        lapse_cancelled(event.id, now=now)
        outbox.stop_asking(event.uid, _ASKING)
        note_not_told(OutboxLetter.event_uid == event.uid)
        mailings.stop(Mailing.event_uid == event.uid, by=actor.name, now=now)
        if event.needs_erased_at is None and (event.asks_needs or count_needs(event)):
            registrations.erase_needs_of(event, now)
    return outcome
