"""What has been entered of older years."""

import sqlalchemy as sa

from app.events.model import PastYear
from app.events.rules.kinds import EventKind
from app.kernel.db import db


def list_past_years(kind: EventKind) -> list[PastYear]:
    """Those of one kind of meeting, the oldest first, with their shares. Two statements."""
    return list(db.session.scalars(sa.select(PastYear).where(PastYear.kind == kind).order_by(PastYear.year)))


def find_past_year(year: int, kind: EventKind) -> PastYear | None:
    """What is entered of it."""
    return db.session.scalar(sa.select(PastYear).where(PastYear.year == year, PastYear.kind == kind))


def past_kinds() -> set[EventKind]:
    """The kinds of which something is entered."""
    return set(db.session.scalars(sa.select(PastYear.kind).distinct()))
