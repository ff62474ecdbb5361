"""Registering, changing, saying no, withdrawing: on both databases."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.desk import edit_event as edit
from app.events.model import Event
from app.invitations import queries as invitations
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.model import Person
from app.registrations import actions, letters, queries
from app.registrations.model import Need, Registration
from app.registrations.rules import (
    AlreadySo,
    Declined,
    Mode,
    NotRegistered,
    Reason,
    Registered,
    RegistrationState,
    TooLate,
    Unchanged,
    Withdrawn,
)
from tests import builders
from tests.registering import (
    AFTERWARDS,
    LATER,
    THURSDAY,
    VEGAN,
    Meeting,
    count,
    declines,
    invited,
    letters_out,
    registers,
    states,
    withdraws,
)


@pytest.fixture
def meeting(database: Flask) -> Meeting:
    with transaction():
        return Meeting()


def test_a_yes_gives_one_registration_one_receipt_and_a_calendar_entry(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    outcome = registers(anna, meeting.plenary, meeting.dinner)
    assert (type(outcome), states(anna), letters_out()) == (
        Registered,
        (
            InvitationState.COMING,
            RegistrationState.CONFIRMED,
            {"Konferens dag 1": RegistrationState.CONFIRMED, "Middag": RegistrationState.CONFIRMED},
        ),
        [("receipt", "REQUEST")],
    )


def test_the_same_yes_twice_is_one_registration_and_one_receipt(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    outcomes = [type(registers(anna, meeting.plenary)) for _ in range(2)]
    assert (outcomes, count(Registration), letters_out()) == ([Registered, Unchanged], 1, [("receipt", "REQUEST")])


def test_a_change_gives_a_letter_and_a_higher_sequence_of_the_same_entry(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    registers(anna, meeting.plenary)
    outcome = registers(anna, meeting.plenary, meeting.dinner, now=LATER)
    assert (outcome.changed, letters_out()) == (True, [("receipt", "REQUEST"), ("changed", "REQUEST")])
    files = [letter.calendar or b"" for letter in db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id))]
    uid = db.session.scalars(sa.select(Registration.uid)).one().encode()
    assert [(uid in file, file.split(b"SEQUENCE:")[1][:1]) for file in files] == [(True, b"0"), (True, b"1")]


def test_the_entry_is_the_banner_over_the_days_that_the_feed_shows_whatever_is_chosen(meeting: Meeting) -> None:
    anna, bo = invited(meeting, "Anna", "Bo")
    registers(anna, meeting.plenary)
    registers(bo, meeting.plenary, meeting.dinner)
    for letter in db.session.scalars(sa.select(OutboxLetter)):
        file = letter.calendar or b""
        assert b"DTSTART;VALUE=DATE:20270304" in file
        assert b"DTEND;VALUE=DATE:20270306" in file
        assert b"DESCRIPTION:tor 4 mars 13.00" in file


def test_the_only_part_cancelled_is_a_meeting_cancelled_in_the_mail_too(meeting: Meeting) -> None:
    with transaction():
        event = builders.event("Dialogdag")
        only = builders.part(event)
        anna = builders.invitation(event, builders.person("Anna")).uid
    registers(anna, only)
    with transaction():
        edit.remove_part(event, only, now=LATER, actor=SYSTEM)
    event_now, registration = db.session.get_one(Event, event.id), db.session.scalars(sa.select(Registration)).one()
    file = letters.request(registration, event_now, registration.person)
    assert file.method == "CANCEL"
    assert [name in file.content for name in (b"METHOD:CANCEL", b"STATUS:CANCELLED", b"SEQUENCE:1")] == [True] * 3


def test_the_online_address_is_told_to_those_who_follow_online_and_to_nobody_else(meeting: Meeting) -> None:
    anna, bo = invited(meeting, "Anna", "Bo")
    registers(anna, meeting.talk, mode=Mode.ONLINE)
    registers(bo, meeting.talk)
    told = [
        (letter.data["parts"][0]["online_url"], b"video.example" in (letter.calendar or b""))
        for letter in db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id))
    ]
    assert told == [("https://video.example/rum", True), ("", False)]


def test_withdrawing_cancels_the_entry_erases_the_needs_and_is_harmless_twice(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    registers(anna, meeting.plenary, needs=(VEGAN,))
    outcomes = [withdraws(anna), withdraws(anna)]
    assert (outcomes, letters_out(), count(Need)) == (
        [Withdrawn(), AlreadySo()],
        [("receipt", "REQUEST"), ("withdrawn", "CANCEL")],
        0,
    )


def test_withdrawing_is_possible_after_every_deadline_until_the_meeting_has_been(meeting: Meeting) -> None:
    anna, bo = invited(meeting, "Anna", "Bo")
    for who in (anna, bo):
        registers(who, meeting.plenary)
    assert [withdraws(anna, THURSDAY), withdraws(bo, AFTERWARDS)] == [Withdrawn(), TooLate()]


def test_after_a_withdrawal_one_can_register_again_with_the_same_entry(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    registers(anna, meeting.plenary)
    withdraws(anna)
    registers(anna, meeting.plenary, now=LATER)
    assert (count(Registration), letters_out()[-1]) == (1, ("receipt", "REQUEST"))
    assert db.session.scalars(sa.select(Registration.calendar_sequence)).one() == 2


def test_a_no_is_kept_with_its_message_and_one_letter(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    outcomes = [declines(anna, "Jag är i Umeå då."), declines(anna)]
    invitation = db.session.scalars(sa.select(Invitation)).one()
    assert (outcomes, invitation.state, invitation.message, letters_out()) == (
        [Declined(), AlreadySo()],
        InvitationState.NOT_COMING,
        "Jag är i Umeå då.",
        [("declined", "")],
    )


def test_a_no_from_somebody_registered_is_a_withdrawal(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    registers(anna, meeting.plenary)
    assert (declines(anna, "Förhinder"), letters_out()[-1]) == (Withdrawn(), ("withdrawn", "CANCEL"))


def test_a_no_can_become_a_yes(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    declines(anna, "Kan inte")
    registers(anna, meeting.plenary)
    invitation = db.session.scalars(sa.select(Invitation)).one()
    assert (invitation.state, invitation.message) == (InvitationState.COMING, "")


def test_another_events_part_is_not_ones_own(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    with transaction():
        other = builders.part(builders.event("Dialogmöte"), "Annat")
    assert registers(anna, other).decision.refusals == (Reason.UNKNOWN_PART,)


def test_an_organizer_can_register_somebody_after_the_deadlines(meeting: Meeting) -> None:
    anna, bo = invited(meeting, "Anna", "Bo")
    late = datetime(2027, 3, 1, 9, tzinfo=UTC)
    outcomes = [registers(anna, meeting.plenary, now=late), registers(bo, meeting.plenary, now=late, unbound=True)]
    assert [type(outcome) for outcome in outcomes] == [NotRegistered, Registered]


def test_every_change_raises_the_feeds_version(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    versions = []
    for act in (lambda: None, lambda: registers(anna, meeting.plenary), lambda: withdraws(anna)):
        act()
        versions.append(db.session.scalars(sa.select(Person.calendar_version)).one())
    assert versions == [1, 2, 3]


def test_announcing_a_change_reaches_the_feeds_of_those_registered_only(meeting: Meeting) -> None:
    anna, _bo = invited(meeting, "Anna", "Bo")
    registers(anna, meeting.plenary)
    with transaction():
        assert actions.announce_change(meeting.event) == 1
    asked = sa.select(Person.given_name, Person.calendar_version).order_by(Person.id)
    assert [tuple(row) for row in db.session.execute(asked)] == [("Anna", 3), ("Bo", 1)]


def test_a_persons_registrations_are_listed_with_event_and_parts(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    registers(anna, meeting.plenary)
    found = queries.list_for_person(invitations.get(anna).person_id)
    assert [(one.event.title, [row.part.title for row in one.parts]) for one in found] == [
        ("RUN-konferens 2027", ["Konferens dag 1"])
    ]
    assert [one.person.name for one in queries.list_for_event(meeting.event.id, meeting.plenary.id)] == ["Anna Berg"]
    assert queries.list_for_event(meeting.event.id, meeting.dinner.id) == []
