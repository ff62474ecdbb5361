"""What is full: waiting, moving up, and let in by an organizer all the same; on both databases."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.model import LogEntry
from app.events.model import Event
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.registrations import actions
from app.registrations.model import Need
from app.registrations.rules import (
    Mode,
    NotRegistered,
    Override,
    Reason,
    Registered,
    RegistrationState,
    Unchanged,
    Waiting,
    Withdrawn,
)
from tests import builders
from tests.registering import LATER, THURSDAY, VEGAN, Meeting, count, invited, letters_out, registers, states, withdraws


@pytest.fixture
def meeting(database: Flask) -> Meeting:
    with transaction():
        return Meeting()


def test_a_part_that_filled_up_leaves_nothing_of_the_answer(meeting: Meeting) -> None:
    anna, bo = invited(meeting, "Anna", "Bo")
    registers(anna, meeting.first)
    outcome = registers(bo, meeting.plenary, meeting.first, needs=(VEGAN,))
    assert isinstance(outcome, NotRegistered)
    assert (outcome.decision.refusals, states(bo), letters_out(to="Bo"), count(Need)) == (
        (Reason.FULL,),
        (InvitationState.UNANSWERED, None, {}),
        [],
        0,
    )


def test_the_waiting_have_places_in_order_and_a_letter_without_calendar(meeting: Meeting) -> None:
    anna, bo, cia = invited(meeting, "Anna", "Bo", "Cia")
    registers(anna, meeting.first)
    places = [registers(who, meeting.first, seen_full=[meeting.first]).decision.parts[0].verdict for who in (bo, cia)]
    assert (places, letters_out(to="Bo"), states(bo)[:2]) == (
        [Waiting(1), Waiting(2)],
        [("waiting", "")],
        (InvitationState.WAITING, RegistrationState.WAITING),
    )


def test_a_freed_seat_goes_to_the_next_in_line_with_a_letter(meeting: Meeting) -> None:
    anna, bo, cia = invited(meeting, "Anna", "Bo", "Cia")
    registers(anna, meeting.first)
    for who in (bo, cia):
        registers(who, meeting.first, seen_full=[meeting.first])
    withdraws(anna)
    assert [states(who)[0] for who in (anna, bo, cia)] == [
        InvitationState.NOT_COMING,
        InvitationState.COMING,
        InvitationState.WAITING,
    ]
    assert (letters_out(to="Bo"), letters_out(to="Cia")) == (
        [("waiting", ""), ("promoted", "REQUEST")],
        [("waiting", "")],
    )


def test_leaving_a_part_frees_its_seat_too(meeting: Meeting) -> None:
    anna, bo = invited(meeting, "Anna", "Bo")
    registers(anna, meeting.plenary, meeting.first)
    registers(bo, meeting.plenary, meeting.first, seen_full=[meeting.first])
    registers(anna, meeting.plenary, now=LATER)
    assert states(bo)[2] == {
        "Konferens dag 1": RegistrationState.CONFIRMED,
        "Seminarium A": RegistrationState.CONFIRMED,
    }
    assert letters_out(to="Bo") == [("receipt", "REQUEST"), ("promoted", "REQUEST")]


def test_nobody_moves_up_when_the_meeting_has_begun(meeting: Meeting) -> None:
    anna, bo = invited(meeting, "Anna", "Bo")
    registers(anna, meeting.first)
    registers(bo, meeting.first, seen_full=[meeting.first])
    assert (type(withdraws(anna, THURSDAY)), letters_out(to="Bo")) == (Withdrawn, [("waiting", "")])


def test_more_seats_let_those_who_wait_in_once(meeting: Meeting) -> None:
    uids = invited(meeting, "Anna", "Bo", "Cia", "Dag")
    for uid in uids:
        registers(uid, meeting.first, seen_full=[meeting.first])
    moved = []
    for _ in range(2):
        with transaction():
            event = db.session.get_one(Event, meeting.event.id)
            next(part for part in event.parts if part.id == meeting.first.id).capacity = 3
            moved.append(actions.promote(event, now=LATER))
    assert (moved, [states(uid)[0] for uid in uids][-2:]) == (
        [2, 0],
        [InvitationState.COMING, InvitationState.WAITING],
    )


def test_a_full_event_has_a_queue_of_its_own_that_leads_into_its_parts(database: Flask) -> None:
    with transaction():
        meeting = Meeting(capacity=1)
        anna, bo, cia = (meeting.invite(name) for name in ("Anna", "Bo", "Cia"))
    registers(anna, meeting.plenary)
    refused = registers(bo, meeting.plenary)
    waiting = [registers(who, meeting.plenary, meeting.first, event_seen_full=True).decision.event for who in (bo, cia)]
    withdraws(anna)
    assert (refused.decision.refusals, waiting) == ((Reason.FULL,), [Waiting(1), Waiting(2)])
    assert (states(bo)[2], states(cia)[1]) == (
        {"Konferens dag 1": RegistrationState.CONFIRMED, "Seminarium A": RegistrationState.CONFIRMED},
        RegistrationState.WAITING,
    )


def test_following_online_needs_no_seat_in_a_full_house(database: Flask) -> None:
    with transaction():
        meeting = Meeting(capacity=0)
        anna = meeting.invite("Anna")
    assert isinstance(registers(anna, meeting.talk, mode=Mode.ONLINE), Registered)


def test_somebody_who_waited_gets_no_cancel_for_an_entry_never_sent(meeting: Meeting) -> None:
    anna, bo = invited(meeting, "Anna", "Bo")
    registers(anna, meeting.first)
    registers(bo, meeting.first, seen_full=[meeting.first])
    withdraws(bo)
    assert letters_out(to="Bo") == [("waiting", ""), ("withdrawn", "")]


def _overrides() -> list[dict[str, Any]]:
    asked = sa.select(LogEntry).where(LogEntry.action == "registration.override")
    return [entry.details for entry in db.session.scalars(asked)]


def test_an_organizer_can_let_somebody_into_what_is_full_and_the_log_keeps_why(meeting: Meeting) -> None:
    anna, bo = invited(meeting, "Anna", "Bo")
    outcomes = [registers(who, meeting.first, override=Override("Ska hålla i samtalet")) for who in (anna, bo, bo)]
    assert ([type(outcome) for outcome in outcomes], states(bo)[2], letters_out(to="Bo"), _overrides()) == (
        [Registered, Registered, Unchanged],
        {"Seminarium A": RegistrationState.CONFIRMED},
        [("receipt", "REQUEST")],
        [{"reason": "Ska hålla i samtalet"}],
    )


def test_somebody_in_line_who_is_let_in_beyond_the_seats_is_told_as_those_who_move_up(meeting: Meeting) -> None:
    anna, bo = invited(meeting, "Anna", "Bo")
    registers(anna, meeting.first)
    registers(bo, meeting.first, seen_full=[meeting.first])
    registers(bo, meeting.first, override=Override("Medverkar"))
    assert (states(bo)[0], letters_out(to="Bo")) == (
        InvitationState.COMING,
        [("waiting", ""), ("promoted", "REQUEST")],
    )


def test_no_override_opens_a_cancelled_meeting_or_answers_for_anothers_part(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    with transaction():
        other = builders.part(builders.event("Dialogmöte"), "Annat")
    assert registers(anna, other, override=Override("Medverkar")).decision.refusals == (Reason.UNKNOWN_PART,)
