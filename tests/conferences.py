"""A conference as organizers draft it, and publish it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.audit.actor import SYSTEM
from app.events import actions
from app.events.model import Event, Part
from app.events.rules.drafts import EventDraft
from app.events.rules.kinds import EventKind, NeedsGround
from app.events.rules.usual import usual_draft
from app.kernel.db import db, transaction
from app.people.model import Role
from tests import builders

NOW = builders.NOW
LATER = NOW + timedelta(hours=1)
TODAY = date(2027, 1, 20)


def conference() -> EventDraft:
    """The usual one of 4–5 March 2027; its roles are made where they are missing."""
    keys = ("skolchef", "prefekt", "utbildningschef", "samordnare", "rektor")
    known = {role.key: role.id for role in db.session.scalars(sa.select(Role))}
    ids = {key: known.get(key) or builders.role(key).id for key in keys}
    return usual_draft(EventKind.CONFERENCE, date(2027, 3, 4), ids)


def create(draft: EventDraft | None = None) -> Event:
    """Keep it as a draft."""
    with transaction():
        return actions.create_event(draft or conference(), now=NOW, actor=SYSTEM)


def ready(draft: EventDraft) -> EventDraft:
    """The same with what it takes to be published."""
    return replace(draft, terms=replace(draft.terms, needs_ground=NeedsGround.CONSENT))


def published() -> Event:
    """A conference that is published on TODAY."""
    with transaction():
        event = actions.create_event(ready(conference()), now=NOW, actor=SYSTEM)
        actions.publish(event, TODAY, now=NOW, actor=SYSTEM)
    return event


def marks(thing: Event | Part) -> tuple[int, datetime]:
    """What calendars are told by: SEQUENCE and when it was changed."""
    return thing.sequence, thing.content_changed_at
