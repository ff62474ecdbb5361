"""Deadlines of a role group's own."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.people.rules.kinds import RoleGroup


class GroupDeadlines(Base):
    """A role group's own deadlines, in days as the event's; empty where the event's hold."""

    __tablename__ = "group_deadlines"
    __table_args__ = (sa.UniqueConstraint("event_id", "role_group"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    role_group: Mapped[RoleGroup]
    opens_days: Mapped[int | None]
    answer_days: Mapped[int | None]
    change_days: Mapped[int | None]
    meals_days: Mapped[int | None]
    locked_days: Mapped[int | None]
