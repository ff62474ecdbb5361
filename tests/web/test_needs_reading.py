"""Who reads särskilda behov by name: those with the right to it, each time with an entry in the log."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import LogEntry
from app.events.model import Event
from app.kernel import clock
from app.kernel.db import db
from app.lists.ready import ready_lists
from app.organizers.model import Account
from app.organizers.rules import Right
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.web.guest import NASTY, Guest


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def guest(app: Flask) -> Guest:
    """Anna Berg, who eats nuts no more and lets the kitchen know her name."""
    guest = Guest(app, slug="run-konferens-2027")
    guest.says_yes(guest.plenary, guest.dinner, allergy="nuts", allergy_text=f"100 % {NASTY}", severe="y", diet="vegan")
    return guest


PAGE = "/arrangor/moten/run-konferens-2027/behov"
LISTS = "/arrangor/moten/run-konferens-2027/listor"


def _entries(app: Flask) -> list[tuple[str, dict[str, Any]]]:
    with app.app_context():
        asked = sa.select(LogEntry).where(LogEntry.action.in_(["needs.viewed", "list.viewed", "list.downloaded"]))
        return [(entry.action, entry.details) for entry in db.session.scalars(asked.order_by(LogEntry.id))]


@pytest.mark.usefixtures("guest")
def test_the_page_shows_needs_by_person_and_is_logged_each_time(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    account = sign_in(client, Right.NEEDS)
    pages = [client.get(PAGE) for _twice in range(2)]
    page = BeautifulSoup(pages[0].data, "html5lib")
    cells = [cell.get_text(" ", strip=True) for cell in page.select("tbody tr th, tbody tr td")]
    written = f"100 % {NASTY}"
    assert cells[0].startswith("Anna Berg")
    assert cells[1] == (f"Kost: Vegansk kost Allergi: Nötter eller jordnötter, {written} (svår: köket får veta namnet)")
    assert _entries(app) == [("needs.viewed", {"count": 1})] * 2
    with app.app_context():
        entry = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "needs.viewed")).first()
        assert isinstance(account, Account)
        assert entry is not None
        assert (entry.actor_uid, entry.subject_kind, bool(entry.event_uid)) == (account.uid, "event", True)


@pytest.mark.usefixtures("guest")
@pytest.mark.parametrize("rights", [(Right.ADMIN, Right.ORGANIZER, Right.READER, Right.DOOR), (Right.READER,)])
def test_no_other_right_opens_it(app: Flask, client: FlaskClient, sign_in: SignsIn, rights: tuple[Right, ...]) -> None:
    sign_in(client, *rights)
    asked = [PAGE, "/arrangor/behov", f"{LISTS}/svara-allergier", f"{LISTS}/svara-allergier.csv"]
    assert [client.get(address).status_code for address in asked] == [403] * 4
    assert _entries(app) == []
    assert "Svåra allergier" not in client.get(f"{LISTS}/").text


@pytest.mark.usefixtures("guest")
@pytest.mark.parametrize("address", ["svara-allergier", "svara-allergier.csv", "svara-allergier.xlsx"])
def test_names_for_the_kitchen_are_a_reading_too(
    app: Flask, client: FlaskClient, sign_in: SignsIn, address: str
) -> None:
    sign_in(client, Right.NEEDS)
    assert client.get(f"{LISTS}/{address}").status_code == 200
    ((action, details),) = _entries(app)
    assert (action, details["count"], details["list"]) == ("needs.viewed", 1, "svara-allergier")


@pytest.mark.usefixtures("guest")
def test_with_the_right_to_needs_alone_one_sees_health_lists_and_no_other(
    client: FlaskClient, sign_in: SignsIn
) -> None:
    sign_in(client, Right.NEEDS)
    shown = client.get(f"{LISTS}/").text
    assert [name in shown for name in ("Matlista", "Svåra allergier", "Deltagare")] == [True, True, False]
    assert client.get(f"{LISTS}/deltagare.csv").status_code == 403
    assert client.get("/arrangor/").status_code in {403, 404}


@pytest.mark.usefixtures("guest")
def test_the_meetings_with_needs_are_the_way_in(app: Flask, client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.NEEDS)
    page = BeautifulSoup(client.get("/arrangor/behov").data, "html5lib")
    row = page.select_one("tbody tr")
    assert row is not None
    cells = [cell.get_text(strip=True) for cell in row.select("th, td")]
    assert cells == ["RUN-konferens 2027", "2027-03-04", "1", "2027-03-20"]
    assert _entries(app) == []
    link = row.select_one("a")
    assert link is not None
    assert link["href"] == PAGE


@pytest.mark.usefixtures("guest")
def test_no_address_narrows_searches_or_sorts_needs(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.NEEDS, Right.ORGANIZER)
    page = BeautifulSoup(client.get(f"{PAGE}?q=nuts&allergi=nuts&sort=allergy").data, "html5lib")
    assert page.select("main input, main select, main th a") == []
    assert len(page.select("tbody tr")) == 1


def test_an_event_that_keeps_none_says_so(app: Flask, client: FlaskClient, sign_in: SignsIn) -> None:
    Guest(app, slug="run-konferens-2027")
    sign_in(client, Right.NEEDS)
    assert "Ingen har lämnat någon uppgift" in client.get(PAGE).text
    assert client.get("/arrangor/moten/finns-inte/behov").status_code == 404


@pytest.mark.usefixtures("guest")
def test_lists_of_health_data_are_narrowed_by_part_and_by_nothing_else(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.NEEDS, Right.ORGANIZER)
    page = BeautifulSoup(client.get(f"{LISTS}/?svar=coming&roll=rektor").data, "html5lib")
    links = {str(link["href"]) for link in page.select("main section a[href*='.csv']")}
    named = {link: link.split("/")[-1].split(".")[0] for link in links}
    health = {name for name, ready in ready_lists(clock.now()).items() if ready.health}
    narrowed = {name for link, name in named.items() if "roll=rektor" in link}
    assert health & set(named.values()) == {"matlista", "tillganglighet", "svara-allergier"}
    assert (health & narrowed, {"inbjudna", "deltagare", "narvaro"} <= narrowed) == (set(), True)
    everybody = client.get(f"{LISTS}/matlista.csv").get_data(as_text=True)
    assert client.get(f"{LISTS}/matlista.csv?svar=not_coming&roll=rektor").get_data(as_text=True) == everybody


def _filled_in(page: BeautifulSoup) -> dict[str, str]:
    """What a browser would send of the page's form."""
    form = page.select_one("main form")
    assert form is not None
    written = [one for one in form.select("input[name]") if one.get("type") != "checkbox"]
    data = {str(one["name"]): str(one.get("value", "")) for one in written}
    data |= {str(box["name"]): "y" for box in form.select("input[type=checkbox][checked]")}
    data |= {str(one["name"]): one.get_text() for one in form.select("textarea[name]")}
    for select in form.select("select[name]"):
        chosen = select.select_one("option[selected]") or select.select_one("option")
        assert chosen is not None
        data[str(select["name"])] = str(chosen["value"])
    return data


def test_each_kind_of_needs_is_set_on_the_settings_page_and_told_in_the_log(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    Guest(app, slug="run-konferens-2027")
    sign_in(client, Right.ORGANIZER)
    address = "/arrangor/moten/run-konferens-2027/installningar"
    data = _filled_in(BeautifulSoup(client.get(address).data, "html5lib"))
    wanted = {"allergy_question": "consent", "access_question": "not_asked", "contact_kept_days": "10"}
    assert client.post(address, data=data | wanted).status_code == 303
    with app.app_context():
        event = db.session.scalars(sa.select(Event)).one()
        kinds = (event.diet_question, event.allergy_question, event.access_question)
        assert [question.value for question in kinds] == ["shared", "consent", "not_asked"]
        entry = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "event.edited")).one()
        told = {row[0]: row[2] for row in entry.details["changes"]}
    assert (event.contact_kept_days, told["access_question"]) == (10, "Fråga inte")
