"""What is done with the parts of an event, its slots and its circles; on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flask import Flask

from app.audit.actor import SYSTEM
from app.events import actions, queries
from app.events.model import Event
from app.events.queries import drafts
from app.events.rules.changes import Change
from app.events.rules.circles import CircleLineValue
from app.events.rules.drafts import PartDraft
from app.events.rules.kinds import PartKind
from app.events.rules.outcomes import Saved
from app.kernel.db import db, transaction
from app.people.rules.kinds import OrganisationKind
from tests import builders
from tests.conferences import LATER, NOW, create, published


def test_two_editors_of_different_parts_do_not_stop_each_other(database: Flask) -> None:
    event = create()
    seen, (one, two, *_) = event.version, event.parts
    with transaction():
        wanted = [replace(drafts.part_draft_of(event, part), room="Sal 1") for part in (one, two)]
        outcomes = [
            actions.edit_part(event, part, draft, now=NOW, actor=SYSTEM, seen=seen)
            for part, draft in zip((one, two), wanted, strict=True)
        ]
    assert outcomes == [Saved((Change("room", "", "Sal 1"),))] * 2


def test_a_part_of_a_draft_disappears_but_a_published_one_is_cancelled(database: Flask) -> None:
    draft, open_event = create(), published()
    with transaction():
        for event in (draft, open_event):
            actions.remove_part(event, event.parts[0], now=LATER, actor=SYSTEM)
    assert [(len(event.parts), event.parts[0].cancelled_at) for event in (draft, open_event)] == [
        (11, None),
        (12, LATER),
    ]


def test_cancelling_a_part_can_be_undone(database: Flask) -> None:
    event = published()
    part = event.parts[0]
    with transaction():
        actions.remove_part(event, part, now=LATER, actor=SYSTEM)
        actions.restore_part(event, part, now=LATER, actor=SYSTEM)
    assert (part.cancelled_at, part.sequence) == (None, 2)


def _one_part() -> Event:
    with transaction():
        event = builders.event()
        builders.part(event)
    return event


def test_a_change_of_the_only_part_is_one_of_the_meeting_and_of_one_among_several_is_not(database: Flask) -> None:
    several, whole = published(), _one_part()
    with transaction():
        for event in (several, whole):
            part = event.parts[0]
            draft = replace(drafts.part_draft_of(event, part), room="Lilla salen")
            actions.edit_part(event, part, draft, now=LATER, actor=SYSTEM)
    assert [event.sequence for event in (several, whole)] == [1, 1]  # the first was published, which is one
    assert [event.parts[0].sequence for event in (several, whole)] == [1, 1]


def test_a_second_part_makes_a_banner_of_what_was_a_time_of_day(database: Flask) -> None:
    event = _one_part()
    sequences = []
    with transaction():
        draft = replace(drafts.part_draft_of(event, event.parts[0]), title="Mingel")
        for _number in range(2):
            actions.add_part(event, draft, now=LATER, actor=SYSTEM)
            sequences.append(event.sequence)
    assert sequences == [1, 1]


def test_a_part_added_in_a_slot_is_one_of_its_choices(database: Flask) -> None:
    event = create()
    moment = datetime(2027, 3, 5, 8, tzinfo=UTC)
    draft = PartDraft("Seminarium G", PartKind.PARALLEL, moment, moment + timedelta(hours=1), slot="Seminarier 9.00")
    with transaction():
        part = actions.add_part(event, draft, now=LATER, actor=SYSTEM)
    assert drafts.part_draft_of(event, part) == draft


def test_slots_are_renamed_added_and_removed(database: Flask) -> None:
    event = create()
    first = event.slots[0].id
    with transaction():
        actions.edit_slots(event, [(first, "Pass 1"), (None, "Pass 3")], now=LATER, actor=SYSTEM)
    db.session.expire_all()
    saved = queries.get_whole_event(event.slug)
    assert [slot.title for slot in saved.slots] == ["Pass 1", "Pass 3"]
    assert sorted(draft.slot for draft in drafts.draft_of(saved).parts) == [""] * 9 + ["Pass 1"] * 3


def test_a_circle_is_exchanged_for_another_without_touching_the_parts(database: Flask) -> None:
    event = create()
    part_circle = queries.circle_of(event, event.parts[0])
    rektor = queries.circle_of(event)[0].role_id
    circle = [CircleLineValue(rektor, OrganisationKind.KOMMUN), CircleLineValue(rektor, OrganisationKind.FRISTAENDE)]
    with transaction():
        actions.edit_circle(event, circle, now=LATER, actor=SYSTEM)
    assert (set(queries.circle_of(event)), queries.circle_of(event, event.parts[0])) == (set(circle), part_circle)
