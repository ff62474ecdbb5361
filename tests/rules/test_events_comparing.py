"""Which meeting is last year's."""

from datetime import date

from app.events.rules.comparing import nearest


def test_the_conference_is_compared_with_the_one_of_the_year_before() -> None:
    assert nearest(date(2027, 3, 4), [date(2025, 2, 27), date(2026, 2, 26), date(2026, 9, 24)]) == date(2026, 2, 26)


def test_a_meeting_of_the_autumn_is_not_compared_with_one_of_the_spring() -> None:
    assert nearest(date(2026, 9, 24), [date(2025, 5, 6)]) is None
    assert nearest(date(2026, 9, 24), [date(2025, 5, 6), date(2025, 12, 3), date(2025, 9, 30)]) == date(2025, 9, 30)


def test_of_two_as_near_the_later_is_taken() -> None:
    assert nearest(date(2026, 9, 24), [date(2025, 9, 18), date(2025, 10, 2)]) == date(2025, 10, 2)
