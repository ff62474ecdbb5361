"""Reading lov."""

from datetime import date

import sqlalchemy as sa

from app.events.model import BreakRow
from app.events.rules.breaks import SchoolBreak
from app.kernel.db import db


def list_break_rows(first: date, last: date) -> list[BreakRow]:
    """The breaks that have a day from ``first`` to ``last``, by their first day, name and area."""
    asked = sa.select(BreakRow).where(BreakRow.first_on <= last, BreakRow.last_on >= first)
    return list(db.session.scalars(asked.order_by(BreakRow.first_on, BreakRow.name, BreakRow.area, BreakRow.id)))


def list_breaks(first: date, last: date) -> list[SchoolBreak]:
    """The same as values."""
    return [row.value for row in list_break_rows(first, last)]


def find_break(uid: str) -> BreakRow | None:
    """The break with ``uid``."""
    return db.session.scalars(sa.select(BreakRow).where(BreakRow.uid == uid)).one_or_none()
