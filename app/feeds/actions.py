"""Storing feeds, giving them addresses, letting age take entries out of them."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import uuid4

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.events.actions import marks
from app.events.model import GroupCalendar
from app.events.queries.calendars import find_group_calendar
from app.events.rules.audiences import AUDIENCES, Audience
from app.feeds import queries
from app.feeds.model import Feed
from app.feeds.queries import Draft
from app.feeds.queries.groups import group_link
from app.feeds.rules import FORMAT
from app.kernel import links
from app.kernel.db import db, insert
from app.kernel.tokens import new_seed
from app.people import actions as people
from app.people.model import Person


def store(draft: Draft) -> None:
    """Keep the bytes for those who ask next. Of two who built at the same time, the one who saw more is kept; of a
    person who has just been erased, or a group whose calendar was taken away, nothing is kept.
    """
    if _has_gone(draft):
        return
    row = asdict(draft.built) | {
        "kind": draft.kind,
        "owner": draft.owner,
        "person_id": draft.person_id,
        "built_version": draft.version,
        "built_format": FORMAT,
    }
    fresh = insert(Feed).values(row)
    db.session.execute(
        fresh.on_conflict_do_update(
            index_elements=[Feed.owner],
            set_={name: fresh.excluded[name] for name in row if name != "owner"},
            where=Feed.built_version <= fresh.excluded.built_version,
        )
    )


def _has_gone(draft: Draft) -> bool:
    """Whether its owner has been erased; one that has not stays until the transaction ends."""
    if draft.person_id is not None:
        held = sa.select(Person.id).where(Person.id == draft.person_id)
    elif draft.group_id is not None:
        held = sa.select(GroupCalendar.id).where(GroupCalendar.id == draft.group_id)
    else:
        return False
    return db.session.scalar(held.with_for_update(read=True, key_share=True)) is None


def renew_address(person: Person, *, now: datetime, actor: Actor) -> None:
    """Give the person's feed a new address; the old one opens nothing from now on. No other link changes."""
    person.feed_generation += 1
    person.feed_digest = links.digest(queries.feed_link(person))
    log.record(actor, "person.feed_renewed", now=now, subject=("person", person.uid))


def give_group_calendar(audience: Audience, *, now: datetime, actor: Actor) -> None:
    """Give the audience a calendar with a secret address. One that has it keeps the address it has."""
    seed, uid = new_seed(), str(uuid4())
    row = {
        "uid": uid,
        "audience": audience.key,
        "link_seed": seed,
        "link_digest": links.digest(links.Link(links.Purpose.GROUP_FEED, seed)),
        "link_generation": 1,
        "version": 1,
        "created_at": now,
    }
    once = insert(GroupCalendar).values(row).on_conflict_do_nothing(index_elements=[GroupCalendar.audience])
    if db.session.scalar(once.returning(GroupCalendar.id)) is not None:
        _record("calendar.given", uid, audience, now, actor)


def renew_group_calendar(audience: Audience, *, now: datetime, actor: Actor) -> None:
    """Give the audience's calendar a new address; the old one opens nothing from now on. Nothing where it has none."""
    calendar = _locked(audience)
    if calendar is not None:
        calendar.link_generation += 1
        calendar.link_digest = links.digest(group_link(calendar))
        _record("calendar.renewed", calendar.uid, audience, now, actor)


def take_group_calendar(audience: Audience, *, now: datetime, actor: Actor) -> None:
    """Take the audience's calendar away; given again, it has another address. Nothing where it has none."""
    calendar = _locked(audience)
    if calendar is not None:
        _record("calendar.taken", calendar.uid, audience, now, actor)
        db.session.delete(calendar)
        db.session.flush()
        db.session.execute(sa.delete(Feed).where(Feed.owner == calendar.uid))


def _locked(audience: Audience) -> GroupCalendar | None:
    calendar = find_group_calendar(audience.key)
    if calendar is not None:
        db.session.refresh(calendar, with_for_update=True)
    return calendar


def _record(action: str, uid: str, audience: Audience, now: datetime, actor: Actor) -> None:
    details = {"group": AUDIENCES[audience.key].label}
    log.record(actor, action, now=now, subject=("calendar", uid), details=details)


def let_age(today: date) -> int:
    """Have those feeds built anew that show something too old on ``today`` (Europe/Stockholm); how many they are."""
    aged = queries.list_aged(today)
    people.touch_calendar(aged.person_ids)
    if aged.group_ids:
        newer = sa.update(GroupCalendar).where(GroupCalendar.id.in_(aged.group_ids))
        db.session.execute(newer.values(version=GroupCalendar.version + 1))
    if aged.public:
        marks.raise_public()
    return len(aged)
