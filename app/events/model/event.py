"""Events with their parts and slots; what else they own stands in files of its own."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.events.model.circles import CircleLine, EventMember
from app.events.model.deadlines import GroupDeadlines
from app.events.model.quotas import Quota
from app.events.model.texts import EventDocument, EventText
from app.events.rules.earlier import Spot, Was, on_its_own, was
from app.events.rules.kinds import EventKind, EventState, LegalBasis, NeedQuestion, NeedsGround, PartKind, QueueMode
from app.kernel.db import Base, SortKey


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
    self_check_in: Mapped[bool] = mapped_column(default=False)
    """Invitees may tick themselves off, by a QR on the wall, while a part is on."""
    approve_substitutes: Mapped[bool] = mapped_column(default=False)
    """Somebody who is named to come in another's stead waits for the organizer's approval."""
    reminder_days: Mapped[list[int]] = mapped_column(sa.JSON, default=list)
    """Those who have not answered are reminded so many days before their last day (``rules.reminders``)."""
    tells_day_before: Mapped[bool] = mapped_column(default=False)
    thanks_afterwards: Mapped[bool] = mapped_column(default=False)
    tells_contacts: Mapped[bool] = mapped_column(default=False)
    """With each reminder, organisations' contacts are told who there has not answered."""
    reminders_since: Mapped[date | None]
    """Nothing goes by itself that was to go on an earlier day: set when a backup is restored."""
    reminders_skipped: Mapped[list[str]] = mapped_column(default=list)
    """Keys of the steps that the organizer does without."""
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
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    """When and where it was to be before each change since it was published (``rules.earlier``)."""
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    copied_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id", ondelete="SET NULL"))
    sort_key: Mapped[str] = mapped_column(SortKey, default="")
    version: Mapped[int] = mapped_column(default=1)
    stamp: Mapped[str] = mapped_column(default=_new_uid)
    """Another after every change of the event or of what it owns: what has it may be kept (``queries.kept``). Drawn by
    lot and not counted, since a database that is restored would count the same numbers again.
    """

    def takes_answers(self, today: date) -> bool:
        """Whether there still is something for an organizer to confirm or grant: it is on, and has not been."""
        return self.state is EventState.PUBLISHED and today <= self.ends_on

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

    @property
    def spot(self) -> Spot:
        """When and where it is."""
        return Spot(self.starts_on, self.ends_on, ", ".join(filter(None, (self.place, self.address))))

    def was(self, since: datetime | None = None) -> Was:
        """What of that was otherwise for somebody who was told at ``since``, or (None) before the last change."""
        return was(self.earlier, self.spot, since)


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
    by_arrival: Mapped[bool] = mapped_column(default=False)
    """Ticked off by one tick at "Ankomst" with the day's other such parts."""
    position: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    content_changed_at: Mapped[datetime]
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    """As the event's."""

    event: Mapped[Event] = relationship(back_populates="parts")
    slot: Mapped[Slot | None] = relationship(overlaps="slots")

    @property
    def spot(self) -> Spot:
        """When and where it is."""
        return Spot(self.starts_at, self.ends_at, self.room)

    def was(self, since: datetime | None = None) -> Was:
        """As the event's, and nothing of a part that only follows it to its new days."""
        return on_its_own(was(self.earlier, self.spot, since), self.spot, self.event.was(since), self.event.spot)
