"""Deadlines in days before the event, and the phases between them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.events.rules.deadlines import (
    DeadlineDays,
    Deadlines,
    GroupDays,
    Phase,
    days_for,
    deadlines,
    group_faults,
    order_fault,
    phase,
    with_own,
)
from app.people.rules.kinds import RoleGroup

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
    asked = {
        "opens": DeadlineDays(5, 28, 14, 10, 1),
        "change": DeadlineDays(120, 14, 28, 10, 1),
        "meals": DeadlineDays(120, 14, 7, 21, 1),
        "locked": DeadlineDays(120, 14, 7, 5, 15),
        "": USUAL,
    }
    told = {name: (order_fault(days) or "").split(" ")[0] for name, days in asked.items()}
    assert told == {"opens": "Anmälan", "change": "Sista", "meals": "Måltiderna", "locked": "Deltagarlistan", "": ""}


def test_new_politicians_answer_later_and_the_others_by_the_events_own_days() -> None:
    of_groups = {RoleGroup.POLITIKER: GroupDays(answer=14, change=7)}
    told = [days_for(USUAL, of_groups, groups) for groups in ({RoleGroup.POLITIKER}, {RoleGroup.SKOLLEDNING}, set())]
    assert told == [DeadlineDays(120, 14, 7, 10, 1), USUAL, USUAL]


def test_somebody_in_several_groups_gets_the_most_generous_day_of_each() -> None:
    of_groups = {
        RoleGroup.POLITIKER: GroupDays(opens=90, answer=14, change=7),
        RoleGroup.LAROSATE: GroupDays(answer=35, change=3, meals=5),
    }
    assert days_for(USUAL, of_groups, {RoleGroup.POLITIKER, RoleGroup.LAROSATE}) == DeadlineDays(120, 14, 3, 5, 1)


def test_a_stricter_group_does_not_bind_who_is_invited_in_another_group_too() -> None:
    strict = {RoleGroup.LAROSATE: GroupDays(answer=60, change=60)}
    groups = {RoleGroup.LAROSATE, RoleGroup.SKOLLEDNING}
    assert (days_for(USUAL, strict, {RoleGroup.LAROSATE}).answer, days_for(USUAL, strict, groups)) == (60, USUAL)


def test_a_persons_own_dates_win_also_when_they_are_earlier() -> None:
    dates = deadlines(USUAL, FIRST)
    own = with_own(dates, date(2027, 1, 15), date(2027, 1, 20))
    assert (own.answer_by, own.change_by, own.meals_frozen) == (
        date(2027, 1, 15),
        date(2027, 1, 20),
        dates.meals_frozen,
    )
    assert with_own(dates, None, None) == dates


def test_who_may_answer_late_may_change_as_long_and_may_answer_at_once() -> None:
    dates = deadlines(USUAL, FIRST)
    late, early = with_own(dates, date(2027, 3, 1), None), with_own(dates, date(2026, 10, 1), None)
    assert (late.change_by, phase(late, LAST, date(2027, 3, 1))) == (date(2027, 3, 1), Phase.OPEN)
    assert phase(early, LAST, date(2026, 10, 1)) is Phase.OPEN


def test_the_order_of_a_groups_days_is_judged_together_with_the_events() -> None:
    of_groups = {RoleGroup.POLITIKER: GroupDays(answer=10), RoleGroup.LAROSATE: GroupDays(answer=20)}
    assert list(group_faults(USUAL, of_groups)) == [RoleGroup.POLITIKER]


_own = st.builds(GroupDays, *[st.none() | st.integers(0, 200)] * 5)


@given(st.dictionaries(st.sampled_from(RoleGroup), _own), st.sets(st.sampled_from(RoleGroup)))
def test_days_in_order_in_every_group_stay_in_order_for_everybody(
    of_groups: dict[RoleGroup, GroupDays], groups: set[RoleGroup]
) -> None:
    faulty = group_faults(USUAL, of_groups)
    fine = {group: own for group, own in of_groups.items() if group not in faulty}
    assert order_fault(days_for(USUAL, fine, groups)) is None
