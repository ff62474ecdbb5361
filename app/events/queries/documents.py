"""The documents of an event, as those invited see them."""

from functools import cache
from typing import NamedTuple

import sqlalchemy as sa

from app.events.model import Event, EventDocument
from app.kernel.db import db


class Document(NamedTuple):
    """A link with its words."""

    title: str
    url: str


def list_documents(event: Event) -> list[Document]:
    """In the organizer's order, as plain values: to have them as rows of the event's own takes thrice as long."""
    return [Document(*row) for row in db.session.execute(_of_event(), {"event_id": event.id})]


@cache  # asked with every page of an invitation
def _of_event() -> sa.Select[str, str]:
    asked = sa.select(EventDocument.title, EventDocument.url).where(EventDocument.event_id == sa.bindparam("event_id"))
    return asked.order_by(EventDocument.position)
