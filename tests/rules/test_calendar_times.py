"""Moments and days mean the same to every reader, also when clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import vobject
from dateutil.rrule import rrulestr
from ical.calendar_stream import IcsCalendarStream

from app.calendar import ical
from app.calendar.entry import Calendar, Entry
from app.kernel.words import STOCKHOLM
from tests.strict_ics import read

SEMINAR = Entry(
    uid="0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a02",
    summary="Seminarium B",
    starts=datetime(2027, 3, 5, 8, 0, tzinfo=UTC),
    ends=datetime(2027, 3, 5, 9, 30, tzinfo=UTC),
    last_modified=datetime(2027, 1, 21, 9, 0, tzinfo=UTC),
)
BANNER = replace(SEMINAR, starts=date(2027, 3, 4), ends=date(2027, 3, 5), transparent=True)
_YEARS = (datetime(2015, 1, 1), datetime(2041, 1, 1))


def test_times_mean_the_same_moments_to_every_reader() -> None:
    body = ical.download(Calendar("RUN", (SEMINAR,)))
    (tolerant,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    (old,) = vobject.readOne(body.decode()).vevent_list
    (typed,) = IcsCalendarStream.from_ics(body.decode()).calendars[0].events
    for starts, ends in (
        (tolerant.start, tolerant.end),
        (old.dtstart.value, old.dtend.value),
        (typed.dtstart, typed.dtend),
    ):
        assert (starts.astimezone(UTC), ends.astimezone(UTC)) == (SEMINAR.starts, SEMINAR.ends)


def test_the_last_day_of_the_conference_is_in_it() -> None:
    (typed,) = IcsCalendarStream.from_ics(ical.download(Calendar("RUN", (BANNER,))).decode()).calendars[0].events
    assert (typed.dtstart, typed.dtend) == (date(2027, 3, 4), date(2027, 3, 6))


@pytest.mark.parametrize(
    "starts",
    [
        datetime(2027, 3, 28, 0, 59, tzinfo=UTC),  # the last minute of winter
        datetime(2027, 3, 28, 1, 0, tzinfo=UTC),  # 03.00, for 02.00 does not exist
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),  # 02.30 for the first time
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),  # 02.30 once more
        datetime(2027, 10, 31, 2, 0, tzinfo=UTC),
    ],
    ids=str,
)
@pytest.mark.parametrize("minutes", [20, 45, 180])
def test_the_hours_when_clocks_change_are_told_right(starts: datetime, minutes: int) -> None:
    ends = starts + timedelta(minutes=minutes)
    body = ical.download(Calendar("RUN", (replace(SEMINAR, starts=starts, ends=ends),)))
    (tolerant,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    (typed,) = IcsCalendarStream.from_ics(body.decode()).calendars[0].events
    assert (tolerant.start.astimezone(UTC), tolerant.end.astimezone(UTC)) == (starts, ends)
    assert (typed.dtstart.astimezone(UTC), typed.dtend.astimezone(UTC)) == (starts, ends)
    assert read(body).events


def _changes(first: int, last: int) -> list[tuple[datetime, timedelta | None]]:
    """Each whole hour (UTC) from which Stockholm has another offset than the hour before."""
    hour, changes = datetime(first, 1, 1, tzinfo=UTC), []
    before = hour.astimezone(STOCKHOLM).utcoffset()
    while hour.year <= last:
        offset = hour.astimezone(STOCKHOLM).utcoffset()
        if offset != before:
            changes.append((hour, offset))
        hour, before = hour + timedelta(hours=1), offset
    return changes


def _offset(written: str) -> timedelta:
    return timedelta(hours=int(written[:3]), minutes=int(written[0] + written[3:]))


def test_the_time_zone_agrees_with_iana_from_2015_to_2040() -> None:
    (zone,) = read(ical.feed(Calendar("RUN", ()))).children
    told = []
    for rule in zone.children:
        before, after = _offset(rule.one("TZOFFSETFROM").value), _offset(rule.one("TZOFFSETTO").value)
        starts = datetime.strptime(rule.one("DTSTART").value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - local by definition
        onsets = rrulestr(rule.one("RRULE").value, dtstart=starts)
        assert onsets[0] == starts, "the first onset is not one of its own rule"
        assert starts.replace(tzinfo=UTC) - before in {change for change, _ in _changes(1996, 1996)}
        told += [((onset - before).replace(tzinfo=UTC), after) for onset in onsets.between(*_YEARS)]
    assert sorted(told) == _changes(2015, 2040)
    assert len(told) == 2 * 26


def test_every_hour_of_a_year_is_the_same_in_vobjects_reading_of_the_zone() -> None:
    zone = vobject.readOne(ical.feed(Calendar("RUN", ())).decode()).vtimezone.tzinfo
    local = datetime(2027, 1, 1)
    while local.year == 2027:
        stockholm = local.replace(tzinfo=STOCKHOLM)
        if stockholm.astimezone(UTC).astimezone(STOCKHOLM).replace(tzinfo=None) == local and local.hour != 2:
            assert local.replace(tzinfo=zone).utcoffset() == stockholm.utcoffset(), local
        local += timedelta(hours=1)
