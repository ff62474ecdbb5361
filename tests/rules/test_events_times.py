"""Clock times in Stockholm."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.rules.times import ImpossibleTimeError, moment_of, move_moment, span_fault
from app.kernel.words import local

FIRST, LAST = date(2027, 3, 4), date(2027, 3, 5)
DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))


def test_one_in_the_afternoon_in_march_is_noon_in_utc() -> None:
    assert moment_of(FIRST, time(13)) == datetime(2027, 3, 4, 12, tzinfo=UTC)


def test_the_hour_that_is_skipped_in_spring_is_refused() -> None:
    with pytest.raises(ImpossibleTimeError):
        moment_of(date(2027, 3, 28), time(2, 30))


def test_of_the_hour_that_comes_twice_in_autumn_the_first_is_meant() -> None:
    assert moment_of(date(2027, 10, 31), time(2, 30)) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@given(DAYS, st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_what_is_stored_is_shown_as_it_was_written(day: date, clock: time) -> None:
    try:
        moment = moment_of(day, clock)
    except ImpossibleTimeError:
        assert (day.month, clock.hour) == (3, 2)
    else:
        assert (local(moment).date(), local(moment).time()) == (day, clock)


@given(DAYS, DAYS, st.times(time(4)))
def test_a_moved_moment_keeps_its_time_of_the_clock(old: date, new: date, clock: time) -> None:
    moment = moment_of(old, clock)
    assert local(move_moment(moment, old, new)).time() == clock


def test_a_part_ends_after_it_begins() -> None:
    start = moment_of(FIRST, time(13))
    assert span_fault(start, start, FIRST, LAST) == ("ends", "Skriv en sluttid som är senare än starttiden.")


def test_a_part_begins_on_one_of_the_events_days() -> None:
    start = moment_of(date(2027, 3, 6), time(13))
    assert span_fault(start, start + timedelta(hours=1), FIRST, LAST) == ("starts", "Välj en av mötets dagar.")


def test_a_part_does_not_last_beyond_the_last_day() -> None:
    start = moment_of(LAST, time(22))
    fault = span_fault(start, start + timedelta(hours=10), FIRST, LAST)
    assert fault == ("ends", "Delen måste sluta senast mötets sista dag.")


def test_a_night_between_the_days_is_right() -> None:
    assert span_fault(moment_of(FIRST, time(22)), moment_of(LAST, time(8)), FIRST, LAST) is None
