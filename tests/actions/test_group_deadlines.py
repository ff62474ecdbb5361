"""A role group's own deadlines: written, moved, copied, told to the second editor. On both databases."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.events import actions, queries
from app.events.model import Event, GroupDeadlines
from app.events.rules.deadlines import GroupDays
from app.events.rules.outcomes import EditedMeanwhile, OutOfOrder, Saved
from app.kernel.db import db, transaction
from app.people.rules.kinds import RoleGroup
from tests import builders
from tests.builders import NOW

POLITICIANS = {RoleGroup.POLITIKER: GroupDays(answer=14, change=7)}


@pytest.fixture
def event(database: Flask) -> Event:
    with transaction():
        return builders.event()


def _edit(event: Event, of_groups: dict[RoleGroup, GroupDays], **given: Any) -> Any:
    with transaction():
        return actions.edit_group_days(event, of_groups, now=NOW, actor=SYSTEM, **given)


def _saved(event: Event) -> dict[RoleGroup, GroupDays]:
    db.session.expire_all()
    return queries.group_days_of(event)


def test_a_groups_days_are_written_changed_and_taken_away(event: Event) -> None:
    seen = []
    for wanted in (POLITICIANS, {RoleGroup.LAROSATE: GroupDays(meals=3)}, {RoleGroup.LAROSATE: GroupDays()}):
        assert isinstance(_edit(event, wanted), Saved)
        seen.append(_saved(event))
    assert seen == [POLITICIANS, {RoleGroup.LAROSATE: GroupDays(meals=3)}, {}]


def test_the_log_tells_the_group_before_and_after(event: Event) -> None:
    _edit(event, POLITICIANS)
    _edit(event, POLITICIANS)
    entries = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "event.group_deadlines_edited")).all()
    assert [entry.details["changes"] for entry in entries] == [
        [["group_deadlines", "Politiker: –", "Politiker: Svara senast 14, Ändra senast 7"]]
    ]


def test_days_in_the_wrong_order_together_with_the_events_are_refused(event: Event) -> None:
    outcome = _edit(event, {RoleGroup.POLITIKER: GroupDays(answer=7)})
    assert isinstance(outcome, OutOfOrder)
    assert (list(outcome.faults), _saved(event)) == ([RoleGroup.POLITIKER], {})


def test_the_second_editor_is_told_what_the_first_saved(event: Event) -> None:
    seen = event.version
    _edit(event, POLITICIANS, seen=seen)
    assert isinstance(_edit(event, {RoleGroup.POLITIKER: GroupDays(answer=21)}, seen=seen), EditedMeanwhile)
    assert _saved(event) == POLITICIANS


def test_moving_the_event_moves_them(event: Event) -> None:
    _edit(event, POLITICIANS)
    with transaction():
        actions.reschedule(event, date(2027, 3, 11), date(2027, 3, 12), now=NOW + timedelta(hours=1), actor=SYSTEM)
    assert queries.deadlines_of(event, {RoleGroup.POLITIKER}).answer_by == date(2027, 2, 25)


def test_the_copy_of_next_year_has_them(event: Event) -> None:
    _edit(event, POLITICIANS)
    with transaction():
        copy = actions.copy_to_next_year(queries.get_whole_event(event.slug), now=NOW, actor=SYSTEM)
    assert (_saved(copy), db.session.scalar(sa.select(sa.func.count(GroupDeadlines.id)))) == (POLITICIANS, 2)
