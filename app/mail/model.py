"""The outbox: a letter is a row, written in the transaction of the fact it reports; and what comes back."""

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
    __table_args__ = (sa.Index("ix_outbox_due", "state", "due_at"), sa.Index("ix_outbox_sent", "sent_at"))

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
