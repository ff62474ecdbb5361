"""Changes on changes, while letters about the first wait, and changes in silence; on both databases."""

from datetime import date, timedelta

import pytest

from app.audit.actor import SYSTEM
from app.desk import tell
from app.desk.cancel_event import cancel_event
from app.desk.edit_event import remove_part
from app.events.model import Event
from app.invitations import actions as inviting
from app.invitations import queries as invitations
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.mail import leasing, outbox
from app.mail.model import LetterState
from app.registrations import actions
from app.registrations import letters as answers
from app.registrations.rules.bulk import UNDO_WINDOW
from tests.builders import NOW
from tests.changed_meeting import (
    HOUR,
    LATER,
    LATER_STILL,
    SOON,
    THURSDAY,
    Meeting,
    changes,
    edits,
    entry,
    file,
    has_left,
    latest_of,
    letters,
    moves,
    of_part,
    relocates,
    told,
)
from tests.changed_meeting import (
    meeting as meeting,
)


def test_letters_that_have_not_left_say_what_holds_now(meeting: Meeting) -> None:
    uid = meeting.invites("Cia", state=InvitationState.NOT_SENT)
    meeting.invites("Anna", meeting.plenary, meeting.seminar)
    with transaction():
        inviting.send(db.session.get_one(Event, meeting.event_id), now=NOW, actor=SYSTEM)
    first = entry(latest_of("Anna", "receipt"))
    moves(meeting, told=False)
    edits(meeting, meeting.seminar, told=False, room="Lilla salen")
    receipt, invitation = latest_of("Anna", "receipt"), latest_of("Cia", "invitation")
    assert "11–12 mars 2027" in receipt.subject
    assert [(one["starts_at"][:10], one["room"]) for one in receipt.data["parts"]] == [
        ("2027-03-11", "Stora salen"),
        ("2027-03-12", "Lilla salen"),
    ]
    assert entry(receipt)[0] == first[0]
    assert entry(receipt)[1:] > first[1:]
    assert file(receipt).events[0].one("DTSTART").value == "20270311"
    assert (invitation.data["starts_on"], invitation.data["answer_by"]) == (
        "2027-03-11",
        invitations.get(uid).deadlines.answer_by.isoformat(),
    )


def test_a_deadline_of_ones_own_stays_where_it_is_in_a_letter_that_has_not_left(meeting: Meeting) -> None:
    cia = meeting.invites("Cia", state=InvitationState.NOT_SENT, answer_by_on=date(2027, 2, 20))
    with transaction():
        inviting.send(db.session.get_one(Event, meeting.event_id), now=NOW, actor=SYSTEM)
    moves(meeting, told=False)
    letter, dates = latest_of("Cia", "invitation"), invitations.get(cia).deadlines
    assert letter.data["answer_by"] == dates.answer_by.isoformat() == "2027-02-20"
    assert letter.data["change_by"] == dates.change_by.isoformat()


def test_a_part_that_is_off_leaves_the_letters_that_have_not_left(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary, meeting.seminar)
    changes(meeting, of_part(remove_part, meeting.seminar), told=False)
    assert [one["title"] for one in latest_of("Anna", "receipt").data["parts"]] == ["Konferens dag 1"]


def test_moved_twice_within_the_hold_is_told_once_from_the_first_days_to_the_last(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary)
    has_left()
    moves(meeting)
    moves(meeting, (date(2027, 3, 18), date(2027, 3, 19)), now=LATER + timedelta(minutes=5))
    (one,) = letters()
    assert [(line["old"]["starts"], line["new"]["starts"]) for line in one.data["news"]] == [
        ("2027-03-04", "2027-03-18")
    ]
    assert [gone.kind for gone in letters(LetterState.CANCELLED)] == ["moved"]


@pytest.mark.parametrize("told_of_it", [True, False])
def test_moved_and_moved_back_within_the_hold_is_told_to_nobody(meeting: Meeting, told_of_it: bool) -> None:
    meeting.invites("Anna", meeting.plenary)
    meeting.place()
    has_left()
    moves(meeting)
    assert len(told()) == 2
    back = date(2027, 3, 4), date(2027, 3, 5)
    moves(meeting, back, now=LATER + timedelta(minutes=5), told=told_of_it)
    assert told() == []


def test_a_second_change_leaves_the_letters_of_the_first_to_those_it_does_not_concern(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary, meeting.seminar)
    meeting.invites("Bo", meeting.plenary)
    meeting.invites("Cia")
    meeting.place()
    has_left()
    moves(meeting)
    first = entry(latest_of("Bo", "moved"))
    edits(meeting, meeting.seminar, room="Lilla salen", now=SOON)
    assert sorted(told()) == [
        ("Anna", "moved", "REQUEST"),
        ("Bo", "moved", "REQUEST"),
        ("Cia", "moved_invited", ""),
        ("Ånge", "moved_place", ""),
    ]
    lines = {one.to_name.split()[0]: [line["what"] for line in one.data["news"]] for one in letters()}
    assert lines == {"Anna": ["when", "where"], "Bo": ["when"], "Cia": ["when"], "Ånge": ["when"]}
    due = {one.to_name.split()[0]: one.due_at for one in letters()}
    assert (due.pop("Anna"), set(due.values())) == (SOON + UNDO_WINDOW, {LATER + UNDO_WINDOW})
    then = entry(latest_of("Bo", "moved"))
    assert (then[0], then[1] > first[1]) == (first[0], True)
    assert [gone.to_name for gone in letters(LetterState.CANCELLED)] == ["Anna Berg"]


def test_moved_back_while_a_new_title_waits_only_the_title_is_told(meeting: Meeting) -> None:
    """The second change makes the days as they were known: what else the first told is still to be told."""
    meeting.invites("Anna", meeting.plenary)
    starts, ends = meeting.plenary.starts_at, meeting.plenary.ends_at
    has_left()
    edits(meeting, meeting.plenary, title="Inledning", starts_at=THURSDAY + HOUR, ends_at=THURSDAY + 4 * HOUR)
    assert latest_of("Anna", "moved").subject.startswith("Ny tid")
    edits(meeting, meeting.plenary, starts_at=starts, ends_at=ends, now=SOON)
    (one,) = letters()
    assert [(line["what"], line["part"]) for line in one.data["news"]] == [("title", "Inledning")]
    assert (one.data["moved"], one.subject.startswith("Ändrat")) == (False, True)


def test_the_letter_to_who_has_said_no_since_tells_where_a_second_move_has_come_to(meeting: Meeting) -> None:
    cia = meeting.invites("Cia")
    has_left()
    moves(meeting)
    with transaction():
        actions.decline(invitations.lock(cia), "", now=SOON, actor=SYSTEM)
    moves(meeting, (date(2027, 3, 18), date(2027, 3, 19)), now=SOON)
    (one,) = [one for one in letters() if one.kind == "moved_invited"]
    assert [line["new"]["starts"] for line in one.data["news"]] == ["2027-03-18"]


def test_told_once_and_changed_in_silence_the_letter_that_waits_says_what_holds(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary)
    has_left()
    moves(meeting)
    moves(meeting, (date(2027, 3, 18), date(2027, 3, 19)), now=LATER + timedelta(minutes=5), told=False)
    (one,) = letters()
    assert (one.data["news"][0]["new"]["starts"], "18–19 mars" in one.subject) == ("2027-03-18", True)


def test_what_was_changed_in_silence_before_is_told_with_the_next_letter(meeting: Meeting) -> None:
    """Since somebody was last written to: Bo registered in between and knows the new days."""
    meeting.invites("Anna", meeting.plenary)
    bo = meeting.invites("Bo")
    has_left()
    moves(meeting, told=False)
    meeting.registers(bo, meeting.plenary, now=LATER + timedelta(minutes=30))
    has_left()
    changes(meeting, relocates, now=LATER_STILL)
    lines = {one.to_name: [line["what"] for line in one.data["news"]] for one in letters()}
    assert lines == {"Anna Berg": ["when", "where"], "Bo Berg": ["where"]}
    assert latest_of("Anna", "moved").data["news"][0]["old"]["starts"] == "2027-03-04"


def test_moved_in_silence_and_back_again_nobody_who_knew_the_first_days_is_written_to(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary)
    cia = meeting.invites("Cia", state=InvitationState.NOT_SENT)
    meeting.place()
    has_left()
    moves(meeting, told=False)
    with transaction():
        inviting.send(db.session.get_one(Event, meeting.event_id), now=LATER + timedelta(minutes=30), actor=SYSTEM)
    has_left()
    moves(meeting, (date(2027, 3, 4), date(2027, 3, 5)), now=LATER_STILL)
    assert (told(), invitations.get(cia).sent_at) == (
        [("Cia", "moved_invited", "")],
        LATER + timedelta(minutes=30),
    )


def test_a_letter_in_which_ones_parts_do_not_stand_leaves_them_news(meeting: Meeting) -> None:
    uid = meeting.invites("Anna", meeting.seminar)
    has_left()
    edits(meeting, meeting.seminar, told=False, room="Lilla salen")
    with transaction():
        outbox.put(answers.message(invitations.get(uid), "Hej", "Ta med vantar."), now=LATER + timedelta(minutes=30))
    has_left()
    changes(meeting, relocates, now=LATER_STILL)
    assert [(line["what"], line["part"]) for line in latest_of("Anna", "moved").data["news"]] == [
        ("where", ""),
        ("where", "Seminarium B"),
    ]


def test_letters_that_were_stopped_told_nothing_and_the_next_tells_it(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary)
    has_left()
    moves(meeting)
    with transaction():
        tell.stop(db.session.get_one(Event, meeting.event_id), now=LATER, actor=SYSTEM)
    changes(meeting, relocates, now=LATER_STILL)
    assert [line["what"] for line in latest_of("Anna", "moved").data["news"]] == ["when", "where"]


def test_cancelled_while_the_news_of_a_move_wait_only_the_cancelling_is_told(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary)
    has_left()
    moves(meeting)
    changes(meeting, cancel_event, now=LATER + timedelta(minutes=5))
    assert told() == [("Anna", "cancelled", "CANCEL")]


def test_the_letters_can_be_stopped_until_they_leave(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary)
    has_left()
    moves(meeting)
    with transaction():
        assert leasing.claim(LATER + timedelta(minutes=9), 10) == []
        assert tell.stop(db.session.get_one(Event, meeting.event_id), now=LATER, actor=SYSTEM) == 1
    assert told() == []
