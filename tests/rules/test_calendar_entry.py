"""An entry that cannot be told is refused when it is made, not when somebody's calendar reads it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.calendar.entry import Calendar, Entry

CHANGED = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
MEETING = Entry(
    uid="0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a01",
    summary="Dialogmöte",
    starts=datetime(2027, 3, 4, 9, 0, tzinfo=UTC),
    ends=datetime(2027, 3, 4, 11, 0, tzinfo=UTC),
    last_modified=CHANGED,
)


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without time zone"):
        replace(MEETING, starts=datetime(2027, 3, 4, 9, 0))
    with pytest.raises(ValueError, match="without time zone"):
        replace(MEETING, last_modified=datetime(2027, 1, 20, 9, 0))
    with pytest.raises(ValueError, match="without time zone"):
        replace(MEETING, created=datetime(2027, 1, 20, 9, 0))


def test_a_day_and_a_moment_do_not_make_an_entry() -> None:
    with pytest.raises(ValueError, match="a day at one end"):
        replace(MEETING, ends=date(2027, 3, 5))
    with pytest.raises(ValueError, match="a day at one end"):
        replace(MEETING, starts=date(2027, 3, 4))


def test_nothing_ends_before_it_has_begun() -> None:
    with pytest.raises(ValueError, match="ends before"):
        replace(MEETING, ends=MEETING.starts)
    with pytest.raises(ValueError, match="ends before"):
        replace(MEETING, starts=date(2027, 3, 5), ends=date(2027, 3, 4))


def test_one_day_is_a_whole_entry() -> None:
    assert replace(MEETING, starts=date(2027, 3, 4), ends=date(2027, 3, 4)).all_day
    assert not MEETING.all_day


def test_a_calendar_has_each_uid_once() -> None:
    with pytest.raises(ValueError, match="same UID"):
        Calendar("RUN", (MEETING, replace(MEETING, summary="Samma igen")))
