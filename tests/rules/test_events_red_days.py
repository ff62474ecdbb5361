"""Red days and klämdagar of known years."""

from datetime import date

import pytest

from app.events.rules.red_days import is_squeezed, is_working_day, red_days, squeezed_days


def test_the_red_days_of_a_year_have_their_swedish_names() -> None:
    assert red_days(2027) == {
        date(2027, 1, 1): "Nyårsdagen",
        date(2027, 1, 6): "Trettondedag jul",
        date(2027, 3, 26): "Långfredagen",
        date(2027, 3, 28): "Påskdagen",
        date(2027, 3, 29): "Annandag påsk",
        date(2027, 5, 1): "Första maj",
        date(2027, 5, 6): "Kristi himmelsfärdsdag",
        date(2027, 5, 16): "Pingstdagen",
        date(2027, 6, 6): "Nationaldagen",
        date(2027, 6, 25): "Midsommarafton",
        date(2027, 6, 26): "Midsommardagen",
        date(2027, 11, 6): "Alla helgons dag",
        date(2027, 12, 24): "Julafton",
        date(2027, 12, 25): "Juldagen",
        date(2027, 12, 26): "Annandag jul",
        date(2027, 12, 31): "Nyårsafton",
    }


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2025, (date(2025, 5, 2), date(2025, 5, 30))),  # after första maj, after Kristi himmelsfärdsdag
        (2026, (date(2026, 1, 2), date(2026, 1, 5), date(2026, 5, 15))),  # Tuesday's trettondedag makes Monday one
        (2027, (date(2027, 5, 7),)),
        (2028, (date(2028, 1, 7), date(2028, 5, 26), date(2028, 6, 5))),
    ],
)
def test_the_only_working_day_between_two_days_off_is_a_klamdag(year: int, days: tuple[date, ...]) -> None:
    assert squeezed_days(year) == days


def test_a_red_day_is_no_klamdag_and_no_working_day() -> None:
    assert (is_squeezed(date(2027, 5, 6)), is_working_day(date(2027, 5, 6))) == (False, False)
