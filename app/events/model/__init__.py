"""Events with their parts, slots, circles, documents and members; their questions and the role groups' own
deadlines stand in files of their own.
"""

from datetime import date, datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import event as sa_event
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.events.model.deadlines import GroupDeadlines
from app.events.model.questions import LibraryQuestion, Question, QuestionOption, QuestionRole, QuestionVersion
from app.events.model.quotas import Quota
from app.events.rules.kinds import EventKind, EventState, LegalBasis, NeedQuestion, NeedsGround, PartKind, QueueMode
from app.kernel.db import Base, SortKey
from app.people.model import Organisation, Person, Role
from app.people.rules.kinds import OrganisationKind

__all__ = [
    "CircleLine",
    "Event",
    "EventDocument",
    "EventMember",
    "GroupDeadlines",
    "LibraryQuestion",
    "Part",
    "PublicCalendar",
    "Question",
    "QuestionOption",
    "QuestionRole",
    "QuestionVersion",
    "Quota",
    "Slot",
]


def _new_uid() -> str:
    return str(uuid4())


class Event(Base):
    """A meeting: the RUN-konferens, a dialogmöte … Days are dates in Europe/Stockholm, moments are UTC."""

    __tablename__ = "events"
    __table_args__ = (sa.CheckConstraint("ends_on >= starts_on", name="days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=_new_uid)
    """Also the UID of the all-day banner in calendars: never changes."""
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[EventKind] = mapped_column(index=True)
    state: Mapped[EventState] = mapped_column(default=EventState.DRAFT, index=True)
    title: Mapped[str]
    theme: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    """Markdown."""
    purpose: Mapped[str] = mapped_column(default="")
    goal: Mapped[str] = mapped_column(default="")
    mandate: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    place: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    map_url: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_address: Mapped[str] = mapped_column(default="")
    """Reply-To of its letters and ORGANIZER of its calendar entries; empty: the configured one."""
    public: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int | None]
    waiting_list: Mapped[bool] = mapped_column(default=True)
    queue_mode: Mapped[QueueMode] = mapped_column(default=QueueMode.GIVEN)
    offer_hours: Mapped[int] = mapped_column(default=48)
    """How long an offered seat is held."""
    queue_stop_days: Mapped[int] = mapped_column(default=0)
    """The queue moves to the end of the day this many days before the first; 0: until the meeting begins."""
    has_quotas: Mapped[bool] = mapped_column(default=False)
    opens_days: Mapped[int] = mapped_column(default=120)
    answer_days: Mapped[int] = mapped_column(default=28)
    change_days: Mapped[int] = mapped_column(default=14)
    meals_days: Mapped[int] = mapped_column(default=10)
    locked_days: Mapped[int] = mapped_column(default=1)
    """Deadlines in whole days before the first day: opens, answer by, change by, meals frozen, list locked. What binds
    a person is ``invitations.queries.deadlines_for``.
    """
    asks_questions: Mapped[bool] = mapped_column(default=False)
    """Whether it has had any question: where not, nobody has to look for some."""
    open_sign_up: Mapped[bool] = mapped_column(default=False)
    """Anybody may sign up on the public page, where the event has one."""
    approve_substitutes: Mapped[bool] = mapped_column(default=False)
    """Somebody who is named to come in another's stead waits for the organizer's approval."""
    asks_needs: Mapped[bool] = mapped_column(default=False)
    legal_basis: Mapped[LegalBasis] = mapped_column(default=LegalBasis.PUBLIC_INTEREST)
    needs_ground: Mapped[NeedsGround | None]
    diet_question: Mapped[NeedQuestion] = mapped_column(default=NeedQuestion.SHARED)
    allergy_question: Mapped[NeedQuestion] = mapped_column(default=NeedQuestion.SHARED)
    access_question: Mapped[NeedQuestion] = mapped_column(default=NeedQuestion.SHARED)
    """Each kind of needs: asked for on ``needs_ground``, on a ground of its own, or not at all."""
    needs_kept_days: Mapped[int] = mapped_column(default=14)
    """Needs are erased this many days after the last day."""
    needs_erased_at: Mapped[datetime | None]
    contact_kept_days: Mapped[int] = mapped_column(default=30)
    """Contact data of guests without an office, who do not ask to be invited again, leave so many days after."""
    sequence: Mapped[int] = mapped_column(default=0)
    """RFC 5545 SEQUENCE of the banner."""
    content_changed_at: Mapped[datetime]
    """LAST-MODIFIED of the banner: every change of what a calendar shows."""
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    copied_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id", ondelete="SET NULL"))
    sort_key: Mapped[str] = mapped_column(SortKey, default="")
    version: Mapped[int] = mapped_column(default=1)
    stamp: Mapped[str] = mapped_column(default=_new_uid)
    """Another after every change of the event or of what it owns: what has it may be kept (``queries.kept``). Drawn by
    lot and not counted, since a database that is restored would count the same numbers again.
    """

    parts: Mapped[list["Part"]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="(Part.starts_at, Part.position, Part.id)"
    )
    slots: Mapped[list["Slot"]] = relationship(cascade="all, delete-orphan", order_by="(Slot.position, Slot.id)")
    circle: Mapped[list["CircleLine"]] = relationship(cascade="all, delete-orphan", order_by="CircleLine.id")
    """All circle lines, of the event itself (part_id empty) and of its parts."""
    documents: Mapped[list["EventDocument"]] = relationship(
        cascade="all, delete-orphan", order_by="EventDocument.position"
    )
    members: Mapped[list["EventMember"]] = relationship(cascade="all, delete-orphan", order_by="EventMember.id")
    group_deadlines: Mapped[list["GroupDeadlines"]] = relationship(
        cascade="all, delete-orphan", order_by="GroupDeadlines.id"
    )
    texts: Mapped[list["EventText"]] = relationship(cascade="all, delete-orphan", order_by="EventText.id")
    """The letters' own words, where they are not the standard ones."""
    quotas: Mapped[list[Quota]] = relationship(viewonly=True, order_by=(Quota.position, Quota.id))
    """For ``queries.quotas.list_quotas`` alone."""


class Slot(Base):
    """Pass: of the parts that share a slot, one is chosen."""

    __tablename__ = "slots"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class Part(Base):
    """Del: what one answers for, gets in the calendar and is ticked off at."""

    __tablename__ = "parts"
    __table_args__ = (sa.CheckConstraint("ends_at > starts_at", name="times"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=_new_uid)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    slot_id: Mapped[int | None] = mapped_column(sa.ForeignKey("slots.id", ondelete="SET NULL"), index=True)
    kind: Mapped[PartKind]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    contributors: Mapped[str] = mapped_column(default="")
    """Medverkande."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    room: Mapped[str] = mapped_column(default="")
    online_url: Mapped[str] = mapped_column(default="")
    """Set: can be attended "digitalt" too. Shown only to those who come digitally."""
    capacity: Mapped[int | None]
    """Places on site; None is no limit."""
    position: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    content_changed_at: Mapped[datetime]

    event: Mapped[Event] = relationship(back_populates="parts")
    slot: Mapped[Slot | None] = relationship(overlaps="slots")


class CircleLine(Base):
    """One line of a circle (målgrupp): a role, in organisations of a kind (None: any), perhaps only the agreement
    municipalities. Lines without part are the event's own circle; a part without lines is for everybody invited.
    """

    __tablename__ = "circle_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    part_id: Mapped[int | None] = mapped_column(sa.ForeignKey("parts.id", ondelete="CASCADE"), index=True)
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("roles.id", ondelete="CASCADE"), index=True)
    organisation_kind: Mapped[OrganisationKind | None]
    agreement_only: Mapped[bool] = mapped_column(default=False)

    role: Mapped[Role] = relationship()


class EventDocument(Base):
    """A link to a document for those invited."""

    __tablename__ = "event_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    url: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class EventText(Base):
    """The opening words of one kind of letter about an event, in place of the standard text."""

    __tablename__ = "event_texts"
    __table_args__ = (sa.UniqueConstraint("event_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    text: Mapped[str]


class EventMember(Base):
    """A named member of a group (utvecklingsgrupp, nätverk): invited by name, whatever roles are held."""

    __tablename__ = "event_members"
    __table_args__ = (sa.UniqueConstraint("event_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id", ondelete="SET NULL"))

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()


class PublicCalendar(Base):
    """One row: the version of the public feed, raised by every change of a public event."""

    __tablename__ = "public_calendar"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)


_OWNED = (Slot, Part, CircleLine, EventDocument, EventText, GroupDeadlines, Quota)
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
    if roles := [row.id for row in (*session.dirty, *session.deleted) if isinstance(row, Role)]:  # quotas tell by name
        touched |= set(session.scalars(sa.select(Quota.event_id).where(Quota.role_id.in_(roles))))
    for event_id in touched - {None}:  # a part of an event that is new itself has none yet
        session.execute(sa.update(Event).where(Event.id == event_id).values(stamp=_new_uid()), execution_options=_BARE)
