"""The outbox: a letter is a row, written in the transaction of the fact it reports; mailings, one text to many, whose
letters are such rows; and what comes back. This room knows letters and not meetings: whom a mailing is for is data.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.enums import Labelled
from app.kernel.words import N_


class LetterState(Labelled):
    """Where a letter stands."""

    WAITING = "waiting", N_("Väntar")
    SENDING = "sending", N_("Skickas")
    SENT = "sent", N_("Skickat")
    RETRYING = "retrying", N_("Försöker igen")
    FAILED = "failed", N_("Misslyckat")
    PAUSED = "paused", N_("Pausat")
    CANCELLED = "cancelled", N_("Avbrutet")


class OutboxLetter(Base):
    """One letter to one receiver. ``due_at`` empty: never sent by itself (the demo's letters)."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index("ix_outbox_due", "state", "due_at"),
        sa.Index("ix_outbox_sent", "sent_at"),
        sa.Index("ix_outbox_mailing", "mailing_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    message_id: Mapped[str] = mapped_column(unique=True)
    """Fixed when written: a letter that goes twice after a crash is seen to be one."""
    kind: Mapped[str] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(default="sv")
    to_name: Mapped[str]
    to_address: Mapped[str]
    subject: Mapped[str]
    """As rendered when the letter was written, for lists; the letter itself is rendered when it is sent."""
    person_uid: Mapped[str] = mapped_column(default="", index=True)
    event_uid: Mapped[str] = mapped_column(default="", index=True)
    mailing_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mailings.id", ondelete="SET NULL"))
    """The mailing that it is one of."""
    data: Mapped[dict[str, Any]]
    calendar: Mapped[bytes | None]
    calendar_method: Mapped[str] = mapped_column(default="")
    dedupe_key: Mapped[str | None] = mapped_column(unique=True)
    """The same reminder is not written twice, whatever workers do."""
    state: Mapped[LetterState] = mapped_column(default=LetterState.WAITING)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    lease: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]


class MailingState(Labelled):
    """What has been decided about a mailing; how far it has come is told by its receivers and letters."""

    DRAFT = "draft", N_("Utkast")
    GOING = "going", N_("Skickas")
    CANCELLED = "cancelled", N_("Avbrutet")


class Mailing(Base):
    """Utskick: one text to many. GOING: its receivers are frozen, and from ``leaves_at`` on the worker writes their
    letters, some at a time.
    """

    __tablename__ = "mailings"
    __table_args__ = (sa.Index("ix_mailings_due", "state", "leaves_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    event_uid: Mapped[str] = mapped_column(default="", index=True)
    """Empty for one about no meeting."""
    ready: Mapped[str] = mapped_column(default="")
    """The ready text that it began as."""
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    """Markdown as written, with its fields."""
    digest: Mapped[str] = mapped_column(default="", index=True)
    """Of subject and text, when decided: the same words again are seen to be the same."""
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Whom it is for, in the words of the room that composes it."""
    left_out: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How many were meant when it was decided and got none, by the reason."""
    also_later: Mapped[bool] = mapped_column(default=False)
    """Also to those who come to fit ``audience`` after it has gone."""
    state: Mapped[MailingState] = mapped_column(default=MailingState.DRAFT)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(default="")
    send_at: Mapped[datetime | None]
    """When it was asked to go; empty: as soon as it can."""
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    leaves_at: Mapped[datetime | None]
    """Before this nothing of it leaves, and all can be taken back."""
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")
    """Who took it back or stopped it."""
    version: Mapped[int] = mapped_column(default=1)


class MailingReceiver(Base):
    """Somebody who is to get a mailing, once."""

    __tablename__ = "mailing_receivers"
    __table_args__ = (
        sa.UniqueConstraint("mailing_id", "person_uid"),
        sa.Index("ix_mailing_receivers_left", "mailing_id", "dealt_with"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(sa.ForeignKey("mailings.id", ondelete="CASCADE"))
    person_uid: Mapped[str] = mapped_column(index=True)
    dealt_with: Mapped[bool] = mapped_column(default=False)
    """The letter is written, or there is none for the reason in ``left_out``."""
    left_out: Mapped[str] = mapped_column(default="")


class CameBack(Labelled):
    """What a message was that came to the mailbox and was no person's."""

    RETURNED = "returned", N_("Kom inte fram")
    DELAYED = "delayed", N_("Fördröjt")
    AUTOMATIC = "automatic", N_("Automatiskt svar")
    IN_CALENDAR = "in_calendar", N_("Svar i kalendern")
    UNKNOWN = "unknown", N_("Okänd studs")


class Received(Base):
    """That such a message came: the fact and nothing of what stood in it."""

    __tablename__ = "received"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """A digest of the message: read again after a crash, it is seen to be one."""
    kind: Mapped[CameBack]
    letter_uid: Mapped[str] = mapped_column(default="", index=True)
    """The letter that it is about; empty where it is none of ours."""
    at: Mapped[datetime] = mapped_column(index=True)


class MailboxReading(Base):
    """How far a mailbox has been read."""

    __tablename__ = "mailbox_readings"

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str] = mapped_column(unique=True)
    validity: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    """The server's UIDVALIDITY: where it is another, ``last`` says nothing."""
    last: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    """The highest number of a message that has been read."""
    read_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(default="")
    """Why the latest try did not succeed, in plain Swedish."""
