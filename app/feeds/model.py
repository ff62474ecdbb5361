"""Feeds as stored bytes: what is polled a thousand times is built once."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.feeds.rules import FeedKind
from app.kernel.db import Base


class Feed(Base):
    """The bytes of a feed, made when somebody fetches it: a cache, which may be emptied at any time. Its address and
    what it shows are facts of others (``persons``, ``registrations``, ``events``). Fresh while ``built_version`` equals
    its owner's version (``persons.calendar_version``, the group's or the public calendar's), which the look-up reads in
    the same statement, and ``built_format`` the one that this release writes.
    """

    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FeedKind]
    owner: Mapped[str] = mapped_column(unique=True)
    """The person's or the group calendar's uid; "run" for the one public feed."""
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("persons.id", ondelete="CASCADE"), unique=True)
    built_version: Mapped[int]
    built_format: Mapped[int]
    body: Mapped[bytes]
    body_gzip: Mapped[bytes]
    etag: Mapped[str]
    last_modified: Mapped[datetime]
    """When the bytes last changed."""
    stamps: Mapped[dict[str, Any]]
    """What each entry was like when last shown, by UID: from this LAST-MODIFIED and SEQUENCE are seen to rise."""
    ages_on: Mapped[date | None] = mapped_column(index=True)
    """The first day (Europe/Stockholm) on which one of the entries is too old to be shown."""
