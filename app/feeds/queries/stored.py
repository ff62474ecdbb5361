"""What every feed's look-up and building share: the stored row, and the draft of the next one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.feeds.model import Feed
from app.feeds.rules import FORMAT, Before, Built, FeedKind
from app.kernel.db import ask_alone, db


@dataclass(frozen=True)
class Wanted:
    """How a client asks: packed or plain, and the one ETag it says that it has (empty for none)."""

    packed: bool = False
    seen: str = ""


@dataclass(frozen=True)
class Stored:
    """A feed as it is stored. ``body`` is None when the client has these very bytes: it is not read then."""

    owner_id: int | None
    """The person's or the group calendar's; None for the public feed."""
    fresh: bool
    etag: str = ""
    last_modified: datetime | None = None
    body: bytes | None = None


def columns(packed: bool) -> tuple[Any, ...]:
    """What a look-up reads of the stored row; not the bytes that the client has."""
    kept = Feed.__table__.c
    unread = sa.case((kept.etag == sa.bindparam("seen"), sa.null()), else_=kept.body_gzip if packed else kept.body)
    as_bytes = sa.type_coerce(unread, sa.LargeBinary).label("body")
    return kept.built_version, kept.built_format, kept.etag, kept.last_modified, as_bytes


def found(asked: sa.Select[Any], given: dict[str, str]) -> Stored | None:
    """The row that ``asked`` finds, where it is fresh with what the client has not got. One statement."""
    rows = ask_alone(asked, given)
    if not rows:
        return None
    row = rows[0]
    if (row.built_version, row.built_format) != (row.version, FORMAT):
        return Stored(row.owner_id, fresh=False)
    return Stored(row.owner_id, True, row.etag, row.last_modified, row.body)


@dataclass(frozen=True)
class Draft:
    """A feed built anew and of which version of its owner, to be stored."""

    kind: FeedKind
    owner: str
    person_id: int | None
    version: int
    built: Built
    group_id: int | None = None


def before(owner: str) -> Before | None:
    """What the feed of ``owner`` was like when last built; None where it never was."""
    asked = sa.select(Feed.etag, Feed.last_modified, Feed.stamps).where(Feed.owner == owner)
    row = db.session.execute(asked).one_or_none()
    return Before(*row) if row is not None else None
