"""The ready lists as tables, on both databases."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.attendance.model import Tick
from app.events.model import Event, Part
from app.events.rules.kinds import PartKind
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.lists.choices import choices_for
from app.lists.chosen import EVERYBODY, Chosen
from app.lists.ready import ready_lists
from app.registrations.model import Need, Registration, RegistrationPart
from app.registrations.rules import Mode, NeedKind, RegistrationState
from tests import builders
from tests.said import statements

NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)
ANSWERED = datetime(2027, 1, 25, 8, 0, tzinfo=UTC)


@pytest.fixture
def event(database: Flask) -> Event:
    """Anna comes to everything, Åsa waits for the dinner and wants vegan food, Östen has not answered."""
    with transaction() as session:
        event = builders.event()
        evening = {
            "starts_at": datetime(2027, 3, 4, 18, 0, tzinfo=UTC),
            "ends_at": datetime(2027, 3, 4, 21, 0, tzinfo=UTC),
        }
        day = builders.part(event)
        dinner = builders.part(event, "Middag", kind=PartKind.MEAL, capacity=1, **evening)
        rektor, ange = builders.role(), builders.organisation()
        berg = builders.organisation("Bergs kommun", area="Jämtlands län")
        anna = builders.person("Anna", "Berg", "anna@ange.example")
        asa = builders.person("Åsa", "Öst", "asa@berg.example", phone="070-123 45 67")
        osten = builders.person("Östen", "Åberg", "osten@ange.example")
        coming = {"state": InvitationState.COMING, "answered_at": ANSWERED}
        has, waits = RegistrationState.CONFIRMED, RegistrationState.WAITING
        registers(builders.invitation(event, anna, rektor, ange, **coming), {day: has, dinner: has})
        registers(builders.invitation(event, asa, rektor, berg, **coming), {day: has, dinner: waits})
        builders.invitation(event, osten, builders.role("skolchef"), ange)
        session.add(Tick(part=day, person=anna, at=ANSWERED, by_uid="", by_name="Dörr"))
    session.expire_all()
    return event


def registers(invitation: Invitation, parts: dict[Part, RegistrationState]) -> None:
    """On site, with vegan food."""
    when = {"created_at": ANSWERED, "changed_at": ANSWERED}
    row = Registration(
        event=invitation.event,
        person=invitation.person,
        invitation=invitation,
        state=RegistrationState.CONFIRMED,
        **when,
    )
    row.parts = [
        RegistrationPart(part=part, state=state, mode=Mode.ON_SITE, changed_at=ANSWERED)
        for part, state in parts.items()
    ]
    row.needs = [Need(kind=NeedKind.DIET, choice="vegan", given_at=ANSWERED)]
    db.session.add(row)


def _rows(event: Event, name: str, chosen: Chosen = EVERYBODY) -> list[tuple[object, ...]]:
    return [tuple(row) for row in ready_lists(NOW)[name].build(event, chosen).rows]


def test_invited_are_listed_in_swedish_order_with_their_answers(event: Event) -> None:
    sent, answered = date(2027, 1, 20), date(2027, 1, 25)
    north, south = ("Bergs kommun", "Jämtlands län"), ("Ånge kommun", "Västernorrlands län")
    assert _rows(event, "inbjudna") == [
        ("Berg", "Anna", "Rektor", *south, "anna@ange.example", "", "Kommer", sent, None, answered),
        ("Åberg", "Östen", "Skolchef", *south, "osten@ange.example", "", "Har inte svarat", sent, None, None),
        ("Öst", "Åsa", "Rektor", *north, "asa@berg.example", "070-123 45 67", "Kommer", sent, None, answered),
    ]


def test_participants_have_a_column_for_each_part(event: Event) -> None:
    table = ready_lists(NOW)["deltagare"].build(event, EVERYBODY)
    assert [column.heading for column in table.columns][-2:] == ["Konferens dag 1", "Middag"]
    assert [(row[0], *row[-2:]) for row in table.rows] == [
        ("Berg", "På plats", "På plats"),
        ("Öst", "På plats", "Väntelista"),
    ]


def test_attendance_tells_how_everybody_stood_to_each_part(event: Event) -> None:
    assert [(row[0], *row[-2:]) for row in _rows(event, "narvaro")] == [
        ("Berg", "Närvarande", "Frånvarande"),
        ("Åberg", "Frånvarande", ""),
        ("Öst", "Frånvarande", ""),
    ]


def test_the_kitchen_gets_counts_of_those_who_have_a_seat_and_no_name(event: Event) -> None:
    day = date(2027, 3, 4)
    assert _rows(event, "matlista") == [
        ("Middag", day, "19.00–22.00", "Alla som äter", 1),
        ("Middag", day, "19.00–22.00", "Kost: Vegansk kost", 1),
    ]


def test_lists_are_narrowed_by_state_part_role_and_organisation(event: Event) -> None:
    choices = choices_for(event)
    by_name = {part.title: part.id for part in choices.parts}
    roles = {role.key: role.id for role in choices.roles}
    places = {place.name: place.id for place in choices.organisations}
    found = [
        [row[0] for row in _rows(event, "inbjudna", chosen)]
        for chosen in (
            Chosen(state="unanswered"),
            Chosen(part_id=by_name["Middag"]),
            Chosen(role_id=roles["rektor"], organisation_id=places["Ånge kommun"]),
        )
    ]
    assert found == [["Åberg"], ["Berg", "Öst"], ["Berg"]]


def test_a_list_is_one_statement_however_long(event: Event) -> None:
    assert event.parts
    with statements("SELECT") as said:
        _rows(event, "deltagare")
    assert len(said) == 1
