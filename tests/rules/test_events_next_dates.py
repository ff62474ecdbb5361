"""Where next year's meetings are proposed to be, and what is said of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.rules.breaks import EVERYWHERE, SchoolBreak, Shared, shared
from app.events.rules.kinds import EventKind
from app.events.rules.next_dates import Clash, Dates, RedDay, SqueezedDay, flags, propose

JAMTLAND, VASTERNORRLAND = "Jämtlands län", "Västernorrlands län"
SPORTLOV = SchoolBreak("Sportlov", date(2027, 3, 1), date(2027, 3, 5), VASTERNORRLAND)  # week 9
NEXT_WEEK = SchoolBreak("Sportlov", date(2027, 3, 8), date(2027, 3, 12), JAMTLAND)
HOSTLOV = SchoolBreak("höstlov", date(2027, 11, 1), date(2027, 11, 5), EVERYWHERE)  # week 44
DIALOGUE, CONFERENCE = EventKind.DIALOGUE, EventKind.CONFERENCE


def _said(found: tuple[object, ...]) -> list[str]:
    return [str(one.said) for one in found]  # type: ignore[attr-defined]


def test_a_meeting_on_an_ordinary_day_keeps_week_and_weekday_and_nothing_is_said() -> None:
    proposed = propose(DIALOGUE, date(2026, 10, 15), date(2026, 10, 15), [SPORTLOV, HOSTLOV])
    assert (proposed.by_rule, proposed.other) == (Dates(date(2027, 10, 21), date(2027, 10, 21)), None)
    assert proposed.best == proposed.by_rule


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2023, (date(2024, 2, 29), date(2024, 3, 1))),
        (2024, (date(2025, 2, 27), date(2025, 2, 28))),
        (2025, (date(2026, 2, 26), date(2026, 2, 27))),
        (2026, (date(2027, 3, 4), date(2027, 3, 5))),
        (2027, (date(2028, 3, 2), date(2028, 3, 3))),
    ],
)
def test_the_conference_comes_on_the_known_dates(year: int, days: tuple[date, date]) -> None:
    first = date.fromisocalendar(year, 9, 4)
    proposed = propose(CONFERENCE, first, first + timedelta(days=1), [])
    assert (proposed.by_rule.first, proposed.by_rule.last) == days


def test_week_9_stays_in_a_sportlov_but_the_clash_is_told_with_the_nearest_week_without_one() -> None:
    proposed = propose(CONFERENCE, date(2026, 2, 26), date(2026, 2, 27), [SPORTLOV, NEXT_WEEK])
    assert _said(proposed.by_rule.flags) == ["Krockar med sportlov i Västernorrlands län (1–5 mars 2027)"]
    assert proposed.other == Dates(date(2027, 2, 25), date(2027, 2, 26))
    assert proposed.best == proposed.by_rule


def test_a_red_day_gives_the_nearest_free_weekday_of_the_same_week() -> None:
    """Ascension day is a Thursday, the Friday after it a klämdag: so the Wednesday."""
    proposed = propose(DIALOGUE, date(2026, 5, 7), date(2026, 5, 7), [])
    assert proposed.by_rule.flags == ()  # Thursday of week 19 in 2027 is 13 May
    proposed = propose(DIALOGUE, date(2026, 4, 30), date(2026, 4, 30), [])
    assert proposed.by_rule.flags == (RedDay(date(2027, 5, 6), "Kristi himmelsfärdsdag"),)
    assert _said(proposed.by_rule.flags) == ["Torsdag 6 maj är röd dag (Kristi himmelsfärdsdag)"]
    assert proposed.best == Dates(date(2027, 5, 5), date(2027, 5, 5))


def test_a_klamdag_is_told_and_avoided() -> None:
    proposed = propose(DIALOGUE, date(2026, 5, 1), date(2026, 5, 1), [])
    assert proposed.by_rule.flags == (SqueezedDay(date(2027, 5, 7)),)
    assert _said(proposed.by_rule.flags) == ["Fredag 7 maj är klämdag"]
    assert proposed.best == Dates(date(2027, 5, 5), date(2027, 5, 5))


def test_of_two_weekdays_as_near_the_later_is_proposed() -> None:
    proposed = propose(DIALOGUE, date(2026, 1, 7), date(2026, 1, 7), [])  # Wednesday: trettondedag jul 2027 is week 1's
    assert proposed.by_rule.flags == ()
    taken = SchoolBreak("studiedag", date(2027, 1, 13), date(2027, 1, 13), JAMTLAND)
    proposed = propose(DIALOGUE, date(2026, 1, 7), date(2026, 1, 7), [taken])
    assert proposed.best.first == date(2027, 1, 14)


def test_a_whole_week_of_lov_gives_the_same_weekday_of_the_nearest_free_week() -> None:
    proposed = propose(DIALOGUE, date(2026, 10, 28), date(2026, 10, 28), [HOSTLOV])  # Wednesday of week 44
    assert _said(proposed.by_rule.flags) == ["Krockar med höstlov i alla områden (1–5 november 2027)"]
    assert proposed.best == Dates(date(2027, 11, 10), date(2027, 11, 10))


def test_a_lov_in_one_area_is_told_with_the_area_and_another_week_is_free_for_all() -> None:
    proposed = propose(DIALOGUE, date(2026, 2, 25), date(2026, 2, 25), [SPORTLOV, NEXT_WEEK])
    assert proposed.by_rule.flags == (Clash("Sportlov", SPORTLOV.first, SPORTLOV.last, (VASTERNORRLAND,)),)
    assert proposed.best == Dates(date(2027, 2, 24), date(2027, 2, 24))  # the week after is Jämtland's


def test_a_meeting_of_two_days_keeps_both_within_the_week() -> None:
    proposed = propose(EventKind.NETWORK, date(2026, 4, 30), date(2026, 5, 1), [])
    assert _said(proposed.by_rule.flags) == [
        "Torsdag 6 maj är röd dag (Kristi himmelsfärdsdag)",
        "Fredag 7 maj är klämdag",
    ]
    assert proposed.best == Dates(date(2027, 5, 4), date(2027, 5, 5))


def test_where_no_date_near_is_free_none_is_proposed() -> None:
    closed = SchoolBreak("stängt", date(2027, 6, 1), date(2027, 12, 31))
    proposed = propose(DIALOGUE, date(2026, 9, 16), date(2026, 9, 16), [closed])
    assert (proposed.other, proposed.best) == (None, proposed.by_rule)


def test_areas_that_have_a_break_on_the_same_days_are_named_together() -> None:
    both = [SPORTLOV, SchoolBreak("Sportlov", SPORTLOV.first, SPORTLOV.last, JAMTLAND), NEXT_WEEK, HOSTLOV]
    assert shared(both) == (
        Shared("Sportlov", SPORTLOV.first, SPORTLOV.last, (JAMTLAND, VASTERNORRLAND)),
        Shared("Sportlov", NEXT_WEEK.first, NEXT_WEEK.last, (JAMTLAND,)),
        Shared("höstlov", HOSTLOV.first, HOSTLOV.last, ()),
    )
    assert _said(flags(date(2027, 3, 4), date(2027, 3, 5), both)) == [
        "Krockar med sportlov i Jämtlands län och Västernorrlands län (1–5 mars 2027)"
    ]


_DAYS = st.dates(date(2015, 1, 1), date(2060, 12, 31))


@given(_DAYS, st.integers(0, 2), st.sampled_from(EventKind), st.lists(st.tuples(_DAYS, st.integers(0, 20)), max_size=4))
def test_another_date_is_free_as_long_and_near(
    first: date, more: int, kind: EventKind, closed: list[tuple[date, int]]
) -> None:
    breaks = [SchoolBreak("lov", day, day + timedelta(days=days)) for day, days in closed]
    proposed = propose(kind, first, first + timedelta(days=more), breaks)
    if proposed.other is None:
        return
    assert proposed.by_rule.flags
    assert flags(proposed.other.first, proposed.other.last, breaks) == ()
    assert proposed.other.last - proposed.other.first == timedelta(days=more)
    assert abs(proposed.other.first - proposed.by_rule.first) <= timedelta(weeks=8)
