"""Lists that organizers put together themselves, and addresses that a list is fetched at without an account."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base
from app.kernel.tokens import new_seed
from app.organizers.model import Account


class OwnList(Base):
    """A list of an event's people that an organizer has put together: which columns of the catalogue, of whom, in which
    order. The people are asked for each time.
    """

    __tablename__ = "own_lists"
    __table_args__ = (sa.UniqueConstraint("owner_id", "event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False)
    """Whether the other organizers, and readers, see it."""
    columns: Mapped[list[str]]
    """Keys of the catalogue, in their order; some may have left it since."""
    headings: Mapped[list[str]]
    """What each was called when the list was saved: for saying what has gone."""
    limits: Mapped[dict[str, Any]]
    """By the names that the page of lists has in its address (``own.Limits``)."""
    sorted_by: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    owner: Mapped[Account] = relationship()


class ListAddress(Base):
    """An address that a list is fetched at without an account, by one consumer: a workbook, a hotel, a colleague. What
    it gives was fixed when it was made (``frozen.Content``); who is on the list is asked each time.
    """

    __tablename__ = "list_addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    maker_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    """Whom it is for."""
    ready: Mapped[str] = mapped_column(default="")
    """The name of a ready list; without one the columns are keys of the catalogue."""
    title: Mapped[str]
    columns: Mapped[list[str]]
    headings: Mapped[list[str]]
    limits: Mapped[dict[str, Any]]
    sorted_by: Mapped[str]
    formats: Mapped[list[str]]
    link_seed: Mapped[str] = mapped_column(default=new_seed)
    link_digest: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str] = mapped_column(default="")
    last_fetched_at: Mapped[datetime | None]
    fetches: Mapped[int] = mapped_column(default=0)

    maker: Mapped[Account] = relationship()
