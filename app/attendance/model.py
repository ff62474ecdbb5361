"""Ticks at the door."""

from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.attendance.rules import How
from app.events.model import Part
from app.kernel.db import Base
from app.people.model import Person


class Tick(Base):
    """Somebody was present at a part: time × door × who. An undone tick stays, with who undid it; of the others there
    is at most one for a person and a part.
    """

    __tablename__ = "ticks"
    __table_args__ = (
        sa.Index(
            "uq_ticks_present",
            "part_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    """The nonce: a repeated or late upload of the same tick makes one row."""
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("parts.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    how: Mapped[How] = mapped_column(default=How.NAME)
    at: Mapped[datetime]
    by_uid: Mapped[str]
    by_name: Mapped[str]
    door: Mapped[str] = mapped_column(default="")
    undone_at: Mapped[datetime | None]
    undone_by_name: Mapped[str] = mapped_column(default="")

    part: Mapped[Part] = relationship()
    person: Mapped[Person] = relationship()
