"""Looking feeds up in one statement, and building them where they are stale."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from app.calendar.entry import Entry
from app.events.model import Event, GroupCalendar, PublicCalendar
from app.events.queries import list_in_calendar, meeting_of, public_meeting_of
from app.events.rules import entries as calendar_entries
from app.events.rules.kinds import EventState
from app.feeds import rules
from app.feeds.model import Feed
from app.feeds.queries.stored import Draft as Draft
from app.feeds.queries.stored import Stored as Stored
from app.feeds.queries.stored import Wanted as Wanted
from app.feeds.queries.stored import before, columns, found
from app.feeds.rules import NAMES, FeedKind, Subscription
from app.invitations.model import Invitation
from app.kernel import links, tokens
from app.kernel.db import db
from app.people.model import Person
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState

PUBLIC_OWNER = "run"
PUBLIC_ADDRESS = "/kalender/run.ics"

_SHOWN = (EventState.PUBLISHED, EventState.CANCELLED, EventState.DONE)


def find_personal(token: str, wanted: Wanted) -> Stored | None:
    """The feed at ``/kalender/<token>.ics``; None for every token that opens nothing. One statement."""
    given = {"digest": tokens.digest(token), "seen": wanted.seen}
    return found(_PERSONAL[wanted.packed], given)


def find_public(wanted: Wanted) -> Stored:
    """The public feed. One statement, also before anything is public."""
    return found(_PUBLIC[wanted.packed], {"seen": wanted.seen}) or Stored(None, fresh=False)


def _public_version() -> sa.ColumnElement[int]:
    version = sa.select(sa.func.max(PublicCalendar.version)).scalar_subquery()
    return sa.func.coalesce(version, 1)


def _personal(packed: bool) -> sa.Select[Any]:
    person, feed = Person.__table__.c, Feed.__table__
    return (
        sa.select(person.id.label("owner_id"), person.calendar_version.label("version"), *columns(packed))
        .select_from(Person.__table__.outerjoin(feed, feed.c.person_id == person.id))
        .where(person.feed_digest == sa.bindparam("digest"))
    )


def _public(packed: bool) -> sa.Select[Any]:
    one, feed = sa.select(sa.literal(PUBLIC_OWNER).label("owner")).subquery(), Feed.__table__
    return sa.select(sa.null().label("owner_id"), _public_version().label("version"), *columns(packed)).select_from(
        one.outerjoin(feed, feed.c.owner == one.c.owner)
    )


# Made once, of tables and not of classes: to make one takes as long as all the rest of a poll.
_PERSONAL = {packed: _personal(packed) for packed in (False, True)}
_PUBLIC = {packed: _public(packed) for packed in (False, True)}


def build_personal(person_id: int, *, today: date, now: datetime) -> Draft | None:
    """The person's feed on ``today`` (Europe/Stockholm); None when the person has just been erased. The version is
    read before what it counts: a change in between makes the feed stale again, never wrongly fresh.
    """
    asked = sa.select(Person.uid, Person.calendar_version).where(Person.id == person_id)
    owner = db.session.execute(asked).one_or_none()
    if owner is None:
        return None
    entries = [entry for one in _list_present(person_id, today) for entry in personal_entries(one)]
    built = rules.build(NAMES[FeedKind.PERSONAL], entries, before(owner.uid), today=today, now=now)
    return Draft(FeedKind.PERSONAL, owner.uid, person_id, owner.calendar_version, built)


def build_public(*, today: date, now: datetime) -> Draft:
    """The public feed on ``today`` (Europe/Stockholm)."""
    version = db.session.execute(sa.select(_public_version())).scalar_one()
    entries = [entry for event in list_in_calendar(rules.oldest_day(today)) for entry in public_entries(event)]
    built = rules.build(NAMES[FeedKind.PUBLIC], entries, before(PUBLIC_OWNER), today=today, now=now)
    return Draft(FeedKind.PUBLIC, PUBLIC_OWNER, None, version, built)


def _present() -> sa.Select[Registration]:
    """Confirmed registrations with event and all its parts, and the parts answered for: three statements."""
    return (
        sa.select(Registration)
        .join(Registration.event)
        .where(Registration.state == RegistrationState.CONFIRMED, Event.state.in_(_SHOWN))
        .options(
            contains_eager(Registration.event).selectinload(Event.parts),
            selectinload(Registration.parts).joinedload(RegistrationPart.part, innerjoin=True),
        )
        .execution_options(populate_existing=True)
    )


def _list_present(person_id: int, today: date) -> list[Registration]:
    asked = _present().where(Registration.person_id == person_id, Event.ends_on >= rules.oldest_day(today))
    return list(db.session.scalars(asked))


def find_present(invitation: Invitation) -> Registration | None:
    """The confirmed registration that ``invitation`` led to, with what calendars need; None when there is none."""
    return db.session.scalars(_present().where(Registration.invitation_id == invitation.id)).one_or_none()


def personal_entries(registration: Registration) -> tuple[Entry, ...]:
    """What the person who comes sees of this meeting."""
    return calendar_entries.personal_entries(meeting_of(registration.event), registration.presence)


def public_entries(event: Event) -> tuple[Entry, ...]:
    """What everybody sees of this meeting."""
    return calendar_entries.public_entries(public_meeting_of(event))


def subscription(person: Person) -> Subscription:
    """The ways to subscribe to the person's feed."""
    return rules.subscription(links.url(feed_link(person)), NAMES[FeedKind.PERSONAL])


def opens_personal(token: str) -> bool:
    """Whether the token is the address of somebody's feed."""
    return db.session.scalar(sa.select(Person.id).where(Person.feed_digest == tokens.digest(token))) is not None


def feed_link(person: Person) -> links.Link:
    """The address of the person's feed."""
    return links.Link(links.Purpose.FEED, person.link_seed, person.feed_generation)


def public_subscription() -> Subscription:
    """The ways to subscribe to the public feed."""
    return rules.subscription(links.absolute(PUBLIC_ADDRESS), NAMES[FeedKind.PUBLIC])


@dataclass(frozen=True)
class Aged:
    """Whose feeds show something that is too old: people's, groups', the public one."""

    person_ids: list[int]
    group_ids: list[int]
    public: bool

    def __len__(self) -> int:
        return len(self.person_ids) + len(self.group_ids) + self.public


def list_aged(today: date) -> Aged:
    """Those whose stored feed shows something that is too old on ``today`` (Europe/Stockholm). Feeds that are stale
    already are left alone: they are built anew when next fetched.
    """
    version = sa.func.coalesce(Person.calendar_version, GroupCalendar.version, _public_version())
    asked = (
        sa.select(Feed.kind, Feed.person_id, GroupCalendar.id)
        .outerjoin(Person, Feed.person_id == Person.id)
        .outerjoin(GroupCalendar, Feed.owner == GroupCalendar.uid)
        .where(Feed.ages_on <= today, Feed.built_version == version)
        .order_by(Feed.id)
    )
    owners = db.session.execute(asked).all()
    return Aged(
        [person_id for _, person_id, _ in owners if person_id is not None],
        [group_id for _, _, group_id in owners if group_id is not None],
        any(kind is FeedKind.PUBLIC for kind, _, _ in owners),
    )
