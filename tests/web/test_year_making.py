"""From a year to the next: meetings with their proposed dates, made once; then whether the people are right."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.events.model import BreakRow, Event, EventMember
from app.events.rules.kinds import EventKind, EventState
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Organisation, Person, Role, RoleExpectation
from tests import builders
from tests.conftest import SignsIn
from tests.pages.forms import submit

NEXT, PEOPLE = "/arrangor/ar/2026/nasta", "/arrangor/ar/2027/personer"
LONG_AGO = datetime(2025, 9, 1, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _year(client: FlaskClient, sign_in: SignsIn, app: Flask) -> None:
    """2026 had a conference for skolchefer and a dialogmöte on what is a red day in 2027."""
    sign_in(client, Right.ORGANIZER)
    with app.app_context(), transaction() as session:
        conference = builders.event(
            "RUN-konferens 2026", slug="konferens-2026", starts_on=date(2026, 2, 26), ends_on=date(2026, 2, 27)
        )
        builders.event(
            "Dialogmöte 30 april 2026",
            slug="dialog-2026",
            kind=EventKind.DIALOGUE,
            starts_on=date(2026, 4, 30),
            ends_on=date(2026, 4, 30),
        )
        session.add(BreakRow(name="Sportlov", area="Hälsingland", first_on=date(2027, 3, 1), last_on=date(2027, 3, 5)))
        skolchef = builders.role("skolchef")
        builders.circle(conference, skolchef)
        a, c, d = (builders.organisation(f"{name}s kommun") for name in ("Anna", "Cia", "Dan"))
        for name, place, first, last, confirmed in (
            ("Anna", a, None, date(2026, 12, 31), None),
            ("Bo", a, date(2027, 1, 1), None, None),
            ("Cia", c, None, None, date(2026, 1, 10)),
            ("Dan", d, None, None, date(2026, 11, 10)),
        ):
            held = builders.assignment(builders.person(name, "Ek"), skolchef, place, confirmed_on=confirmed)
            held.starts_on, held.ends_on, held.created_at = first, last, LONG_AGO
        tom = builders.organisation("Tomma kommunen")
        session.add(RoleExpectation(role_id=skolchef.id, organisation_id=tom.id, minimum=1))


def _page(client: FlaskClient, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).get_data(as_text=True), "html.parser")


def _said(part: object) -> str:
    return " ".join(part.get_text(" ").split())  # type: ignore[attr-defined]


def _rows(page: BeautifulSoup, table: str) -> list[str]:
    return [_said(row) for row in page.select(f"#{table} tbody tr")]


def _made(app: Flask) -> list[tuple[str, date]]:
    with app.app_context():
        asked = sa.select(Event).where(Event.starts_on >= date(2027, 1, 1), Event.state == EventState.DRAFT)
        return [(one.title, one.starts_on) for one in db.session.scalars(asked.order_by(Event.starts_on))]


def test_each_meeting_stands_with_its_day_by_the_rule_what_is_in_the_way_and_another(client: FlaskClient) -> None:
    first, second = (_said(one) for one in _page(client, NEXT).select("fieldset.next-meeting"))
    assert "torsdag–fredag 4–5 mars 2027, v. 9 Vecka 9, enligt regeln Krockar med sportlov i Hälsingland" in first
    assert "Närmaste lediga dagar" in first
    assert "torsdag 6 maj 2027, v. 18 Samma vecka och veckodag Torsdag 6 maj är röd dag" in second
    assert "onsdag 5 maj 2027, v. 18 Närmaste lediga dag" in second


def test_all_are_made_on_the_days_that_are_best_unless_somebody_says_otherwise(client: FlaskClient, app: Flask) -> None:
    answer = submit(client, NEXT, {}, to=NEXT)
    assert (answer.status_code, answer.location) == (303, PEOPLE)
    assert _made(app) == [("RUN-konferens 2027", date(2027, 3, 4)), ("Dialogmöte 5 maj 2027", date(2027, 5, 5))]
    assert "2 möten är sparade som utkast." in _said(_page(client, PEOPLE))


def test_only_the_ticked_are_made_on_the_day_that_is_chosen(client: FlaskClient, app: Flask) -> None:
    uid = _page(client, NEXT).select('input[name="mote"]')[1]["value"]
    submit(client, NEXT, {"mote": uid, f"dag-{uid}": "2027-05-06"}, to=NEXT)
    assert _made(app) == [("Dialogmöte 6 maj 2027", date(2027, 5, 6))]


def test_what_is_there_is_told_and_not_made_again(client: FlaskClient, app: Flask) -> None:
    form = _fields(client)
    for _ in range(2):
        client.post(NEXT, data=form)
    assert len(_made(app)) == 2
    page = _page(client, NEXT)
    assert "2 möten fanns redan." in _said(page)
    assert [_said(one) for one in page.select("fieldset.next-meeting .status")] == ["Finns redan", "Finns redan"]
    assert page.select('input[name="mote"]') == []
    assert [_said(one.parent) for one in page.select("fieldset.next-meeting .status")] == [
        "Finns redan RUN-konferens 4–5 mars 2027",
        "Finns redan Dialogmöte 5 maj 2027",
    ]


def _fields(client: FlaskClient) -> dict[str, object]:
    form = _page(client, NEXT).select_one(f'form[action="{NEXT}"]')
    assert form is not None
    fields: dict[str, object] = {"mote": [one["value"] for one in form.select('input[name="mote"]')]}
    fields |= {one["name"]: one["value"] for one in form.select('input[type="hidden"], input[checked][type="radio"]')}
    return fields


def test_with_nothing_ticked_it_says_what_to_do(client: FlaskClient, app: Flask) -> None:
    uid = _page(client, NEXT).select('input[name="mote"]')[1]["value"]
    answer = submit(client, NEXT, {"mote": None, f"dag-{uid}": "2027-05-06"}, to=NEXT)
    assert (answer.status_code, _made(app)) == (422, [])
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    summary = page.select_one("[data-error-summary][autofocus]")
    assert summary is not None
    assert [(one.get_text(), one["href"]) for one in summary.select("a")] == [("Markera minst ett möte", "#mote-1")]
    assert page.select_one("input#mote-1[type=checkbox]")
    assert _said(page.title).startswith("Fel: Skapa 2027 års möten")
    assert page.select(f'input[name="dag-{uid}"][value="2027-05-06"][checked]')


@pytest.mark.parametrize("day", ["2027-05-07", "2031-01-01"])
def test_a_day_that_is_not_proposed_is_asked_for_again(client: FlaskClient, app: Flask, day: str) -> None:
    uid = _page(client, NEXT).select('input[name="mote"]')[1]["value"]
    answer = submit(client, NEXT, {"mote": uid, f"dag-{uid}": day}, to=NEXT)
    assert (answer.status_code, _made(app)) == (409, [])
    assert "Förslagen har ändrats" in answer.get_data(as_text=True)


def test_nonsense_for_a_day_is_the_best_day(client: FlaskClient, app: Flask) -> None:
    uid = _page(client, NEXT).select('input[name="mote"]')[1]["value"]
    submit(client, NEXT, {"mote": uid, f"dag-{uid}": "<script>"}, to=NEXT)
    assert _made(app) == [("Dialogmöte 5 maj 2027", date(2027, 5, 5))]


def test_the_new_the_gone_the_vacant_and_the_long_unconfirmed_are_told_of_all_and_of_each(
    client: FlaskClient, app: Flask
) -> None:
    submit(client, NEXT, {}, to=NEXT)
    for address in (PEOPLE, f"{PEOPLE}/run-konferens-2027"):
        page = _page(client, address)
        assert _rows(page, "vacant") == ["Skolchef Tomma kommunen 1"]
        assert _rows(page, "gone") == ["Anna Ek Skolchef Annas kommun 31 december 2026 Bo Ek"]
        assert _rows(page, "new") == ["Bo Ek Skolchef Annas kommun 1 januari 2027"]
        assert _rows(page, "unconfirmed") == ["Cias kommun 1 Cia Ek , skolchef bekräftad 10 januari 2026"]
    assert _rows(_page(client, PEOPLE), "meetings") == [
        "RUN-konferens 2027 4–5 mars 2027 3 1 1 1 1",
        "Dialogmöte 5 maj 2027 5 maj 2027 0 0 0 0 0",
    ]
    with app.app_context():
        bo = db.session.scalars(sa.select(Person.uid).where(Person.given_name == "Bo")).one()
    assert _page(client, PEOPLE).select(f'#new a[href="/arrangor/register/personer/{bo}"]')


def test_protected_people_are_counted_and_named_to_nobody_without_the_right(
    client: FlaskClient, sign_in: SignsIn, app: Flask
) -> None:
    submit(client, NEXT, {}, to=NEXT)
    with app.app_context(), transaction() as session:
        for one in session.scalars(sa.select(Person).where(Person.given_name.in_(["Anna", "Bo", "Cia"]))):
            one.protected = True
    page = _page(client, PEOPLE)
    assert _rows(page, "meetings")[0] == "RUN-konferens 2027 4–5 mars 2027 3 1 1 1 1"
    assert _said(page.main).count("Listan visar 0 av 1.") == 3
    assert " Ek" not in _said(page)
    sign_in(client, Right.ORGANIZER, Right.PROTECTED)
    assert _rows(_page(client, PEOPLE), "new") == ["Bo Ek Skolchef Annas kommun 1 januari 2027"]


def test_named_members_are_counted_each_once_whatever_roles_they_hold(
    client: FlaskClient, sign_in: SignsIn, app: Flask
) -> None:
    with app.app_context(), transaction() as session:
        people = {one.given_name: one for one in session.scalars(sa.select(Person))}
        conference = session.scalars(sa.select(Event).where(Event.slug == "konferens-2026")).one()
        day = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 9, 1), "kind": EventKind.DEVELOPMENT_GROUP}
        group = builders.event("Utvecklingsgruppen", slug="grupp", **day)
        for event, who in ((conference, "Dan"), (group, "Dan"), (group, "Anna")):
            session.add(EventMember(event_id=event.id, person_id=people[who].id))
    submit(client, NEXT, {}, to=NEXT)
    rows = _rows(_page(client, PEOPLE), "meetings")
    assert [rows[0], rows[2]] == [
        "RUN-konferens 2027 4–5 mars 2027 3 1 1 1 1",
        "Utvecklingsgruppen 7 september 2027 2 0 0 0 0",
    ]
    group_page = _page(client, f"{PEOPLE}/utvecklingsgruppen")
    assert "2 namngivna medlemmar bjuds in oavsett roll. Här jämförs bara roller." in _said(group_page)
    assert group_page.select('a[href="/arrangor/moten/utvecklingsgruppen/medlemmar"]')
    assert "Alla roller har någon" not in _said(group_page)
    sign_in(client, Right.READER)
    assert not _page(client, f"{PEOPLE}/utvecklingsgruppen").select('a[href$="/medlemmar"]')


def test_a_year_without_meetings_leads_to_where_they_are_made(client: FlaskClient) -> None:
    page = _page(client, "/arrangor/ar/2027/personer")
    assert "Inga möten är inlagda 2027" in _said(page)
    assert page.select('a[href="/arrangor/ar/2026/nasta"]')
    for empty_before in ("/arrangor/ar/2031", "/arrangor/ar/2031/personer"):
        page = _page(client, empty_before)
        assert "Inga möten är inlagda 2031" in _said(page)
        assert "Skapa dem utifrån" not in _said(page)
    assert client.get("/arrangor/ar/2027/personer/konferens-2026").status_code == 404


def test_the_year_page_leads_to_both(client: FlaskClient, sign_in: SignsIn) -> None:
    assert [link["href"] for link in _page(client, "/arrangor/ar/2026").select(".page-header-actions a")] == [
        NEXT,
        "/arrangor/ar/2026/personer",
    ]
    sign_in(client, Right.READER)
    assert [link["href"] for link in _page(client, "/arrangor/ar/2026").select(".page-header-actions a")] == [
        "/arrangor/ar/2026/personer"
    ]


def test_be_om_avstamning_is_for_the_meeting_one_comes_from_and_the_long_unconfirmed_are_ticked(
    client: FlaskClient, app: Flask, sign_in: SignsIn, at: Callable[[datetime], None]
) -> None:
    at(datetime(2026, 11, 27, 8, tzinfo=UTC))
    sign_in(client, Right.ORGANIZER)
    with app.app_context(), transaction() as session:
        builders.event("Årets konferens", slug="nu", starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 1))
        spring = session.scalars(sa.select(Event).where(Event.slug == "dialog-2026")).one()
        builders.circle(spring, session.scalars(sa.select(Role)).one())
        for place in session.scalars(sa.select(Organisation)):
            place.mailbox = f"kontor{place.id}@kommun.example"
    submit(client, NEXT, {}, to=NEXT)
    for address, meeting in (
        (PEOPLE, "RUN-konferens 4–5 mars 2027 (utkast)"),
        (f"{PEOPLE}/dialogmote-5-maj-2027", "Dialogmöte 5 maj 2027 (utkast)"),
    ):
        link = _page(client, address).select_one('#obekraftade a.button[href*="/avstamning/ny"]')
        assert link is not None
        page = _page(client, str(link["href"]))
        assert [one.get_text() for one in page.select("select[name=meeting] option[selected]")] == [meeting]
        rows = [_said(box.find_parent("tr").th) for box in page.select("input[name=organisation][checked]")]
        assert rows == ["Cias kommun"]
        assert "De som har länge obekräftade uppdrag är markerade." in _said(page.main)
        reviewed = submit(client, str(link["href"]))
        assert reviewed.status_code == 200
        assert f"Inför {meeting.removesuffix(' (utkast)')} vill vi veta" in reviewed.get_data(as_text=True)
    assert "(utkast)" not in _said(_page(client, "/arrangor/register/avstamning/ny"))
