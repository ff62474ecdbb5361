"""A meeting that an organizer changes, and the letters about it: as the pages do it, and as the outbox has them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.desk import tell
from app.desk.concerned import Telling
from app.desk.edit_event import edit_event, edit_part
from app.desk.reschedule_event import reschedule_event
from app.events import queries
from app.events.model import Event, Part
from app.events.queries import drafts
from app.feeds.queries import build_personal
from app.invitations import queries as invitations
from app.invitations.model import Place
from app.kernel.db import db, transaction
from app.mail.model import LetterState, OutboxLetter
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.rules import Mode
from tests import builders
from tests.builders import NOW
from tests.calendar_readers import read_by_all
from tests.strict_ics import Component, read

LATER, LATER_STILL = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
SOON = LATER + timedelta(minutes=5)
THURSDAY = datetime(2027, 3, 4, 12, tzinfo=UTC)
FRIDAY = THURSDAY + timedelta(hours=20)
HOUR = timedelta(hours=1)
WEEK_LATER = date(2027, 3, 11), date(2027, 3, 12)


class Meeting:
    """A conference of two days with a seminar that is online too; the receipts of those who came have left."""

    def __init__(self, **given: Any) -> None:
        with transaction():
            self.event = builders.event(**given)
            self.rektor, self.ange = builders.role(), builders.organisation(mailbox="skola@ange.example")
            self.plenary = builders.part(self.event, room="Stora salen")
            self.seminar = builders.part(
                self.event, "Seminarium B", starts_at=FRIDAY, ends_at=FRIDAY + HOUR, room="Sal 3",
                online_url="https://video.example/3", capacity=1,
            )  # fmt: skip
            self.event_id = self.event.id

    def invites(self, name: str, *parts: Part, online: bool = False, **given: Any) -> str:
        """Somebody of that name; with parts they register at once. Gives the invitation's uid."""
        with transaction():
            one = builders.invitation(self.event, builders.person(name, "Berg"), self.rektor, self.ange, **given)
            uid = one.uid
        if parts:
            self.registers(uid, *parts, online=online)
        return uid

    def registers(self, uid: str, *parts: Part, online: bool = False, now: datetime = NOW) -> None:
        """They answer yes to these parts, and wait where it is full."""
        asked = tuple(Asked(part.uid, Mode.ONLINE if online else Mode.ON_SITE) for part in parts)
        seen_full = frozenset(part.uid for part in parts)
        with transaction():
            actions.register(invitations.lock(uid), Answers(asked, seen_full), now=now, actor=SYSTEM)

    def place(self) -> None:
        """Ånge has a place to give a name for."""
        with transaction():
            given = {"count": 2, "link_digest": "0" * 64, "created_at": NOW, "sent_at": NOW}
            db.session.add(Place(event=self.event, organisation=self.ange, role=self.rektor, **given))


@pytest.fixture
def meeting(database: Flask) -> Meeting:
    """On each database."""
    return Meeting()


def has_left() -> None:
    """Everything written so far."""
    waits = OutboxLetter.state == LetterState.WAITING
    with transaction() as session:
        session.execute(
            sa.update(OutboxLetter).where(waits).values(state=LetterState.SENT, sent_at=OutboxLetter.created_at)
        )


def changes(meeting: Meeting, act: Callable[..., object], *given: Any, told: bool = True, **more: Any) -> Telling:
    """Do it as the organizer's pages do."""
    now = more.pop("now", LATER)
    with transaction():
        event = db.session.get_one(Event, meeting.event_id)
        doing = partial(act, event, *given, now=now, actor=SYSTEM)
        return tell.change(event, doing, now=now, actor=SYSTEM, tell=told, **more)[1]


def moves(meeting: Meeting, days: tuple[date, date] = WEEK_LATER, **more: Any) -> Telling:
    """The whole meeting, to other days."""
    return changes(meeting, reschedule_event, *days, **more)


def edits(meeting: Meeting, part: Part, told: bool = True, now: datetime = LATER, **given: Any) -> Telling:
    """Change these fields of a part."""

    def act(event: Event, **who: Any) -> object:
        row = queries.get_part(event, part.uid)
        return edit_part(event, row, replace(drafts.part_draft_of(event, row), **given), **who)

    return changes(meeting, act, told=told, now=now)


def of_part(act: Callable[..., object], part: Part) -> Callable[..., object]:
    """The same act, on the part as it stands when it is done."""
    return lambda event, **who: act(event, queries.get_part(event, part.uid), **who)


def relocates(event: Event, **who: Any) -> object:
    """To Östersund."""
    details = replace(drafts.details_of(event), place="Östersund", address="")
    return edit_event(event, details, drafts.terms_of(event), **who)


def letters(*states: LetterState) -> list[OutboxLetter]:
    """Those that wait, or are in the states given."""
    asked = sa.select(OutboxLetter).order_by(OutboxLetter.id)
    wanted = states or (LetterState.WAITING,)
    return list(db.session.scalars(asked.where(OutboxLetter.state.in_(wanted))))


def told() -> list[tuple[str, str, str]]:
    """The letters that wait: to whom, of which kind, with which METHOD."""
    return [(one.to_name.split()[0], one.kind, one.calendar_method) for one in letters()]


def file(one: OutboxLetter) -> Component:
    """Its calendar file, as every reader has it."""
    assert one.calendar is not None
    return read_by_all(one.calendar)


def entry(one: OutboxLetter) -> tuple[str, int, str]:
    """UID, SEQUENCE and LAST-MODIFIED of the one entry."""
    (event,) = file(one).events
    return event.one("UID").value, int(event.one("SEQUENCE").value), event.one("LAST-MODIFIED").value


def feed_of(uid: str) -> tuple[Component, ...]:
    """The entries in the feed of the one invited, as it is later still."""
    db.session.expire_all()
    draft = build_personal(invitations.get(uid).person_id, today=NOW.date(), now=LATER_STILL)
    assert draft is not None
    return tuple(read(draft.built.body).events)


def latest_of(name: str, kind: str) -> OutboxLetter:
    """The newest letter of a kind to who has that given name."""
    asked = sa.select(OutboxLetter).where(OutboxLetter.to_name.startswith(name), OutboxLetter.kind == kind)
    return db.session.scalars(asked.order_by(OutboxLetter.id.desc())).first() or pytest.fail(f"no {kind} to {name}")
