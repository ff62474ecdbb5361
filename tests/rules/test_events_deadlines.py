"""Deadlines in days before the event, and the phases between them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.events.rules.deadlines import DeadlineDays, Deadlines, Phase, deadlines, order_fault, phase

FIRST, LAST = date(2027, 3, 4), date(2027, 3, 5)
USUAL = DeadlineDays(opens=120, answer=28, change=14, meals=10, locked=1)


def test_the_conference_of_2027_is_answered_by_4_february() -> None:
    assert deadlines(USUAL, FIRST) == Deadlines(
        opens=date(2026, 11, 4),
        answer_by=date(2027, 2, 4),
        change_by=date(2027, 2, 18),
        meals_frozen=date(2027, 2, 22),
        list_locked=date(2027, 3, 3),
    )


def test_each_deadline_includes_its_day() -> None:
    dates = deadlines(USUAL, FIRST)
    days = (dates.opens, dates.answer_by, dates.change_by, LAST)
    edges = [(phase(dates, LAST, day), phase(dates, LAST, day + timedelta(days=1))) for day in days]
    assert edges == [
        (Phase.OPEN, Phase.OPEN),
        (Phase.OPEN, Phase.CHANGES),
        (Phase.CHANGES, Phase.FIXED),
        (Phase.FIXED, Phase.OVER),
    ]


def test_the_day_before_it_opens_nobody_can_answer() -> None:
    dates = deadlines(USUAL, FIRST)
    assert phase(dates, LAST, dates.opens - timedelta(days=1)) is Phase.NOT_OPEN


@given(st.integers(0, 400))
def test_phases_never_go_back(days: int) -> None:
    dates = deadlines(USUAL, FIRST)
    order = list(Phase)
    today = date(2026, 9, 1) + timedelta(days=days)
    assert order.index(phase(dates, LAST, today)) <= order.index(phase(dates, LAST, today + timedelta(days=1)))


def test_deadlines_in_the_wrong_order_are_told() -> None:
    swapped = [DeadlineDays(5, 28, 14, 10, 1), DeadlineDays(120, 14, 28, 10, 1), USUAL]
    assert [order_fault(days) is None for days in swapped] == [False, False, True]
