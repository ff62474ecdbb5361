"""Quotas: at most so many of some people."""

from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base
from app.people.model import Role
from app.people.rules.kinds import OrganisationKind, RoleGroup


class Quota(Base):
    """At most ``most`` people on site at the event, or at one part: with a role, or of a role group (``outside``: of
    none of it), from a kind of organisation; all together, or of each organisation.
    """

    __tablename__ = "quotas"
    __table_args__ = (sa.CheckConstraint("most > 0", name="most"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    part_id: Mapped[int | None] = mapped_column(sa.ForeignKey("parts.id", ondelete="CASCADE"), index=True)
    most: Mapped[int]
    role_group: Mapped[RoleGroup | None]
    outside: Mapped[bool] = mapped_column(default=False)
    role_id: Mapped[int | None] = mapped_column(sa.ForeignKey("roles.id", ondelete="CASCADE"), index=True)
    organisation_kind: Mapped[OrganisationKind | None]
    per_organisation: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)

    role: Mapped[Role | None] = relationship()
