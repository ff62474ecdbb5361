"""What each ready list has for whom, on both databases."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app.events.model import Event, Slot
from app.events.rules.kinds import PartKind
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource, InvitationState
from app.kernel.db import db, transaction
from app.lists.chosen import EVERYBODY, Chosen
from app.lists.ready import ready_lists
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState
from tests import builders, paper
from tests.said import statements

NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)
ANSWERED = datetime(2027, 1, 25, 8, 0, tzinfo=UTC)
THURSDAY, FRIDAY = date(2027, 3, 4), date(2027, 3, 5)
CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITING
ANGE, BERG = ("Ånge kommun", "Västernorrlands län"), ("Bergs kommun", "Jämtlands län")


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def event(database: Flask) -> Event:
    """Anna comes to everything and follows the seminar digitally, Åsa and Bo queue for the dinner and Åsa is before,
    Sol speaks and eats, Östen has not answered, Nils has said no.
    """
    with transaction() as session:
        event = builders.event(theme="Behålla och utveckla", place="Södra Berget")
        slot = Slot(title="Pass 1", position=1)
        event.slots.append(slot)
        session.flush()
        times = {"starts_at": _at(FRIDAY, 8), "ends_at": _at(FRIDAY, 10)}
        dinner = builders.part(
            event, "Middag", kind=PartKind.MEAL, starts_at=_at(THURSDAY, 18), ends_at=_at(THURSDAY, 21), room="Matsalen"
        )
        parts = [
            builders.part(event),
            dinner,
            builders.part(event, "Natt", kind=PartKind.NIGHT, starts_at=_at(THURSDAY, 21), ends_at=_at(FRIDAY, 7)),
            builders.part(event, "Läsning", kind=PartKind.PARALLEL, slot_id=slot.id, **times),
            builders.part(event, "Räkning", kind=PartKind.PARALLEL, slot_id=slot.id, **times),
        ]
        rektor, chef = builders.role(), builders.role("skolchef")
        ange, berg = builders.organisation(), builders.organisation("Bergs kommun", area="Jämtlands län")
        answered = {"state": InvitationState.COMING, "answered_at": ANSWERED}

        def invited(given: str, family: str, role: object, place: object, **values: object) -> object:
            person = builders.person(given, family, f"{given.lower()}@skola.example")
            return builders.invitation(event, person, role, place, **values)

        def registered(invitation: object, *states: RegistrationState | None, number: int = 0) -> None:
            one = Registration(
                event=event,
                person=invitation.person,
                invitation=invitation,
                state=CONFIRMED,
                created_at=ANSWERED,
                changed_at=ANSWERED,
            )
            for part, state in zip(parts, states, strict=True):
                if state is not None:
                    queues = {"queued_at": ANSWERED, "queue_number": number} if state is WAITING else {}
                    mode = Mode.ONLINE if part.title == "Räkning" else Mode.ON_SITE
                    one.parts.append(RegistrationPart(part=part, state=state, mode=mode, changed_at=ANSWERED, **queues))
            session.add(one)

        registered(invited("Anna", "Berg", rektor, ange, **answered), CONFIRMED, CONFIRMED, CONFIRMED, None, CONFIRMED)
        registered(invited("Bo", "Ek", rektor, berg, **answered), CONFIRMED, WAITING, None, CONFIRMED, None, number=2)
        registered(invited("Åsa", "Öst", rektor, berg, **answered), CONFIRMED, WAITING, None, None, None, number=1)
        speaker = {"source": InvitationSource.SPEAKER, "affiliation": "Teatern"} | answered
        registered(invited("Sol", "Tal", None, None, **speaker), CONFIRMED, CONFIRMED, None, None, None)
        invited("Östen", "Åberg", chef, ange)
        invited("Nils", "Nej", chef, berg, state=InvitationState.NOT_COMING, answered_at=ANSWERED)
    session.expire_all()
    return event


def _rows(event: Event, name: str, chosen: Chosen = EVERYBODY) -> list[tuple[object, ...]]:
    return [tuple(row) for row in ready_lists(NOW)[name].build(event, chosen).rows]


def test_each_organisation_has_its_counts_and_those_without_one_stand_last(event: Event) -> None:
    table = ready_lists(NOW)["per-kommun"].build(event, EVERYBODY)
    assert [tuple(row) for row in table.rows] == [
        (*BERG, 3, 2, 0, 0, 1, 0),
        (*ANGE, 2, 1, 0, 1, 0, 0),
        ("Teatern", "", 1, 1, 0, 0, 0, 0),
    ]
    (people,) = table.beside
    assert [(row[0], row[2]) for row in people.rows] == [
        ("Bergs kommun", "Ek"), ("Bergs kommun", "Öst"), ("Ånge kommun", "Berg"), ("Teatern", "Tal"),
    ]  # fmt: skip


def test_the_choice_of_seminar_is_told_pass_for_pass_and_how_it_is_followed(event: Event) -> None:
    when = (FRIDAY, "09.00–11.00")
    assert _rows(event, "seminarieval") == [
        ("Pass 1", "Läsning", *when, "Ek", "Bo", "Rektor", "Bergs kommun", "På plats"),
        ("Pass 1", "Räkning", *when, "Berg", "Anna", "Rektor", "Ånge kommun", "Digitalt"),
    ]


def test_a_meal_is_accounted_for_with_who_was_there_as_what_and_why(event: Event) -> None:
    lead = ("RUN-konferens 2027: Behålla och utveckla", "Middag", THURSDAY, "19.00–22.00", "Matsalen, Södra Berget")
    assert _rows(event, "representation") == [
        (*lead, "Berg", "Anna", "Rektor", "Ånge kommun"),
        (*lead, "Tal", "Sol", "Medverkande", "Teatern"),
    ]


def test_on_paper_each_meal_has_pages_of_its_own_for_the_books(event: Event) -> None:
    made = ready_lists(NOW)["representation"].on_paper
    assert made is not None
    (page,) = paper.read(made(event, EVERYBODY, "Hämtad i dag")).pages
    said = ("Middag", "RUN-konferens 2027: Behålla och utveckla", "torsdag 4 mars 2027 19.00–22.00", "Matsalen")
    assert [words in page for words in (*said, "Berg, Anna", "Tal, Sol", "Medverkande", "Teatern")] == [True] * 8
    assert ("Ek, Bo" in page, "kost" in page.casefold()) == (False, False)


def test_the_hotel_gets_names_for_each_night_or_counts_alone(event: Event) -> None:
    assert _rows(event, "hotell") == [("Natt", THURSDAY, FRIDAY, "Berg", "Anna", "Ånge kommun")]
    assert _rows(event, "hotell-antal") == [("Natt", THURSDAY, FRIDAY, 1)]


def test_the_silent_and_the_prevented_stand_in_lists_of_their_own(event: Event) -> None:
    sent = date(2027, 1, 20)
    assert _rows(event, "ej-svarat") == [("Åberg", "Östen", "Skolchef", *ANGE, "östen@skola.example", "", sent, None)]
    assert _rows(event, "forhinder") == [("Nej", "Nils", "Skolchef", *BERG, ANSWERED)]


def test_a_queue_is_in_its_own_order_and_no_filter_moves_anybody(event: Event) -> None:
    line = [("Middag", 1, "Öst"), ("Middag", 2, "Ek")]
    assert [row[:3] for row in _rows(event, "vantelista")] == line
    place = next(one.holdings[0].organisation_id for one in _invitations(event) if one.person.family_name == "Ek")
    with transaction():
        first = next(one for one in _invitations(event) if one.person.family_name == "Öst")
        first.holdings[0].organisation = builders.organisation("Krokoms kommun")
    assert [row[:3] for row in _rows(event, "vantelista", Chosen(organisation_id=place))] == line[1:]


def test_protected_people_are_counted_and_keep_their_place_and_are_named_to_those_with_the_right(event: Event) -> None:
    with transaction():
        for one in _invitations(event):
            one.person.protected = one.person.family_name in {"Öst", "Berg"}
    assert [row[:4] for row in _rows(event, "per-kommun")][:2] == [(*BERG, 3, 2), (*ANGE, 2, 1)]
    assert [row[:3] for row in _rows(event, "vantelista")] == [("Middag", 2, "Ek")]
    assert (_rows(event, "hotell"), [row[-1] for row in _rows(event, "hotell-antal")]) == ([], [1])
    for name in (name for name, ready in ready_lists(NOW).items() if not ready.health and name != "utlamnande"):
        words = {value for row in _rows(event, name) for value in row}
        assert words & {"Öst", "Berg"} == set(), name
    sees = Chosen(protected=True)
    assert [row[:3] for row in _rows(event, "vantelista", sees)] == [("Middag", 1, "Öst"), ("Middag", 2, "Ek")]
    assert [row[3] for row in _rows(event, "hotell", sees)] == ["Berg"]


def _invitations(event: Event) -> list[Invitation]:
    return list(db.session.scalars(sa.select(Invitation).where(Invitation.event_id == event.id)))


def test_lists_to_sign_and_badges_are_for_those_who_come_to_the_place(event: Event) -> None:
    assert [(row[0], row[4], row[-1]) for row in _rows(event, "signaturlista")] == [
        *(("Konferens dag 1", name, "") for name in ("Berg", "Ek", "Tal", "Öst")),
        ("Läsning", "Ek", ""),
    ]
    assert [row[:3] for row in _rows(event, "namnskyltar")] == [
        ("Anna", "Berg", "Rektor"), ("Bo", "Ek", "Rektor"), ("Sol", "Tal", ""), ("Åsa", "Öst", "Rektor"),
    ]  # fmt: skip


def test_the_supplement_to_the_minutes_has_its_headings_in_order(event: Event) -> None:
    assert [row[:2] for row in _rows(event, "bilaga")] == [("Anmält förhinder", "Nej")]


def test_a_list_knows_its_own_filters_alone(event: Event) -> None:
    chosen = Chosen("coming", 1, 2, 3)
    assert ready_lists(NOW)["ej-svarat"].only(chosen) == Chosen(None, None, 2, 3)
    assert ready_lists(NOW)["inbjudna"].only(chosen) == chosen


def test_no_list_asks_more_the_more_people_there_are(event: Event) -> None:
    few = _asked(event)
    with transaction():
        role, place = _invitations(event)[0].capacities[0]
        for number in range(12):
            person = builders.person(f"Ny{number}", "Person", f"ny{number}@skola.example")
            one = builders.invitation(event, person, role, place, answered_at=ANSWERED)
            one.state = (InvitationState.COMING, InvitationState.UNANSWERED, InvitationState.NOT_COMING)[number % 3]
            if number % 3 == 0:
                times = {"created_at": ANSWERED, "changed_at": ANSWERED}
                of = Registration(event=event, person=person, invitation=one, state=CONFIRMED, **times)
                of.parts = [RegistrationPart(part=part, state=CONFIRMED, changed_at=ANSWERED) for part in event.parts]
                db.session.add(of)
    assert _asked(event) == few
    assert few.pop("tackning") <= 8
    assert max(few.values()) <= 5


def _asked(event: Event) -> dict[str, int]:
    """How many statements each list takes, with its sheets."""
    db.session.expire_all()
    assert (event.parts, event.slots, event.circle) is not None
    found = {}
    for name, ready in ready_lists(NOW).items():
        with statements("SELECT") as said:
            table = ready.build(event, EVERYBODY)
            for one in (table, *table.beside):
                list(one.rows)
        found[name] = len(said)
    return found
