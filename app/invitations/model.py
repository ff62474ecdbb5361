"""Invitations: one person's to one event."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.events.model import Event
from app.events.queries import deadlines_of
from app.events.rules.deadlines import Deadlines, with_own
from app.invitations.rules import InvitationSource, InvitationState
from app.invitations.rules.places import ClaimState, left
from app.invitations.rules.substitutes import Named, SubstitutionState
from app.kernel.db import Base
from app.kernel.tokens import new_seed
from app.people.model import Organisation, Person, Role


class Invitation(Base):
    """An invitation with its personal link. ``state`` is kept in step by the actions that change what it tells."""

    __tablename__ = "invitations"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "person_id"),
        sa.Index("ix_invitations_state", "event_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    state: Mapped[InvitationState] = mapped_column(default=InvitationState.NOT_SENT)
    source: Mapped[InvitationSource] = mapped_column(default=InvitationSource.CIRCLE)
    reason: Mapped[str] = mapped_column(default="")
    """Why somebody was added by hand (adjungerad, medverkande, medföljande)."""
    affiliation: Mapped[str] = mapped_column(default="")
    """Where somebody who signed up by themselves says they are from."""
    message: Mapped[str] = mapped_column(default="")
    """What somebody wrote with a no; never about health."""
    link_seed: Mapped[str] = mapped_column(default=new_seed)
    link_generation: Mapped[int] = mapped_column(default=1)
    link_digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    answered_for: Mapped[str] = mapped_column(default="")
    """The organisation whose contact gave the answer; empty when the person, or an organizer, did."""
    revoked_at: Mapped[datetime | None]
    answer_by_on: Mapped[date | None]
    change_by_on: Mapped[date | None]
    """Deadlines of this person's own, instead of the event's."""
    asks_since: Mapped[datetime | None] = mapped_column(index=True)
    """Since when a request of this person waits for the organizer's answer (registrations keep what it says)."""
    in_stead_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitations.id", ondelete="SET NULL"), index=True)
    """The invitation whose holder named this person to come in their stead."""
    accompanies_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitations.id", ondelete="SET NULL"), index=True)
    """The invitation of the one whom this person accompanies."""
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()
    in_stead_of: Mapped["Invitation | None"] = relationship(foreign_keys=in_stead_of_id, remote_side="Invitation.id")
    accompanies: Mapped["Invitation | None"] = relationship(foreign_keys=accompanies_id, remote_side="Invitation.id")
    holdings: Mapped[list["InvitationHolding"]] = relationship(
        back_populates="invitation", cascade="all, delete-orphan", order_by="InvitationHolding.id"
    )
    extra_parts: Mapped[list["InvitationPart"]] = relationship(cascade="all, delete-orphan")

    @property
    def capacities(self) -> list[tuple[Role, Organisation]]:
        """What this person is invited as."""
        return [(holding.role, holding.organisation) for holding in self.holdings]

    @property
    def deadlines(self) -> Deadlines:
        """What binds this person: the event's days, the most generous of the role groups', own dates before all."""
        groups = {holding.role.group for holding in self.holdings}
        return with_own(deadlines_of(self.event, groups), self.answer_by_on, self.change_by_on)


class InvitationHolding(Base):
    """In which role and for which organisation somebody is invited, as it was when invited. The first is the one the
    letter and the lists name.
    """

    __tablename__ = "invitation_holdings"
    __table_args__ = (sa.UniqueConstraint("invitation_id", "role_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitations.id", ondelete="CASCADE"), index=True)
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("roles.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)

    invitation: Mapped[Invitation] = relationship(back_populates="holdings")
    role: Mapped[Role] = relationship()
    organisation: Mapped[Organisation] = relationship()


class InvitationPart(Base):
    """A part that somebody is invited to by hand, beyond what the roles give (adjungerad to the dialogmöte)."""

    __tablename__ = "invitation_parts"
    __table_args__ = (sa.UniqueConstraint("invitation_id", "part_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitations.id", ondelete="CASCADE"), index=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("parts.id", ondelete="CASCADE"), index=True)


class Substitution(Base):
    """A name that the holder of an invitation has given: who comes in their stead. What was written is kept only as
    long as it waits for the organizer; then the person's own invitation, ``substitute``, says who it is.
    """

    __tablename__ = "substitutions"
    __table_args__ = (
        sa.Index(
            "ix_substitutions_one_waiting",
            "invitation_id",
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitations.id", ondelete="CASCADE"), index=True)
    substitute_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitations.id", ondelete="SET NULL"), index=True)
    state: Mapped[SubstitutionState]
    given_name: Mapped[str] = mapped_column(default="")
    family_name: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    role_id: Mapped[int | None] = mapped_column(sa.ForeignKey("roles.id", ondelete="SET NULL"), index=True)
    passed: Mapped[bool] = mapped_column(default=False)
    """The seat of the one who gave the name went over at once."""
    added_parts: Mapped[list[str]] = mapped_column(default=list)
    """Uids of the parts that the substitute may answer for only through this: they go when it is taken back."""
    breaks: Mapped[str] = mapped_column(default="")
    """The rule that it would break, in words: then it waits for the organizer wherever that is."""
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    invitation: Mapped[Invitation] = relationship(foreign_keys=invitation_id)
    substitute: Mapped[Invitation | None] = relationship(foreign_keys=substitute_id)
    role: Mapped[Role | None] = relationship()

    @property
    def named(self) -> Named:
        """Who is named, as written."""
        return Named(self.given_name, self.family_name, self.address, self.role_id)


class Place(Base):
    """Plats utan namn: an organisation is invited to send ``count`` people in a role. ``link_digest`` opens the page
    that is meant for forwarding, once the letter has been sent.
    """

    __tablename__ = "places"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "organisation_id", "role_id"),
        sa.CheckConstraint("count > 0", name="count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("roles.id"), index=True)
    count: Mapped[int]
    link_seed: Mapped[str] = mapped_column(default=new_seed)
    link_generation: Mapped[int] = mapped_column(default=1)
    link_digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)
    revoked_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    organisation: Mapped[Organisation] = relationship()
    role: Mapped[Role] = relationship()
    claims: Mapped[list["PlaceClaim"]] = relationship(
        back_populates="place", cascade="all, delete-orphan", order_by="PlaceClaim.id"
    )

    @property
    def held(self) -> list["PlaceClaim"]:
        """Those who hold a place: they wait for an organizer, or are confirmed and have not said no."""
        return [one for one in self.claims if one.holds_place]

    @property
    def named(self) -> int:
        """How many of the places somebody is confirmed in."""
        return sum(one.state is ClaimState.CONFIRMED for one in self.held)

    @property
    def left(self) -> int:
        """How many more can answer."""
        return left(self.count, len(self.held))


class PlaceClaim(Base):
    """Somebody's answer within a place, frozen until an organizer decides; then name and addresses are forgotten here.
    Never needs.
    """

    __tablename__ = "place_claims"
    __table_args__ = (sa.Index("ix_place_claims_state", "state", "place_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id", ondelete="CASCADE"), index=True)
    given_name: Mapped[str] = mapped_column(default="")
    family_name: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    parts: Mapped[list[str]] = mapped_column(default=list)
    online: Mapped[list[str]] = mapped_column(default=list)
    """Uids of the parts wanted, and of those among them that are followed digitally."""
    replies: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    """What was answered to the event's questions, as registrations keep it (``rules.replies.as_data``); None where
    none were asked, and when the answer is decided.
    """
    consents: Mapped[bool] = mapped_column(default=False)
    by_contact: Mapped[bool] = mapped_column(default=False)
    """Named by the organisation's contact; else the person answered by the forwarded link."""
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.OPEN)
    given_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    invitation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitations.id", ondelete="SET NULL"), index=True)

    place: Mapped[Place] = relationship(back_populates="claims")
    invitation: Mapped[Invitation | None] = relationship()

    @property
    def holds_place(self) -> bool:
        """Whether one of the places is taken by it. Who says no gives it back, and so does an invitation that is
        revoked, or erased; who sends somebody else keeps it for them.
        """
        if self.state is ClaimState.CONFIRMED:
            gone = (InvitationState.REVOKED, InvitationState.NOT_COMING)
            return self.invitation is not None and self.invitation.state not in gone
        return self.state is ClaimState.OPEN

    @property
    def name(self) -> str:
        """Who it is, as written; empty when it is decided."""
        return f"{self.given_name} {self.family_name}".strip()
