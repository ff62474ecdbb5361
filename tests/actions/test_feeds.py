"""Feeds on both databases: what is in them, what makes them stale, that they are stored once."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.audit.actor import COMMAND
from app.desk.cancel_event import cancel_event
from app.desk.reschedule_event import reschedule_event
from app.events.actions import marks
from app.events.model import Event, Part
from app.events.rules.kinds import EventState, PartKind
from app.feeds import actions, queries
from app.feeds.model import Feed
from app.feeds.queries import Wanted
from app.invitations.queries import lock
from app.kernel import links
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.actions import touch_calendar
from app.people.model import Person
from app.registrations import actions as registering
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState
from tests import builders
from tests.builders import NOW
from tests.calendar_readers import read_by_all, titles
from tests.strict_ics import read

TODAY = date(2027, 1, 20)
CONFIRMED = RegistrationState.CONFIRMED


def _registration(who: Person, event: Event, *parts: Part, **given: object) -> Registration:
    row = Registration(event=event, person=who, **{"state": CONFIRMED, "created_at": NOW, "changed_at": NOW} | given)
    row.parts = [RegistrationPart(part=part, state=CONFIRMED, changed_at=NOW) for part in parts]
    db.session.add(row)
    db.session.flush()
    return row


def _conference() -> tuple[Event, Part, Part]:
    event = builders.event()
    dinner = builders.part(
        event,
        "Middag",
        kind=PartKind.MEAL,
        starts_at=datetime(2027, 3, 4, 18, 0, tzinfo=UTC),
        ends_at=datetime(2027, 3, 4, 21, 0, tzinfo=UTC),
        room="Restaurangen",
        online_url="https://video.example/middag",
    )
    return event, builders.part(event), dinner


def _build(who: Person, today: date = TODAY, now: datetime = NOW) -> bytes:
    with transaction():
        draft = queries.build_personal(who.id, today=today, now=now)
        assert draft is not None
        actions.store(draft)
    return draft.built.body


def _find(who: Person, **wanted: object) -> queries.Stored:
    found = queries.find_personal(links.token(queries.feed_link(who)), Wanted(**wanted))  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_person_sees_the_banner_and_the_parts_with_a_place(database: Flask) -> None:
    with transaction():
        event, plenary, dinner = _conference()
        anna = builders.person()
        _registration(anna, event, plenary)
        other = builders.person("Bo", "Ek")
        _registration(other, event, plenary, dinner)
    assert titles(_build(anna)) == ["RUN-konferens 2027", "Konferens dag 1 – RUN-konferens 2027"]
    assert titles(_build(other)) == [
        "RUN-konferens 2027",
        "Konferens dag 1 – RUN-konferens 2027",
        "Middag – RUN-konferens 2027",
    ]


def test_what_one_only_waits_for_is_not_shown(database: Flask) -> None:
    with transaction():
        event, plenary, dinner = _conference()
        anna, bo = builders.person(), builders.person("Bo", "Ek")
        mine = _registration(anna, event, plenary, dinner)
        mine.parts[1].state = RegistrationState.WAITING
        _registration(bo, event, plenary, state=RegistrationState.WAITING)
    assert titles(_build(anna)) == ["RUN-konferens 2027", "Konferens dag 1 – RUN-konferens 2027"]
    assert titles(_build(bo)) == []


def test_a_persons_own_withdrawal_takes_the_meeting_out_at_once(database: Flask) -> None:
    with transaction():
        event, plenary, _ = _conference()
        anna = builders.person()
        mine = _registration(anna, event, plenary)
    assert len(titles(_build(anna))) == 2
    with transaction():
        mine.state = RegistrationState.CANCELLED
        touch_calendar([anna.id])
    db.session.refresh(anna)
    assert not _find(anna).fresh
    assert titles(_build(anna)) == []


def test_the_organizer_cancels_and_the_entries_stay_a_week_with_the_word_and_a_higher_sequence(database: Flask) -> None:
    with transaction():
        event, plenary, _ = _conference()
        anna = builders.person()
        _registration(anna, event, plenary)
    before = {e.one("UID").value: e for e in read_by_all(_build(anna)).events}
    with transaction():
        event.state = EventState.CANCELLED
        marks.mark(event, NOW, sequence=True)
    after = {e.one("UID").value: e for e in read_by_all(_build(anna)).events}
    assert [(e.text("SUMMARY"), e.one("STATUS").value, e.one("TRANSP").value) for e in after.values()] == [
        ("INSTÄLLT: RUN-konferens 2027", "CANCELLED", "TRANSPARENT"),
        ("INSTÄLLT: Konferens dag 1 – RUN-konferens 2027", "CANCELLED", "TRANSPARENT"),
    ]
    for uid, entry in after.items():
        assert int(entry.one("SEQUENCE").value) > int(before[uid].one("SEQUENCE").value)
        assert entry.one("LAST-MODIFIED").value > before[uid].one("LAST-MODIFIED").value
    assert len(titles(_build(anna, today=date(2027, 3, 11)))) == 2
    assert titles(_build(anna, today=date(2027, 3, 13))) == []


def test_the_online_address_is_for_who_comes_digitally(database: Flask) -> None:
    with transaction():
        event, _, dinner = _conference()
        anna, bo = builders.person(), builders.person("Bo", "Ek")
        _registration(anna, event, dinner).parts[0].mode = Mode.ONLINE
        _registration(bo, event, dinner)
    (_, online), (_, on_site) = read_by_all(_build(anna)).events, read_by_all(_build(bo)).events
    assert online.one("CONFERENCE").value == "https://video.example/middag"
    assert "https://video.example/middag" in (online.text("DESCRIPTION") or "")
    assert (on_site.all("CONFERENCE"), on_site.text("LOCATION")) == ([], "Restaurangen, Södra Berget, Sundsvall")
    assert b"video.example" not in _build(bo)


def test_past_meetings_leave_after_half_a_year(database: Flask) -> None:
    with transaction():
        event, plenary, _ = _conference()
        anna = builders.person()
        _registration(anna, event, plenary)
        event.state = EventState.DONE
    assert len(titles(_build(anna, today=date(2027, 9, 3)))) == 2
    assert titles(_build(anna, today=date(2027, 9, 5))) == []


def test_the_nightly_round_makes_those_feeds_stale_that_age_changes_and_only_once(database: Flask) -> None:
    with transaction():
        event, plenary, _ = _conference()
        anna, bo = builders.person(), builders.person("Bo", "Ek")
        _registration(anna, event, plenary)
        event.public = True
    _build(anna), _build(bo)
    with transaction():
        actions.store(queries.build_public(today=TODAY, now=NOW))
    assert [rounds.refresh_feeds(date(2027, 9, day)) for day in (3, 5, 5)] == [0, 2, 0]
    assert (_find(anna).fresh, _find(bo).fresh, queries.find_public(Wanted()).fresh) == (False, True, False)


def test_the_stored_bytes_are_given_packed_or_plain_and_not_read_for_who_has_them(database: Flask) -> None:
    with transaction():
        event, plenary, _ = _conference()
        anna = builders.person()
        _registration(anna, event, plenary)
    body = _build(anna)
    stored = _find(anna)
    assert (stored.fresh, stored.body, stored.last_modified) == (True, body, NOW)
    assert _find(anna, packed=True).body == db.session.scalar(sa.select(Feed.body_gzip))
    assert _find(anna, seen=stored.etag).body is None
    assert _find(anna, seen="another").body == body


def test_built_again_without_change_is_the_same_to_the_byte_with_the_same_time_of_change(database: Flask) -> None:
    with transaction():
        event, plenary, _ = _conference()
        anna = builders.person()
        _registration(anna, event, plenary)
    first = _build(anna)
    stored = _find(anna)
    with transaction():
        touch_calendar([anna.id])
    assert _build(anna, now=NOW + timedelta(days=2)) == first
    again = _find(anna)
    assert (again.fresh, again.etag, again.last_modified) == (True, stored.etag, stored.last_modified)


def test_of_two_who_build_at_once_the_one_who_saw_more_is_kept(database: Flask) -> None:
    with transaction():
        event, plenary, _ = _conference()
        anna = builders.person()
    early = queries.build_personal(anna.id, today=TODAY, now=NOW)
    assert early is not None
    with transaction():
        _registration(anna, event, plenary)
        touch_calendar([anna.id])
    late = _build(anna)
    with transaction():
        actions.store(early)
    assert (_find(anna).fresh, _find(anna).body) == (True, late)


def test_nothing_is_kept_of_somebody_who_was_just_erased(database: Flask) -> None:
    with transaction():
        anna = builders.person()
    draft = queries.build_personal(anna.id, today=TODAY, now=NOW)
    assert draft is not None
    with transaction():
        db.session.execute(sa.delete(Person).where(Person.id == anna.id))
    with transaction():
        actions.store(draft)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Feed)) == 0
    assert queries.build_personal(anna.id, today=TODAY, now=NOW) is None


def test_a_new_address_kills_the_old_one_and_no_other_link(database: Flask) -> None:
    with transaction():
        anna = builders.person()
    old, page = links.token(queries.feed_link(anna)), anna.link_digest
    with transaction():
        actions.renew_address(anna, now=NOW, actor=COMMAND)
    assert queries.find_personal(old, Wanted()) is None
    assert (_find(anna).owner_id, anna.link_digest) == (anna.id, page)


def test_the_public_feed_shows_public_meetings_and_the_parts_that_are_for_everybody(database: Flask) -> None:
    with transaction():
        event, _, dinner = _conference()
        event.public = True
        builders.circle(event, builders.role("skolchef"), dinner)
        for title, given in (
            ("Internt möte", {}),
            ("Utkast", {"public": True, "state": EventState.DRAFT}),
            ("Förra årets", {"public": True, "starts_on": date(2026, 2, 26), "ends_on": date(2026, 2, 27)}),
        ):
            builders.event(title, **given)
    built = queries.build_public(today=TODAY, now=NOW).built
    assert titles(built.body) == ["RUN-konferens 2027", "Konferens dag 1 – RUN-konferens 2027"]
    assert b"video.example" not in built.body


def test_the_public_feed_is_stale_when_its_version_rises(database: Flask) -> None:
    assert not queries.find_public(Wanted()).fresh
    with transaction():
        actions.store(queries.build_public(today=TODAY, now=NOW))
    assert queries.find_public(Wanted()).fresh
    with transaction():
        marks.raise_public()
    assert not queries.find_public(Wanted()).fresh


@pytest.mark.parametrize("token", ["", "run", "å" * 43, "x" * 5000, "a" * 43])
def test_a_token_of_nobody_opens_nothing(database: Flask, token: str) -> None:
    with transaction():
        builders.person(feed_generation=1)
    assert queries.find_personal(token, Wanted()) is None


def test_answering_moving_cancelling_and_withdrawing_each_show_at_the_next_poll(database: Flask) -> None:
    with transaction():
        event, plenary, dinner = _conference()
        anna, bo = builders.person(), builders.person("Bo", "Ek")
        coming = [builders.invitation(event, one).uid for one in (anna, bo)]
    assert titles(_build(anna)) == []
    for uid in coming:
        with transaction():
            registering.register(
                lock(uid),
                registering.Answers(
                    (registering.Asked(plenary.uid, Mode.ON_SITE), registering.Asked(dinner.uid, Mode.ON_SITE))
                ),
                now=NOW,
                actor=COMMAND,
            )
    assert not _find(anna).fresh
    first = read_by_all(_build(anna)).events
    mailed = db.session.scalars(sa.select(OutboxLetter.calendar).order_by(OutboxLetter.id)).first()
    assert mailed is not None
    (in_mail,) = read(mailed).events
    assert (in_mail.one("UID"), in_mail.one("DTSTART")) == (first[0].one("UID"), first[0].one("DTSTART"))
    with transaction():
        reschedule_event(event, date(2027, 3, 11), date(2027, 3, 12), now=NOW, actor=COMMAND)
    assert not _find(anna).fresh
    moved = read_by_all(_build(anna)).events
    assert [e.one("DTSTART").value[:8] for e in moved] == ["20270311", "20270311", "20270311"]
    with transaction():
        registering.withdraw(lock(coming[1]), now=NOW, actor=COMMAND)
    assert titles(_build(bo)) == []
    with transaction():
        cancel_event(event, now=NOW, actor=COMMAND)
    assert not _find(anna).fresh
    called_off = read_by_all(_build(anna)).events
    assert {e.one("STATUS").value for e in called_off} == {"CANCELLED"}
    for earlier, later in ((first, moved), (moved, called_off)):
        for one, other in zip(earlier, later, strict=True):
            assert one.one("UID") == other.one("UID")
            assert one.one("LAST-MODIFIED").value < other.one("LAST-MODIFIED").value
            assert int(one.one("SEQUENCE").value) < int(other.one("SEQUENCE").value)
