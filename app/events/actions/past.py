"""Entering the sums of older years, changing them and taking them away."""

from datetime import datetime

from app.audit import log
from app.audit.actor import Actor
from app.events.model import PastShare, PastYear
from app.events.queries.past import find_past_year
from app.events.rules.past import PastYearValue
from app.kernel.db import db


def enter_past_year(entered: PastYearValue, *, now: datetime, actor: Actor) -> bool:
    """Have the year of that kind of meeting be as ``entered``; whether anything was changed."""
    row = find_past_year(entered.year, entered.kind)
    if row is not None and row.value == entered:
        return False
    action = "statistics.entered" if row is None else "statistics.changed"
    if row is None:
        row = PastYear(year=entered.year, kind=entered.kind)
        db.session.add(row)
    row.participants, row.invited, row.answered = entered.participants, entered.invited, entered.answered
    row.expected, row.changed_at = entered.expected, now
    row.shares = []
    db.session.flush()  # the old shares leave before the new ones of the same keys come
    row.shares = [
        PastShare(division=one.division, key=one.key, name=one.name, participants=one.participants)
        for one in entered.shares
    ]
    log.record(actor, action, now=now, details=_told(entered))
    return True


def remove_past_year(row: PastYear, *, now: datetime, actor: Actor) -> None:
    """Forget what was entered."""
    log.record(actor, "statistics.removed", now=now, details=_told(row.value))
    db.session.delete(row)


def _told(one: PastYearValue) -> dict[str, object]:
    return {"year": one.year, "kind": one.kind.label, "count": one.participants}
