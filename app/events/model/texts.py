"""An event's documents, and the opening words of its letters."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base


class EventDocument(Base):
    """A link to a document for those invited."""

    __tablename__ = "event_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    url: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class EventText(Base):
    """The opening words of one kind of letter about an event, in place of the standard text."""

    __tablename__ = "event_texts"
    __table_args__ = (sa.UniqueConstraint("event_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    text: Mapped[str]
