"""Sums of the meetings that were before the system, as organizers have entered them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.events.rules.kinds import EventKind
from app.events.rules.past import Division, PastYearValue, Share
from app.kernel.db import Base


class PastYear(Base):
    """All meetings of one kind in one year, together."""

    __tablename__ = "past_years"
    __table_args__ = (sa.UniqueConstraint("year", "kind"), sa.CheckConstraint("participants >= 0", name="participants"))

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    kind: Mapped[EventKind]
    participants: Mapped[int]
    invited: Mapped[int | None]
    answered: Mapped[int | None]
    expected: Mapped[int | None]
    changed_at: Mapped[datetime]

    shares: Mapped[list["PastShare"]] = relationship(
        cascade="all, delete-orphan", order_by="PastShare.id", lazy="selectin"
    )

    @property
    def value(self) -> PastYearValue:
        """As the rules ask."""
        shares = tuple(Share(one.division, one.key, one.name, one.participants) for one in self.shares)
        return PastYearValue(
            self.year, self.kind, self.participants, self.invited, self.answered, self.expected, shares
        )


class PastShare(Base):
    """How many of a year's participants were of a role group, an area or an organisation."""

    __tablename__ = "past_shares"
    __table_args__ = (sa.UniqueConstraint("past_year_id", "division", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    past_year_id: Mapped[int] = mapped_column(sa.ForeignKey("past_years.id", ondelete="CASCADE"), index=True)
    division: Mapped[Division]
    key: Mapped[str]
    """A role group's value, an area's name or an organisation's uid; ``name`` is what it was called."""
    name: Mapped[str]
    participants: Mapped[int]
