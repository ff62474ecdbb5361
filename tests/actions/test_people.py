"""People and their assignments, on both databases."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import Actor, ActorKind
from app.audit.model import LogEntry
from app.kernel import links
from app.kernel.db import db, transaction
from app.people import actions, queries
from app.people.model import Person
from app.people.rules.assignments import Term
from app.people.rules.persons import FieldChange, PersonDraft
from tests import builders

NOW = datetime(2027, 1, 20, 9, tzinfo=UTC)
TODAY = date(2027, 1, 20)
SAM = Actor(ActorKind.ACCOUNT, "sam", "Sam Ordnare")
ANNA = PersonDraft("Anna", "Öhman", ("anna@ange.example", "Anna.Oh@ange.example"), "070-123 45 67")


def _created(draft: PersonDraft = ANNA) -> str:
    with transaction():
        return actions.create_person(draft, now=NOW, actor=SAM).uid


def _logged() -> list[tuple[str, dict[str, object]]]:
    return [(entry.action, entry.details) for entry in db.session.scalars(sa.select(LogEntry).order_by(LogEntry.id))]


def test_a_new_person_is_found_by_address_and_by_both_links(database: Flask) -> None:
    person = queries.get_person(_created())
    own = links.token(links.Link(links.Purpose.PERSON, person.link_seed))
    decline = links.token(links.Link(links.Purpose.DECLINE_ALL, person.link_seed))
    assert queries.find_person_by_link(own) == person
    assert queries.find_person_by_decline_link(decline) == person
    assert queries.find_person_by_link(decline) is None
    assert queries.list_persons_by_address(" anna.oh@ANGE.example") == [person]
    assert (person.address, person.sort_key) == ("anna@ange.example", "}hman\x01anna")


def test_an_edit_is_logged_field_by_field_and_raises_the_version(database: Flask) -> None:
    uid = _created()
    with transaction():
        saved = actions.edit_person(uid, PersonDraft("Anna", "Ek", ("a.ek@ange.example",)), 1, now=NOW, actor=SAM)
    assert isinstance(saved, actions.PersonSaved)
    person = queries.get_person(uid)
    assert (person.name, person.address, person.version) == ("Anna Ek", "a.ek@ange.example", 2)
    assert _logged()[-1] == (
        "person.edited",
        {
            "family_name": {"old": "Öhman", "new": "Ek"},
            "addresses": {"old": "anna@ange.example, Anna.Oh@ange.example", "new": "a.ek@ange.example"},
            "phone": {"old": "070-123 45 67", "new": ""},
        },
    )


def test_the_second_editor_is_told_what_changed_and_nothing_is_written(database: Flask) -> None:
    uid = _created(PersonDraft("Anna", "Öhman"))
    with transaction():
        actions.edit_person(uid, PersonDraft("Anna", "Ek"), 1, now=NOW, actor=SAM)
    with transaction():
        outcome = actions.edit_person(uid, PersonDraft("Anna", "Berg"), 1, now=NOW, actor=SAM)
    assert isinstance(outcome, actions.EditedMeanwhile)
    assert outcome.differences == (FieldChange("family_name", "Ek", "Berg"),)
    assert queries.get_person(uid).name == "Anna Ek"


def test_the_first_address_becomes_the_preferred_one(database: Flask) -> None:
    uid = _created()
    turned = PersonDraft("Anna", "Öhman", ("Anna.Oh@ange.example", "anna@ange.example"), "070-123 45 67")
    with transaction():
        actions.edit_person(uid, turned, 1, now=NOW, actor=SAM)
    assert queries.get_person(uid).address == "Anna.Oh@ange.example"


def test_no_more_invitations_is_remembered_once_and_taken_back_on_wish(database: Flask) -> None:
    uid = _created()
    with transaction():
        person = queries.get_person(uid)
        actions.decline_all(person, now=NOW, actor=SAM)
        actions.decline_all(person, now=NOW, actor=SAM)
    assert queries.get_person(uid).declined_all_at == NOW
    with transaction():
        actions.allow_invitations(queries.get_person(uid), now=NOW, actor=SAM)
    assert queries.get_person(uid).declined_all_at is None
    assert [action for action, _ in _logged()] == [
        "person.created",
        "person.declined_all",
        "person.allowed_invitations",
    ]


def test_the_same_role_in_the_same_organisation_is_not_given_twice(database: Flask) -> None:
    uid = _created()
    with transaction():
        rektor, ange = builders.role(), builders.organisation()
        person = queries.get_person(uid)
        first = actions.add_assignment(person, rektor, ange, Term(date(2020, 1, 1)), now=NOW, actor=SAM)
        again = actions.add_assignment(person, rektor, ange, Term(date(2025, 1, 1)), now=NOW, actor=SAM)
        before = actions.add_assignment(person, rektor, ange, Term(None, date(2019, 12, 31)), now=NOW, actor=SAM)
    assert isinstance(first, actions.AssignmentAdded)
    assert again == actions.AlreadyHeld(first.assignment)
    assert isinstance(before, actions.AssignmentAdded)


def test_an_ended_assignment_is_not_held_the_day_after(database: Flask) -> None:
    with transaction():
        rektor = builders.role()
        held = builders.assignment(builders.person(), rektor, builders.organisation())
        actions.end_assignment(held, date(2027, 1, 31), now=NOW, actor=SAM)
    on = [len(queries.list_holders({rektor.id}, day)) for day in (date(2027, 1, 31), date(2027, 2, 1))]
    ending = queries.list_ending_before({rektor.id}, date(2027, 3, 4), TODAY)
    assert (on, ending) == ([1, 0], [held])
    with transaction(), pytest.raises(actions.ImpossibleTerm):
        actions.end_assignment(held, date(2022, 12, 31), now=NOW, actor=SAM)


def test_a_confirmation_bears_the_day(database: Flask) -> None:
    with transaction():
        held = builders.assignment(builders.person(), builders.role(), builders.organisation())
        actions.confirm_assignment(held, TODAY, now=NOW, actor=SAM)
    assert held.confirmed_on == TODAY


def test_a_mistaken_assignment_can_be_removed(database: Flask) -> None:
    with transaction():
        held = builders.assignment(builders.person(), builders.role(), builders.organisation())
        uid = held.person.uid
        actions.remove_assignment(held, now=NOW, actor=SAM)
    assert queries.get_person_whole(uid).assignments == []


def test_touching_calendars_raises_their_versions_and_no_other(database: Flask) -> None:
    with transaction():
        people = [builders.person() for _ in range(3)]
        actions.touch_calendar([people[0].id, people[2].id, people[0].id])
    db.session.expire_all()
    assert [person.calendar_version for person in db.session.scalars(sa.select(Person).order_by(Person.id))] == [
        2,
        1,
        2,
    ]


def test_somebody_with_the_same_name_or_address_is_pointed_out(database: Flask) -> None:
    with transaction():
        anna = builders.person("Anna", "Berg", "anna@ange.example")
        builders.person("Bo", "Berg")
    assert queries.list_similar("ANNA", "berg", ()) == [anna]
    assert queries.list_similar("Karin", "Ek", ("Anna@Ange.example",)) == [anna]
    assert queries.list_similar("Anna", "Berg", (), apart_from=anna.uid) == []


def test_a_missing_person_is_a_lookup_error(database: Flask) -> None:
    with pytest.raises(queries.PersonMissing):
        queries.get_person("nobody")
