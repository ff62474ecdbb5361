"""Quotas of an event: set, changed, taken away, copied to next year."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.desk import quotas as desk
from app.events import actions, queries
from app.events.model import Event, Part, Quota
from app.events.queries.quotas import QuotaMissing, get_quota, list_quotas, quota_of
from app.events.rules import quotas
from app.events.rules.kinds import QueueMode
from app.events.rules.outcomes import EditedMeanwhile, Saved
from app.kernel.db import db, transaction
from app.people.rules.kinds import OrganisationKind, RoleGroup
from tests import builders
from tests.builders import NOW

KOMMUN = OrganisationKind.KOMMUN
PER_KOMMUN = quotas.Quota(2, organisation_kind=KOMMUN, per_organisation=True)
POLITICIAN = quotas.Quota(1, RoleGroup.POLITIKER, organisation_kind=KOMMUN, per_organisation=True)


@pytest.fixture
def event(database: Flask) -> Event:
    with transaction():
        found = builders.event()
        builders.part(found)
    return found


def _add(event: Event, quota: quotas.Quota, part: Part | None = None) -> Quota:
    with transaction():
        desk.add_quota(event, part, quota, now=NOW, actor=SYSTEM)
    return list_quotas(event)[-1]


def _log() -> list[tuple[str, list[Any]]]:
    asked = sa.select(LogEntry).where(LogEntry.action.startswith("quota.")).order_by(LogEntry.id)
    return [(entry.action, entry.details["changes"]) for entry in db.session.scalars(asked)]


def test_quotas_stand_in_the_order_they_were_added_and_the_log_tells_them_in_words(event: Event) -> None:
    _add(event, PER_KOMMUN)
    _add(event, POLITICIAN, event.parts[0])
    assert [(quota_of(row), row.part_id) for row in list_quotas(event)] == [
        (PER_KOMMUN, None),
        (POLITICIAN, event.parts[0].id),
    ]
    assert _log() == [
        ("quota.added", [["quota", "", "Högst två per kommun."]]),
        ("quota.added", [["quota", "", "Högst en politiker per kommun till Konferens dag 1."]]),
    ]


def test_a_changed_quota_is_told_before_and_after_and_one_unchanged_is_not(event: Event) -> None:
    row = _add(event, PER_KOMMUN)
    saved = []
    for _ in range(2):
        with transaction():
            saved.append(desk.edit_quota(event, row, None, POLITICIAN, now=NOW, actor=SYSTEM, seen=event.version))
    assert _log()[1:] == [("quota.edited", [["quota", "Högst två per kommun.", "Högst en politiker per kommun."]])]
    assert [isinstance(one, Saved) and bool(one.changed) for one in saved] == [True, False]


def test_the_second_of_two_who_change_quotas_sees_what_changed(event: Event) -> None:
    row = _add(event, PER_KOMMUN)
    seen = event.version
    _add(event, POLITICIAN)
    with transaction():
        outcome = desk.edit_quota(event, row, None, POLITICIAN, now=NOW, actor=SYSTEM, seen=seen)
    assert isinstance(outcome, EditedMeanwhile)
    assert [change.after for edit in outcome.edits for change in edit.changes] == ["Högst en politiker per kommun."]


def test_without_its_last_quota_an_event_says_that_it_has_none(event: Event) -> None:
    row = _add(event, PER_KOMMUN)
    had = event.has_quotas
    with transaction():
        desk.remove_quota(event, row, now=NOW, actor=SYSTEM)
    assert (had, event.has_quotas, list_quotas(event)) == (True, False, [])


def test_another_events_quota_is_not_found(event: Event) -> None:
    row = _add(event, PER_KOMMUN)
    with transaction():
        other = builders.event("Dialogmöte")
    with pytest.raises(QuotaMissing):
        get_quota(other, row.uid)


def test_next_year_has_the_same_quotas_and_the_same_queue(event: Event) -> None:
    _add(event, PER_KOMMUN)
    _add(event, POLITICIAN, event.parts[0])
    with transaction():
        whole = queries.get_whole_event(event.slug)
        whole.queue_mode, whole.offer_hours, whole.queue_stop_days = QueueMode.OFFERED, 24, 5
        copied = actions.copy_to_next_year(whole, now=NOW, actor=SYSTEM)
    assert [(quota_of(row), row.part_id) for row in list_quotas(copied)] == [
        (PER_KOMMUN, None),
        (POLITICIAN, copied.parts[0].id),
    ]
    assert (copied.queue_mode, copied.offer_hours, copied.queue_stop_days) == (QueueMode.OFFERED, 24, 5)
