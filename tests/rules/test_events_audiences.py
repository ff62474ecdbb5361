"""Whom groups' calendars are for."""

from app.events.rules.audiences import AUDIENCES, Line, closed_parts
from app.people.rules.kinds import RoleGroup

LEADERS, POLITICIANS = AUDIENCES["skolledning"], AUDIENCES["politiker"]
COMMITTEE = AUDIENCES["working_committee"]
CIRCLE = [
    Line(None, RoleGroup.SKOLLEDNING),
    Line(1, RoleGroup.SKOLLEDNING),
    Line(1, RoleGroup.UTVECKLING),
    Line(2, RoleGroup.POLITIKER),
]


def test_every_role_group_and_every_group_that_meets_by_itself_can_have_a_calendar() -> None:
    assert list(AUDIENCES) == [*RoleGroup, "working_committee", "development_group", "network"]
    assert all((one.role_group is None) != (one.kind is None) for one in AUDIENCES.values())


def test_a_part_with_a_circle_of_its_own_stands_in_the_calendars_of_those_in_it_alone() -> None:
    assert [closed_parts(one, CIRCLE) for one in (LEADERS, POLITICIANS, COMMITTEE)] == [{2}, {1}, {1, 2}]


def test_parts_for_everybody_are_closed_to_nobody() -> None:
    assert closed_parts(POLITICIANS, CIRCLE[:1]) == set()
