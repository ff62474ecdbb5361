"""The week-9 rule and the dates that follow the ISO week."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.rules import conference_days
from app.events.rules.kinds import EventKind
from app.events.rules.weeks import event_days, moved, next_first_day, same_week_next_year

DAYS = st.dates(date(2000, 1, 3), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2023, (date(2023, 3, 2), date(2023, 3, 3))),
        (2024, (date(2024, 2, 29), date(2024, 3, 1))),
        (2025, (date(2025, 2, 27), date(2025, 2, 28))),
        (2026, (date(2026, 2, 26), date(2026, 2, 27))),
        (2027, (date(2027, 3, 4), date(2027, 3, 5))),
        (2028, (date(2028, 3, 2), date(2028, 3, 3))),
    ],
)
def test_the_conference_was_and_will_be_on_the_known_dates(year: int, days: tuple[date, date]) -> None:
    assert conference_days(year) == days


@pytest.mark.parametrize("year", range(2015, 2041))
def test_the_conference_is_on_thursday_and_friday_of_iso_week_nine(year: int) -> None:
    assert [day.strftime("%G-W%V-%u") for day in conference_days(year)] == [f"{year}-W09-4", f"{year}-W09-5"]


@pytest.mark.parametrize("year", range(2015, 2041))
def test_next_years_conference_follows_the_rule_and_not_the_distance(year: int) -> None:
    assert next_first_day(EventKind.CONFERENCE, conference_days(year)[0]) == conference_days(year + 1)[0]


def test_fifty_two_weeks_after_the_conference_of_2026_is_the_wrong_week() -> None:
    last_year = conference_days(2026)[0]
    assert (last_year + timedelta(weeks=52), next_first_day(EventKind.CONFERENCE, last_year)) == (
        date(2027, 2, 25),
        date(2027, 3, 4),
    )


def test_other_meetings_keep_week_and_weekday() -> None:
    assert next_first_day(EventKind.DIALOGUE, date(2026, 10, 15)) == date(2027, 10, 21)


def test_week_53_becomes_week_52_in_a_year_without_one() -> None:
    assert same_week_next_year(date(2026, 12, 29)) == date(2027, 12, 28)


@given(DAYS)
def test_a_year_later_it_is_the_same_weekday_51_to_53_weeks_away(day: date) -> None:
    later = same_week_next_year(day)
    assert (later.weekday(), (later - day).days in {364, 371}) == (day.weekday(), True)


@given(DAYS)
def test_the_week_number_stays_unless_it_is_53(day: date) -> None:
    week, later = day.isocalendar().week, same_week_next_year(day).isocalendar().week
    assert later == week or (week, later) == (53, 52)


@given(DAYS, DAYS, st.integers(0, 30))
def test_every_day_of_an_event_moves_as_far_as_its_first(old: date, new: date, offset: int) -> None:
    assert moved(old + timedelta(days=offset), old, new) == new + timedelta(days=offset)


def test_an_events_days_are_counted_with_both_ends() -> None:
    assert event_days(date(2024, 2, 29), date(2024, 3, 1)) == (date(2024, 2, 29), date(2024, 3, 1))
