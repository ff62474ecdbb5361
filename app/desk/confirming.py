"""Avstämning for a meeting: the reminder tells of the meeting as it is by then."""

from dataclasses import replace
from datetime import datetime

from app.audit.actor import Actor
from app.events.model import Event
from app.events.queries import find_event_by_uid
from app.events.rules.kinds import EventState
from app.invitations.rules import bare_title
from app.kernel.words import date_span
from app.people import actions, queries
from app.people.model import ConfirmationRequest
from app.people.rules.asking import Asking, RemindedAll


def occasion_of(event: Event) -> str:
    """The meeting inside a sentence, the days once: "RUN-konferens 4–5 mars 2027"."""
    title = bare_title(event.title, event.starts_on, event.ends_on)
    return f"{title} {date_span(event.starts_on, event.ends_on)}"


def remind_to_confirm(request: ConfirmationRequest, *, now: datetime, actor: Actor) -> RemindedAll:
    """Remind the silent. Of a meeting that was moved or renamed the new days and title are told; one that is cancelled
    or gone is not named, and the standard text goes: the coordinator's own was written about that meeting.
    """
    return actions.remind_to_confirm(request, now=now, actor=actor, asking=asking_now(request))


def asking_now(request: ConfirmationRequest) -> Asking:
    """What the reminder asks, by what has become of the meeting."""
    asking = queries.asking_of(request)
    if not asking.event_uid:
        return asking
    event = find_event_by_uid(asking.event_uid)
    if event is None or event.state is EventState.CANCELLED:
        return replace(asking, occasion="", reminder_text="")
    return replace(asking, occasion=occasion_of(event))
