"""Feeds as stored bytes: what is polled a thousand times is built once."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.feeds.rules import FeedKind
from app.kernel.db import Base
from app.kernel.tokens import new_seed


class Feed(Base):
    """A feed. It is fresh while ``built_version`` equals its owner's version (``persons.calendar_version`` or the
    public calendar's), which the look-up reads in the same statement.
    """

    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FeedKind]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("persons.id", ondelete="CASCADE"), unique=True)
    link_seed: Mapped[str] = mapped_column(default=new_seed)
    link_generation: Mapped[int] = mapped_column(default=1)
    link_digest: Mapped[str] = mapped_column(unique=True)
    built_version: Mapped[int] = mapped_column(default=0)
    body: Mapped[bytes] = mapped_column(default=b"")
    body_gzip: Mapped[bytes] = mapped_column(default=b"")
    etag: Mapped[str] = mapped_column(default="")
    last_modified: Mapped[datetime]
    built_on_day: Mapped[str] = mapped_column(default="")
    """The day (ISO) the bytes were made for: age removes entries."""
