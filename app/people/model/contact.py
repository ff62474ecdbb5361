"""What an organisation's contact has said that the register does not hold yet."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base
from app.people.model.register import Assignment, Organisation, Person, Role, new_uid
from app.people.rules.proposals import ProposalKind, ProposalState


class Proposal(Base):
    """That somebody else holds a role from a day, or nobody does. Name and addresses are kept while it is open: after
    that the register has them, or nobody needs them.
    """

    __tablename__ = "proposals"
    __table_args__ = (sa.Index("ix_proposals_state", "state", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("roles.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assignments.id", ondelete="CASCADE"), index=True)
    """Whose assignment ends; empty when somebody is to fill a vacancy."""
    kind: Mapped[ProposalKind]
    given_name: Mapped[str] = mapped_column(default="")
    family_name: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    """The first day of the new one, or the first without anybody."""
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.OPEN)
    given_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("persons.id", ondelete="SET NULL"), index=True)
    """Who it became in the register."""

    organisation: Mapped[Organisation] = relationship()
    role: Mapped[Role] = relationship()
    assignment: Mapped[Assignment | None] = relationship()
    person: Mapped[Person | None] = relationship()

    @property
    def name(self) -> str:
        """Who is proposed, as written; empty when nobody is, or when it is decided."""
        return f"{self.given_name} {self.family_name}".strip()


class ConfirmationRequest(Base):
    """Avstämning: the question to organisations whether the register is right."""

    __tablename__ = "confirmation_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    occasion: Mapped[str] = mapped_column(default="")
    """For what it is asked, inside a sentence: "RUN-konferens 4–5 mars 2027"."""
    remind_days: Mapped[int] = mapped_column(default=0)
    """After so many days those who have not answered are reminded by themselves; 0: never."""
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    """The coordinator's own opening words; "": the standard text."""
    reminder_text: Mapped[str] = mapped_column(default="")
    event_uid: Mapped[str] = mapped_column(default="")
    """The meeting for which it is asked, where it is one: what has become of it decides what the reminder says."""

    asked: Mapped[list["AskedOrganisation"]] = relationship(back_populates="request", cascade="all, delete-orphan")


class AskedOrganisation(Base):
    """One organisation of an avstämning: asked, reminded at most once, answered when the contact says anything."""

    __tablename__ = "asked_organisations"
    __table_args__ = (sa.UniqueConstraint("request_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("confirmation_requests.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    letters: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]

    request: Mapped[ConfirmationRequest] = relationship(back_populates="asked")
    organisation: Mapped[Organisation] = relationship()
