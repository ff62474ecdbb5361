"""Who has not been told that the address is kept here (GDPR art. 14)."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from app.kernel.db import db
from app.kernel.words import STOCKHOLM, local
from app.people.model import Person
from app.people.rules.informing import Uninformed, days_left


def is_uninformed() -> sa.ColumnElement[bool]:
    """The condition of a person."""
    return Person.informed_at.is_(None)


def find_uninformed(today: date, *, for_days: int = 0) -> Uninformed | None:
    """How many there are that were entered at least ``for_days`` ago, and how it stands with the most urgent; None
    where they all have been told. One statement.
    """
    asked = sa.select(sa.func.count(), sa.func.min(Person.created_at)).select_from(Person).where(is_uninformed())
    if for_days:
        since = datetime.combine(today - timedelta(days=for_days - 1), time.min, STOCKHOLM)
        asked = asked.where(Person.created_at < since)
    count, first = db.session.execute(asked).one()
    return Uninformed(count, days_left(local(first).date(), today)) if count else None
