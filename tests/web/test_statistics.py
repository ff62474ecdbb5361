"""Statistics over years: counted as the meetings' own pages count, and entered where the system holds no meeting."""

import io
from collections.abc import Callable
from datetime import UTC, datetime

import openpyxl
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.events.actions.past import enter_past_year
from app.events.model import Event, PastShare, PastYear
from app.events.rules.kinds import EventKind
from app.events.rules.past import Division, PastYearValue, Share
from app.kernel.db import db, transaction
from app.lists import attendance, standing
from app.lists.statistics import over_years
from app.lists.years import Counted, Year, years
from app.organizers.rules import Right
from app.people.rules.kinds import RoleGroup
from tests import builders
from tests.browser import axe_violations, scrolls_sideways, signed_in
from tests.conftest import SignsIn
from tests.held import AFTER, SLUG, held
from tests.pages.forms import submit
from tests.web.contact import errors

PAGE = "/arrangor/statistik"


@pytest.fixture
def meeting(app: Flask, at: Callable[[datetime], None]) -> None:
    """Held, and looked at some days later."""
    with app.app_context(), transaction():
        held()
    at(AFTER)


def _entered(client: FlaskClient, **given: object) -> int:
    form = {"year": "2024", "participants": "161", **{name: str(value) for name, value in given.items()}}
    return submit(client, f"{PAGE}/ar", form).status_code


def _only(kind: EventKind = EventKind.CONFERENCE) -> Year:
    [year] = years(kind, AFTER)
    return year


@pytest.mark.usefixtures("meeting")
def test_a_year_counts_as_the_meetings_own_pages_do(app: Flask) -> None:
    with app.app_context():
        event = db.session.query(Event).filter_by(slug=SLUG).one()
        people, stands = attendance.attendees(event, AFTER), standing.standing(event)
        parts = attendance.attended_parts(event)
        own, year = attendance.tally_of(people, parts), _only()
        assert year.whole == Counted(
            stands.invited,
            sum(stands.states[state] for state in ("coming", "not_coming", "waiting", "replaced")),  # type: ignore[index]
            own.seats,
            own.present,
        )
        assert year.whole.attendance == own.share(own.present)
        by = {
            Division.GROUP: attendance.by(lambda one: one.group.label if one.group else "", people, parts),
            Division.AREA: attendance.by(lambda one: one.area, people, parts),
            Division.ORGANISATION: attendance.by(lambda one: one.organisation, people, parts),
        }
        for division, groups in by.items():
            counted = {part.name: part.counted.participants for part in year.parts[division]}
            assert {one.name: one.tally.present for one in groups} == {one.name: counted[one.name] for one in groups}
            assert sum(number or 0 for number in counted.values()) == own.present


@pytest.mark.usefixtures("meeting")
def test_answers_and_attendance_are_told_of_each_part_as_of_the_whole(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    sign_in(client, Right.READER)
    with app.app_context():
        areas = _only().parts[Division.AREA]
        rates = {one.name or "Utan område": (one.counted.answer_rate, one.counted.attendance) for one in areas}
    assert any(answered and attended for answered, attended in rates.values())
    for number, asked in enumerate(("svar", "narvaro")):
        page = BeautifulSoup(client.get(f"{PAGE}?visa={asked}").text, "html.parser")
        rows = page.select("#area tbody tr")
        told = {row.th.get_text(strip=True): row.td.get_text(strip=True) for row in rows}  # type: ignore[union-attr]
        assert told == {name: f"{rate[number]} %" for name, rate in rates.items() if rate[number] is not None}
    assert client.get(f"{PAGE}?visa=annat").status_code == 404


@pytest.mark.usefixtures("meeting")
def test_protected_people_are_counted_whoever_looks(app: Flask, client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    before = client.get(PAGE).text
    with app.app_context(), transaction():
        db.session.execute(db.text("UPDATE persons SET protected = true"))
    after = client.get(PAGE).text
    table = before[before.index('id="years"') : before.index('id="filer"')]
    assert table in after


def test_a_meeting_that_is_to_come_has_invited_and_no_participants(app: Flask) -> None:
    with app.app_context():
        with transaction():
            held()
        [year] = years(EventKind.CONFERENCE, datetime(2027, 3, 4, 6, tzinfo=UTC))
        assert (year.whole.invited, year.whole.participants, year.whole.expected) == (_only().whole.invited, None, None)


def test_two_meetings_of_a_kind_in_a_year_are_counted_together(app: Flask) -> None:
    with app.app_context():
        with transaction():
            held()
            other = builders.event("Extra konferens", slug="extra")
            builders.invitation(other, builders.person("Ny", "Ek"))
            builders.event("Utkast", slug="utkast", state="draft")
        alone = standing.standing(db.session.query(Event).filter_by(slug=SLUG).one()).invited
        assert _only().whole.invited == alone + 1


@pytest.mark.usefixtures("meeting")
def test_an_older_year_is_entered_changed_and_taken_away_and_each_is_logged(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    sign_in(client, Right.ORGANIZER)
    assert _entered(client, invited=231, answered=203, expected=188, del0=31, del1=93) == 303
    page = client.get(PAGE).text
    assert all(words in page for words in ("88 %", "86 %", "161 av 188", "Inskrivet, ändra", "Politiker"))
    change = f"{PAGE}/ar?slag=conference&ar=2024"
    assert 'value="231"' in client.get(change).text
    assert submit(client, change, {"participants": "170", "invited": "", "del0": "30", "del1": ""}).status_code == 303
    with app.app_context():
        row = db.session.query(PastYear).one()
        assert (row.year, row.participants, row.invited) == (2024, 170, None)
        assert [(one.key, one.participants) for one in row.shares] == [(RoleGroup.POLITIKER.value, 30)]
        assert over_years(years(EventKind.CONFERENCE, AFTER), Division.GROUP)[0].numbers[0] == 30
    assert submit(client, change, to=f"{PAGE}/ar/2024/ta-bort?slag=conference").status_code == 303
    with app.app_context():
        assert (db.session.query(PastYear).count(), db.session.query(PastShare).count()) == (0, 0)
        logged = [entry.action for entry in db.session.query(LogEntry).order_by(LogEntry.id)]
        assert [one for one in logged if one.startswith("statistics")] == [
            "statistics.entered",
            "statistics.changed",
            "statistics.removed",
        ]


@pytest.mark.usefixtures("meeting")
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"participants": ""}, "Skriv hur många som deltog"),
        ({"year": ""}, "Skriv ett år som har varit"),
        ({"year": "2031"}, "Skriv ett år som har varit"),
        ({"year": "2027"}, "Det årets möten finns i systemet"),
        ({"invited": "10", "answered": "11"}, "Skriv högst så många som var inbjudna"),
        ({"expected": "100"}, "Skriv minst så många som deltog"),
        ({"del0": "100", "del1": "100"}, "Summan är större än antalet deltagare"),
        ({"invited": "många"}, "Skriv ett tal med siffror"),
    ],
)
def test_what_cannot_be_is_said_where_it_is_mended(
    app: Flask, client: FlaskClient, sign_in: SignsIn, given: dict[str, str], words: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    page = submit(client, f"{PAGE}/ar", {"year": "2024", "participants": "161", **given}).text
    assert ("<title>Fel:" in page, words in page) == (True, True)
    with app.app_context():
        assert db.session.query(PastYear).count() == 0


def test_the_same_year_is_not_entered_twice(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.ORGANIZER)
    assert [_entered(client), _entered(client, participants=9)] == [303, 422]
    again = submit(client, f"{PAGE}/ar", {"year": "2024", "participants": "9"})
    link = BeautifulSoup(again.data, "html.parser").select_one("main .notice a")
    assert link is not None
    assert link.get_text() == "Ändra siffrorna för 2024"
    assert "<h1>Ändra siffrorna för 2024" in client.get(str(link["href"])).text
    assert 'value="161"' in client.get(str(link["href"])).text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, ["Skriv ett år som har varit, med fyra siffror.", "Skriv hur många som deltog"]),
        (
            {"del0": "5", "expected": "3"},
            ["Skriv ett år som har varit, med fyra siffror.", "Skriv hur många som deltog"],
        ),
        (
            {"year": "snart", "participants": "9", "invited": "1", "answered": "2", "expected": "3"},
            [
                "Skriv ett tal med siffror",
                "Skriv högst så många som var inbjudna.",
                "Skriv minst så många som deltog.",
            ],
        ),
    ],
)
def test_all_that_is_wrong_is_said_at_once(
    client: FlaskClient, sign_in: SignsIn, given: dict[str, str], said: list[str]
) -> None:
    sign_in(client, Right.ORGANIZER)
    answer = submit(client, f"{PAGE}/ar", given)
    assert (answer.status_code, errors(answer)) == (422, said)


def test_the_menu_lights_the_year_that_statistics_is_reached_from(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    current = BeautifulSoup(client.get(PAGE).data, "html.parser").select('.side-nav a[aria-current="page"]')
    assert [one.get_text(strip=True) for one in current] == ["År"]


@pytest.mark.usefixtures("meeting")
def test_all_numbers_can_be_taken_along(app: Flask, client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.ORGANIZER)
    _entered(client, invited=231)
    answer = client.get(f"{PAGE}/statistik.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:4] == ("År", "Uppdelning", "Namn", "Inbjudna")
    assert rows[1] == (2024, "Alla", None, 231, None, None, None, 161, None, "Inskrivet")
    with app.app_context():
        whole = _only_of(2027)
        assert rows[2] == (2027, "Alla", None, *whole, "Räknat")
        entry = db.session.query(LogEntry).filter_by(action="statistics.downloaded").one()
        assert entry.details == {"kind": "RUN-konferens", "list": "statistik", "format": "xlsx"}
    assert client.get(f"{PAGE}/statistik.csv").data.startswith(b"\xef\xbb\xbf")
    assert [client.get(f"{PAGE}/{name}").status_code for name in ("ar.svg", "ar.xlsx", "statistik.svg", "x.png")] == [
        *(200, 404, 404, 404)
    ]


def _only_of(year: int) -> tuple[int | None, ...]:
    one = next(one for one in years(EventKind.CONFERENCE, AFTER) if one.year == year).whole
    return one.invited, one.answered, one.answer_rate, one.expected, one.participants, one.attendance


def test_readers_see_and_do_not_enter(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    page = client.get(PAGE).text
    assert ("Inga siffror än" in page, "Skriv in ett äldre år" in page) == (True, False)
    assert client.get(f"{PAGE}?slag=hittepa").status_code == 404


@pytest.mark.browser
@pytest.mark.usefixtures("meeting")
def test_many_years_with_long_names_can_be_read_by_all(
    app: Flask, client: FlaskClient, sign_in: SignsIn, chromium: Browser
) -> None:
    sign_in(client, Right.ORGANIZER)
    name = "Ö" * 200 + " 王小明 🎉"
    with app.app_context(), transaction():
        place = builders.organisation(name, area=name)
        shares = tuple(Share(by, place.uid, name, 3) for by in (Division.AREA, Division.ORGANISATION))
        for year in range(2015, 2025):
            enter_past_year(PastYearValue(year, EventKind.CONFERENCE, 9, shares=shares), now=AFTER, actor=SYSTEM)
    with signed_in(app, client, chromium) as (page, address):
        for where in (PAGE, f"{PAGE}/ar", f"{PAGE}/ar?slag=conference&ar=2024"):
            page.goto(address + where)
            for one in page.locator("summary").all():
                one.click()
            assert (where, axe_violations(page), scrolls_sideways(page)) == (where, [], False)
