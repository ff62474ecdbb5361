"""Ticking off, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.attendance import actions, queries
from app.attendance.queries import AtDoor, NoSuchDoor, NotAtEvent
from app.attendance.rules import AlreadyPresent, DoorRow, Keeper, NothingToUndo, OwnPart, Ticked, Undone, UndoneSince
from app.audit.actor import Actor, ActorKind
from app.events.model import Part
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.people.model import Person
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState
from tests import builders

NOW = datetime(2027, 3, 4, 7, 41, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DOOR = Keeper(Actor(ActorKind.ACCOUNT, "uid-of-door", "Dörr Ett"))
OTHER_DOOR = Keeper(Actor(ActorKind.ACCOUNT, "uid-of-other", "Dörr Två"))


@pytest.fixture
def scene(database: Flask) -> tuple[Part, Person]:
    """Anna Berg, Ånge kommun, has answered yes to the day at Stora salen."""
    with transaction() as session:
        event = builders.event()
        part = builders.part(event)
        anna = builders.person()
        where, what = builders.organisation(), builders.role()
        invitation = builders.invitation(event, anna, what, where, state=InvitationState.COMING)
        registration = Registration(
            event=event,
            person=anna,
            invitation=invitation,
            state=RegistrationState.CONFIRMED,
            created_at=NOW,
            changed_at=NOW,
        )
        registration.parts.append(RegistrationPart(part=part, state=RegistrationState.CONFIRMED, changed_at=NOW))
        session.add(registration)
    return part, anna


def _at(part: Part, person: Person) -> AtDoor:
    return queries.get_at_door(part.event.slug, part.uid, person.uid)


def test_the_second_tick_is_harmless_and_says_when_and_by_whom(scene: tuple[Part, Person]) -> None:
    part, anna = scene
    with transaction():
        first = actions.tick(_at(part, anna), nonce="one", now=NOW, by=DOOR)
    with transaction():
        second = actions.tick(_at(part, anna), nonce="two", now=NOW + timedelta(minutes=5), by=OTHER_DOOR)
    assert (first, second) == (Ticked("Anna Berg", NOW), AlreadyPresent("Anna Berg", NOW, "Dörr Ett"))
    assert queries.count_present(part) == (1, 1)


def test_an_undone_tick_can_be_made_again_but_its_late_repeat_makes_no_row(scene: tuple[Part, Person]) -> None:
    part, anna = scene
    with transaction():
        actions.tick(_at(part, anna), nonce="one", now=NOW, by=DOOR)
    with transaction():
        undone = [actions.undo(_at(part, anna), now=NOW + n * MINUTE, by=OTHER_DOOR) for n in (1, 2)]
    with transaction():
        repeat = actions.tick(_at(part, anna), nonce="one", now=NOW + 3 * MINUTE, by=DOOR)
    assert undone == [Undone("Anna Berg"), NothingToUndo("Anna Berg")]
    told = UndoneSince("Anna Berg", NOW + 2 * MINUTE, "Dörr Två")
    assert (repeat, queries.count_present(part)) == (told, (0, 1))
    with transaction():
        again = actions.tick(_at(part, anna), nonce="two", now=NOW + 4 * MINUTE, by=DOOR)
    assert (again, queries.count_present(part)) == (Ticked("Anna Berg", NOW + 4 * MINUTE), (1, 1))
    assert [row.mark.value for row in queries.list_records(part.event_id)] == ["present", "undo", "undo", "present"]


def test_somebody_of_another_event_is_not_found(scene: tuple[Part, Person]) -> None:
    part, _ = scene
    with transaction():
        stranger = builders.person("Karin", "Ek")
        builders.invitation(builders.event("Dialogmöte"), stranger)
    with pytest.raises(NotAtEvent):
        _at(part, stranger)


def test_a_part_of_another_event_has_no_door_there(scene: tuple[Part, Person]) -> None:
    part, anna = scene
    with transaction():
        other = builders.event("Dialogmöte")
    with pytest.raises(NoSuchDoor):
        queries.get_at_door(other.slug, part.uid, anna.uid)


def test_the_door_sees_name_organisation_state_and_own_parts_and_nothing_else(scene: tuple[Part, Person]) -> None:
    part, anna = scene
    expected = DoorRow(
        anna.uid,
        "Anna Berg",
        "Ånge kommun",
        InvitationState.COMING,
        (OwnPart(part.id, "Konferens dag 1", "Stora salen"),),
        None,
        "",
    )
    assert queries.list_at_door(part, "") == [expected]
    with transaction():
        actions.tick(_at(part, anna), nonce="one", now=NOW, by=DOOR)
    assert queries.list_at_door(part, "berg ånge") == [replace(expected, present_at=NOW, present_by="Dörr Ett")]


@pytest.mark.parametrize(("query", "found"), [("bjork", 1), ("Björk", 1), ("björk ös", 1), ("öst", 1), ("ange", 0)])
def test_search_finds_by_name_and_organisation_but_not_by_address(database: Flask, query: str, found: int) -> None:
    with transaction():
        event = builders.event()
        part = builders.part(event)
        oscar = builders.person("Östen", "Björk", "person@ange.example")
        builders.invitation(event, oscar, builders.role(), builders.organisation("Bergs kommun"))
    assert len(queries.list_at_door(part, query)) == found


def test_revoked_and_not_yet_invited_people_are_not_at_the_door(scene: tuple[Part, Person]) -> None:
    part, anna = scene
    with transaction():
        for number, state in enumerate((InvitationState.REVOKED, InvitationState.NOT_SENT)):
            builders.invitation(part.event, builders.person("Nils", f"Ek{number}"), state=state)
    db.session.expire_all()
    assert [row.person_uid for row in queries.list_at_door(part, "")] == [anna.uid]
