"""How full an event's quotas are."""

from dataclasses import dataclass

from app.events.model import Event
from app.events.queries.quotas import list_quotas
from app.registrations.queries import count_quotas


@dataclass(frozen=True)
class QuotaStanding:
    """How many a quota counts who have a seat: all together, or where each organisation has its own, the most of any;
    and of how many organisations it is full, or passed.
    """

    most: int = 0
    full: int = 0
    over: int = 0


def fullest(event: Event) -> dict[int, QuotaStanding]:
    """By the quota's id. Two statements."""
    rows = list_quotas(event)
    counted = count_quotas(event, rows)
    found = {}
    for row in rows:
        taken = [number for limit, number in counted.items() if limit.id == row.id]
        found[row.id] = QuotaStanding(
            max(taken, default=0), sum(one >= row.most for one in taken), sum(one > row.most for one in taken)
        )
    return found
