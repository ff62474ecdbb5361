"""Names that were given of others and that nobody settled before the event: kept no longer than its guests are."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa

from app.audit.actor import SYSTEM
from app.events.model import Event
from app.invitations.actions.places import settle_claim
from app.invitations.actions.substitutes import forget
from app.invitations.model import Invitation, Place, PlaceClaim, Substitution
from app.invitations.rules.places import ClaimState
from app.invitations.rules.substitutes import SubstitutionState
from app.kernel.db import db

Row = TypeVar("Row", Substitution, PlaceClaim)


def forget_unsettled(today: date, *, now: datetime) -> dict[str, int]:
    """Those named in somebody's stead and those who answered within a place, and whom no organizer has decided on, are
    forgotten when the event's guests leave: how many, by the event's uid. No letter is written.
    """
    done: Counter[str] = Counter()
    named = sa.select(Substitution, Event).join(Substitution.invitation).join(Invitation.event)
    for row, event in _overdue(named.where(Substitution.state == SubstitutionState.WAITING), today):
        row.state, row.settled_at = SubstitutionState.DECLINED, now
        forget(row)
        done[event.uid] += 1
    answered = sa.select(PlaceClaim, Event).join(PlaceClaim.place).join(Place.event)
    for claim, event in _overdue(answered.where(PlaceClaim.state == ClaimState.OPEN), today):
        settle_claim(claim, ClaimState.REFUSED, now=now, actor=SYSTEM)
        done[event.uid] += 1
    return done


def _overdue(waiting: sa.Select[Row, Event], today: date) -> Iterator[tuple[Row, Event]]:
    for row, event in db.session.execute(waiting.where(Event.ends_on < today)).all():
        if event.ends_on + timedelta(days=event.contact_kept_days) < today:
            yield row, event
