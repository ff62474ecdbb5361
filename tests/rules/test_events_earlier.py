"""What a meeting was before it was changed, for those who knew it so."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from app.events.rules.earlier import NOTHING, Spot, Was, known_at, noted, on_its_own, was

NOW = datetime(2027, 1, 20, 9, tzinfo=UTC)
DAY = timedelta(days=1)
MARCH = Spot(date(2027, 3, 4), date(2027, 3, 5), "Södra Berget, Sundsvall")
APRIL = Spot(date(2027, 4, 8), date(2027, 4, 9), "Södra Berget, Sundsvall")
IN_OSTERSUND = Spot(date(2027, 4, 8), date(2027, 4, 9), "Östersund")
MARCH_DAYS, APRIL_DAYS = ((one.starts, one.ends) for one in (MARCH, APRIL))


def _history(*spots: Spot) -> list[dict[str, Any]]:
    """One change a day, the first tomorrow."""
    earlier: list[dict[str, Any]] = []
    for number, (before, after) in enumerate(pairwise(spots), 1):
        earlier = noted(earlier, before, after, NOW + number * DAY)
    return earlier


def test_who_was_told_before_a_move_sees_the_old_days_and_who_was_told_after_does_not() -> None:
    earlier = _history(MARCH, APRIL)
    assert was(earlier, APRIL, NOW) == Was(MARCH_DAYS)
    assert was(earlier, APRIL, NOW + DAY) == NOTHING


def test_of_several_moves_each_sees_the_days_that_they_were_told() -> None:
    earlier = _history(MARCH, APRIL, IN_OSTERSUND)
    assert was(earlier, IN_OSTERSUND, NOW) == Was(MARCH_DAYS, "Södra Berget, Sundsvall")
    assert was(earlier, IN_OSTERSUND, NOW + DAY) == Was(None, "Södra Berget, Sundsvall")


def test_moved_back_again_there_is_nothing_to_tell_those_who_knew_the_first_days() -> None:
    earlier = _history(MARCH, APRIL, MARCH)
    assert was(earlier, MARCH, NOW) == NOTHING
    assert was(earlier, MARCH, NOW + DAY) == Was(APRIL_DAYS)


def test_each_knew_it_as_it_was_when_they_were_last_told() -> None:
    earlier = _history(MARCH, APRIL, IN_OSTERSUND)
    known = [known_at(earlier, IN_OSTERSUND, NOW + number * DAY) for number in range(3)]
    assert known == [MARCH, APRIL, IN_OSTERSUND]


def test_where_nobody_knows_what_the_reader_knew_it_is_the_last_that_was_otherwise() -> None:
    assert was(_history(MARCH, APRIL, IN_OSTERSUND), IN_OSTERSUND) == Was(MARCH_DAYS, "Södra Berget, Sundsvall")
    assert was([], MARCH) == NOTHING


def test_a_place_that_was_not_said_before_is_no_other_place() -> None:
    nowhere = Spot(MARCH.starts, MARCH.ends)
    assert was(noted([], nowhere, MARCH, NOW + DAY), MARCH, NOW) == NOTHING


def test_the_moments_of_a_part_are_kept_as_moments() -> None:
    before, after = (Spot(NOW + shift, NOW + shift + DAY, "Sal 3") for shift in (DAY, 2 * DAY))
    assert was(noted([], before, after, NOW + DAY), after, NOW) == Was((NOW + DAY, NOW + 2 * DAY))


def test_a_part_that_only_follows_its_meeting_is_not_told_as_moved() -> None:
    day = APRIL.starts - MARCH.starts
    old, new = datetime(2027, 3, 4, 12, tzinfo=UTC), datetime(2027, 4, 8, 11, tzinfo=UTC)  # 13.00, before and in summer
    hours = timedelta(hours=3)
    assert new - old == day - timedelta(hours=1)
    following, later = Spot(new, new + hours, "Sal 2"), Spot(new + hours, new + 2 * hours, "Sal 2")
    told = Was((old, old + hours), "Sal 3")
    assert on_its_own(told, following, Was(MARCH_DAYS), APRIL) == Was(None, "Sal 3")
    assert on_its_own(told, later, Was(MARCH_DAYS), APRIL) == told
    assert on_its_own(told, following, NOTHING, APRIL) == told


def test_what_does_not_change_is_not_noted_and_old_changes_are_forgotten() -> None:
    assert noted([], MARCH, MARCH, NOW) == []
    assert len(_history(*[MARCH, APRIL] * 20)) == 20
