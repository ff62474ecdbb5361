"""Groups' calendars, and the meetings that stand in them."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.events.model import CircleLine, Event, GroupCalendar
from app.events.queries import SHOWN_TO_ALL, meeting_of
from app.events.rules.audiences import Audience, Line, closed_parts
from app.events.rules.entries import MeetingValue
from app.kernel.db import db
from app.people.model import Role


def find_group_calendar(audience: str) -> GroupCalendar | None:
    """The calendar that the audience has; None when it has been given none."""
    return db.session.scalars(sa.select(GroupCalendar).where(GroupCalendar.audience == audience)).one_or_none()


def group_calendars() -> Mapping[str, GroupCalendar]:
    """All there are, by audience."""
    return {row.audience: row for row in db.session.scalars(sa.select(GroupCalendar))}


def list_for_audience(audience: Audience, oldest: date) -> list[MeetingValue]:
    """The audience's published meetings that end on ``oldest`` or later, whatever has become of them since, without the
    parts that are for others: three statements.
    """
    asked = (
        sa.select(Event)
        .where(Event.state.in_(SHOWN_TO_ALL), Event.ends_on >= oldest, _is_for(audience))
        .options(selectinload(Event.parts), selectinload(Event.circle).joinedload(CircleLine.role))
        .order_by(Event.starts_on, Event.id)
        .execution_options(populate_existing=True)
    )
    return [meeting_of(event, closed_parts(audience, _lines(event))) for event in db.session.scalars(asked)]


def _is_for(audience: Audience) -> sa.ColumnElement[bool]:
    if audience.role_group is None:
        return Event.kind == audience.kind
    invited = sa.select(CircleLine.event_id).join(Role, CircleLine.role_id == Role.id)
    return Event.id.in_(invited.where(CircleLine.part_id.is_(None), Role.group == audience.role_group))


def _lines(event: Event) -> list[Line]:
    return [Line(line.part_id, line.role.group) for line in event.circle]
