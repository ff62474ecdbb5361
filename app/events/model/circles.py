"""Whom an event is for: the lines of its circles, and a group's members."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base
from app.people.model import Organisation, Person, Role
from app.people.rules.kinds import OrganisationKind


class CircleLine(Base):
    """One line of a circle (målgrupp): a role, in organisations of a kind (None: any), perhaps only the agreement
    municipalities. Lines without part are the event's own circle; a part without lines is for everybody invited.
    """

    __tablename__ = "circle_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    part_id: Mapped[int | None] = mapped_column(sa.ForeignKey("parts.id", ondelete="CASCADE"), index=True)
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("roles.id", ondelete="CASCADE"), index=True)
    organisation_kind: Mapped[OrganisationKind | None]
    agreement_only: Mapped[bool] = mapped_column(default=False)

    role: Mapped[Role] = relationship()


class EventMember(Base):
    """A named member of a group (utvecklingsgrupp, nätverk): invited by name, whatever roles are held."""

    __tablename__ = "event_members"
    __table_args__ = (sa.UniqueConstraint("event_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id", ondelete="SET NULL"))

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
