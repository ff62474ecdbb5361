"""What waits for an answer about a meeting that is cancelled or has been waits no more. No letter is written: that the
meeting is cancelled tells it.
"""

from datetime import datetime

from app.events.queries import list_events
from app.events.rules.kinds import EventState
from app.invitations.actions.places import lapse_claims
from app.invitations.actions.substitutes import lapse_proposals
from app.kernel.words import local
from app.registrations.actions import lapse_offers, lapse_requests


def lapse_cancelled(event_id: int, *, now: datetime) -> None:
    """Close requests, offered seats, answers within places and names of those who were to come in somebody's stead;
    the names are forgotten. Six statements.
    """
    lapse_requests([event_id], now=now)
    lapse_offers([event_id])
    lapse_claims(event_id, now=now)
    lapse_proposals(event_id, now=now)


def lapse_over(now: datetime) -> None:
    """Close requests and offered seats of every event that has been or is cancelled: done again, it finds nothing.
    Names that were given leave with the other contact data (``let_go.forget_names``). Five statements.
    """
    today, over = local(now).date(), (EventState.CANCELLED, EventState.DONE)
    ids = [one.id for one in list_events() if one.ends_on < today or one.state in over]
    lapse_requests(ids, now=now)
    lapse_offers(ids)
