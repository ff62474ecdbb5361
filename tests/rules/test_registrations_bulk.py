"""When an act on many can be undone, and when putting people last in line is in vain."""

from datetime import UTC, datetime, timedelta

import pytest

from app.registrations.rules.bulk import UNDO_WINDOW, comes_back_at_once, may_be_undone

NOW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)


def test_an_act_can_be_undone_until_its_letters_leave() -> None:
    told = [may_be_undone(NOW, None, NOW + UNDO_WINDOW - timedelta(seconds=at)) for at in (1, 0)]
    assert told == [True, False]


def test_an_act_is_undone_once() -> None:
    assert not may_be_undone(NOW, NOW, NOW)


@pytest.mark.parametrize(
    ("moved", "capacity", "taken", "in_line", "vain"),
    [
        (1, None, 50, 0, True),
        (1, 50, 50, 0, True),
        (1, 50, 50, 1, False),
        (3, 50, 50, 2, True),
        (1, 50, 49, 1, True),
        (10, 50, 60, 0, False),
        (11, 50, 60, 0, True),
    ],
)
def test_who_is_put_last_stays_in_line_only_where_others_take_the_seats(
    moved: int, capacity: int | None, taken: int, in_line: int, vain: bool
) -> None:
    assert comes_back_at_once(moved, capacity, taken, in_line) is vain
