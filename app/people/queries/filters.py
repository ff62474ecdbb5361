"""Choices of people in the register that are kept by a name."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.kernel.db import db
from app.people.model import SavedFilter


def list_saved_filters() -> Sequence[SavedFilter]:
    """All, by name."""
    return db.session.scalars(sa.select(SavedFilter).order_by(sa.func.lower(SavedFilter.name), SavedFilter.id)).all()
