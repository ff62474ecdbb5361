"""Who is told what when a meeting is changed; on both databases."""

from collections import Counter
from datetime import UTC, date, datetime
from functools import partial

import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.desk import tell
from app.desk.cancel_event import cancel_event
from app.desk.concerned import Telling
from app.events import actions as events
from app.events.model import Event
from app.events.rules.kinds import EventState
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.people.model import Person
from app.registrations.rules.bulk import UNDO_WINDOW
from tests.changed_meeting import (
    FRIDAY,
    HOUR,
    LATER,
    LATER_STILL,
    WEEK_LATER,
    Meeting,
    changes,
    edits,
    entry,
    file,
    has_left,
    latest_of,
    letters,
    moves,
    relocates,
    told,
)
from tests.changed_meeting import (
    meeting as meeting,
)
from tests.said import statements


def test_a_moved_meeting_is_told_to_those_who_come_wait_or_have_not_answered_and_to_places(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary, meeting.seminar)
    meeting.invites("Bo", meeting.seminar)  # it is full
    meeting.invites("Cia")
    meeting.invites("Dag", state=InvitationState.NOT_COMING)
    meeting.invites("Eva", state=InvitationState.NOT_SENT)
    meeting.place()
    has_left()
    moves(meeting)
    assert told() == [
        ("Anna", "moved", "REQUEST"),
        ("Bo", "moved", ""),
        ("Cia", "moved_invited", ""),
        ("Ånge", "moved_place", ""),
    ]
    assert {one.due_at for one in letters()} == {LATER + UNDO_WINDOW}


def test_a_moved_seminar_reaches_only_those_who_chose_it_and_never_under_an_old_sequence(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary, meeting.seminar)
    meeting.invites("Bo", meeting.plenary)
    meeting.invites("Cia")
    has_left()
    edits(meeting, meeting.seminar, starts_at=FRIDAY + HOUR, ends_at=FRIDAY + 2 * HOUR)
    assert told() == [("Anna", "moved", "REQUEST")]
    before, after = latest_of("Anna", "receipt"), latest_of("Anna", "moved")
    assert entry(after)[1] > entry(before)[1]
    assert "fre 5 mars 10.00–11.00 Seminarium B" in (file(after).events[0].text("DESCRIPTION") or "")
    assert [(one["what"], one["part"]) for one in after.data["news"]] == [("when", "Seminarium B")]


def test_a_new_room_is_for_those_who_come_and_a_new_link_for_those_who_follow_online(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.seminar)
    meeting.invites("Bo", meeting.seminar, online=True)
    has_left()
    edits(meeting, meeting.seminar, room="Lilla salen")
    assert told() == [("Anna", "moved", "REQUEST")]
    has_left()
    edits(meeting, meeting.seminar, online_url="https://video.example/ny", now=LATER_STILL)
    assert told() == [("Bo", "moved", "REQUEST")]
    assert latest_of("Bo", "moved").data["parts"][0]["online_url"] == "https://video.example/ny"


def test_a_new_place_is_told_with_the_old_one_and_the_organizers_words(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary)
    has_left()
    changes(meeting, relocates, note="Hotellet hade dubbelbokat.")
    (one,) = letters()
    assert one.data["news"] == [{"what": "where", "part": "", "old": "Södra Berget, Sundsvall", "new": "Östersund"}]
    assert (one.data["note"], one.data["place"]) == ("Hotellet hade dubbelbokat.", "Östersund")


def test_what_nobody_is_told_of_gives_no_letter(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary)
    has_left()
    telling = edits(meeting, meeting.plenary, description="Mer om innehållet.", capacity=40)
    assert (telling, told()) == (Telling(), [])


def test_a_cancelled_meeting_is_told_to_all_who_waited_for_it(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary, meeting.seminar)
    meeting.invites("Bo", meeting.seminar)
    meeting.invites("Cia")
    meeting.invites("Dag", state=InvitationState.NOT_COMING)
    meeting.place()
    has_left()
    changes(meeting, cancel_event)
    assert told() == [
        ("Anna", "cancelled", "CANCEL"),
        ("Bo", "cancelled", ""),
        ("Cia", "cancelled", ""),
        ("Ånge", "cancelled_place", ""),
    ]
    before, after = latest_of("Anna", "receipt"), latest_of("Anna", "cancelled")
    assert (entry(after)[0], file(after).events[0].one("STATUS").value) == (entry(before)[0], "CANCELLED")
    assert entry(after)[1] > entry(before)[1]


def test_the_log_says_that_it_was_chosen_and_how_many_letters_it_came_to(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary)
    has_left()
    moves(meeting, told=False)
    moves(meeting, (date(2027, 3, 18), date(2027, 3, 19)), now=LATER_STILL)
    told = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "event.told").order_by(LogEntry.id))
    assert [one.details for one in told] == [{"count": 0}, {"count": 1}]


def test_of_a_meeting_that_has_been_nobody_is_told(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary)
    has_left()
    telling = changes(meeting, relocates, now=datetime(2027, 3, 20, tzinfo=UTC))
    assert (telling.concerned, told()) == ((), [])


def test_of_a_draft_nobody_is_told(database: Flask) -> None:
    meeting = Meeting(state=EventState.DRAFT)
    meeting.invites("Cia")
    assert (moves(meeting), told()) == (Telling(), [])


def test_who_has_no_address_is_counted_and_not_written_to(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary)
    has_left()
    with transaction():
        anna = db.session.scalars(sa.select(Person)).one()
        anna.addresses.clear()
    telling = moves(meeting)
    assert (telling.left_out, telling.concerned, told()) == (1, (), [])


def test_the_statements_that_find_those_concerned_and_write_to_them_do_not_grow_with_them(
    sqlite_database: Flask,
) -> None:
    meeting = Meeting()
    counts = []
    for number in (3, 12):
        for one in range(number):
            meeting.invites(f"N{number}{one}", meeting.plenary)
        has_left()
        with statements() as asked, transaction():
            event = db.session.get_one(Event, meeting.event_id)
            days = WEEK_LATER if number == 3 else (date(2027, 3, 18), date(2027, 3, 19))
            doing = partial(events.reschedule, event, *days, now=LATER, actor=SYSTEM)
            telling = tell.change(event, doing, now=LATER, actor=SYSTEM, tell=True)[1]
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert len(letters()) == 15
    assert Counter(one.kind for one in telling.concerned)["moved"] == 15
