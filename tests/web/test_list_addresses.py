"""Secret addresses: a list fetched without an account, with nothing that its maker did not mean to give, until it is
revoked.
"""

import io
import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

import openpyxl
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit.limits import LIMITS, Purpose
from app.audit.model import LogEntry
from app.events.model import Event, Part, Question
from app.events.rules.kinds import PartKind
from app.invitations.rules import InvitationState
from app.kernel import tokens
from app.kernel.db import db, transaction
from app.lists.frozen import ADDRESSED
from app.lists.model import ListAddress
from app.lists.ready import ready_lists
from app.mail import sender
from app.organizers.model import Account, GrantedRight
from app.organizers.rules import Right
from app.registrations.model import Need, Registration, RegistrationPart
from app.registrations.rules import NeedKind, RegistrationState
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.pages.forms import submit

LISTS = "/arrangor/moten/run-konferens-2027/listor"
ALL, NEW = f"{LISTS}/adresser", f"{LISTS}/adresser/ny"
At = Callable[[datetime], None]
TODAY = datetime(2027, 2, 11, 9, tzinfo=UTC)
UNLIKELY = "jordnötsallergi och rullstol"


@pytest.fixture
def scene(app: Flask, at: At) -> None:
    """A conference; Anna is registered and has said what she must not eat, Bo has not answered."""
    at(TODAY)
    with app.app_context(), transaction() as session:
        event = builders.event(slug="run-konferens-2027")
        dinner = builders.part(event, "Middag")
        builders.question(event, "Vilket tåg?")
        anna = builders.person("Anna", "Öberg", "anna@ange.example", phone="+46701234567")
        invitation = builders.invitation(event, anna, builders.role(), builders.organisation())
        builders.invitation(event, builders.person("Bo", "Ek"))
        times = {"created_at": NOW, "changed_at": NOW}
        hers = Registration(event_id=event.id, person_id=anna.id, invitation_id=invitation.id, **times)
        hers.state = RegistrationState.CONFIRMED
        hers.parts = [RegistrationPart(part=dinner, state=RegistrationState.CONFIRMED, changed_at=NOW)]
        session.add(hers)
        session.flush()
        session.add(Need(registration_id=hers.id, kind=NeedKind.DIET, choice="vegan", text=UNLIKELY, given_at=NOW))


Makes = Callable[..., str]


@pytest.fixture
def office(app: Flask, sign_in: SignsIn, scene: None) -> FlaskClient:
    """An organizer's browser."""
    browser = app.test_client()
    sign_in(browser, Right.ORGANIZER)
    return browser


@pytest.fixture
def make(office: FlaskClient) -> Makes:
    """Makes an address and gives it, without its ending."""

    def made(**given: object) -> str:
        wanted = {"name": "Hotellet", "lista": "deltagare", "formats": ["xlsx", "csv", "json"]} | given
        answer = submit(office, NEW, wanted)
        assert answer.status_code == 303, answer.text
        page = BeautifulSoup(office.get(answer.headers["Location"]).text, "html.parser")
        whole = str(page.select_one("[id^=address-]")["value"])  # type: ignore[index]
        return "/lista/" + whole.rsplit("/", 1)[1].rsplit(".", 1)[0]

    return made


def own_list(office: FlaskClient, **given: object) -> str:
    """Keeps an own list and says how the form of an address names it."""
    new, wanted = f"{LISTS}/egna/ny", {"name": "Tåglista", "kolumn": ["efternamn", "telefon"]} | given
    answer = submit(office, new, wanted, to=new)
    return f"egen:{answer.headers['Location'].rsplit('/', 1)[1]}"


def test_the_address_gives_the_list_in_each_of_its_formats(client: FlaskClient, make: Makes) -> None:
    where = make()
    rows = client.get(f"{where}.json").json
    assert rows == [
        {
            "Efternamn": "Öberg",
            "Förnamn": "Anna",
            "Roll": "Rektor",
            "Organisation": "Ånge kommun",
            "Område": rows[0]["Område"],
            "E-post": "anna@ange.example",
            "Telefon": "+46701234567",
            "Anmälan": "Anmäld",
            "Anmäld den": rows[0]["Anmäld den"],
            "Middag": "På plats",
            "Vilket tåg?": None,
        }
    ]
    assert date.fromisoformat(rows[0]["Anmäld den"]) == NOW.date()
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{where}.xlsx").data)).worksheets[0]
    csv = client.get(f"{where}.csv").data.decode("utf-8-sig").splitlines()
    first = [str(cell.value) for cell in next(sheet.iter_rows(max_row=1))]
    assert first == list(rows[0]) == csv[0].split(";")
    assert "Öberg" in client.get(f"{where}.json").data.decode("utf-8")


def test_an_own_list_has_an_address_too(client: FlaskClient, office: FlaskClient, make: Makes) -> None:
    where = make(lista=own_list(office))
    assert client.get(f"{where}.json").json == [
        {"Efternamn": "Ek", "Telefon": ""},
        {"Efternamn": "Öberg", "Telefon": "+46701234567"},
    ]


def test_each_fetch_is_logged_and_counted_and_a_head_is_no_fetch(
    app: Flask, client: FlaskClient, office: FlaskClient, make: Makes
) -> None:
    where = make()
    client.get(f"{where}.csv")
    client.get(f"{where}.json")
    head = client.head(f"{where}.csv")
    assert (head.status_code, head.data, head.mimetype) == (200, b"", "text/csv")
    with app.app_context():
        row = db.session.scalars(sa.select(ListAddress)).one()
        fetched = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "list.fetched")).all()
        assert (row.fetches, row.last_fetched_at) == (2, TODAY)
        assert [(one.actor_name, one.subject_uid, one.details) for one in fetched] == [
            ("Hotellet", row.uid, {"list": "Deltagare", "format": ending}) for ending in ("csv", "json")
        ]
    page = office.get(ALL).text
    assert [word in page for word in ("Hotellet", "Deltagare", "Gäller")] == [True] * 3


def test_fetching_changes_nothing_else(app: Flask, client: FlaskClient, make: Makes) -> None:
    where = make()
    own = {"log_entries", "list_addresses"}

    def content() -> dict[str, list[object]]:
        with app.app_context():
            every = [table for name, table in db.metadata.tables.items() if name not in own]
            return {table.name: list(map(tuple, db.session.execute(sa.select(table)))) for table in every}

    before = content()
    for ending in ("csv", "xlsx", "json"):
        client.get(f"{where}.{ending}")
        client.head(f"{where}.{ending}")
    assert content() == before


def test_no_address_gives_needs_or_links(app: Flask, client: FlaskClient, office: FlaskClient, make: Makes) -> None:
    form = BeautifulSoup(office.get(f"{LISTS}/egna/ny").text, "html.parser")
    every = [str(box["value"]) for box in form.select("[name=kolumn]")]
    given = []
    for name in (*ADDRESSED, own_list(office, kolumn=every)):
        where = make(lista=name)
        given += [client.get(f"{where}.{ending}").data.decode("utf-8-sig") for ending in ("csv", "json")]
        given.append(str(_cells(client.get(f"{where}.xlsx").data)))
    with app.app_context():
        secrets = [
            value
            for table in db.metadata.tables.values()
            for column in table.columns
            if column.name.endswith(("_seed", "_digest"))
            for value in db.session.scalars(sa.select(column))
        ]
    everything = "".join(given)
    assert ("Öberg" in everything, UNLIKELY in everything, "vegan" in everything.lower()) == (True, False, False)
    assert [one for one in secrets if one and one in everything] == []
    assert "http" not in everything.lower()


def _cells(content: bytes) -> list[object]:
    """Everything that stands in a workbook, on each of its sheets."""
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return [value for sheet in sheets for row in sheet.iter_rows(values_only=True) for value in row if value]


def test_protected_people_are_in_no_address_also_when_its_maker_sees_them(
    app: Flask, client: FlaskClient, office: FlaskClient, sign_in: SignsIn, make: Makes
) -> None:
    with app.app_context(), transaction():
        event = db.session.scalars(sa.select(Event)).one()
        who = builders.person("Hemlig", "Skyddad", protected=True)
        hidden = builders.invitation(event, who, state=InvitationState.COMING)
        night = builders.part(event, "Natt", kind=PartKind.NIGHT)
        hers = Registration(
            event_id=event.id, person_id=who.id, invitation_id=hidden.id, created_at=NOW, changed_at=NOW
        )
        hers.state = RegistrationState.CONFIRMED
        parts = [db.session.scalars(sa.select(Part)).first(), night]
        hers.parts = [RegistrationPart(part=one, state=hers.state, changed_at=NOW) for one in parts]
        db.session.add(hers)
        absent = builders.invitation(event, builders.person("Cia", "Ek"), state=InvitationState.REPLACED)
        hidden.in_stead_of_id = absent.id
    sign_in(office, Right.ORGANIZER, Right.PROTECTED)
    named = own_list(office, kolumn=["efternamn", "fornamn", "svar"])
    assert "Skyddad" in office.get(f"{LISTS}/egna/{named.removeprefix('egen:')}").text
    for name in (*ADDRESSED, named):
        where = make(lista=name)
        given = [client.get(f"{where}.{ending}").data.decode("utf-8-sig") for ending in ("csv", "json")]
        given.append(str(_cells(client.get(f"{where}.xlsx").data)))
        assert ["Skyddad" in text or "Hemlig" in text for text in given] == [False] * 3
        assert name not in ("inbjudna", named) or ["Ek" in text for text in given] == [True] * 3


def test_lists_of_health_data_have_no_address(office: FlaskClient) -> None:
    options = BeautifulSoup(office.get(NEW).text, "html.parser").select("[name=lista] option")
    assert [str(one["value"]) for one in options] == list(ADDRESSED)
    health = [name for name, ready in ready_lists(NOW).items() if ready.health or ready.count_named]
    assert health
    for name in health:
        assert submit(office, NEW, {"name": "Köket", "lista": name}).status_code == 422


def test_what_is_added_later_does_not_reach_the_holder_and_what_is_gone_is_empty(
    app: Flask, client: FlaskClient, make: Makes
) -> None:
    where = make()
    with app.app_context(), transaction():
        event = db.session.scalars(sa.select(Event)).one()
        builders.question(event, "Hur mår du?")
        builders.part(event, "Bastu")
        db.session.scalars(sa.select(Question).order_by(Question.id)).first().label = "Vilken buss?"
        db.session.scalars(sa.select(Part).order_by(Part.id)).first().cancelled_at = NOW
    headings = list(client.get(f"{where}.json").json[0])
    assert headings[-2:] == ["Middag", "Vilket tåg?"]
    assert not {"Hur mår du?", "Bastu"} & set(headings)


def test_a_part_that_is_renamed_keeps_its_column(app: Flask, client: FlaskClient, make: Makes) -> None:
    where = make()
    before = client.get(f"{where}.json").json
    with app.app_context(), transaction():
        db.session.scalars(sa.select(Part)).one().title = "Festmiddag"
    assert client.get(f"{where}.json").json == before
    assert before[0]["Middag"] == "På plats"


def test_an_own_list_that_is_changed_or_removed_changes_no_address(
    client: FlaskClient, office: FlaskClient, make: Makes
) -> None:
    named = own_list(office)
    where, page = make(lista=named), f"{LISTS}/egna/{named.removeprefix('egen:')}"
    before = client.get(f"{where}.json").json
    submit(office, f"{page}/andra", {"kolumn": ["epost"]}, to=f"{page}/andra")
    assert client.get(f"{where}.json").json == before
    submit(office, f"{page}/ta-bort")
    assert client.get(f"{where}.json").json == before


def test_the_filters_are_those_it_was_made_with(app: Flask, client: FlaskClient, make: Makes) -> None:
    where = make(lista="inbjudna", roll="rektor")
    assert [row["Efternamn"] for row in client.get(f"{where}.json?roll=&svar=").json] == ["Öberg"]
    with app.app_context(), transaction():
        db.session.execute(sa.update(ListAddress).values(limits={"roll": "borttagen"}))
    assert client.get(f"{where}.json").json == []


def _dead(app: Flask, make: Makes, office: FlaskClient, sign_in: SignsIn) -> list[str]:
    """Addresses that open nothing, each for a reason of its own."""
    expired, revoked, wrong = make(name="Förr"), make(name="Åter"), make(name="Bara Excel", formats=["xlsx"])
    with app.app_context(), transaction():
        when = {"Förr": {"expires_at": TODAY}, "Åter": {"revoked_at": TODAY}}
        for name, values in when.items():
            db.session.execute(sa.update(ListAddress).where(ListAddress.name == name).values(**values))
    others = []
    for name in ("nekad", "stangd"):
        account = sign_in(office, Right.ORGANIZER)
        others.append(make(name=name))
        with app.app_context(), transaction():
            if name == "stangd":
                db.session.execute(sa.update(Account).where(Account.id == account.id).values(active=False))
            else:
                mine = GrantedRight.account_id == account.id
                db.session.execute(sa.update(GrantedRight).where(mine).values(right=Right.READER))
    sign_in(office, Right.ORGANIZER)
    return [f"/lista/{'A' * 43}", "/lista/kort", expired, revoked, wrong, *others]


def test_what_opens_nothing_looks_the_same_and_takes_as_long(
    app: Flask, make: Makes, office: FlaskClient, sign_in: SignsIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, Purpose.LIST_CLIENT, LIMITS[Purpose.LIST_CLIENT]._replace(failures=10**6))
    dead, client = _dead(app, make, office, sign_in), FlaskClient(app, app.response_class)
    answers = [client.get(f"{where}.csv") for where in dead]
    assert len({(one.status_code, one.text, str(sorted(one.headers))) for one in answers}) == 1
    assert (answers[0].status_code, answers[0].headers["Cache-Control"]) == (404, "no-store")
    times: dict[str, list[float]] = {where: [] for where in dead}
    for _ in range(100):
        for where in dead:
            started = time.thread_time()
            client.get(f"{where}.csv")
            times[where].append(time.thread_time() - started)
    medians = [statistics.median(found) for found in times.values()]
    assert max(medians) / min(medians) < 1.2


def test_whoever_holds_an_address_that_opens_nothing_is_told_whom_to_ask(app: Flask, client: FlaskClient) -> None:
    page = client.get(f"/lista/{'A' * 43}.csv").text
    with app.app_context():
        ask = sender.mailbox()
    assert ("Be den som gav dig adressen om en ny" in page, f"mailto:{ask.address}" in page) == (True, True)
    assert ("Adressen ger ingen lista" in page, "startsidan" in page) == (True, False)


def test_many_failures_are_answered_no_more_and_hold_up_no_address_that_opens(
    client: FlaskClient, make: Makes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, Purpose.LIST_CLIENT, LIMITS[Purpose.LIST_CLIENT]._replace(failures=3))
    where = make()
    guesses = [client.get(f"/lista/{number}.csv") for number in range(5)]
    assert [one.status_code for one in guesses] == [404, 404, 404, 429, 429]
    assert guesses[-1].headers["Retry-After"] == "900"
    assert client.get(f"{where}.csv").status_code == 200
    spoofed = client.get("/lista/x.csv", headers={"X-Forwarded-For": "203.0.113.9"})
    assert spoofed.status_code == 429


def test_nothing_of_it_is_kept_by_anybody_on_the_way(client: FlaskClient, make: Makes) -> None:
    where = make()
    for ending in ("csv", "xlsx", "json"):
        headers = client.get(f"{where}.{ending}").headers
        assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")
        assert headers["Content-Disposition"].startswith("attachment; filename=")


def test_the_address_stands_nowhere_in_the_database_or_the_log(app: Flask, client: FlaskClient, make: Makes) -> None:
    where = make()
    client.get(f"{where}.csv")
    with app.app_context():
        every = [str(row) for table in db.metadata.tables.values() for row in db.session.execute(sa.select(table))]
        digest = db.session.scalars(sa.select(ListAddress.link_digest)).one()
    token = where.rsplit("/", 1)[1]
    assert (digest, token in "".join(every)) == (tokens.digest(token), False)


def test_nobody_gets_a_second_living_address_to_the_same_list(app: Flask, office: FlaskClient, make: Makes) -> None:
    make()
    again = submit(office, NEW, {"name": "hotellet", "lista": "deltagare", "until": "2027-03-20"})
    field = BeautifulSoup(again.text, "html.parser").select_one("#name-error")
    assert (again.status_code, field is not None) == (422, True)
    assert "Det finns redan en adress till hotellet" in field.text  # type: ignore[union-attr]
    assert 'value="2027-03-20"' in again.text
    make(lista="inbjudna")
    with app.app_context(), transaction():
        assert db.session.scalar(sa.select(sa.func.count(ListAddress.id))) == 2
        db.session.execute(sa.update(ListAddress).values(revoked_at=TODAY))
    make()


def test_what_is_revoked_is_told_apart_and_its_page_says_what_it_gave(
    client: FlaskClient, office: FlaskClient, make: Makes
) -> None:
    make(lista="inbjudna")
    where = make()
    client.get(f"{where}.csv")
    links = BeautifulSoup(office.get(ALL).text, "html.parser").select("#addresses .actions-cell a")
    assert [link.text for link in links] == ["Återkalla – Hotellet, Deltagare", "Återkalla – Hotellet, Inbjudna"]
    said = []
    for link in links:
        page = BeautifulSoup(office.get(str(link["href"])).text, "html.parser")
        said.append([" ".join(one.text.split()) for one in page.select("main dd")])
    assert said == [["Deltagare", "1 gång, senast 11 februari 2027 10.00"], ["Inbjudna", "Aldrig"]]


def test_revoking_closes_it_at_once(client: FlaskClient, office: FlaskClient, make: Makes) -> None:
    where = make()
    assert client.get(f"{where}.csv").status_code == 200
    link = BeautifulSoup(office.get(ALL).text, "html.parser").select_one("#addresses .actions-cell a")
    asks = str(link["href"])  # type: ignore[index]
    assert ("inte att ångra" in office.get(asks).text, submit(office, asks).status_code) == (True, 303)
    assert client.get(f"{where}.csv").status_code == 404
    assert ("Återkallad" in office.get(ALL).text, office.get(asks).status_code) == (True, 404)
    link = BeautifulSoup(office.get(ALL).text, "html.parser").select_one("#addresses a")
    assert where not in office.get(str(link["href"])).text  # type: ignore[index]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Skriv vem adressen är till"),
        ({"formats": None}, "Välj minst en filtyp"),
        ({"formats": ["exe"]}, "Välj något av alternativen"),
        ({"until": "2028-02-12"}, "Skriv en dag från"),
        ({"until": "2027-02-10"}, "Skriv en dag från"),
        ({"until": ""}, "Skriv sista dagen"),
        ({"lista": "egen:nagon-annans"}, "Välj något av alternativen"),
        ({"lista": "hotell", "roll": "rektor"}, "kan inte begränsas till roll"),
        ({"roll": "borta"}, "Välj något av alternativen"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_the_field(
    app: Flask, office: FlaskClient, change: dict[str, object], said: str
) -> None:
    answer = submit(office, NEW, {"name": "Hotellet"} | change)
    assert (answer.status_code, said in answer.text) == (422, True)
    with app.app_context():
        assert db.session.scalars(sa.select(ListAddress)).all() == []


def test_it_lasts_until_thirty_days_after_the_meeting_unless_said(app: Flask, make: Makes) -> None:
    make()
    with app.app_context():
        assert db.session.scalars(sa.select(ListAddress.expires_at)).one() == datetime(2027, 4, 4, 22, tzinfo=UTC)


def test_an_own_list_is_not_narrowed_twice(office: FlaskClient) -> None:
    answer = submit(office, NEW, {"name": "Hotellet", "lista": own_list(office), "roll": "rektor"})
    assert (answer.status_code, "sin egen begränsning" in answer.text) == (422, True)


def test_another_meetings_address_is_not_shown_or_revoked(app: Flask, office: FlaskClient, make: Makes) -> None:
    make()
    with app.app_context(), transaction():
        builders.event("Dialogmöte", slug="dialogmote")
        uid = db.session.scalars(sa.select(ListAddress.uid)).one()
    elsewhere = f"/arrangor/moten/dialogmote/listor/adresser/{uid}"
    page = BeautifulSoup(office.get(f"{LISTS}/adresser/{uid}").text, "html.parser").select_one("[name=csrf_token]")
    assert office.get(elsewhere).status_code == 404
    sent = {"csrf_token": str(page["value"])}  # type: ignore[index]
    assert office.post(f"{elsewhere}/aterkalla", data=sent).status_code == 404


def test_that_it_was_made_and_shown_is_logged_without_the_address(app: Flask, make: Makes) -> None:
    make()
    with app.app_context():
        wanted = LogEntry.action.startswith("list_address.")
        entries = db.session.scalars(sa.select(LogEntry).where(wanted).order_by(LogEntry.id)).all()
        assert [(one.action, one.details) for one in entries] == [
            (f"list_address.{act}", {"title": "Hotellet", "list": "Deltagare"}) for act in ("made", "shown")
        ]


def test_nasty_names_break_no_format(app: Flask, client: FlaskClient, make: Makes) -> None:
    with app.app_context(), transaction():
        event = db.session.scalars(sa.select(Event)).one()
        for name in ("=1+1", "王小明 🎉", '"};</script>', "\u202eabc", "Å" * 400):
            builders.invitation(event, builders.person(name, name))
    where = make(lista="inbjudna")
    rows = json.loads(client.get(f"{where}.json").data)
    assert {row["Efternamn"] for row in rows} >= {"=1+1", "王小明 🎉", '"};</script>', "Å" * 400}
    assert len(client.get(f"{where}.csv").data.decode("utf-8-sig").splitlines()) == len(rows) + 1
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{where}.xlsx").data)).worksheets[0]
    assert sheet.max_row == len(rows) + 1
