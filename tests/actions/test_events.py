"""What is done with events, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.events import actions, queries
from app.events.model import Event, Part, PublicCalendar
from app.events.rules.changes import Change
from app.events.rules.circles import CircleLineValue
from app.events.rules.drafts import DocumentDraft, EventDraft, PartDraft
from app.events.rules.kinds import EventKind, EventState, NeedsGround, PartKind
from app.events.rules.moves import next_year
from app.events.rules.outcomes import Edit, EditedMeanwhile, NotReady, PartsOutside, Saved, WrongState
from app.events.rules.usual import usual_draft
from app.kernel.db import db, transaction
from app.people.model import Role
from app.people.rules.kinds import OrganisationKind
from tests import builders

NOW = builders.NOW
LATER = NOW + timedelta(hours=1)
TODAY = date(2027, 1, 20)


def conference() -> EventDraft:
    keys = ("skolchef", "prefekt", "utbildningschef", "samordnare", "rektor")
    known = {role.key: role.id for role in db.session.scalars(sa.select(Role))}
    ids = {key: known.get(key) or builders.role(key).id for key in keys}
    return usual_draft(EventKind.CONFERENCE, date(2027, 3, 4), ids)


def create(draft: EventDraft | None = None) -> Event:
    with transaction():
        return actions.create_event(draft or conference(), now=NOW, actor=SYSTEM)


def ready(draft: EventDraft) -> EventDraft:
    return replace(draft, terms=replace(draft.terms, needs_ground=NeedsGround.CONSENT))


def published() -> Event:
    with transaction():
        event = actions.create_event(ready(conference()), now=NOW, actor=SYSTEM)
        actions.publish(event, TODAY, now=NOW, actor=SYSTEM)
    return event


def marks(thing: Event | Part) -> tuple[int, datetime]:
    return thing.sequence, thing.content_changed_at


def test_what_was_drafted_is_what_is_saved(database: Flask) -> None:
    with transaction():
        draft = conference()
        event = actions.create_event(draft, now=NOW, actor=SYSTEM)
    db.session.expire_all()
    saved = queries.get_whole_event("run-konferens-2027")
    assert (saved.uid, saved.state, queries.draft_of(saved)) == (event.uid, EventState.DRAFT, draft)


def test_two_events_of_one_title_have_different_addresses(database: Flask) -> None:
    draft = usual_draft(EventKind.SEMINAR, date(2027, 4, 7), {})
    assert [create(draft).slug, create(draft).slug] == ["seminarium-7-april-2027", "seminarium-7-april-2027-2"]


def test_a_draft_without_ground_for_needs_is_not_published(database: Flask) -> None:
    event = create()
    with transaction():
        outcome = actions.publish(event, TODAY, now=NOW, actor=SYSTEM)
    assert isinstance(outcome, NotReady)
    assert (event.state, [fault.area for fault in outcome.faults]) == (EventState.DRAFT, ["settings"])


def test_publishing_twice_is_refused_in_words(database: Flask) -> None:
    event = published()
    with transaction():
        assert actions.publish(event, TODAY, now=NOW, actor=SYSTEM) == WrongState()


def test_a_cancelled_event_stays_cancelled(database: Flask) -> None:
    event = published()
    with transaction():
        cancelled = actions.cancel(event, now=LATER, actor=SYSTEM)
        again = actions.publish(event, TODAY, now=LATER, actor=SYSTEM)
    assert (cancelled, again) == (Saved((Change("state", "Publicerat", "Inställt"),)), WrongState())


def test_cancelling_raises_the_sequence_of_the_event_and_of_every_part(database: Flask) -> None:
    event = published()
    before = [marks(thing) for thing in (event, *event.parts)]
    with transaction():
        actions.cancel(event, now=LATER, actor=SYSTEM)
    assert [marks(thing) for thing in (event, *event.parts)] == [(number + 1, LATER) for number, _ in before]


def test_a_new_title_changes_the_calendar_but_not_its_sequence(database: Flask) -> None:
    event = published()
    sequence = event.sequence
    with transaction():
        details = replace(queries.details_of(event), title="RUN 2027")
        outcome = actions.edit_event(event, details, queries.terms_of(event), now=LATER, actor=SYSTEM)
    assert (outcome, marks(event)) == (
        Saved((Change("title", "RUN-konferens 2027", "RUN 2027"),)),
        (sequence, LATER),
    )


def test_a_new_place_raises_the_sequence(database: Flask) -> None:
    event = published()
    sequence = event.sequence
    with transaction():
        details = replace(queries.details_of(event), place="Östersund")
        actions.edit_event(event, details, queries.terms_of(event), now=LATER, actor=SYSTEM)
    assert marks(event) == (sequence + 1, LATER)


def test_two_changes_within_a_second_are_still_told_apart(database: Flask) -> None:
    event = published()
    with transaction():
        for title in ("A", "B"):
            details = replace(queries.details_of(event), title=title)
            actions.edit_event(event, details, queries.terms_of(event), now=LATER, actor=SYSTEM)
    assert event.content_changed_at == LATER + timedelta(seconds=1)


def test_saving_without_change_leaves_no_trace(database: Flask) -> None:
    event = published()
    before = (*marks(event), event.version)
    with transaction():
        actions.edit_event(event, queries.details_of(event), queries.terms_of(event), now=LATER, actor=SYSTEM, seen=1)
    assert (*marks(event), event.version) == before


def test_the_second_editor_is_told_what_the_first_changed(database: Flask) -> None:
    event = create()
    seen, terms = event.version, queries.terms_of(event)
    details = queries.details_of(event)
    with transaction():
        actions.edit_event(event, replace(details, place="Östersund"), terms, now=LATER, actor=SYSTEM, seen=seen)
    with transaction():
        outcome = actions.edit_event(
            event, replace(details, theme="Rekrytera"), terms, now=LATER, actor=SYSTEM, seen=seen
        )
    told = (Edit(LATER, "Systemet", (Change("place", "", "Östersund"),)),)
    assert (outcome, event.theme) == (EditedMeanwhile(told, event.version), "")


def test_two_editors_of_different_parts_do_not_stop_each_other(database: Flask) -> None:
    event = create()
    seen, (one, two, *_) = event.version, event.parts
    with transaction():
        drafts = [replace(queries.part_draft_of(event, part), room="Sal 1") for part in (one, two)]
        outcomes = [
            actions.edit_part(event, part, draft, now=NOW, actor=SYSTEM, seen=seen)
            for part, draft in zip((one, two), drafts, strict=True)
        ]
    assert outcomes == [Saved((Change("room", "", "Sal 1"),))] * 2


def test_the_public_feed_is_raised_by_public_events_only(database: Flask) -> None:
    event = published()

    def version() -> int:
        return db.session.scalar(sa.select(PublicCalendar.version)) or 0

    with transaction():
        details, terms = queries.details_of(event), queries.terms_of(event)
        actions.edit_event(event, replace(details, place="A"), terms, now=LATER, actor=SYSTEM)
        hidden = version()
        actions.edit_event(event, replace(details, place="A"), replace(terms, public=True), now=LATER, actor=SYSTEM)
        shown = version()
        actions.edit_event(event, details, replace(terms, public=False), now=LATER, actor=SYSTEM)
        withdrawn = version()
    assert (hidden, shown, withdrawn) == (0, 2, 3)


def test_moving_an_event_moves_every_part_at_its_hour(database: Flask) -> None:
    event = published()
    with transaction():
        outcome = actions.reschedule(event, date(2027, 4, 8), date(2027, 4, 9), now=LATER, actor=SYSTEM)
    assert (outcome, event.parts[0].starts_at, event.parts[-1].ends_at) == (
        Saved((Change("starts_on", "4 mars 2027", "8 april 2027"), Change("ends_on", "5 mars 2027", "9 april 2027"))),
        datetime(2027, 4, 8, 8, tzinfo=UTC),
        datetime(2027, 4, 9, 11, 15, tzinfo=UTC),
    )


def test_an_event_cannot_be_shorter_than_its_programme(database: Flask) -> None:
    event = published()
    with transaction():
        outcome = actions.reschedule(event, date(2027, 3, 4), date(2027, 3, 4), now=LATER, actor=SYSTEM)
    assert isinstance(outcome, PartsOutside)
    assert (outcome.titles[0], event.ends_on) == ("Övernattning", date(2027, 3, 5))


def test_the_copy_for_next_year_is_a_draft_on_the_days_of_its_kind(database: Flask) -> None:
    event = published()
    with transaction():
        copy = actions.copy_to_next_year(event, now=LATER, actor=SYSTEM)
    assert (copy.state, copy.slug, copy.copied_from_id) == (EventState.DRAFT, "run-konferens-2028", event.id)
    assert queries.draft_of(copy) == next_year(queries.draft_of(event))


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


def test_a_part_added_in_a_slot_is_one_of_its_choices(database: Flask) -> None:
    event = create()
    moment = datetime(2027, 3, 5, 8, tzinfo=UTC)
    draft = PartDraft("Seminarium G", PartKind.PARALLEL, moment, moment + timedelta(hours=1), slot="Seminarier 9.00")
    with transaction():
        part = actions.add_part(event, draft, now=LATER, actor=SYSTEM)
    assert queries.part_draft_of(event, part) == draft


def test_slots_are_renamed_added_and_removed(database: Flask) -> None:
    event = create()
    first = event.slots[0].id
    with transaction():
        actions.edit_slots(event, [(first, "Pass 1"), (None, "Pass 3")], now=LATER, actor=SYSTEM)
    db.session.expire_all()
    saved = queries.get_whole_event(event.slug)
    assert [slot.title for slot in saved.slots] == ["Pass 1", "Pass 3"]
    assert sorted(draft.slot for draft in queries.draft_of(saved).parts) == [""] * 9 + ["Pass 1"] * 3


def test_a_circle_is_exchanged_for_another_without_touching_the_parts(database: Flask) -> None:
    event = create()
    part_circle = queries.circle_of(event, event.parts[0])
    rektor = queries.circle_of(event)[0].role_id
    circle = [CircleLineValue(rektor, OrganisationKind.KOMMUN), CircleLineValue(rektor, OrganisationKind.FRISTAENDE)]
    with transaction():
        actions.edit_circle(event, circle, now=LATER, actor=SYSTEM)
    assert (set(queries.circle_of(event)), queries.circle_of(event, event.parts[0])) == (set(circle), part_circle)


def test_documents_keep_their_order(database: Flask) -> None:
    event = create()
    documents = [
        DocumentDraft("Dagordning", "https://miun.example/a"),
        DocumentDraft("Bilaga", "https://miun.example/b"),
    ]
    with transaction():
        actions.edit_documents(event, documents, now=LATER, actor=SYSTEM)
    db.session.expire_all()
    assert [DocumentDraft(d.title, d.url) for d in queries.get_whole_event(event.slug).documents] == documents


def test_a_member_is_added_once_and_can_be_removed(database: Flask) -> None:
    event = create(usual_draft(EventKind.DEVELOPMENT_GROUP, date(2027, 4, 7), {}))
    with transaction():
        anna, ange = builders.person(), builders.organisation()
        for _ in range(2):
            actions.add_member(event, anna, ange, now=LATER, actor=SYSTEM)
    members = [
        (member.person.name, member.organisation and member.organisation.name) for member in queries.list_members(event)
    ]
    with transaction():
        actions.remove_member(event, anna, now=LATER, actor=SYSTEM)
    assert (members, queries.list_members(event)) == ([("Anna Berg", "Ånge kommun")], [])


def test_every_change_is_logged_with_its_event(database: Flask) -> None:
    event = published()
    with transaction():
        actions.remove_part(event, event.parts[0], now=LATER, actor=SYSTEM)
    logged = db.session.scalars(sa.select(LogEntry.action).where(LogEntry.event_uid == event.uid).order_by(LogEntry.id))
    assert logged.all() == ["event.created", "event.published", "part.cancelled"]


def test_the_whole_event_takes_the_same_number_of_statements_however_long_it_is(database: Flask) -> None:
    with transaction():
        short, long = builders.event(), builders.event()
        builders.part(short)
        for number in range(40):
            part = builders.part(long, f"Del {number}")
            builders.circle(long, builders.role(f"roll-{number}"), part)
    counts = [statements_of(partial(queries.get_whole_event, slug)) for slug in (short.slug, long.slug)]
    assert counts[1] <= counts[0] + 1  # roles are read only where a circle names one


def statements_of(read: Callable[[], Event]) -> int:
    """How many statements it takes to read an event and all that it holds."""
    statements: list[str] = []

    def see(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    db.session.expunge_all()
    sa.event.listen(db.engine, "before_cursor_execute", see)
    try:
        queries.draft_of(read())
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", see)
    return len(statements)
