"""What stands in a feed, for how long, and that what changes is seen to change."""

import gzip
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.calendar.entry import Entry, Status
from app.feeds.rules import (
    NAMES,
    Before,
    Built,
    FeedKind,
    Stamp,
    Subscription,
    ages_on,
    build,
    settled,
    subscription,
)
from tests.strict_ics import read

NOW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TODAY = date(2027, 1, 20)
MIDDAY = Entry(
    uid="0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a01",
    summary="Lunch – RUN-konferens 2027",
    starts=datetime(2027, 3, 4, 11, 0, tzinfo=UTC),
    ends=datetime(2027, 3, 4, 12, 0, tzinfo=UTC),
    last_modified=NOW,
    location="Matsalen",
)
BANNER = replace(
    MIDDAY,
    uid="0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a02",
    summary="RUN-konferens 2027",
    starts=date(2027, 3, 4),
    ends=date(2027, 3, 5),
    transparent=True,
)


def _build(*entries: Entry, before: Built | None = None, today: date = TODAY, now: datetime = NOW) -> Built:
    known = Before(before.etag, before.last_modified, before.stamps) if before else None
    return build(NAMES[FeedKind.PERSONAL], entries, known, today=today, now=now)


def _shown(built: Built) -> list[tuple[str, str, str]]:
    return [
        (event.text("SUMMARY") or "", event.one("LAST-MODIFIED").value, event.one("SEQUENCE").value)
        for event in read(built.body).events
    ]


def test_past_meetings_stay_for_half_a_year_and_cancelled_ones_for_a_week() -> None:
    assert ages_on(BANNER) == date(2027, 9, 5)
    assert ages_on(MIDDAY) == date(2027, 9, 4)
    assert ages_on(replace(BANNER, status=Status.CANCELLED)) == date(2027, 3, 13)


def test_the_end_of_a_moment_is_counted_in_stockholm() -> None:
    assert ages_on(replace(MIDDAY, ends=datetime(2027, 3, 4, 23, 30, tzinfo=UTC))) == date(2027, 9, 5)


def test_a_feed_knows_on_which_day_age_will_change_it() -> None:
    whole = _build(BANNER, MIDDAY)
    assert whole.ages_on == date(2027, 9, 4)
    later = _build(BANNER, MIDDAY, before=whole, today=date(2027, 9, 4), now=NOW + timedelta(days=227))
    assert [summary for summary, _, _ in _shown(later)] == ["RUN-konferens 2027"]
    assert later.ages_on == date(2027, 9, 5)
    assert later.last_modified > whole.last_modified
    assert _build(BANNER, MIDDAY, today=date(2027, 9, 5)).ages_on is None


def test_the_same_entries_are_the_same_bytes_and_the_same_time_of_change() -> None:
    first = _build(BANNER, MIDDAY)
    assert _build(MIDDAY, BANNER, before=first, now=NOW + timedelta(days=3)) == replace(
        first, stamps=_build(MIDDAY, BANNER).stamps
    )


def test_what_is_packed_is_what_is_not() -> None:
    built = _build(BANNER)
    assert gzip.decompress(built.body_gzip) == built.body


def test_a_change_that_nobody_sees_leaves_every_byte_as_it_was() -> None:
    first = _build(MIDDAY)
    second = _build(replace(MIDDAY, last_modified=NOW + timedelta(hours=1)), before=first)
    assert (second.body, second.etag, second.last_modified) == (first.body, first.etag, first.last_modified)


@pytest.mark.parametrize("letter", ["å", "🎉", "\\", ",\n"], ids=["two octets", "four", "escaped", "lines"])
@pytest.mark.parametrize("count", [60, 400])
def test_no_feed_is_bigger_than_what_google_reads_and_every_meeting_stands_in_it(letter: str, count: int) -> None:
    many = [replace(MIDDAY, uid=f"{number:036}", description=letter * 5_000) for number in range(count)]
    built = _build(*many)
    shown = read(built.body).events
    assert (len(built.body) < 1_000_000, len(shown)) == (True, count)
    words = {event.text("DESCRIPTION") or "" for event in shown}
    assert [(len(one) >= 100, one[-1]) for one in words] in ([(True, "…")], [(True, letter[-1])])


def test_the_words_of_a_usual_feed_are_whole() -> None:
    (event,) = read(_build(replace(MIDDAY, description="å" * 5_000)).body).events
    assert event.text("DESCRIPTION") == "å" * 5_000


def test_who_gets_one_meeting_too_many_sees_that_the_others_are_shorter_and_then_nothing_more() -> None:
    many = [replace(MIDDAY, uid=f"{number:036}", description="å" * 5_000) for number in range(100)]
    before = _build(*many[:80])
    after = _build(*many, before=before, now=NOW + timedelta(hours=1))
    old, new = ({event.one("UID").value: event for event in read(one.body).events} for one in (before, after))
    assert all(new[uid].one("LAST-MODIFIED").value > old[uid].one("LAST-MODIFIED").value for uid in old)
    assert {event.one("SEQUENCE").value for event in new.values()} == {"0"}
    again = _build(*many, before=after, now=NOW + timedelta(days=1))
    assert (again.body, again.last_modified) == (after.body, after.last_modified)


CONTENT = {"summary": "Lunch", "description": "Soppa.", "url": "https://run.example/m", "transparent": True}


@pytest.mark.parametrize("field", CONTENT)
def test_every_change_of_content_raises_last_modified_even_where_its_clock_stood_still(field: str) -> None:
    after = settled(replace(MIDDAY, **{field: CONTENT[field]}), Stamp.of(MIDDAY))
    assert (after.last_modified, after.sequence) == (NOW + SECOND, 0)


WHEN_AND_WHERE = {
    "starts": datetime(2027, 3, 4, 11, 30, tzinfo=UTC),
    "ends": datetime(2027, 3, 4, 12, 30, tzinfo=UTC),
    "location": "Foajén",
    "status": Status.CANCELLED,
}


@pytest.mark.parametrize("field", WHEN_AND_WHERE)
def test_a_change_of_time_place_or_status_raises_the_sequence_too(field: str) -> None:
    after = settled(replace(MIDDAY, **{field: WHEN_AND_WHERE[field]}), Stamp.of(MIDDAY))
    assert (after.last_modified, after.sequence) == (NOW + SECOND, 1)


def test_what_the_event_has_raised_already_is_not_raised_again() -> None:
    moved = replace(MIDDAY, location="Foajén", last_modified=NOW + timedelta(hours=1), sequence=5)
    assert settled(moved, Stamp.of(MIDDAY)) == moved


def test_neither_time_of_change_nor_sequence_ever_falls() -> None:
    before = Stamp.of(replace(MIDDAY, sequence=4, last_modified=NOW + timedelta(hours=1)))
    after = settled(replace(MIDDAY, summary="Lunch"), before)
    assert (after.last_modified, after.sequence) == (NOW + timedelta(hours=1) + SECOND, 4)


def test_two_changes_in_one_second_are_two_times_of_change() -> None:
    first = _build(MIDDAY)
    second = _build(replace(MIDDAY, summary="Lunch"), before=first)
    assert second.last_modified == first.last_modified + SECOND
    assert _shown(second) == [("Lunch", "20270120T090001Z", "0")]


def test_each_calendar_has_its_own_way_to_subscribe() -> None:
    assert subscription("https://run.example/kalender/a-b_c.ics", NAMES[FeedKind.PERSONAL]) == Subscription(
        https="https://run.example/kalender/a-b_c.ics",
        webcal="webcal://run.example/kalender/a-b_c.ics",
        google="https://calendar.google.com/calendar/r?cid=https%3A%2F%2Frun.example%2Fkalender%2Fa-b_c.ics",
        outlook_work="https://outlook.office.com/calendar/0/addfromweb"
        "?url=https%3A%2F%2Frun.example%2Fkalender%2Fa-b_c.ics&name=RUN%20%E2%80%93%20dina%20m%C3%B6ten",
        outlook_private="https://outlook.live.com/calendar/0/addfromweb"
        "?url=https%3A%2F%2Frun.example%2Fkalender%2Fa-b_c.ics&name=RUN%20%E2%80%93%20dina%20m%C3%B6ten",
    )
