"""Whom an event is for: circle, named members; and the documents they get."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from app.audit.actor import Actor
from app.events import queries
from app.events.actions import marks
from app.events.model import CircleLine, Event, EventDocument, EventMember
from app.events.rules.changes import Change
from app.events.rules.circles import CircleLineValue
from app.events.rules.drafts import DocumentDraft
from app.events.rules.outcomes import EditedMeanwhile, Saved
from app.kernel.db import db
from app.people.model import Organisation, Person


def lines_of(circle: Iterable[CircleLineValue]) -> list[CircleLine]:
    """New rows for the lines, each once; the caller puts them on their event."""
    return [
        CircleLine(role_id=line.role_id, organisation_kind=line.organisation_kind, agreement_only=line.agreement_only)
        for line in dict.fromkeys(circle)
    ]


def edit_circle(
    event: Event, circle: Sequence[CircleLineValue], *, now: datetime, actor: Actor, seen: int | None = None
) -> Saved | EditedMeanwhile:
    """Have the event's own circle be ``circle``. Those already invited stay invited."""
    event = queries.lock_event(event)
    before, after = set(queries.circle_of(event)), set(circle)
    if before == after:
        return Saved(())
    if (edited := marks.meanwhile(event, seen, {"circle"})) is not None:
        return edited
    kept = [line for line in event.circle if line.part_id is not None or _value(line) in after]
    event.circle = [*kept, *lines_of(line for line in circle if line not in before)]
    told = (Change("circle", _words(before), _words(after)),)
    marks.record(event, "event.circle_edited", told, now=now, actor=actor)
    db.session.flush()
    db.session.expire(event, ["circle"])
    return Saved(told)


def _value(line: CircleLine) -> CircleLineValue:
    return CircleLineValue(line.role_id, line.organisation_kind, line.agreement_only)


def _words(circle: Iterable[CircleLineValue]) -> str:
    return f"{len(list(circle))} rader"


def edit_documents(
    event: Event, documents: Sequence[DocumentDraft], *, now: datetime, actor: Actor, seen: int | None = None
) -> Saved | EditedMeanwhile:
    """Have the event's links to documents be ``documents``, in that order (addresses: http(s), the form's check)."""
    event = queries.lock_event(event)
    before = [DocumentDraft(document.title, document.url) for document in event.documents]
    if before == list(documents):
        return Saved(())
    if (edited := marks.meanwhile(event, seen, {"documents"})) is not None:
        return edited
    event.documents = [
        EventDocument(title=document.title, url=document.url, position=position)
        for position, document in enumerate(documents)
    ]
    told = (Change("documents", _titles(before), _titles(documents)),)
    marks.record(event, "event.documents_edited", told, now=now, actor=actor)
    return Saved(told)


def _titles(documents: Iterable[DocumentDraft]) -> str:
    return " · ".join(document.title for document in documents)


def add_member(
    event: Event, person: Person, organisation: Organisation | None, *, now: datetime, actor: Actor
) -> EventMember:
    """Make somebody a named member; one who is a member already stays so, and nothing is logged."""
    event = queries.lock_event(event)
    known = _member(event, person)
    if known is not None:
        return known
    member = EventMember(
        event_id=event.id, person_id=person.id, organisation_id=organisation.id if organisation else None
    )
    db.session.add(member)
    told = (Change("members", "", person.name),)
    marks.record(event, "event.member_added", told, now=now, actor=actor)
    db.session.flush()
    db.session.expire(event, ["members"])
    return member


def remove_member(event: Event, person: Person, *, now: datetime, actor: Actor) -> None:
    """End somebody's named membership; an invitation already sent stays."""
    event = queries.lock_event(event)
    member = _member(event, person)
    if member is None:
        return
    db.session.delete(member)
    marks.record(event, "event.member_removed", (Change("members", person.name, ""),), now=now, actor=actor)
    db.session.flush()
    db.session.expire(event, ["members"])


def _member(event: Event, person: Person) -> EventMember | None:
    query = sa.select(EventMember).where(EventMember.event_id == event.id, EventMember.person_id == person.id)
    return db.session.scalars(query).one_or_none()
