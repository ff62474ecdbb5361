"""Somebody whose every part of a meeting is called off, while the meeting stands (decision 0017): what they are told,
what stands in their calendar, and which letters they get afterwards; on both databases.
"""

from app.desk.edit_event import remove_part, restore_part
from app.kernel.db import db, transaction
from app.mail import outbox, render
from app.registrations.actions.coming import write_coming
from app.registrations.model import Registration
from app.registrations.queries.lists import list_confirmed_uids
from app.registrations.rules import RegistrationState
from tests.changed_meeting import (
    LATER,
    LATER_STILL,
    Meeting,
    changes,
    edits,
    entry,
    feed_of,
    file,
    has_left,
    latest_of,
    moves,
    of_part,
    relocates,
    told,
)
from tests.changed_meeting import (
    meeting as meeting,
)

LEFT = "Inget av det du valde är kvar"


def off(meeting: Meeting) -> None:
    """The seminar is called off, and the letter about it has left."""
    has_left()
    changes(meeting, of_part(remove_part, meeting.seminar))


def text(name: str) -> str:
    return render.preview(outbox.as_letter(latest_of(name, "moved"))).text


def in_feed(uid: str) -> list[tuple[str, str]]:
    """(SUMMARY, STATUS) of what stands in somebody's feed."""
    return [(one.one("SUMMARY").value, one.one("STATUS").value) for one in feed_of(uid)]


def test_the_letter_says_so_offers_something_else_and_takes_the_meeting_out_of_the_calendar(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.seminar)
    meeting.invites("Bo", meeting.plenary, meeting.seminar)
    off(meeting)
    assert told() == [("Anna", "moved", "CANCEL"), ("Bo", "moved", "REQUEST")]
    before, after = latest_of("Anna", "receipt"), latest_of("Anna", "moved")
    assert (entry(after)[0], entry(after)[1] > entry(before)[1]) == (entry(before)[0], True)
    assert file(after).events[0].one("STATUS").value == "CANCELLED"
    assert after.subject == "Det du valde är inställt: RUN-konferens 4–5 mars 2027"
    said = text("Anna")
    assert (LEFT in said, "Välj något annat eller avboka" in said, "tar bort mötet ur din kalender" in said) == (
        True,
        True,
        True,
    )
    assert LEFT not in text("Bo")


def test_the_place_at_the_meeting_stands(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.seminar)
    off(meeting)
    (one,) = db.session.query(Registration)
    assert (one.state, one.has_nothing_left) == (RegistrationState.CONFIRMED, True)


def test_the_feed_shows_the_part_cancelled_and_no_banner(meeting: Meeting) -> None:
    uid = meeting.invites("Anna", meeting.seminar)
    assert len(in_feed(uid)) == 2
    off(meeting)
    assert in_feed(uid) == [("INSTÄLLT: Seminarium B – RUN-konferens 2027", "CANCELLED")]


def test_held_after_all_it_comes_back_with_a_higher_sequence(meeting: Meeting) -> None:
    uid = meeting.invites("Anna", meeting.seminar)
    off(meeting)
    number = entry(latest_of("Anna", "moved"))[1]
    has_left()
    changes(meeting, of_part(restore_part, meeting.seminar), now=LATER_STILL)
    assert told() == [("Anna", "moved", "REQUEST")]
    assert (entry(latest_of("Anna", "moved"))[1] > number, LEFT in text("Anna")) == (True, False)
    assert [status for _title, status in in_feed(uid)] == ["CONFIRMED", "CONFIRMED"]


def test_something_else_chosen_puts_the_meeting_back(meeting: Meeting) -> None:
    uid = meeting.invites("Anna", meeting.seminar)
    off(meeting)
    number = entry(latest_of("Anna", "moved"))[1]
    has_left()
    meeting.registers(uid, meeting.plenary, now=LATER_STILL)
    assert told() == [("Anna", "changed", "REQUEST")]
    assert entry(latest_of("Anna", "changed"))[1] > number
    assert ("RUN-konferens 2027", "CONFIRMED") in in_feed(uid)


def test_what_is_taken_out_of_the_calendar_is_not_taken_out_again_when_the_meeting_moves(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.seminar)
    off(meeting)
    has_left()
    changes(meeting, relocates, now=LATER_STILL)
    assert told() == [("Anna", "moved", "")]
    assert LEFT in text("Anna")


def test_a_receipt_that_has_not_left_tells_no_calendar_file_that_it_does_not_have(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.seminar)
    changes(meeting, of_part(remove_part, meeting.seminar), told=False)
    receipt = latest_of("Anna", "receipt")
    assert (receipt.calendar_method, receipt.data["has_calendar"]) == ("CANCEL", False)


def test_who_waits_for_something_that_stands_is_told_of_that_instead(meeting: Meeting) -> None:
    with transaction():
        full = db.session.merge(meeting.plenary)
        full.capacity = 1
    meeting.invites("Bo", meeting.plenary)
    meeting.invites("Anna", meeting.plenary, meeting.seminar)
    off(meeting)
    assert ("Anna", "moved", "CANCEL") in told()
    assert (LEFT in text("Anna"), "Din plats på väntelistan är kvar" in text("Anna")) == (False, True)


def test_no_letter_goes_to_them_the_day_before_nor_afterwards_and_no_part_that_is_off_is_told(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.seminar)
    meeting.invites("Bo", meeting.plenary, meeting.seminar)
    every = set(list_confirmed_uids(meeting.event_id))
    off(meeting)
    has_left()
    assert len(every - set(list_confirmed_uids(meeting.event_id))) == 1
    with transaction():
        event = db.session.merge(meeting.event)
        assert [write_coming(event, kind, every, now=LATER) for kind in ("day_before", "thanks")] == [1, 1]
    assert [part["title"] for part in latest_of("Bo", "day_before").data["parts"]] == ["Konferens dag 1"]


def test_moved_together_with_the_meeting_nothing_is_said_of_it_while_the_parts_stand(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.seminar)
    has_left()
    moves(meeting)
    edits(meeting, meeting.plenary, room="Lilla salen")
    assert (told(), LEFT in text("Anna")) == ([("Anna", "moved", "REQUEST")], False)
