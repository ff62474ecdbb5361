"""Storing feeds, giving them new addresses, letting age take entries out of them."""

from dataclasses import asdict
from datetime import date, datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.events.actions import marks
from app.feeds import queries
from app.feeds.model import Feed
from app.feeds.queries import Draft
from app.feeds.rules import FORMAT
from app.kernel import links
from app.kernel.db import db, insert
from app.people import actions as people
from app.people.model import Person


def store(draft: Draft) -> None:
    """Keep the bytes for those who ask next. Of two who built at the same time, the one who saw more is kept; of a
    person who has just been erased nothing is kept.
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
    """Whether the person has been erased; one who has not stays until the transaction ends."""
    if draft.person_id is None:
        return False
    held = sa.select(Person.id).where(Person.id == draft.person_id).with_for_update(read=True, key_share=True)
    return db.session.scalar(held) is None


def renew_address(person: Person, *, now: datetime, actor: Actor) -> None:
    """Give the person's feed a new address; the old one opens nothing from now on. No other link changes."""
    person.feed_generation += 1
    person.feed_digest = links.digest(queries.feed_link(person))
    log.record(actor, "person.feed_renewed", now=now, subject=("person", person.uid))


def let_age(today: date) -> int:
    """Have those feeds built anew that show something too old on ``today`` (Europe/Stockholm); how many they are."""
    person_ids, public = queries.list_aged(today)
    people.touch_calendar(person_ids)
    if public:
        marks.raise_public()
    return len(person_ids) + public
