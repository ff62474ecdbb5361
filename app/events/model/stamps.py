"""Every change of an event, or of what it owns, gives it another stamp, and has groups' calendars built anew."""

from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import event as sa_event
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from app.events.model.calendars import GroupCalendar
from app.events.model.circles import CircleLine
from app.events.model.deadlines import GroupDeadlines
from app.events.model.event import Event, Part, Slot
from app.events.model.questions import Question, QuestionOption, QuestionRole
from app.events.model.quotas import Quota
from app.events.model.texts import EventDocument, EventText
from app.people.model import Role

_OWNED = (Slot, Part, CircleLine, EventDocument, EventText, GroupDeadlines, Quota, Question)
_OF_QUESTIONS = (QuestionOption, QuestionRole)
_BARE = {"synchronize_session": False}


@sa_event.listens_for(Session, "before_flush")
def _draw_stamps(session: Session, _context: object, _instances: object) -> None:
    """A new stamp for each event of which something is to be written: drawn here, so that no action can forget it. A
    statement of its own (UPDATE, DELETE) on these tables would pass by; tests/architecture forbids it.
    """
    touched = {row.event_id for row in (*session.new, *session.deleted) if isinstance(row, _OWNED)}
    for row in session.dirty:
        if isinstance(row, (Event, *_OWNED)) and session.is_modified(row):
            touched.add(row.id if isinstance(row, Event) else row.event_id)
    changed = (*session.dirty, *session.deleted)
    if asked := {row.question_id for row in (*session.new, *changed) if isinstance(row, _OF_QUESTIONS)}:
        touched |= set(session.scalars(sa.select(Question.event_id).where(Question.id.in_(asked))))
    if roles := [row.id for row in changed if isinstance(row, Role)]:  # quotas tell by name
        touched |= set(session.scalars(sa.select(Quota.event_id).where(Quota.role_id.in_(roles))))
    for event_id in touched - {None}:  # a part of an event that is new itself has none yet
        _draw_stamp(session, event_id)
    if touched or roles:
        newer = sa.update(GroupCalendar).values(version=GroupCalendar.version + 1)
        session.execute(newer, execution_options=_BARE)


def _draw_stamp(session: Session, event_id: int) -> None:
    stamp = str(uuid4())
    session.execute(sa.update(Event).where(Event.id == event_id).values(stamp=stamp), execution_options=_BARE)
    event = session.identity_map.get(identity_key(Event, event_id))
    if event is not None:  # or what is kept at the old stamp would pass for what this transaction has written
        set_committed_value(event, "stamp", stamp)
