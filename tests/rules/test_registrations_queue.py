"""Who moves up when seats are free."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from app.registrations.rules import EVENT, InLine, Limit, MovesUp, advance, part_limit

HALL, DINNER = part_limit(1), part_limit(2)
ANGE, BERG = Limit("quota", 1, 10), Limit("quota", 1, 20)


def _for_event(who: int, *quotas: Limit, wishes: Mapping[int, tuple[Limit, ...]] | None = None) -> InLine:
    return InLine(who, who, None, (EVENT, *quotas), wishes or {})


def _for_hall(who: int, *quotas: Limit) -> InLine:
    return InLine(who, who, 1, (HALL, *quotas))


def test_two_free_seats_go_to_the_first_two_in_line() -> None:
    done = advance([_for_event(3), _for_event(1), _for_event(2)], {EVENT: 2})
    assert (done.moved, done.obstacles) == ({1: MovesUp(event=True), 2: MovesUp(event=True)}, {(3, None): EVENT})


def test_one_whom_a_quota_stops_is_passed_by_those_it_does_not_count() -> None:
    queue = [_for_event(1, ANGE), _for_event(2, BERG), _for_event(3, BERG)]
    done = advance(queue, {EVENT: 5, ANGE: 0, BERG: 1})
    assert (list(done.moved), done.obstacles) == ([2], {(1, None): ANGE, (3, None): BERG})


def test_a_free_place_in_a_quota_is_of_no_use_in_a_full_house() -> None:
    done = advance([_for_event(1, ANGE)], {EVENT: 0, ANGE: 1})
    assert (done.moved, done.obstacles) == ({}, {(1, None): EVENT})


def test_who_comes_into_the_event_takes_the_parts_that_have_room_and_stands_behind_those_who_are_in() -> None:
    into = _for_event(1, wishes={1: (HALL,), 2: (DINNER,)})
    done = advance([into, _for_hall(7)], {EVENT: 1, HALL: 1, DINNER: 3})
    assert done.moved == {7: MovesUp(parts={1}), 1: MovesUp(event=True, parts={2})}


def test_fewer_seats_than_are_taken_let_nobody_in() -> None:
    assert advance([_for_event(1)], {EVENT: -3}).moved == {}


_limits = st.lists(st.sampled_from([ANGE, BERG]), unique=True, max_size=2).map(tuple)
_left = st.fixed_dictionaries({limit: st.integers(-1, 4) for limit in (EVENT, HALL, ANGE, BERG)})


@given(st.lists(_limits, max_size=8), _left)
def test_nobody_takes_more_than_there_is_and_nobody_passes_one_who_fits(
    queue: list[tuple[Limit, ...]], left: dict[Limit, int]
) -> None:
    line = [_for_event(who, *limits) for who, limits in enumerate(queue, 1)]
    done = advance(line, left)
    taken = {limit: sum(limit in one.limits for one in line if one.registration_id in done.moved) for limit in left}
    assert all(taken[limit] <= max(0, left[limit]) for limit in left)
    for one in line:
        if one.registration_id not in done.moved:
            before = {
                limit: left[limit]
                - sum(
                    limit in other.limits
                    for other in line
                    if other.number < one.number and other.registration_id in done.moved
                )
                for limit in one.limits
            }
            assert any(number <= 0 for number in before.values())
