"""What is told of needs, on both databases: counts to the kitchen and the house, names to those with the right."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.events.model import Event
from app.events.rules.kinds import EventState, PartKind
from app.kernel.db import transaction
from app.lists.chosen import EVERYBODY
from app.lists.meals import count_severe
from app.lists.needs import Said, list_by_person, list_events_with_needs
from app.lists.ready import ready_lists
from app.registrations.model import Need, Registration, RegistrationPart
from app.registrations.rules import Mode, NeedKind, RegistrationState
from tests import builders
from tests.said import statements

NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)
ANSWERED = datetime(2027, 1, 25, 8, 0, tzinfo=UTC)


@pytest.fixture
def dinner(database: Flask) -> Event:
    """A dinner and a lunch. Three eat dinner on site, one follows online, one waits; the lunch has one."""
    with transaction() as session:
        event = builders.event(asks_needs=True)
        times = {
            "starts_at": datetime(2027, 3, 4, 18, tzinfo=UTC),
            "ends_at": datetime(2027, 3, 4, 21, tzinfo=UTC),
            "kind": PartKind.MEAL,
        }
        middag, lunch = builders.part(event, "Middag", **times), builders.part(event, "Lunch", **times)
        confirmed, waiting, on_site = RegistrationState.CONFIRMED, RegistrationState.WAITING, Mode.ON_SITE
        eats = [(middag, confirmed, on_site)]
        guests = [
            (
                "Åsa",
                "Öst",
                [("allergy", "nuts", ""), ("allergy", "text", "Kiwi")],
                "Ja",
                [(middag, confirmed, on_site)],
            ),
            ("Bo", "Ek", [("allergy", "nuts", ""), ("diet", "text", "Inget salt")], "", eats),
            (
                "Cia",
                "Dahl",
                [("diet", "text", "Halal"), ("access", "wheelchair", "")],
                "",
                [(middag, confirmed, on_site), (lunch, confirmed, on_site)],
            ),
            ("Doris", "Alm", [("allergy", "egg", "")], "Ja", [(middag, confirmed, Mode.ONLINE)]),
            ("Eva", "Bo", [("allergy", "egg", "")], "Ja", [(middag, waiting, on_site)]),
        ]
        for given, family, needs, severe, parts in guests:
            times = {"created_at": ANSWERED, "changed_at": ANSWERED}
            row = Registration(event=event, person=builders.person(given, family), state=confirmed, **times)
            row.parts = [
                RegistrationPart(part=part, state=state, mode=mode, changed_at=ANSWERED) for part, state, mode in parts
            ]
            row.needs = [
                Need(
                    kind=NeedKind(kind),
                    choice=choice,
                    text=text,
                    severe_words=severe if kind == "allergy" else "",
                    given_at=ANSWERED,
                )
                for kind, choice, text in needs
            ]
            session.add(row)
    session.expire_all()
    return event


def _said(event: Event, name: str) -> list[tuple[object, ...]]:
    return [(row[0], *row[3:]) for row in ready_lists(NOW)[name].build(event, EVERYBODY).rows]


def test_the_kitchen_gets_counts_per_meal_and_choice_and_what_was_written_only_as_a_number(dinner: Event) -> None:
    assert _said(dinner, "matlista") == [
        ("Middag", "Alla som äter", 3),
        ("Middag", "Kost: eget önskemål", 2),
        ("Middag", "Allergi: Nötter eller jordnötter", 2),
        ("Middag", "Allergi: eget önskemål", 1),
        ("Lunch", "Alla som äter", 1),
        ("Lunch", "Kost: eget önskemål", 1),
    ]


def test_the_house_gets_counts_of_what_people_need_to_take_part(dinner: Event) -> None:
    assert [row for row in _said(dinner, "tillganglighet") if row[1] != "Alla på plats"] == [
        ("Middag", "Tillgänglighet: Plats för rullstol, väg utan trappsteg", 1),
        ("Lunch", "Tillgänglighet: Plats för rullstol, väg utan trappsteg", 1),
    ]


def test_only_those_who_said_so_and_eat_on_site_are_named_to_the_kitchen(dinner: Event) -> None:
    assert _said(dinner, "svara-allergier") == [("Middag", "Öst", "Åsa", "Nötter eller jordnötter, Kiwi")]
    assert ready_lists(NOW)["svara-allergier"].count_named is not None
    assert count_severe(dinner, EVERYBODY) == 1


def test_needs_by_person_stand_in_swedish_order_and_take_three_statements_however_many(dinner: Event) -> None:
    event_id = dinner.id
    with statements("SELECT") as said:
        people = list_by_person(event_id)
    assert [one.name for one in people] == ["Doris Alm", "Eva Bo", "Cia Dahl", "Bo Ek", "Åsa Öst"]
    assert [one.severe for one in people] == [True, True, False, False, True]
    assert people[-1].said == {NeedKind.ALLERGY: (Said("", "Nötter eller jordnötter"), Said("Kiwi", ""))}
    assert len(said) <= 3


def test_events_that_keep_needs_are_listed_with_counts_and_the_day_they_are_erased(dinner: Event) -> None:
    with transaction():
        builders.event("Utkast", asks_needs=True, state=EventState.DRAFT)
        builders.event("Frågar inte")
    found = [(one.event.title, one.people, one.erased_on) for one in list_events_with_needs()]
    assert found == [("RUN-konferens 2027", 5, date(2027, 3, 20))]
