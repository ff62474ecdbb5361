"""The feeds of role groups and of groups that meet: no names, no answers, no online addresses."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.events.model import GroupCalendar
from app.events.queries.calendars import list_for_audience
from app.events.rules import entries as calendar_entries
from app.events.rules.audiences import AUDIENCES, Audience
from app.feeds import rules
from app.feeds.model import Feed
from app.feeds.queries.stored import Draft, Stored, Wanted, before, columns, found
from app.feeds.rules import FeedKind, Subscription
from app.kernel import links, tokens
from app.kernel.db import db


def find_group(token: str, wanted: Wanted) -> Stored | None:
    """The feed at ``/kalender/grupp/<token>.ics``; None for every token that opens nothing. One statement."""
    return found(_GROUP[wanted.packed], {"digest": tokens.digest(token), "seen": wanted.seen})


def _group(packed: bool) -> sa.Select[Any]:
    group, feed = GroupCalendar.__table__.c, Feed.__table__
    return (
        sa.select(group.id.label("owner_id"), group.version.label("version"), *columns(packed))
        .select_from(GroupCalendar.__table__.outerjoin(feed, feed.c.owner == group.uid))
        .where(group.link_digest == sa.bindparam("digest"))
    )


_GROUP = {packed: _group(packed) for packed in (False, True)}


def build_group(calendar_id: int, *, today: date, now: datetime) -> Draft | None:
    """The group's feed on ``today`` (Europe/Stockholm); None when it has just been taken away. As for a person, the
    version is read before what it counts.
    """
    asked = sa.select(GroupCalendar.uid, GroupCalendar.audience, GroupCalendar.version)
    owner = db.session.execute(asked.where(GroupCalendar.id == calendar_id)).one_or_none()
    if owner is None:
        return None
    audience = AUDIENCES[owner.audience]
    meetings = list_for_audience(audience, rules.oldest_day(today))
    entries = [entry for meeting in meetings for entry in calendar_entries.public_entries(meeting)]
    built = rules.build(name_of(audience), entries, before(owner.uid), today=today, now=now)
    return Draft(FeedKind.GROUP, owner.uid, None, owner.version, built, calendar_id)


def name_of(audience: Audience) -> str:
    """What the audience's calendar is called where it is subscribed to."""
    return rules.group_name(audience.label)


def group_link(calendar: GroupCalendar) -> links.Link:
    """The address of the group's feed."""
    return links.Link(links.Purpose.GROUP_FEED, calendar.link_seed, calendar.link_generation)


def find_audience(token: str) -> Audience | None:
    """Whose calendar the token opens; None when it opens nothing."""
    asked = sa.select(GroupCalendar.audience).where(GroupCalendar.link_digest == tokens.digest(token))
    key = db.session.scalar(asked)
    return AUDIENCES[key] if key else None


def group_subscription(calendar: GroupCalendar) -> Subscription:
    """The ways to subscribe to the group's feed."""
    return rules.subscription(links.url(group_link(calendar)), name_of(AUDIENCES[calendar.audience]))
