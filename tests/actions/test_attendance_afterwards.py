"""How everybody stood to each part, on both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.attendance.actions import undo
from app.attendance.queries import AtDoor, get_open_door
from app.attendance.rules import Attendance, Given, How, Keeper, Mark, Tally
from app.attendance.rules.walk_ins import WalkedIn, WalkIn
from app.audit.actor import Actor, ActorKind
from app.desk.walk_in import walk_in
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource, InvitationState
from app.kernel.db import transaction
from app.lists import attendance
from app.lists.chosen import EVERYBODY
from app.lists.ready import ready_lists
from app.people.model import Person
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState
from tests import builders
from tests.held import AFTER, Held, held, ticks
from tests.said import count_statements

PRESENT, INSTEAD, EXCUSED, ABSENT = Attendance
DOOR = Keeper(Actor(ActorKind.DOOR_LINK, "karin", "Karin"), "Karin")


@pytest.fixture
def meeting(database: Flask) -> Held:
    with transaction():
        return held()


def test_everybody_stands_to_each_part_as_they_answered_came_or_did_not(meeting: Held) -> None:
    parts = (meeting.plenary.id, meeting.seminar.id, meeting.dialogue.id)
    found = {one.name: tuple(one.states[part] for part in parts) for one in attendance.attendees(meeting.event, AFTER)}
    assert found == {
        "Dan Alm": (INSTEAD, None, None),
        "Anna Berg": (PRESENT, PRESENT, None),
        "Cia Dal": (EXCUSED, EXCUSED, None),
        "Bo Ek": (ABSENT, None, None),
        "Fia Lund": (PRESENT, None, None),
        "Eva Ros": (PRESENT, None, None),
        "Gun Öst": (ABSENT, None, PRESENT),
    }


def test_while_a_part_goes_on_nobody_is_absent(meeting: Held) -> None:
    during = meeting.plenary.starts_at + timedelta(minutes=5)
    people = attendance.attendees(meeting.event, during)
    assert attendance.tally_of(people, [meeting.plenary]) == Tally(present=3, instead=1, excused=1, absent=0)


def test_counts_are_by_role_area_and_organisation_in_swedish_order(meeting: Held) -> None:
    people = attendance.attendees(meeting.event, AFTER)
    groups = attendance.by(lambda one: one.organisation, people, [meeting.plenary])
    assert [(group.name, group.tally) for group in groups] == [
        ("Bergs kommun", Tally(present=1, instead=1, excused=1)),
        ("Mittuniversitetet", Tally(present=1)),
        ("Ånge kommun", Tally(present=1, absent=2)),
    ]
    assert [group.name for group in attendance.by(lambda one: one.area, people, [meeting.plenary])] == [
        "Jämtlands län",
        "Västernorrlands län",
        "",
    ]


def test_the_ready_list_has_the_same_words(meeting: Held) -> None:
    rows = ready_lists(AFTER)["narvaro"].build(meeting.event, EVERYBODY).rows
    assert [(row[0], *row[-3:]) for row in rows] == [
        ("Alm", "Annan i stället", "", ""),
        ("Berg", "Närvarande", "Närvarande", ""),
        ("Dal", "Anmält förhinder", "Anmält förhinder", ""),
        ("Ek", "Frånvarande", "", ""),
        ("Lund", "Närvarande", "", ""),
        ("Ros", "Närvarande", "", ""),
        ("Öst", "Frånvarande", "", "Närvarande"),
    ]


def test_it_takes_the_same_few_statements_whoever_there_is(meeting: Held) -> None:
    assert count_statements(lambda: attendance.attendees(meeting.event, AFTER)) <= 5


def test_who_was_named_by_a_substitute_comes_in_the_first_ones_stead(meeting: Held) -> None:
    with transaction() as session:
        eva = session.scalars(sa.select(Invitation).join(Invitation.person).where(Person.family_name == "Ros")).one()
        eva.state = InvitationState.REPLACED
        given = {"source": InvitationSource.SUBSTITUTE, "in_stead_of": eva, "state": InvitationState.COMING}
        ticks(builders.invitation(meeting.event, builders.person("Isa", "Wik"), **given), meeting.plenary)
    found = {one.name: one.in_stead_of for one in attendance.attendees(meeting.event, AFTER) if one.in_stead_of}
    assert found == {"Eva Ros": "Dan Alm", "Isa Wik": "Dan Alm"}


def test_each_who_was_replaced_is_so_also_a_substitute_who_was_replaced_in_turn(meeting: Held) -> None:
    """Bo, who has a place on both parts, sends Isa, who sends Ulf: of one seat one comes, and two are replaced."""
    plenary, seminar, event = meeting.plenary, meeting.seminar, meeting.event
    with transaction() as session:
        bo = session.scalars(sa.select(Invitation).join(Invitation.person).where(Person.family_name == "Ek")).one()
        row = session.scalars(sa.select(Registration).where(Registration.invitation_id == bo.id)).one()
        row.parts.append(RegistrationPart(part=seminar, state=RegistrationState.CONFIRMED, changed_at=AFTER))
        isa = _comes_instead(meeting, "Isa", "Wik", bo.person.uid)
        undo(AtDoor(plenary.id, isa.person_id, isa.name), now=AFTER, by=DOOR)
        _comes_instead(meeting, "Ulf", "Yng", isa.person_uid)
    people = {one.name: one for one in attendance.attendees(event, AFTER) if one.family_name in {"Ek", "Wik", "Yng"}}
    assert {name: (one.states[plenary.id], one.states[seminar.id]) for name, one in people.items()} == {
        "Bo Ek": (INSTEAD, INSTEAD),
        "Isa Wik": (INSTEAD, INSTEAD),
        "Ulf Yng": (PRESENT, ABSENT),
    }
    assert attendance.tally_of(people.values(), [plenary]) == Tally(present=1, instead=2)
    first = {name: one.in_stead_of for name, one in people.items()}
    assert first == {"Bo Ek": "", "Isa Wik": "Bo Ek", "Ulf Yng": "Bo Ek"}


def _comes_instead(meeting: Held, given: str, family: str, original: str) -> WalkedIn:
    """To the plenary's door, and is ticked off there."""
    mark = Given(f"n-{given}", Mark.PRESENT, How.WALK_IN)
    draft, door = WalkIn(given, family, organisation="", in_stead_of=original), get_open_door(meeting.event.slug)
    told = walk_in(door, [meeting.plenary], draft, mark, arrival=None, now=AFTER, by=DOOR)
    assert isinstance(told, WalkedIn)
    return told
