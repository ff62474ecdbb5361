"""What the calendar files in letters about a change say, and that the feed says the same; on both databases."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from app.audit.actor import SYSTEM
from app.desk.cancel_event import cancel_event
from app.desk.edit_event import remove_part, restore_part
from app.desk.mailing_letters import save_the_date
from app.events.model import Event, Part
from app.invitations import queries as invitations
from app.kernel.db import db, transaction
from app.mail import outbox
from app.registrations import actions
from app.registrations import letters as answers
from tests.builders import NOW
from tests.changed_meeting import (
    HOUR,
    LATER,
    THURSDAY,
    Meeting,
    changes,
    edits,
    entry,
    feed_of,
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


def test_the_calendar_file_of_a_move_has_the_receipts_uid_a_higher_sequence_and_the_new_days(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary)
    has_left()
    moves(meeting)
    before, after = entry(latest_of("Anna", "receipt")), entry(latest_of("Anna", "moved"))
    assert after[0] == before[0]
    assert after[1:] > before[1:]
    (event,) = file(latest_of("Anna", "moved")).events
    assert [event.one(name).value for name in ("DTSTART", "DTEND", "TRANSP")] == ["20270311", "20270313", "TRANSPARENT"]


def test_a_cancelled_part_and_its_return_reach_those_who_chose_it(meeting: Meeting) -> None:
    meeting.invites("Anna", meeting.plenary, meeting.seminar)
    meeting.invites("Bo", meeting.plenary)
    sequences = []
    for act in (remove_part, restore_part):
        has_left()
        changes(meeting, of_part(act, meeting.seminar))
        assert told() == [("Anna", "moved", "REQUEST")]
        sequences.append(entry(latest_of("Anna", "moved"))[1])
        parts = [part["title"] for part in latest_of("Anna", "moved").data["parts"]]
        assert ("Seminarium B" in parts) == (act is restore_part)
    assert sequences == sorted(set(sequences))


def test_the_only_part_cancelled_takes_the_meeting_out_of_the_calendar_and_back_it_puts_it_there(
    database: Flask,
) -> None:
    meeting = Meeting()
    with transaction():
        db.session.delete(db.session.get_one(Part, meeting.seminar.id))
    meeting.invites("Anna", meeting.plenary)
    meeting.invites("Cia")
    found = []
    for act in (remove_part, restore_part):
        has_left()
        changes(meeting, of_part(act, meeting.plenary))
        found.append((told(), entry(latest_of("Anna", "moved"))[1]))
    assert [who for who, _ in found] == [
        [("Anna", "moved", "CANCEL"), ("Cia", "moved_invited", "")],
        [("Anna", "moved", "REQUEST"), ("Cia", "moved_invited", "")],
    ]
    assert found[0][1] < found[1][1]


def test_saved_without_telling_nobody_gets_a_letter_and_the_feed_follows(meeting: Meeting) -> None:
    uid = meeting.invites("Anna", meeting.plenary)
    has_left()
    before = _feed(uid)
    telling = moves(meeting, told=False)
    assert ([one.name for one in telling.concerned], told()) == (["Anna Berg"], [])
    after = _feed(uid)
    assert after.keys() == before.keys()
    assert all(after[one] > before[one] for one in after)


def _feed(uid: str) -> dict[str, tuple[int, str]]:
    """SEQUENCE and LAST-MODIFIED of each entry in the feed of the one invited, by UID."""
    return {
        one.one("UID").value: (int(one.one("SEQUENCE").value), one.one("LAST-MODIFIED").value) for one in feed_of(uid)
    }


ACTS: dict[str, Callable[[Meeting], object]] = {
    "moved": moves,
    "elsewhere": lambda meeting: changes(meeting, relocates),
    "a part moved": lambda meeting: edits(meeting, meeting.plenary, ends_at=THURSDAY + 5 * HOUR),
    "a part off": lambda meeting: changes(meeting, of_part(remove_part, meeting.plenary)),
    "off": lambda meeting: changes(meeting, cancel_event),
}


@pytest.mark.parametrize("act", ACTS)
def test_mail_and_feed_tell_the_same_entry_under_the_same_sequence(meeting: Meeting, act: str) -> None:
    uid = meeting.invites("Anna", meeting.plenary, meeting.seminar)
    has_left()
    before = _feed(uid)
    ACTS[act](meeting)
    (one,) = letters()
    own, sequence, changed = entry(one)
    after = _feed(uid)
    assert after[own] == (sequence, changed)
    assert after[own] > before[own]
    assert after.keys() == before.keys()


def test_promoted_from_the_queue_the_calendar_file_has_a_higher_number_of_the_same_entry(meeting: Meeting) -> None:
    anna = meeting.invites("Anna", meeting.seminar)
    meeting.invites("Bo", meeting.plenary, meeting.seminar)
    with transaction():
        actions.withdraw(invitations.lock(anna), now=LATER, actor=SYSTEM)
    first, then = latest_of("Bo", "receipt"), latest_of("Bo", "promoted")
    assert (then.calendar_method, entry(then)[0]) == ("REQUEST", entry(first)[0])
    assert entry(then)[1:] > entry(first)[1:]


def test_the_days_to_save_that_have_not_left_are_the_new_ones(meeting: Meeting) -> None:
    uid = meeting.invites("Anna", meeting.plenary)
    with transaction():
        event = db.session.get_one(Event, meeting.event_id)
        one = answers.message(invitations.get(uid), "Spara datumet", "{{datum}}")
        outbox.put(replace(one, calendar=save_the_date(event, invitations.get(uid).person.uid)), now=NOW)
    before = entry(latest_of("Anna", "message"))
    moves(meeting, told=False)
    saved = latest_of("Anna", "message")
    assert (file(saved).events[0].one("DTSTART").value, saved.calendar_method) == ("20270311", "PUBLISH")
    assert saved.data["words"]["values"]["datum"] == "torsdag–fredag 11–12 mars 2027"
    assert entry(saved)[1:] > before[1:]


def _asks_to_save(meeting: Meeting, uid: str) -> None:
    """The meeting's days have left to the invited person, as a file to save."""
    with transaction():
        one, event = invitations.get(uid), db.session.get_one(Event, meeting.event_id)
        letter = answers.message(one, "Spara datumet", "{{datum}}")
        outbox.put(replace(letter, calendar=save_the_date(event, one.person.uid)), now=NOW)
    has_left()


def test_the_days_that_were_saved_and_the_registration_that_follows_are_one_entry(meeting: Meeting) -> None:
    uid = meeting.invites("Anna")
    _asks_to_save(meeting, uid)
    saved = latest_of("Anna", "message")
    meeting.registers(uid, meeting.plenary)
    receipt = latest_of("Anna", "receipt")
    assert (entry(receipt)[0], receipt.calendar_method) == (entry(saved)[0], "REQUEST")
    assert entry(receipt)[1:] >= entry(saved)[1:]


@pytest.mark.parametrize(
    ("moved", "kind", "status"), [(True, "moved_invited", "TENTATIVE"), (False, "cancelled", "CANCELLED")]
)
def test_who_has_saved_the_days_and_not_answered_gets_the_same_entry_as_it_is_now(
    meeting: Meeting, moved: bool, kind: str, status: str
) -> None:
    uid = meeting.invites("Anna")
    _asks_to_save(meeting, uid)
    saved = latest_of("Anna", "message")
    if moved:
        moves(meeting)
    else:
        changes(meeting, cancel_event)
    told_now = latest_of("Anna", kind)
    assert (entry(told_now)[0], told_now.calendar_method) == (entry(saved)[0], "PUBLISH")
    assert entry(told_now)[1:] > entry(saved)[1:]
    assert file(told_now).events[0].one("STATUS").value == status
