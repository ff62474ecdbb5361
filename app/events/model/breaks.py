"""Lov, as organizers have entered them."""

from datetime import date
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.events.rules.breaks import EVERYWHERE, SchoolBreak
from app.kernel.db import Base


class BreakRow(Base):
    """One break in one area, or everywhere; both days included, dates in Europe/Stockholm."""

    __tablename__ = "school_breaks"
    __table_args__ = (
        sa.CheckConstraint("last_on >= first_on", name="days"),
        sa.UniqueConstraint("name", "area", "first_on", "last_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    name: Mapped[str]
    area: Mapped[str] = mapped_column(default=EVERYWHERE)
    first_on: Mapped[date] = mapped_column(index=True)
    last_on: Mapped[date]

    @property
    def value(self) -> SchoolBreak:
        """As the rules ask."""
        return SchoolBreak(self.name, self.first_on, self.last_on, self.area)
