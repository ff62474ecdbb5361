"""What goes by itself, and when."""

from datetime import date

import pytest

from app.events.rules.red_days import is_working_day
from app.events.rules.reminders import (
    DaysUnreadable,
    Occasion,
    Schedule,
    Step,
    day_of,
    read_days,
    reminder_for,
    reminders_ahead,
    with_skipped,
)

USUAL = Schedule((21, 7, 2), day_before=True, afterwards=True)
ANSWER_BY = date(2027, 2, 4)  # a Thursday: 14 and 28 January, 2 February
LONG_AGO = date(2026, 12, 1)


def _key(today: date, schedule: Schedule = USUAL, invited_on: date = LONG_AGO) -> str:
    due = reminder_for(schedule, answer_by=ANSWER_BY, invited_on=invited_on, today=today)
    return due[0].key if due else ""


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2027, 2, 4), True),
        (date(2027, 2, 6), False),  # Saturday
        (date(2027, 1, 6), False),  # trettondedag jul, a Wednesday
        (date(2027, 3, 26), False),  # långfredagen
        (date(2027, 6, 25), False),  # midsommarafton is kept as a holiday
        (date(2026, 12, 24), False),
        (date(2026, 12, 31), False),
        (date(2027, 1, 7), True),
    ],
)
def test_letters_go_on_days_when_people_work(day: date, works: bool) -> None:
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("text", "days"),
    [("21, 7, 2", (21, 7, 2)), ("2 7 7 21", (21, 7, 2)), ("7 och 2", (7, 2)), ("", ()), ("0", (0,))],
)
def test_days_are_read_however_they_are_written(text: str, days: tuple[int, ...]) -> None:
    assert read_days(text) == days


@pytest.mark.parametrize("text", ["sju", "-2", "7.5", "121", "1 2 3 4 5 6 7", "٧"])
def test_days_that_cannot_be_understood_are_told(text: str) -> None:
    assert isinstance(read_days(text), DaysUnreadable)


@pytest.mark.parametrize(
    ("step", "day"),
    [
        (Step(Occasion.UNANSWERED, 7), date(2027, 1, 28)),
        (Step(Occasion.UNANSWERED, 4), date(2027, 1, 29)),  # 31 January is a Sunday: the Friday before
        (Step(Occasion.DAY_BEFORE), date(2027, 3, 3)),
        (Step(Occasion.AFTERWARDS), date(2027, 3, 8)),  # the meeting ends on a Friday
    ],
)
def test_what_would_go_on_a_day_off_goes_on_the_working_day_beside_it(step: Step, day: date) -> None:
    assert day_of(step, answer_by=ANSWER_BY, starts_on=date(2027, 3, 4), ends_on=date(2027, 3, 5)) == day


@pytest.mark.parametrize(
    ("today", "key"),
    [
        (date(2027, 1, 13), ""),
        (date(2027, 1, 14), "unanswered:21"),
        (date(2027, 1, 15), "unanswered:21"),  # the worker stood still yesterday
        (date(2027, 1, 16), ""),  # Saturday
        (date(2027, 1, 18), ""),  # too late for it
        (date(2027, 1, 28), "unanswered:7"),
        (date(2027, 2, 2), "unanswered:2"),
        (date(2027, 2, 4), "unanswered:2"),
        (date(2027, 2, 5), ""),  # answering is over
    ],
)
def test_who_has_not_answered_is_reminded_on_each_day_of_the_schedule(today: date, key: str) -> None:
    assert _key(today) == key


def test_nobody_is_reminded_within_five_days_of_the_invitation() -> None:
    assert _key(date(2027, 1, 14), invited_on=date(2027, 1, 9)) == "unanswered:21"
    assert _key(date(2027, 1, 14), invited_on=date(2027, 1, 10)) == ""
    assert _key(date(2027, 1, 15), invited_on=date(2027, 1, 10)) == ""  # nor the day after instead
    assert _key(date(2027, 1, 28), invited_on=date(2027, 1, 10)) == "unanswered:7"


def test_a_step_that_is_skipped_goes_to_nobody_and_the_one_before_does_not_go_instead() -> None:
    without = Schedule((21, 7, 2), skipped=frozenset({"unanswered:7"}))
    assert (_key(date(2027, 1, 28), without), _key(date(2027, 2, 2), without)) == ("", "unanswered:2")


def test_what_is_ahead_is_told_for_each_person_with_the_day_it_goes() -> None:
    ahead = reminders_ahead(USUAL, answer_by=ANSWER_BY, invited_on=date(2027, 1, 12), today=date(2027, 1, 13))
    assert [(step.days, day) for step, day in ahead] == [(7, date(2027, 1, 28)), (2, date(2027, 2, 2))]


def test_of_two_that_meet_on_one_working_day_one_goes() -> None:
    both = Schedule((5, 4))  # 30 and 31 January: Saturday and Sunday
    ahead = reminders_ahead(both, answer_by=ANSWER_BY, invited_on=LONG_AGO, today=date(2027, 1, 1))
    assert [step.days for step, _day in ahead] == [4]
    assert _key(date(2027, 1, 29), both) == "unanswered:4"


def test_skipping_is_taken_back_and_knows_only_the_steps_there_are() -> None:
    skipped = with_skipped(USUAL, "unanswered:7", skip=True)
    assert skipped == {"unanswered:7"}
    assert with_skipped(Schedule((7,), skipped=skipped), "unanswered:7", skip=False) == frozenset()
    assert with_skipped(USUAL, "unanswered:8", skip=True) == frozenset()
