"""What is done with events, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.events import actions, queries
from app.events.model import Event, PublicCalendar
from app.events.queries import drafts
from app.events.rules.changes import Change
from app.events.rules.drafts import DocumentDraft
from app.events.rules.kinds import EventKind, EventState
from app.events.rules.moves import next_year
from app.events.rules.outcomes import Edit, EditedMeanwhile, NotReady, PartsOutside, Saved, WrongState
from app.events.rules.usual import usual_draft
from app.kernel.db import db, transaction
from tests import builders
from tests.conferences import LATER, NOW, TODAY, conference, create, marks, published
from tests.said import count_statements

HALF_AN_HOUR = timedelta(minutes=30)


def test_what_was_drafted_is_what_is_saved(database: Flask) -> None:
    with transaction():
        draft = conference()
        event = actions.create_event(draft, now=NOW, actor=SYSTEM)
    db.session.expire_all()
    saved = queries.get_whole_event("run-konferens-2027")
    assert (saved.uid, saved.state, drafts.draft_of(saved)) == (event.uid, EventState.DRAFT, draft)


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
        details = replace(drafts.details_of(event), title="RUN 2027")
        outcome = actions.edit_event(event, details, drafts.terms_of(event), now=LATER, actor=SYSTEM)
    assert (outcome, marks(event)) == (
        Saved((Change("title", "RUN-konferens 2027", "RUN 2027"),)),
        (sequence, LATER),
    )


def test_a_new_place_raises_the_sequence(database: Flask) -> None:
    event = published()
    sequence = event.sequence
    with transaction():
        details = replace(drafts.details_of(event), place="Östersund")
        actions.edit_event(event, details, drafts.terms_of(event), now=LATER, actor=SYSTEM)
    assert marks(event) == (sequence + 1, LATER)


def test_two_changes_within_a_second_are_still_told_apart(database: Flask) -> None:
    event = published()
    with transaction():
        for title in ("A", "B"):
            details = replace(drafts.details_of(event), title=title)
            actions.edit_event(event, details, drafts.terms_of(event), now=LATER, actor=SYSTEM)
    assert event.content_changed_at == LATER + timedelta(seconds=1)


def test_saving_without_change_leaves_no_trace(database: Flask) -> None:
    event = published()
    before = (*marks(event), event.version)
    with transaction():
        actions.edit_event(event, drafts.details_of(event), drafts.terms_of(event), now=LATER, actor=SYSTEM, seen=1)
    assert (*marks(event), event.version) == before


def test_the_second_editor_is_told_what_the_first_changed(database: Flask) -> None:
    event = create()
    seen, terms = event.version, drafts.terms_of(event)
    details = drafts.details_of(event)
    with transaction():
        actions.edit_event(event, replace(details, place="Östersund"), terms, now=LATER, actor=SYSTEM, seen=seen)
    with transaction():
        outcome = actions.edit_event(
            event, replace(details, theme="Rekrytera"), terms, now=LATER, actor=SYSTEM, seen=seen
        )
    told = (Edit(LATER, "Systemet", (Change("place", "", "Östersund"),)),)
    assert (outcome, event.theme) == (EditedMeanwhile(told, event.version), "")


def test_the_public_feed_is_raised_by_public_events_only(database: Flask) -> None:
    event = published()

    def version() -> int:
        return db.session.scalar(sa.select(PublicCalendar.version)) or 0

    with transaction():
        details, terms = drafts.details_of(event), drafts.terms_of(event)
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
        event.self_check_in = event.parts[0].by_arrival = True
        copy = actions.copy_to_next_year(event, now=LATER, actor=SYSTEM)
    assert (copy.state, copy.slug, copy.copied_from_id) == (EventState.DRAFT, "run-konferens-2028", event.id)
    assert drafts.draft_of(copy) == next_year(drafts.draft_of(event))
    assert (copy.self_check_in, copy.parts[0].by_arrival) == (True, True)


def test_when_and_where_it_was_is_remembered_from_when_it_is_published(database: Flask) -> None:
    draft, event = create(), published()
    for one in (draft, event):
        with transaction():
            details = replace(drafts.details_of(one), place="Östersund")
            actions.edit_event(one, details, drafts.terms_of(one), now=LATER, actor=SYSTEM)
            actions.reschedule(one, date(2027, 3, 11), date(2027, 3, 12), now=LATER, actor=SYSTEM)
            first = drafts.part_draft_of(one, one.parts[0])
            later = replace(first, room="Lilla salen", starts_at=first.starts_at + HALF_AN_HOUR)
            actions.edit_part(one, one.parts[0], later, now=LATER, actor=SYSTEM)
    old, part, follower = event.was(NOW), event.parts[0], event.parts[1]
    assert (old.when, old.where) == ((date(2027, 3, 4), date(2027, 3, 5)), "")
    was_at = part.starts_at - HALF_AN_HOUR - timedelta(days=7), part.ends_at - timedelta(days=7)
    assert (part.was(NOW).when, follower.was(NOW).when) == (was_at, None)  # it only follows the meeting
    assert not event.was(LATER)
    assert (draft.earlier, draft.parts[0].earlier) == ([], [])


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
    db.session.expunge_all()
    return count_statements(lambda: drafts.draft_of(read()))
