"""The event as it is for everybody invited, and its questions, kept in the process for as long as nothing of it
changes: each page of an invitation needs all of it, and of those pages there are many while an event is changed seldom.

What is kept is known by the event's ``stamp``, which stands in the row that is read anyway, so that a change is seen by
every process at its next request.
"""

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.events.model import Event, Part, Quota
from app.events.queries.questions import list_questions
from app.events.rules.questions import QuestionValue
from app.kernel.db import db, is_writing

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


_T = TypeVar("_T")


class _Kept(Generic[_T]):
    """The latest of something, by the event's stamp."""

    def __init__(self) -> None:
        self._found, self._turn = OrderedDict[str, _T](), threading.Lock()

    def find(self, stamp: str) -> _T | None:
        """What is kept at ``stamp``."""
        with self._turn:
            if stamp in self._found:
                self._found.move_to_end(stamp)
            return self._found.get(stamp)

    def keep(self, stamp: str, one: _T) -> None:
        """Keep ``one``, and let go of what was asked for longest ago."""
        with self._turn:
            self._found[stamp] = one
            while len(self._found) > _MOST:
                self._found.popitem(last=False)


_events, _questions = _Kept[Event](), _Kept[tuple[QuestionValue, ...]]()


def whole(event_id: int, stamp: str) -> Event | None:
    """The event with all that it owns (``_WHOLE``), as it was at ``stamp``, in this request's session and no other's;
    as it is now, if it has changed since. None when it is gone.
    """
    found = _events.find(stamp)
    if found is None:
        found = _read(event_id)
        if found is None:
            return None
        _events.keep(found.stamp, found)
    return db.session.merge(found, load=False)


def questions(event: Event) -> tuple[QuestionValue, ...]:
    """What the event asks now, as ``list_questions`` has it. What is written at this moment is read and not kept, since
    it may be given up.
    """
    stamp = event.stamp  # before they are read: a change between the two is found again at the next stamp
    found = _questions.find(stamp)
    if found is None:
        found = list_questions(event.id)
        if not is_writing():
            _questions.keep(stamp, found)
    return found


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
