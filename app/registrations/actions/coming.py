"""Letters that go by themselves to those who are registered: the day before, and afterwards."""

from collections.abc import Collection
from datetime import datetime

from app.events.model import Event
from app.events.rules.kinds import EventState
from app.mail import outbox
from app.registrations import letters
from app.registrations.queries.lists import list_confirmed

GOES_IN = {
    "day_before": frozenset({EventState.PUBLISHED}),
    "thanks": frozenset({EventState.PUBLISHED, EventState.DONE}),
}
"""The letters, and the states of the event in which each goes."""


def write_coming(
    event: Event, kind: str, uids: Collection[str], *, now: datetime, attended: Collection[int] = ()
) -> int:
    """Write the letter ``kind`` to those of the registrations ``uids`` that stand, with a part that does, and have not
    got it; how many. ``attended``: ids of the people who can have a certificate.
    """
    if event.state not in GOES_IN[kind]:
        return 0
    count = 0
    for registration in list_confirmed(event.id, uids):
        invitation = registration.invitation
        comes = registration.person.takes_letters and not registration.has_nothing_left
        if invitation is not None and comes:
            told = letters.coming(kind, invitation, registration, attended=registration.person_id in attended)
            count += outbox.put(told, now=now) is not None
    return count
