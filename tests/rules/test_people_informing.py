"""By when somebody is told that the address is kept."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people.rules.informing import days_left, last_day


@pytest.mark.parametrize(
    ("collected", "last"),
    [
        (date(2026, 11, 26), date(2026, 12, 26)),
        (date(2026, 12, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
        (date(2027, 3, 31), date(2027, 4, 30)),
    ],
)
def test_the_last_day_is_the_same_day_of_the_next_month_or_its_last(collected: date, last: date) -> None:
    assert last_day(collected) == last


def test_no_days_are_left_on_the_last_day_and_after_it_somebody_is_told_late() -> None:
    days = [date(2026, 11, 26), date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 29)]
    assert [days_left(date(2026, 11, 26), day) for day in days] == [30, 1, 0, -3]


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_nobody_has_more_than_a_month_and_who_was_collected_earlier_has_no_more_left(collected: date) -> None:
    assert 28 <= days_left(collected, collected) <= 31
    assert last_day(collected) <= last_day(collected + timedelta(days=1))
