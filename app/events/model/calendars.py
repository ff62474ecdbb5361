"""The calendars that show meetings to more than one person: which versions they are at, and groups' addresses."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.tokens import new_seed


class PublicCalendar(Base):
    """One row: the version of the public feed, raised by every change of a public event."""

    __tablename__ = "public_calendar"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)


class GroupCalendar(Base):
    """A group's calendar, as long as an organizer has given it an address: a key to ``rules.audiences``."""

    __tablename__ = "group_calendars"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    audience: Mapped[str] = mapped_column(unique=True)
    link_seed: Mapped[str] = mapped_column(default=new_seed)
    link_generation: Mapped[int] = mapped_column(default=1)
    link_digest: Mapped[str] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(default=1)
    """Raised by every change of any event or role, with the event's stamp: what it shows may be another."""
    created_at: Mapped[datetime]
