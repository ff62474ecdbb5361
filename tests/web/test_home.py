"""Home: what needs me today, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.events.rules.kinds import EventState
from app.kernel.db import transaction
from app.mail import outbox
from app.mail.model import LetterState, OutboxLetter
from app.organizers.rules import Right
from app.people.model import Assignment, Person, RoleExpectation
from tests import builders
from tests.conftest import SignsIn
from tests.mail import a_letter

TODAY = datetime(2027, 1, 20, 9, tzinfo=UTC)
UNTOLD = "1 person i registret har inte fått veta att adressen finns här."
NOTHING = "Inget annat väntar på dig i dag."


@pytest.fixture(autouse=True)
def _organizer(client: FlaskClient, sign_in: SignsIn, at: object) -> None:
    at(TODAY)  # type: ignore[operator]
    sign_in(client, Right.ORGANIZER)


@pytest.fixture
def calm(app: Flask) -> None:
    """A conference to come and a dialogmöte after it; the only principal is known, confirmed and informed."""
    with app.app_context(), transaction():
        rektor, ange = builders.role(), builders.organisation()
        event = builders.event(slug="konferens")
        builders.circle(event, rektor)
        who = builders.person(informed_at=TODAY)
        builders.assignment(who, rektor, ange, confirmed_on=date(2026, 11, 2))
        builders.invitation(event, who, rektor, ange)
        builders.event("Dialogmöte 5 maj", starts_on=date(2027, 5, 5), ends_on=date(2027, 5, 5))


def _page(client: FlaskClient) -> BeautifulSoup:
    return BeautifulSoup(client.get("/arrangor/").get_data(as_text=True), "html.parser")


def _said(client: FlaskClient) -> str:
    page = _page(client)
    assert page.main is not None
    return " ".join(page.main.get_text(" ").split())


def _headings(client: FlaskClient) -> list[str]:
    return [one.get_text() for one in _page(client).select("main h2")]


def test_a_new_installation_says_where_to_begin(client: FlaskClient) -> None:
    assert _said(client) == (
        "Hem Börja med kontakterna När registret har personer kan du bjuda in dem efter roll. "
        "Läs in kontakter Skapa RUN-konferensen 2027"
    )


@pytest.mark.usefixtures("calm")
def test_on_a_calm_day_it_is_the_next_meeting_with_its_days_and_nothing_else(client: FlaskClient) -> None:
    said = _said(client)
    assert _headings(client) == ["RUN-konferens 2027"]
    assert "Svara senast torsdag 4 februari om 15 dagar" in said
    assert "Mötet börjar torsdag 4 mars om 43 dagar" in said
    assert said.endswith(NOTHING)
    assert "Dialogmöte 5 maj" not in said


@pytest.mark.usefixtures("calm")
def test_what_of_the_register_is_to_be_put_right_stands_together_with_where(client: FlaskClient, app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.execute(sa.update(Person).values(informed_at=None, created_at=TODAY - timedelta(days=25)))
        held = session.scalars(sa.select(Assignment)).one()
        held.confirmed_on, held.created_at = None, TODAY - timedelta(days=500)
        session.add(RoleExpectation(role_id=held.role_id, organisation_id=held.organisation_id, minimum=2))
    assert _headings(client) == ["RUN-konferens 2027", "Registret"]
    assert [" ".join(one.get_text(" ").split()) for one in _page(client).select("#registret li")] == [
        "1 väntad roll är vakant i registret. Se vilka – vakanta roller",
        "1 uppdrag har ingen bekräftat på länge. Stämmer personerna?",
        f"{UNTOLD} Det är 6 dagar kvar. Se vilka och informera dem",
    ]
    assert _page(client).select('#obekraftade a[href="/arrangor/ar/2027/personer/konferens"]')
    assert NOTHING not in _said(client)


@pytest.mark.usefixtures("calm")
def test_an_assignment_is_right_for_a_year_where_there_was_no_meeting_to_count_from(
    client: FlaskClient, app: Flask
) -> None:
    for confirmed, said in ((date(2026, 3, 4), False), (date(2026, 3, 3), True)):
        with app.app_context(), transaction() as session:
            held = session.scalars(sa.select(Assignment)).one()
            held.confirmed_on, held.created_at = confirmed, TODAY - timedelta(days=900)
        assert ("1 uppdrag har ingen bekräftat" in _said(client)) is said


@pytest.mark.usefixtures("calm")
def test_an_assignment_that_last_years_meeting_was_after_is_to_be_confirmed(client: FlaskClient, app: Flask) -> None:
    with app.app_context(), transaction() as session:
        held = session.scalars(sa.select(Assignment)).one()
        held.confirmed_on, held.created_at = date(2026, 2, 25), TODAY - timedelta(days=900)
        last = {"starts_on": date(2026, 2, 26), "ends_on": date(2026, 2, 27), "state": EventState.DONE}
        builders.event("RUN-konferens 2026", **last)
    assert "1 uppdrag har ingen bekräftat på länge." in _said(client)


@pytest.mark.usefixtures("calm")
def test_a_letter_that_failed_is_told_first(client: FlaskClient, app: Flask) -> None:
    with app.app_context(), transaction() as session:
        outbox.put(a_letter("borta@ange.example"), now=TODAY)
        session.execute(sa.update(OutboxLetter).values(state=LetterState.FAILED))
    said = _said(client)
    assert said.startswith("Hem 1 brev kom inte fram. Se i Utkorgen RUN-konferens 2027")
    assert NOTHING not in said
