"""Records of attendance, scans that failed, and door links."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.attendance.rules import How, Mark, Record, ScanFault
from app.attendance.rules.links import last_day
from app.events.model import Event, Part
from app.kernel.db import Base
from app.kernel.tokens import new_seed
from app.people.model import Person

_AWHILE = timedelta(minutes=5)


def _at(context: Any) -> datetime:
    moment: datetime = context.get_current_parameters()["at"]
    return moment


class DoorLink(Base):
    """Door staff without an account: an address and a PIN that open the door of one event for a day or two."""

    __tablename__ = "door_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    """What every tick by it says: "Entrén", or who stands there."""
    link_seed: Mapped[str] = mapped_column(default=new_seed)
    link_digest: Mapped[str] = mapped_column(unique=True)
    pin_hash: Mapped[str]
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(default="")
    used_at: Mapped[datetime | None]
    """When somebody last came in by it."""
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str] = mapped_column(default="")

    event: Mapped[Event] = relationship()

    @property
    def last_day(self) -> date:
        """The last day in Sweden that it opens something."""
        return last_day(self.expires_at)


class Tick(Base):
    """A record: somebody was present at a part, or that is taken back. The one that makes the person present is the
    ``standing`` one (``rules.standing``); there is at most one for a person and a part.
    """

    __tablename__ = "ticks"
    __table_args__ = (
        sa.Index(
            "uq_ticks_present",
            "part_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("standing"),
            postgresql_where=sa.text("standing"),
        ),
        sa.Index("ix_ticks_part_id", "part_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    """The nonce: a repeated or late upload of the same record makes one row."""
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("parts.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    mark: Mapped[Mark] = mapped_column(default=Mark.PRESENT)
    how: Mapped[How] = mapped_column(default=How.NAME)
    at: Mapped[datetime]
    """When it was, as judged: a phone's wrong clock is set right."""
    phone_at: Mapped[datetime | None]
    """What the phone's clock said; None where the server was asked at once."""
    received_at: Mapped[datetime] = mapped_column(default=_at)
    by_uid: Mapped[str]
    by_name: Mapped[str]
    door: Mapped[str] = mapped_column(default="")
    door_link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("door_links.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(default="")
    """Why it was corrected."""
    standing: Mapped[bool] = mapped_column(default=True)

    part: Mapped[Part] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def came_late(self) -> bool:
        """Whether it was known here only a while after it was: by a phone without network, or read in from a report."""
        return self.received_at - self.at > _AWHILE

    @property
    def record(self) -> Record:
        """As the rules have it."""
        return Record(self.uid, self.mark, self.at, self.by_name)


class FailedScan(Base):
    """Somebody or something that could not be ticked off, and why; never what was read, which may be a secret."""

    __tablename__ = "failed_scans"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    part_id: Mapped[int | None] = mapped_column(sa.ForeignKey("parts.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    by_uid: Mapped[str]
    by_name: Mapped[str]
    door: Mapped[str] = mapped_column(default="")
    door_link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("door_links.id", ondelete="SET NULL"), index=True)
    reason: Mapped[ScanFault]
