"""What is told of attendance afterwards: counts and shares, days, and the list that goes with the minutes."""

import pytest

from app.attendance.rules import Attendance, Heading, Tally, heading, over_parts, so_far, tally
from app.invitations.rules import InvitationSource
from app.people.rules.kinds import RoleGroup

PRESENT, INSTEAD, EXCUSED, ABSENT = Attendance


def test_each_state_is_counted_and_nobody_who_was_not_to_be_there() -> None:
    assert tally([PRESENT, None, ABSENT, PRESENT, EXCUSED, INSTEAD]) == Tally(2, 1, 1, 1)


def test_shares_are_of_the_seats_so_that_a_seat_with_somebody_else_in_it_counts_once() -> None:
    found = Tally(present=9, instead=2, excused=0, absent=1)
    assert (found.share(found.present), found.share(found.absent), found.share(found.instead)) == (90, 10, 20)


def test_shares_are_whole_and_a_half_goes_upwards() -> None:
    assert (Tally(present=1, absent=7).share(1), Tally(present=1, absent=2).share(1)) == (13, 33)


def test_nothing_is_a_share_of_nobody() -> None:
    assert (Tally().share(0), Tally().is_empty, Tally(instead=1).share(1), Tally(instead=1).is_empty) == (
        None,
        True,
        None,
        False,
    )


@pytest.mark.parametrize(
    ("states", "together"),
    [
        ([ABSENT, PRESENT, None], PRESENT),
        ([EXCUSED, ABSENT], EXCUSED),
        ([EXCUSED, INSTEAD], INSTEAD),
        ([None, ABSENT], ABSENT),
        ([None], None),
        ([], None),
    ],
)
def test_who_was_at_one_part_of_a_day_was_there(states: list[Attendance | None], together: Attendance | None) -> None:
    assert over_parts(states) is together


def test_nobody_is_absent_until_the_part_is_over() -> None:
    assert [so_far(state, over=False) for state in Attendance] == [PRESENT, INSTEAD, EXCUSED, None]
    assert [so_far(state, over=True) for state in Attendance] == list(Attendance)


@pytest.mark.parametrize(
    ("state", "source", "group", "stands"),
    [
        (PRESENT, InvitationSource.CIRCLE, RoleGroup.SKOLLEDNING, Heading.PRESENT),
        (PRESENT, InvitationSource.SUCCESSOR, None, Heading.PRESENT),
        (PRESENT, InvitationSource.SUBSTITUTE, RoleGroup.SKOLLEDNING, Heading.INSTEAD),
        (PRESENT, InvitationSource.BY_HAND, RoleGroup.SKOLLEDNING, Heading.CO_OPTED),
        (PRESENT, InvitationSource.SPEAKER, None, Heading.CO_OPTED),
        (PRESENT, InvitationSource.CIRCLE, RoleGroup.ADJUNGERADE, Heading.CO_OPTED),
        (EXCUSED, InvitationSource.BY_HAND, None, Heading.EXCUSED),
        (ABSENT, InvitationSource.CIRCLE, None, None),
        (INSTEAD, InvitationSource.CIRCLE, None, None),
        (None, InvitationSource.CIRCLE, None, None),
    ],
)
def test_each_stands_under_one_heading_of_the_list_or_none(
    state: Attendance | None, source: InvitationSource, group: RoleGroup | None, stands: Heading | None
) -> None:
    assert heading(state, source, group) is stands
