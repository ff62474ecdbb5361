"""Reading events."""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.audit import log
from app.events.model import CircleLine, Event, EventMember, Part
from app.events.queries.deadlines import days_of as days_of
from app.events.queries.deadlines import deadlines_of as deadlines_of
from app.events.queries.deadlines import group_days_of as group_days_of
from app.events.rules.changes import Change
from app.events.rules.circles import CircleLineValue, HoldingValue, belongs
from app.events.rules.entries import MeetingValue, PartValue
from app.events.rules.kinds import EventKind, EventState, PartKind
from app.events.rules.outcomes import Edit
from app.kernel import links
from app.kernel.db import db
from app.kernel.words import local
from app.people.model import Person

_WHOLE = (
    selectinload(Event.parts),
    selectinload(Event.slots),
    selectinload(Event.circle).joinedload(CircleLine.role),
    selectinload(Event.documents),
    joinedload(Event.group_deadlines),
)


class EventNotFoundError(LookupError):
    """No event has that address or identifier."""


def find_event(slug: str) -> Event | None:
    """The event at ``slug``, without its parts."""
    return db.session.scalars(sa.select(Event).where(Event.slug == slug)).one_or_none()


def get_event(slug: str) -> Event:
    """The event at ``slug``, without its parts (they load when asked for). Raises EventNotFoundError."""
    event = find_event(slug)
    if event is None:
        raise EventNotFoundError(slug)
    return event


def get_event_by_uid(uid: str) -> Event:
    """The event with ``uid``, without its parts. Raises EventNotFoundError."""
    event = find_event_by_uid(uid)
    if event is None:
        raise EventNotFoundError(uid)
    return event


def find_event_by_uid(uid: str) -> Event | None:
    """The event with ``uid``, without its parts; none where nothing is named."""
    return db.session.scalars(sa.select(Event).where(Event.uid == uid)).one_or_none() if uid else None


def get_whole_event(slug: str) -> Event:
    """The event at ``slug`` with parts, slots, circles (roles included), documents and the role groups' own deadlines:
    five statements, however many parts. Raises EventNotFoundError.
    """
    asked = sa.select(Event).where(Event.slug == slug).options(*_WHOLE)
    event = db.session.scalars(asked).unique().one_or_none()
    if event is None:
        raise EventNotFoundError(slug)
    return event


def get_part(event: Event, uid: str) -> Part:
    """The part with ``uid`` of this very event: another event's is not found. Raises EventNotFoundError."""
    part = db.session.scalars(sa.select(Part).where(Part.event_id == event.id, Part.uid == uid)).one_or_none()
    if part is None:
        raise EventNotFoundError(uid)
    return part


def list_events(kind: EventKind | None = None, states: Collection[EventState] = ()) -> list[Event]:
    """Events without their parts, the latest first; of one kind and in some states, if so said."""
    query = sa.select(Event).order_by(Event.starts_on.desc(), Event.id.desc())
    if kind is not None:
        query = query.where(Event.kind == kind)
    if states:
        query = query.where(Event.state.in_(states))
    return list(db.session.scalars(query))


def list_between(kind: EventKind, first: date, last: date) -> list[Event]:
    """Events of ``kind`` that begin from ``first`` to ``last`` and are not cancelled."""
    query = sa.select(Event).where(Event.kind == kind, Event.starts_on.between(first, last))
    return list(db.session.scalars(query.where(Event.state != EventState.CANCELLED).order_by(Event.id)))


def list_members(event: Event) -> list[EventMember]:
    """The named members in Swedish order, with person and organisation, in one statement."""
    query = (
        sa.select(EventMember)
        .join(EventMember.person)
        .where(EventMember.event_id == event.id)
        .options(joinedload(EventMember.person), joinedload(EventMember.organisation))
        .order_by(Person.sort_key, EventMember.id)
    )
    return list(db.session.scalars(query))


def circle_of(event: Event, part: Part | None = None) -> list[CircleLineValue]:
    """The lines of a part's own circle, or of the event's when no part is given."""
    part_id = part.id if part is not None else None
    return [
        CircleLineValue(line.role_id, line.organisation_kind, line.agreement_only)
        for line in event.circle
        if line.part_id == part_id
    ]


def parts_for(event: Event, holdings: Iterable[HoldingValue], extra_part_ids: Collection[int] = ()) -> list[Part]:
    """The parts that somebody invited with ``holdings`` may answer for, in the order of time: those without a circle,
    those whose circle holds one of the holdings, and those in ``extra_part_ids``. Cancelled parts are left out.
    """
    held = tuple(holdings)
    return [
        part
        for part in event.parts
        if part.cancelled_at is None and (part.id in extra_part_ids or belongs(circle_of(event, part), held))
    ]


SHOWN_TO_ALL = (EventState.PUBLISHED, EventState.CANCELLED, EventState.DONE)


def list_public_events(today: date) -> list[Event]:
    """Public events from ``today`` (Europe/Stockholm) on, published or cancelled, the nearest first."""
    query = (
        sa.select(Event)
        .where(
            Event.public,
            Event.state.in_((EventState.PUBLISHED, EventState.CANCELLED)),
            Event.ends_on >= today,
        )
        .order_by(Event.starts_on, Event.id)
    )
    return list(db.session.scalars(query))


def get_public_event(slug: str) -> Event:
    """The public event at ``slug`` with its parts and slots. Raises EventNotFoundError also for drafts and for what
    is not public: they look like those that do not exist.
    """
    event = get_whole_event(slug)
    if not event.public or event.state not in SHOWN_TO_ALL:
        raise EventNotFoundError(slug)
    return event


def lock_event(event: Event) -> Event:
    """The event as it stands now, whole, its row locked until the transaction ends."""
    query = sa.select(Event).where(Event.id == event.id).with_for_update(of=Event).options(*_WHOLE)
    return db.session.scalars(query.execution_options(populate_existing=True)).unique().one()


def list_slugs() -> set[str]:
    """Every event's word in addresses."""
    return set(db.session.scalars(sa.select(Event.slug)))


def list_edits(subject: tuple[str, str], since: int, touching: Collection[str]) -> list[Edit]:
    """What others changed of a thing since version ``since`` of its event, in the fields ``touching``, oldest first."""
    found = []
    for entry in reversed(log.list_for(subject)):
        told = [Change(*change) for change in entry.details.get("changes", ())]
        changes = tuple(change for change in told if change.field in touching)
        if changes and entry.details.get("version", 0) > since:
            found.append(Edit(entry.at, entry.actor_name, changes))
    return found


def by_day(parts: Iterable[Part]) -> list[tuple[date, list[Part]]]:
    """Parts, which are in the order of time, by the day in Europe/Stockholm on which they begin."""
    return [(day, list(group)) for day, group in groupby(parts, key=lambda part: local(part.starts_at).date())]


def meeting_of(event: Event, with_circle: Collection[int] = ()) -> MeetingValue:
    """The event as calendars see it; ``with_circle`` has the ids of the parts that are not for everybody."""
    shown = event.public and event.state in SHOWN_TO_ALL
    return MeetingValue(
        uid=event.uid,
        title=event.title,
        theme=event.theme,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        place=event.place,
        address=event.address,
        page_url=links.absolute(f"/moten/{event.slug}") if shown else "",
        called_off=event.state is EventState.CANCELLED,
        sequence=event.sequence,
        changed_at=event.content_changed_at,
        parts=tuple(_part_value(part, part.id not in with_circle) for part in event.parts),
    )


def public_meeting_of(event: Event) -> MeetingValue:
    """The event as the public feed sees it; its circles must be loaded or will be."""
    return meeting_of(event, {line.part_id for line in event.circle if line.part_id is not None})


def _part_value(part: Part, for_all: bool) -> PartValue:
    return PartValue(
        uid=part.uid,
        title=part.title,
        description=part.description,
        contributors=part.contributors,
        starts_at=part.starts_at,
        ends_at=part.ends_at,
        room=part.room,
        online_url=part.online_url,
        overnight=part.kind is PartKind.NIGHT,
        called_off=part.cancelled_at is not None,
        for_all=for_all,
        sequence=part.sequence,
        changed_at=part.content_changed_at,
    )


def list_in_calendar(oldest: date) -> list[Event]:
    """Public events that end on ``oldest`` or later, whatever has become of them, with parts and circles: three
    statements.
    """
    query = (
        sa.select(Event)
        .where(Event.public, Event.state.in_(SHOWN_TO_ALL), Event.ends_on >= oldest)
        .options(selectinload(Event.parts), selectinload(Event.circle))
        .order_by(Event.starts_on, Event.id)
    )
    return list(db.session.scalars(query))
