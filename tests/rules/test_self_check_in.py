"""When one can tick oneself off."""

from datetime import UTC, datetime, timedelta

import pytest

from app.attendance.rules.self_check_in import is_window

STARTS, ENDS = datetime(2027, 3, 4, 12, 0, tzinfo=UTC), datetime(2027, 3, 4, 15, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "open_"),
    [
        (STARTS - timedelta(hours=1) - SECOND, False),
        (STARTS - timedelta(hours=1), True),
        (ENDS - SECOND, True),
        (ENDS, False),
    ],
)
def test_from_an_hour_before_until_the_end(now: datetime, open_: bool) -> None:
    assert is_window(STARTS, ENDS, now) is open_
