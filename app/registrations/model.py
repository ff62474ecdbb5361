"""Registrations, their parts, the answers to questions, and the needs, which have a table of their own."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.events.model import Event, Part
from app.events.rules.entries import Chosen, Presence
from app.invitations.model import Invitation
from app.kernel.db import Base
from app.mail.answers import CalendarWord
from app.people.model import Person
from app.registrations.rules.bulk import BulkKind, BulkResult, UndoResult
from app.registrations.rules.needs import NeedKind
from app.registrations.rules.requests import RequestKind, RequestState
from app.registrations.rules.states import Mode, RegistrationState


class Registration(Base):
    """One person's registration for one event. ``state`` WAITING: the event itself was full."""

    __tablename__ = "registrations"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "person_id"),
        sa.Index("ix_registrations_state", "event_id", "state"),
        sa.Index("ix_registrations_line", "event_id", "queue_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    """UID of the calendar entry that the person's mails carry: never changes."""
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitations.id", ondelete="CASCADE"), unique=True)
    state: Mapped[RegistrationState]
    queued_at: Mapped[datetime | None]
    """Since when in the event's queue; the order is (queued_at, queue_number)."""
    queue_number: Mapped[int] = mapped_column(default=0)
    offered_until: Mapped[datetime | None] = mapped_column(index=True)
    """A seat of the event's is held for the person until then, who still waits."""
    quota_id: Mapped[int | None] = mapped_column(sa.ForeignKey("quotas.id", ondelete="SET NULL"), index=True)
    """The quota that alone keeps the person in the event's queue: those behind need not wait for that."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    withdrawn_after_lock: Mapped[bool] = mapped_column(default=False)
    """Withdrawn when the list of participants was locked: förhinder, and no longer a seat in good time."""
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    """SEQUENCE of the entry in the person's mails: raised by every REQUEST after the first, and by CANCEL."""
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
    parts: Mapped[list["RegistrationPart"]] = relationship(back_populates="registration", cascade="all, delete-orphan")
    needs: Mapped[list["Need"]] = relationship(back_populates="registration", cascade="all, delete-orphan")

    @property
    def seat_held_until(self) -> datetime | None:
        """Until when the person, who waits, may take a seat that is offered; the first time, if there are several."""
        offers = (self.offered_until, *(one.offered_until for one in self.parts))
        return min((until for until in offers if until is not None), default=None)

    @property
    def has_nothing_left(self) -> bool:
        """Whether everything that was chosen is called off: the place at the meeting stands, with no part."""
        chosen = [one.part for one in self.parts if one.state is not RegistrationState.CANCELLED]
        return bool(chosen) and all(part.cancelled_at is not None for part in chosen)

    @property
    def presence(self) -> Presence:
        """The person's presence as calendars see it: the parts with a place."""
        held = [one for one in self.parts if one.state is RegistrationState.CONFIRMED]
        chosen = tuple(Chosen(one.part.uid, one.mode is Mode.ONLINE, one.changed_at) for one in held)
        return Presence(self.uid, self.calendar_sequence, self.changed_at, chosen)


class RegistrationPart(Base):
    """A part that a registration is for."""

    __tablename__ = "registration_parts"
    __table_args__ = (
        sa.UniqueConstraint("registration_id", "part_id"),
        sa.Index("ix_registration_parts_seats", "part_id", "state", "mode", "registration_id"),
        sa.Index("ix_registration_parts_held", "registration_id", "part_id", "state", "mode"),
        sa.Index("ix_registration_parts_line", "part_id", "queue_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registrations.id", ondelete="CASCADE"))
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("parts.id", ondelete="CASCADE"))
    state: Mapped[RegistrationState]
    mode: Mapped[Mode] = mapped_column(default=Mode.ON_SITE)
    queued_at: Mapped[datetime | None]
    queue_number: Mapped[int] = mapped_column(default=0)
    offered_until: Mapped[datetime | None] = mapped_column(index=True)
    """A seat is held for the person until then: of the part, or with the event's own."""
    quota_id: Mapped[int | None] = mapped_column(sa.ForeignKey("quotas.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime]

    registration: Mapped[Registration] = relationship(back_populates="parts")
    part: Mapped[Part] = relationship()


class Answer(Base):
    """What was answered to a question, under which of its versions; of several options chosen one row each. Rows of a
    withdrawn registration stay and count for nothing, but for those on consent, which go.
    """

    __tablename__ = "answers"
    __table_args__ = (sa.UniqueConstraint("registration_id", "question_id", "option_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registrations.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    option_id: Mapped[int | None] = mapped_column(sa.ForeignKey("question_options.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(default="")
    """What was written; "ja" or "nej" to such a question."""
    number: Mapped[int | None]
    day: Mapped[date | None]
    consented_at: Mapped[datetime | None]
    """Where the question rests on consent."""
    given_at: Mapped[datetime]

    registration: Mapped[Registration] = relationship()


class Request(Base):
    """What somebody asks the organizer for after a last day; at most one open for each invitation."""

    __tablename__ = "requests"
    __table_args__ = (
        sa.Index(
            "uq_requests_open",
            "invitation_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitations.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RequestKind]
    state: Mapped[RequestState]
    wishes: Mapped[dict[str, Any]]
    """``rules.requests.Wishes`` as data; never needs."""
    message: Mapped[str] = mapped_column(default="")
    """What the person wrote; never about health."""
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    """The organizer's name; empty when the person took it back."""
    answer: Mapped[str] = mapped_column(default="")
    """The organizer's sentence."""

    invitation: Mapped[Invitation] = relationship()


class Need(Base):
    """Health data (diet, allergy, access): optional, never echoed by a link, in no list with names, erased."""

    __tablename__ = "needs"
    __table_args__ = (sa.UniqueConstraint("registration_id", "kind", "choice"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registrations.id", ondelete="CASCADE"), index=True)
    kind: Mapped[NeedKind]
    choice: Mapped[str] = mapped_column(default="")
    """One of the fixed choices of its kind, or "text" for what was written."""
    text: Mapped[str] = mapped_column(default="")
    severe_words: Mapped[str] = mapped_column(default="")
    """Of an allergy: the words of the separate consent that lets the kitchen have the name; empty: only counted."""
    given_at: Mapped[datetime]

    registration: Mapped[Registration] = relationship(back_populates="needs")


class CalendarReply(Base):
    """What a registered person's calendar answered by mail, the latest. It changes no registration: the answer that
    counts is given on the page.
    """

    __tablename__ = "calendar_replies"

    registration_id: Mapped[int] = mapped_column(
        sa.ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True
    )
    word: Mapped[CalendarWord]
    at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]
    """When an organizer had seen it."""

    registration: Mapped[Registration] = relationship()


class SignUp(Base):
    """What somebody has written on a meeting's open page, until the mail is confirmed: no registration, and no needs.
    When it is confirmed what was written is forgotten, and ``invitation_id`` says where the link leads.
    """

    __tablename__ = "sign_ups"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitations.id", ondelete="SET NULL"), index=True)
    given_name: Mapped[str]
    family_name: Mapped[str]
    address: Mapped[str]
    affiliation: Mapped[str] = mapped_column(default="")
    answers: Mapped[dict[str, Any]]
    """The parts chosen, the answers to questions, and which boxes for consent were ticked."""
    link_seed: Mapped[str]
    link_digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    event: Mapped[Event] = relationship()


class PurgeProtocol(Base):
    """That something was erased: what kind, of which event, how many. No content."""

    __tablename__ = "purge_protocols"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str]
    """An ``ErasedKind``."""
    event_uid: Mapped[str] = mapped_column(default="")
    count: Mapped[int]


class BulkAct(Base):
    """One act on many registrations of an event, with what is needed to undo it."""

    __tablename__ = "bulk_acts"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    """Made when the act is shown for review: pressed twice it is done once."""
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    kind: Mapped[BulkKind]
    actor_name: Mapped[str]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    items: Mapped[list["BulkItem"]] = relationship(cascade="all, delete-orphan", order_by="BulkItem.id")


class BulkItem(Base):
    """One registration in such an act: how it stood before, and what came of it."""

    __tablename__ = "bulk_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(sa.ForeignKey("bulk_acts.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registrations.id", ondelete="CASCADE"), index=True)
    result: Mapped[BulkResult]
    undone: Mapped[UndoResult | None]
    before: Mapped[dict[str, Any]]
    """The places in the queues: state, queued_at and queue_number of the registration ("") and of its parts (by id)."""
    version: Mapped[int]
    """The registration's afterwards: changed since then, it is left alone."""
    letters: Mapped[list[str]]
    """The uids of its letters in the outbox."""

    registration: Mapped[Registration] = relationship()
