"""The log and the failure counters."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.actor import ActorKind
from app.kernel.db import Base


class LogEntry(Base):
    """Who did what, when, to which thing, at which event. Never health text, tokens or addresses of letters."""

    __tablename__ = "log_entries"
    __table_args__ = (sa.Index("ix_log_entries_subject", "subject_kind", "subject_uid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_kind: Mapped[ActorKind]
    actor_uid: Mapped[str]
    actor_name: Mapped[str]
    action: Mapped[str] = mapped_column(index=True)
    subject_kind: Mapped[str] = mapped_column(default="")
    subject_uid: Mapped[str] = mapped_column(default="")
    event_uid: Mapped[str] = mapped_column(default="", index=True)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class FailureCount(Base):
    """How often something failed within a window of time; in the database, so that all processes count together."""

    __tablename__ = "failure_counts"
    __table_args__ = (sa.UniqueConstraint("key", "window_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    """A purpose and a digest of what is counted (address of the client, account): never the thing itself."""
    window_start: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int] = mapped_column(default=0)
