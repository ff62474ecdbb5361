"""Groups' calendars on both databases: what stands in them, what makes them stale, and whom their addresses let in."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.audit.actor import COMMAND
from app.audit.model import LogEntry
from app.events.model import Event, GroupCalendar, Part
from app.events.queries.calendars import find_group_calendar, group_calendars
from app.events.rules.audiences import AUDIENCES
from app.events.rules.kinds import EventKind, EventState
from app.feeds import actions
from app.feeds.model import Feed
from app.feeds.queries import Stored, Wanted
from app.feeds.queries.groups import build_group, find_audience, find_group, group_link
from app.kernel import links, tokens
from app.kernel.db import db, transaction
from app.people.model import Role
from app.people.rules.kinds import RoleGroup
from tests import builders
from tests.builders import NOW
from tests.calendar_readers import read_by_all, titles

TODAY = date(2027, 1, 20)
LEADERS, POLITICIANS, GROUP = (AUDIENCES[key] for key in ("skolledning", "politiker", "development_group"))


def _given(audience: object = LEADERS) -> GroupCalendar:
    with transaction():
        actions.give_group_calendar(audience, now=NOW, actor=COMMAND)  # type: ignore[arg-type]
    row = find_group_calendar(audience.key)  # type: ignore[attr-defined]
    assert row is not None
    return row


def _build(calendar: GroupCalendar, today: date = TODAY) -> bytes:
    with transaction():
        draft = build_group(calendar.id, today=today, now=NOW)
        assert draft is not None
        actions.store(draft)
    return draft.built.body


def _find(calendar: GroupCalendar) -> Stored | None:
    db.session.refresh(calendar)
    return find_group(links.token(group_link(calendar)), Wanted())


def _conference() -> tuple[Event, Part, Part]:
    """For school leaders, with a part for politicians alone and one for leaders alone."""
    event = builders.event(slug="run-konferens-2027")
    rektor = builders.role("rektor", group=RoleGroup.SKOLLEDNING)
    builders.part(event, online_url="https://video.example/dag-1", contributors="Prof. Ek")
    council, leaders = builders.part(event, "Rådslag"), builders.part(event, "Rektorspass")
    builders.circle(event, rektor)
    builders.circle(event, builders.role("ordforande", group=RoleGroup.POLITIKER), council)
    builders.circle(event, rektor, leaders)
    return event, council, leaders


def test_a_role_group_sees_the_meetings_it_is_invited_to_and_the_parts_that_it_may_come_to(database: Flask) -> None:
    with transaction():
        _conference()
        builders.circle(builders.event("Politikernas dialogmöte"), builders.role("ordf", group=RoleGroup.POLITIKER))
        draft = builders.event("Utkast", state=EventState.DRAFT)
        builders.circle(draft, db.session.scalars(sa.select(Role).where(Role.key == "rektor")).one())
    body = _build(_given())
    assert sorted(map(str, titles(body))) == [
        "Konferens dag 1 – RUN-konferens 2027",
        "RUN-konferens 2027",
        "Rektorspass – RUN-konferens 2027",
    ]
    assert [word in body for word in (b"video.example", b"ATTENDEE", b"ORGANIZER", b"@")] == [False] * 4
    assert read_by_all(body).text("NAME") == "RUN – Skolledning"


def test_a_group_that_meets_sees_its_own_meetings_whatever_their_circle(database: Flask) -> None:
    with transaction():
        for title, kind in (("VFU-gruppen", EventKind.DEVELOPMENT_GROUP), ("Nätverket", EventKind.NETWORK)):
            builders.part(builders.event(title, kind=kind), "Sammanträde")
    assert titles(_build(_given(GROUP))) == ["VFU-gruppen"]


def test_it_names_the_same_entries_as_the_public_feed(database: Flask) -> None:
    with transaction():
        event, _council, leaders = _conference()
    uids = {one.one("UID").value for one in read_by_all(_build(_given())).events}
    assert {event.uid, leaders.uid} < uids


def test_every_change_of_a_meeting_its_parts_or_its_circle_makes_it_stale_and_other_things_do_not(
    database: Flask,
) -> None:
    with transaction():
        event, council, leaders = _conference()
    calendar = _given()

    def stale(change: object) -> bool:
        _build(calendar)
        with transaction():
            change()  # type: ignore[operator]
        found = _find(calendar)
        assert found is not None
        return not found.fresh

    rektor = db.session.scalars(sa.select(Role).where(Role.key == "rektor")).one()
    changes = {
        "title": lambda: setattr(event, "title", "RUN 2027"),
        "state": lambda: setattr(event, "state", EventState.CANCELLED),
        "room": lambda: setattr(leaders, "room", "Sal 3"),
        "circle": lambda: builders.circle(event, rektor, council),
        "part gone": lambda: db.session.delete(leaders),
        "role's group": lambda: setattr(rektor, "group", RoleGroup.UTVECKLING),
        "another meeting": lambda: builders.circle(builders.event("Nytt"), rektor),
        "a person": lambda: builders.person(),
    }
    assert {name: stale(change) for name, change in changes.items()} == {**dict.fromkeys(changes, True)} | {
        "a person": False
    }
    assert titles(_build(calendar)) == []


def test_called_off_it_says_so_and_leaves_after_a_week(database: Flask) -> None:
    with transaction():
        event, _council, _leaders = _conference()
    calendar = _given()
    _build(calendar)
    with transaction():
        event.state = EventState.CANCELLED
    assert all(str(title).startswith("INSTÄLLT: ") for title in titles(_build(calendar)))
    assert titles(_build(calendar, date(2027, 3, 13))) == []


def test_the_nightly_round_makes_it_stale_when_age_takes_something_out_and_only_once(database: Flask) -> None:
    with transaction():
        _conference()
    leaders, politicians = _given(), _given(POLITICIANS)
    _build(leaders), _build(politicians)
    assert [rounds.refresh_feeds(date(2027, 9, day)) for day in (3, 5, 5)] == [0, 1, 0]
    found = _find(leaders), _find(politicians)
    assert [one.fresh if one else None for one in found] == [False, True]


def test_the_address_is_long_and_only_its_digest_is_stored(database: Flask) -> None:
    calendar = _given()
    secret = links.token(group_link(calendar))
    assert (len(secret), calendar.link_digest) == (43, tokens.digest(secret))
    stored = db.session.execute(sa.select(GroupCalendar.__table__)).one()
    assert secret not in map(str, stored)
    assert find_audience(secret) == LEADERS


def test_given_twice_it_has_one_address_and_the_log_one_line(database: Flask) -> None:
    first = links.token(group_link(_given()))
    assert links.token(group_link(_given())) == first
    logged = db.session.scalars(sa.select(LogEntry.action)).all()
    assert logged == ["calendar.given"]


@pytest.mark.parametrize("act", [actions.renew_group_calendar, actions.take_group_calendar])
def test_a_new_address_and_a_calendar_taken_away_kill_the_old_address_at_once(database: Flask, act: object) -> None:
    calendar, other = _given(), _given(POLITICIANS)
    _build(calendar)
    old = links.token(group_link(calendar))
    with transaction():
        act(LEADERS, now=NOW, actor=COMMAND)  # type: ignore[operator]
    assert (find_group(old, Wanted()), find_audience(old)) == (None, None)
    assert _find(other) is not None
    again = links.token(group_link(_given()))
    assert again != old
    assert find_audience(again) == LEADERS


def test_taken_away_nothing_of_it_is_kept_not_even_what_was_being_built(database: Flask) -> None:
    calendar = _given()
    _build(calendar)
    draft = build_group(calendar.id, today=TODAY, now=NOW + timedelta(hours=1))
    assert draft is not None
    with transaction():
        actions.take_group_calendar(LEADERS, now=NOW, actor=COMMAND)
    with transaction():
        actions.store(draft)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Feed)) == 0
    assert group_calendars() == {}
    assert build_group(calendar.id, today=TODAY, now=NOW) is None


def test_what_is_not_there_is_neither_renewed_nor_taken_away(database: Flask) -> None:
    with transaction():
        actions.renew_group_calendar(LEADERS, now=NOW, actor=COMMAND)
        actions.take_group_calendar(LEADERS, now=NOW, actor=COMMAND)
    assert db.session.scalars(sa.select(LogEntry)).all() == []
