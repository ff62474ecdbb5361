"""The event as it is for everybody invited, kept in the process for as long as nothing of it changes: each page of an
invitation needs all of it, and of those pages there are many while an event is changed seldom.

What is kept is known by the event's ``stamp``, which stands in the row that is read anyway, so that a change is seen by
every process at its next request.
"""

import threading
from collections import OrderedDict

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.events.model import Event, Part, Quota
from app.kernel.db import db

_MOST = 64
"""So many events are kept; those that were asked for longest ago leave first."""
_WHOLE = (
    selectinload(Event.parts).joinedload(Part.slot),
    selectinload(Event.circle),
    selectinload(Event.documents),
    selectinload(Event.texts),
    selectinload(Event.group_deadlines),
    selectinload(Event.quotas).joinedload(Quota.role),
)
_kept: OrderedDict[str, Event] = OrderedDict()
_turn = threading.Lock()


def whole(event_id: int, stamp: str) -> Event | None:
    """The event with all that it owns (``_WHOLE``), as it was at ``stamp``, in this request's session and no other's;
    as it is now, if it has changed since. None when it is gone.
    """
    with _turn:
        found = _kept.get(stamp)
        if found is not None:
            _kept.move_to_end(stamp)
    if found is None:
        found = _read(event_id)
        if found is None:
            return None
        with _turn:
            _kept[found.stamp] = found
            while len(_kept) > _MOST:
                _kept.popitem(last=False)
    return db.session.merge(found, load=False)


def _read(event_id: int) -> Event | None:
    """In a session of its own, which sees one moment of what has been committed and nothing of what this request is
    writing.
    """
    with Session(db.engine, expire_on_commit=False) as session:
        if db.engine.dialect.name == "postgresql":  # SQLite's reads are of one moment in any case
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        event = session.scalars(sa.select(Event).where(Event.id == event_id).options(*_WHOLE)).one_or_none()
        session.expunge_all()
        return event
