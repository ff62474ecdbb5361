"""What else goes by itself: told the day before, thanked afterwards, and contacts told who has not answered."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.attendance import actions as door
from app.attendance.queries import AtDoor
from app.attendance.rules import Keeper
from app.audit.actor import SYSTEM
from app.desk.erase_person import erase_person
from app.events.actions.reminders import set_schedule
from app.events.rules.kinds import EventState
from app.events.rules.reminders import Schedule
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.letters import organisation_link
from app.people.model import Organisation, Person
from tests import builders
from tests.schedules import FIRST, ONE_WEEK, THREE_WEEKS, Meeting, at_hour, meeting_of_three


@pytest.fixture
def meeting(database: Flask) -> Meeting:
    return meeting_of_three()


def test_who_is_erased_is_named_in_no_letter_to_a_contact(meeting: Meeting) -> None:
    with transaction():
        set_schedule(meeting.event, Schedule((21,), tells_contacts=True), now=builders.NOW, actor=SYSTEM)
        ange, rektor = builders.organisation("Ånge kommun"), builders.role()
        ange.mailbox = "skolan@ange.example"
        eva, fia = builders.person("Eva"), builders.person("Fia")
        for who in (eva, fia):
            builders.invitation(meeting.event, who, rektor, ange, sent_at=at_hour(date(2026, 12, 1)))
    meeting.run(THREE_WEEKS)
    with transaction() as session:
        erase_person(session.get_one(Person, eva.id), now=at_hour(THREE_WEEKS))
    [letter] = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.kind == "silent_there"))
    assert ([line.split()[0] for line in letter.data["people"]], len(letter.data["people_uids"])) == (["Fia"], 1)
    assert find_by_link(letter.data["organisation_link"]) == "Ånge kommun"


def find_by_link(data: dict[str, Any]) -> str:
    """The organisation that the letter's button leads to."""
    place = db.session.scalars(sa.select(Organisation).where(Organisation.link_digest.is_not(None))).one()
    assert data == organisation_link(place).as_data()
    return place.name


def test_the_registered_are_told_the_day_before_once_also_who_comes_late(meeting: Meeting) -> None:
    meeting.come("Anna", at_hour(THREE_WEEKS))
    before = FIRST - timedelta(days=1)
    assert (meeting.run(before - timedelta(days=1)), meeting.run(before), meeting.run(before, 10)) == (0, 1, 0)
    assert meeting.letters("day_before") == ["Anna"]
    assert meeting.run(FIRST) == 0


def test_afterwards_everybody_is_thanked_or_those_who_were_ticked_off_where_a_door_was_open(meeting: Meeting) -> None:
    for name in ("Anna", "Bo"):
        meeting.come(name, at_hour(THREE_WEEKS))
    with transaction() as session:
        person = session.scalars(sa.select(Person).where(Person.given_name == "Bo")).one()
        at = AtDoor(meeting.event.parts[0].id, person.id, person.name)
        door.tick(at, nonce="n", now=at_hour(FIRST), by=Keeper(SYSTEM))
    assert (meeting.run(FIRST), meeting.run(FIRST + timedelta(days=1)), meeting.letters("thanks")) == (0, 1, ["Bo"])


def test_where_no_door_was_open_everybody_registered_is_thanked_also_when_the_meeting_is_done(meeting: Meeting) -> None:
    meeting.come("Anna", at_hour(THREE_WEEKS))
    with transaction():
        meeting.event.state = EventState.DONE
    assert (meeting.run(FIRST + timedelta(days=1)), meeting.letters("thanks")) == (1, ["Anna"])


def test_contacts_are_told_once_at_each_step_who_there_has_not_answered(meeting: Meeting) -> None:
    with transaction():
        set_schedule(meeting.event, Schedule((21, 7), tells_contacts=True), now=builders.NOW, actor=SYSTEM)
        ange, krokom = builders.organisation("Ånge kommun"), builders.organisation("Krokoms kommun")
        ange.mailbox = "skolan@ange.example"
        krokom.mailbox, rektor = "skolan@krokom.example", builders.role()
        for name, where in (("Eva", ange), ("Fia", ange), ("Gun", krokom)):
            who, sent = builders.person(name), at_hour(date(2026, 12, 1))
            meeting.invited[name] = builders.invitation(meeting.event, who, rektor, where, sent_at=sent).uid
    meeting.come("Gun", at_hour(date(2027, 1, 2)))
    for hour in (8, 9):
        meeting.run(THREE_WEEKS, hour)
    asked = sa.select(OutboxLetter).where(OutboxLetter.kind == "silent_there")
    [letter] = db.session.scalars(asked)
    assert (letter.to_address, [line.split()[0] for line in letter.data["people"]]) == (
        "skolan@ange.example",
        ["Eva", "Fia"],
    )
    meeting.run(ONE_WEEK)
    assert len(meeting.letters("silent_there")) == 2
