"""Groups' calendars and subscribe pages over HTTP, and the organizer's pages for them."""

import re

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from app.audit import log
from app.audit.actor import COMMAND
from app.events.queries.calendars import find_group_calendar
from app.events.rules.audiences import AUDIENCES
from app.feeds import actions, queries
from app.feeds.queries.groups import group_link
from app.kernel import links
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Person
from app.people.rules.kinds import RoleGroup
from tests import builders
from tests.builders import NOW
from tests.calendar_readers import titles
from tests.conftest import SignsIn
from tests.pages.forms import submit
from tests.said import count_statements

REGISTER = "/arrangor/register"
PAGE = f"{REGISTER}/kalendrar/skolledning"


@pytest.fixture
def organizer(app: Flask, sign_in: SignsIn) -> FlaskClient:
    browser = app.test_client()
    sign_in(browser, Right.ORGANIZER)
    return browser


@pytest.fixture
def address(app: Flask) -> str:
    """A calendar with one meeting in it."""
    with app.app_context(), transaction():
        event = builders.event()
        builders.circle(event, builders.role("rektor", group=RoleGroup.SKOLLEDNING))
        builders.part(event, online_url="https://video.example/dag-1")
        actions.give_group_calendar(AUDIENCES["skolledning"], now=NOW, actor=COMMAND)
        return _address()


def _address() -> str:
    calendar = find_group_calendar("skolledning")
    assert calendar is not None
    return links.path(group_link(calendar))


def _page(client: FlaskClient, where: str) -> Tag:
    main = BeautifulSoup(client.get(where).text, "html.parser").main
    assert isinstance(main, Tag)
    return main


def _field(page: Tag, name: str) -> str:
    found = page.select_one(f"#{name}")
    assert found is not None
    return str(found["value"])


def test_a_group_without_calendar_is_given_one_and_its_address_works_at_once(
    app: Flask, client: FlaskClient, organizer: FlaskClient
) -> None:
    assert "Inga kommande möten" in _page(organizer, PAGE).get_text()
    answer = submit(organizer, PAGE, to=f"{PAGE}/skapa")
    assert (answer.status_code, answer.location) == (303, PAGE)
    shown = _page(organizer, PAGE)
    feed, told = _field(shown, "group-feed"), _field(shown, "group-page")
    path = feed.removeprefix("http://127.0.0.1:8000")
    assert (client.get(path).status_code, told) == (200, feed.removesuffix(".ics"))
    assert "Har en adress" in _page(organizer, f"{REGISTER}/kalendrar").get_text()
    assert "calendar.given" in _logged(app)


def _logged(app: Flask) -> list[str]:
    with app.app_context():
        return [entry.action for entry in log.list_entries()[0]]


@pytest.mark.parametrize("act", ["ny-lank", "ta-bort"])
def test_the_old_address_and_its_page_die_at_once_with_the_404_of_every_address(
    client: FlaskClient, organizer: FlaskClient, address: str, act: str
) -> None:
    assert titles(client.get(address).data) == ["RUN-konferens 2027"]
    etag = client.get(address).headers["ETag"]
    assert submit(organizer, PAGE, to=f"{PAGE}/{act}").status_code == 303
    unknown = client.get(f"/kalender/{'a' * 43}.ics")
    for gone in (address, address.removesuffix(".ics"), "/kalender/grupp/x.ics", "/kalender/grupp/x", "/kalender/x"):
        answer = client.get(gone, headers={"If-None-Match": etag})
        assert (answer.status_code, answer.text) == (404, unknown.text)
        assert (answer.headers["Cache-Control"], answer.headers.get("ETag")) == ("no-store", None)


def test_readers_and_door_staff_see_no_secret_address(app: Flask, sign_in: SignsIn, address: str) -> None:
    secret = address.removesuffix(".ics").rpartition("/")[2]
    for right, status in ((Right.READER, 200), (Right.DOOR, 403), (Right.NEEDS, 403), (Right.ADMIN, 403)):
        browser = app.test_client()
        sign_in(browser, right)
        shown = browser.get(f"{REGISTER}/kalendrar")
        assert (browser.get(PAGE).status_code, shown.status_code, secret in shown.text) == (403, status, False)
        assert "kalendrar/skolledning" not in shown.text


def test_a_group_that_cannot_have_a_calendar_is_not_found(organizer: FlaskClient) -> None:
    assert organizer.get(f"{REGISTER}/kalendrar/conference").status_code == 404


def test_a_poll_of_a_groups_feed_is_one_statement_and_private(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["X-Robots-Tag"] == "noindex"
    seen = {"If-None-Match": first.headers["ETag"]}
    answers = []
    assert count_statements(lambda: answers.append(client.get(address, headers=seen))) == 1
    assert (answers[0].status_code, answers[0].headers.get("Set-Cookie")) == (304, None)


def _pages(app: Flask, address: str) -> dict[str, str]:
    with app.app_context(), transaction():
        anna = builders.person()
        return {
            "group": address.removesuffix(".ics"),
            "personal": links.path(queries.feed_link(anna)).removesuffix(".ics"),
            "public": "/kalender/run",
        }


@pytest.mark.parametrize("kind", ["group", "personal", "public"])
def test_the_page_has_every_way_and_tells_of_every_client_without_script(
    app: Flask, client: FlaskClient, address: str, kind: str
) -> None:
    where = _pages(app, address)[kind]
    page = _page(client, where)
    feed = f"http://127.0.0.1:8000{where}.ics"
    assert [str(one["href"]).split("://", 1)[0] for one in page.select("a.button")] == ["webcal"] + ["https"] * 3
    field = page.select_one("#kalenderadress")
    assert field is not None
    assert (field["value"], field.has_attr("readonly"), field.has_attr("disabled")) == (feed, True, False)
    told = [row.get_text() for row in page.select("tbody th")]
    assert told == [
        "iPhone, iPad och Mac",
        "Google",
        "Outlook på webben och nya Outlook",
        "Outlook på datorn, äldre",
        "Android utan Google",
        "Thunderbird",
    ]
    assert "8 till 24 timmar" in page.get_text()
    svg = page.select_one("svg.qr")
    assert svg is not None
    assert svg.find(["script", "style"]) is None
    assert not re.search(r"\sstyle=|\son\w+=", str(svg))


def test_secret_pages_are_kept_by_nobody(app: Flask, client: FlaskClient, address: str) -> None:
    pages = _pages(app, address)
    answers = [client.get(pages[kind]) for kind in ("group", "personal")]
    assert [one.headers["Cache-Control"] for one in answers] == ["no-store"] * 2
    assert [one.headers["X-Robots-Tag"] for one in answers] == ["noindex"] * 2


def test_the_organizer_gives_a_person_a_new_link_and_no_other_link_changes(
    app: Flask, client: FlaskClient, organizer: FlaskClient
) -> None:
    with app.app_context(), transaction():
        anna = builders.person()
        old, uid, number = links.path(queries.feed_link(anna)), anna.uid, anna.id
        page = links.path(links.Link(links.Purpose.PERSON, anna.link_seed))
    assert client.get(old).status_code == 200
    answer = submit(organizer, f"{REGISTER}/personer/{uid}/ny-kalenderlank")
    assert (answer.status_code, answer.location) == (303, f"{REGISTER}/personer/{uid}")
    assert [client.get(where).status_code for where in (old, old.removesuffix(".ics"), page)] == [404, 404, 200]
    with app.app_context():
        fresh = links.path(queries.feed_link(db.session.get_one(Person, number)))
    assert client.get(fresh).status_code == 200
    assert fresh in _field(_page(client, page), "kalenderadress")
    assert "person.feed_renewed" in _logged(app)
    assert "Bytte kalenderlänk" in _page(organizer, f"{REGISTER}/personer/{uid}").get_text()


def test_looking_at_the_question_changes_nothing(app: Flask, client: FlaskClient, organizer: FlaskClient) -> None:
    with app.app_context(), transaction():
        anna = builders.person()
        old, uid = links.path(queries.feed_link(anna)), anna.uid
    organizer.get(f"{REGISTER}/personer/{uid}/ny-kalenderlank")
    assert client.get(old).status_code == 200
    assert organizer.get(f"{REGISTER}/personer/finns-inte/ny-kalenderlank").status_code == 404
