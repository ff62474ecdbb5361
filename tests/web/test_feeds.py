"""Calendars over HTTP: what every client gets, what it costs, and what nobody gets."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.events.actions import marks
from app.events.model import Event
from app.feeds import queries
from app.invitations.letters import answer_link
from app.invitations.model import Invitation
from app.kernel import links
from app.kernel.db import db, transaction
from app.people.actions import touch_calendar
from app.people.model import Person
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState
from tests import builders
from tests.builders import NOW
from tests.calendar_readers import read_by_all, titles
from tests.pages.forms import submit

NASTY = "Å\u0308sa \x0b\u2028\u202e\"'><img src=x onerror=alert(1)>;,\\N {{7*7}} " + "ö" * 200
BANNER, PLENARY = "RUN-konferens 2027", "Konferens dag 1 – RUN-konferens 2027"


@dataclass(frozen=True)
class Scene:
    """One who comes to the conference, and her addresses."""

    person_id: int
    event_id: int
    registration_id: int
    feed: str
    download: str
    page: str


@pytest.fixture
def scene(app: Flask) -> Scene:
    with app.app_context(), transaction():
        event = builders.event(slug="run-konferens-2027", public=True)
        part = builders.part(event, online_url="https://video.example/dag-1")
        builders.part(event, "Middag")
        anna = builders.person()
        return _registered(anna, builders.invitation(event, anna), part.id)


def _registered(who: Person, invitation: Invitation, *part_ids: int) -> Scene:
    row = Registration(
        event=invitation.event,
        person=who,
        invitation=invitation,
        state=RegistrationState.CONFIRMED,
        created_at=NOW,
        changed_at=NOW,
        parts=[
            RegistrationPart(part_id=one, state=RegistrationState.CONFIRMED, mode=Mode.ON_SITE, changed_at=NOW)
            for one in part_ids
        ],
    )
    db.session.add(row)
    db.session.flush()
    return Scene(
        who.id,
        invitation.event_id,
        row.id,
        links.path(queries.feed_link(who)),
        f"{links.path(answer_link(invitation))}/kalender.ics",
        links.path(links.Link(links.Purpose.PERSON, who.link_seed)),
    )


@contextmanager
def _statements(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", count)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", count)


def _change(app: Flask, scene: Scene, **given: object) -> None:
    """Change the event as its own actions do."""
    with app.app_context(), transaction() as database:
        event = database.get_one(Event, scene.event_id)
        for name, value in given.items():
            setattr(event, name, value)
        marks.mark(event, NOW, sequence=bool({"place", "starts_on", "state"} & set(given)))
        marks.raise_public()
        touch_calendar([scene.person_id])


def _renew(client: FlaskClient, scene: Scene) -> TestResponse:
    """Press the button on the page that asks."""
    return submit(client, scene.page + "/ny-kalenderadress")


def _headers(response: TestResponse) -> dict[str, str | None]:
    names = ("Content-Type", "ETag", "Last-Modified", "Cache-Control", "X-Robots-Tag", "Content-Encoding")
    return {name: response.headers.get(name) for name in names}


ADDRESSES = ("feed", "download", "/kalender/run.ics", "/moten/run-konferens-2027.ics")


def _address(scene: Scene, name: str) -> str:
    return name if name.startswith("/") else str(getattr(scene, name))


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_client_gets_the_same_calendar_without_cookie_or_redirect(
    client: FlaskClient, scene: Scene, name: str
) -> None:
    address = _address(scene, name)
    first = client.get(address)
    assert (first.status_code, first.headers.get("Set-Cookie")) == (200, None)
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert BANNER in titles(first.data)
    for headers in (
        {"Accept": "application/json"},
        {"User-Agent": "Google-Calendar-Importer"},
        {"Accept": "text/html"},
    ):
        again = client.get(address, headers=headers)
        assert (again.status_code, again.data, _headers(again)) == (200, first.data, _headers(first))
    head = client.head(address)
    assert (head.status_code, head.data, _headers(head)) == (200, b"", _headers(first))
    assert head.headers["Content-Length"] == str(len(first.data))


@pytest.mark.parametrize("name", ADDRESSES)
def test_what_one_has_is_not_sent_again(client: FlaskClient, scene: Scene, name: str) -> None:
    address = _address(scene, name)
    etag, changed = (client.get(address).headers[name] for name in ("ETag", "Last-Modified"))
    long_ago = "Mon, 01 Jan 2024 00:00:00 GMT"
    asked = [
        ({"If-None-Match": etag}, 304),
        ({"If-None-Match": f"W/{etag}"}, 304),
        ({"If-None-Match": f'"other", {etag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-Modified-Since": changed}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-Modified-Since": long_ago}, 200),
        ({"If-None-Match": etag, "If-Modified-Since": long_ago}, 304),
        ({"If-None-Match": '"other"', "If-Modified-Since": changed}, 200),
        ({"If-None-Match": etag, "If-Match": etag}, 200),
    ]
    answers = [client.get(address, headers=headers) for headers, _ in asked]
    assert [answer.status_code for answer in answers] == [status for _, status in asked]
    assert all(titles(answer.data) for answer in answers if answer.status_code == 200)
    assert [answer.data for answer in answers if answer.status_code == 304] == [b""] * 6
    assert client.head(address, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("address", ["feed", "/kalender/run.ics"])
def test_packed_it_has_an_etag_of_its_own(client: FlaskClient, scene: Scene, address: str) -> None:
    address = _address(scene, address)
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip, deflate"})
    assert (packed.headers["Content-Encoding"], gzip.decompress(packed.data)) == ("gzip", plain.data)
    assert packed.headers["ETag"] == plain.headers["ETag"][:-1] + '-gzip"'
    assert ["Accept-Encoding" in str(answer.vary) for answer in (plain, packed)] == [True, True]
    zipped = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert client.get(address, headers=zipped).status_code == 304
    wrong = client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": plain.headers["ETag"]})
    assert (wrong.status_code, wrong.data) == (200, packed.data)
    other = client.get(address, headers={"If-None-Match": packed.headers["ETag"]})
    assert (other.status_code, other.data) == (200, plain.data)
    refused = client.get(address, headers={"Accept-Encoding": "gzip;q=0"})
    assert (refused.headers.get("Content-Encoding"), refused.data) == (None, plain.data)


def test_the_personal_feed_is_private_and_the_public_one_is_not(client: FlaskClient, scene: Scene) -> None:
    caching = [client.get(a).headers["Cache-Control"] for a in (scene.feed, scene.download, "/kalender/run.ics")]
    assert caching == ["private, no-cache", "private, no-cache", "no-cache"]
    assert "/kalender" not in client.get("/robots.txt").text


def test_a_poll_costs_one_statement_and_builds_nothing(app: Flask, client: FlaskClient, scene: Scene) -> None:
    etag = client.get(scene.feed).headers["ETag"]
    public = client.get("/kalender/run.ics").headers["ETag"]
    for address, seen in ((scene.feed, etag), ("/kalender/run.ics", public)):
        with _statements(app) as statements:
            assert client.get(address, headers={"If-None-Match": seen}).status_code == 304
            assert client.get(address).status_code == 200
        assert len(statements) == 2


def test_an_unchanged_feed_costs_sqlite_one_select_and_no_transaction(
    app: Flask, client: FlaskClient, scene: Scene
) -> None:
    etag, seen = client.get(scene.feed).headers["ETag"], []
    with app.app_context(), db.engine.connect() as connection:
        connection.connection.driver_connection.set_trace_callback(seen.append)
    seen.clear()
    assert client.get(scene.feed, headers={"If-None-Match": etag}).status_code == 304
    polled = [statement.split()[0] for statement in seen]
    with app.app_context():
        db.session.execute(sa.text("SELECT 1"))
    assert (polled, seen[-3:]) == (["SELECT"], ["BEGIN", "SELECT 1", "ROLLBACK"])


def test_building_costs_the_same_number_of_statements_however_much_there_is(
    app: Flask, client: FlaskClient, scene: Scene
) -> None:
    with _statements(app) as few:
        client.get(scene.feed)
    with app.app_context(), transaction() as database:
        anna = database.get_one(Person, scene.person_id)
        for number in range(20):
            event = builders.event(f"Möte {number}")
            parts = [builders.part(event, title) for title in ("Förmiddag", "Eftermiddag")]
            _registered(anna, builders.invitation(event, anna), *(part.id for part in parts))
        touch_calendar([anna.id])
    with _statements(app) as many:
        body = client.get(scene.feed).data
    assert (len(titles(body)), len(many)) == (62, len(few))
    assert len(many) <= 9


def test_an_unchanged_feed_is_the_same_to_the_byte_when_built_again(
    app: Flask, client: FlaskClient, scene: Scene
) -> None:
    first = client.get(scene.feed)
    with app.app_context(), transaction():
        touch_calendar([scene.person_id])
    again = client.get(scene.feed)
    assert (again.data, _headers(again)) == (first.data, _headers(first))


CHANGES = {
    "title": ("RUN-konferens i Sundsvall", False),
    "theme": ("Språk i alla ämnen", False),
    "place": ("Härnösand", True),
    "ends_on": (datetime(2027, 3, 6, tzinfo=UTC).date(), True),
}


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("name", ["feed", "/kalender/run.ics"])
def test_every_change_is_seen_in_last_modified_and_a_move_in_the_sequence(
    app: Flask, client: FlaskClient, scene: Scene, name: str, field: str
) -> None:
    address, (value, moves) = _address(scene, name), CHANGES[field]
    first = client.get(address)
    _change(app, scene, **{field: value})
    second = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert second.last_modified is not None
    assert first.last_modified is not None
    assert second.last_modified > first.last_modified
    before, after = ({e.one("UID").value: e for e in read_by_all(a.data).events} for a in (first, second))
    banner = next(uid for uid, e in before.items() if e.text("SUMMARY") == BANNER)
    assert after[banner].one("LAST-MODIFIED").value > before[banner].one("LAST-MODIFIED").value
    rise = int(after[banner].one("SEQUENCE").value) - int(before[banner].one("SEQUENCE").value)
    assert rise > 0 if moves else rise == 0


def test_withdrawn_the_meeting_is_gone_at_the_next_poll(app: Flask, client: FlaskClient, scene: Scene) -> None:
    assert titles(client.get(scene.feed).data) == [BANNER, PLENARY]
    with app.app_context(), transaction() as database:
        database.get_one(Registration, scene.registration_id).state = RegistrationState.CANCELLED
        touch_calendar([scene.person_id])
    assert titles(client.get(scene.feed).data) == []
    assert client.get(scene.download).status_code == 404


def test_unknown_renewed_malformed_and_another_purposes_tokens_are_one_uncached_404(
    app: Flask, client: FlaskClient, scene: Scene
) -> None:
    with app.app_context():
        anna = db.session.get_one(Person, scene.person_id)
        others = [links.token(links.Link(purpose, anna.link_seed)) for purpose in links.Purpose if purpose != "feed"]
    assert _renew(client, scene).status_code == 303
    tokens = [*others, "a" * 43, "a", "å%00", "..%2f", "x" * 3000, scene.feed.removeprefix("/kalender/")[:-4]]
    answers = [client.get(f"/kalender/{token}.ics") for token in tokens]
    answers.append(client.get("/i/okänd/kalender.ics"))
    assert {(answer.status_code, answer.text, answer.headers["Cache-Control"]) for answer in answers} == {
        (404, answers[0].text, "no-store")
    }
    assert {answer.headers.get("Set-Cookie") for answer in answers} == {None}


def test_the_new_address_works_and_shows_the_same(app: Flask, client: FlaskClient, scene: Scene) -> None:
    before = client.get(scene.feed).data
    answer = _renew(client, scene)
    assert (answer.status_code, answer.location) == (303, scene.page)
    with app.app_context():
        fresh = links.path(queries.feed_link(db.session.get_one(Person, scene.person_id)))
    assert fresh != scene.feed
    assert client.get(fresh).data == before


def test_looking_at_the_question_changes_nothing(app: Flask, client: FlaskClient, scene: Scene) -> None:
    client.get(scene.page + "/ny-kalenderadress")
    client.head(scene.page + "/ny-kalenderadress")
    assert client.get(scene.feed).status_code == 200


def test_one_persons_feed_tells_nothing_of_another(app: Flask, client: FlaskClient, scene: Scene) -> None:
    with app.app_context(), transaction() as database:
        bo = builders.person("Bo", "Ek", "bo.ek@are.example")
        event = builders.event("Arbetsutskott", slug="arbetsutskott")
        part = builders.part(event, "Sammanträde")
        other = _registered(bo, builders.invitation(event, bo), part.id)
        database.flush()
    assert titles(client.get(other.feed).data) == ["Arbetsutskott"]
    mine = client.get(scene.feed).text
    assert [word in mine for word in ("Arbetsutskott", "Ek", "@", "ATTENDEE", "VALARM", "video.example", "/i/")] == [
        False
    ] * 7


def test_nasty_words_break_no_reader(app: Flask, client: FlaskClient, scene: Scene) -> None:
    _change(app, scene, title=NASTY, theme=NASTY, place=NASTY)
    for name in ADDRESSES:
        calendar = read_by_all(client.get(_address(scene, name)).data)
        assert "<img src=x" in (calendar.events[0].text("SUMMARY") or "")


def test_a_download_has_only_that_meeting_and_no_name_of_its_own(client: FlaskClient, scene: Scene) -> None:
    answer = client.get(scene.download)
    assert (titles(answer.data), answer.headers["Content-Disposition"]) == (
        [BANNER, PLENARY],
        'inline; filename="run-konferens-2027.ics"',
    )
    assert b"X-WR-CALNAME" not in answer.data
    in_feed = read_by_all(client.get(scene.feed).data).events
    assert [e.one("UID").value for e in read_by_all(answer.data).events] == [e.one("UID").value for e in in_feed]


def test_what_is_not_public_has_no_public_download(app: Flask, client: FlaskClient, scene: Scene) -> None:
    _change(app, scene, public=False)
    answers = [client.get("/moten/run-konferens-2027.ics"), client.get("/moten/okant.ics")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
    assert titles(client.get("/kalender/run.ics").data) == []


def test_an_empty_feed_is_a_whole_calendar(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        feed = links.path(queries.feed_link(builders.person()))
    assert [titles(client.get(address).data) for address in (feed, "/kalender/run.ics")] == [[], []]


def test_sixty_entries_are_rebuilt_in_time(app: Flask, scene: Scene) -> None:
    with app.app_context(), transaction() as database:
        anna = database.get_one(Person, scene.person_id)
        for number in range(29):
            event = builders.event(f"Möte {number}")
            parts = [builders.part(event, title) for title in ("Förmiddag", "Eftermiddag")]
            _registered(anna, builders.invitation(event, anna), parts[0].id)
    with app.app_context():
        taken = []
        for _ in range(5):
            begun = datetime.now(UTC)
            draft = queries.build_personal(scene.person_id, today=NOW.date(), now=NOW)
            taken.append(datetime.now(UTC) - begun)
            db.session.rollback()
    assert draft is not None
    assert len(draft.built.stamps) == 60
    assert min(taken) < timedelta(milliseconds=80)  # the goal is 40 on an idle machine


def test_the_first_page_tells_every_way_to_subscribe_and_a_meeting_can_be_taken_once(
    client: FlaskClient, scene: Scene
) -> None:
    page = BeautifulSoup(client.get("/").text, "html.parser")
    targets = [str(link["href"]).partition("?")[0] for link in page.select("#kalender a")]
    assert targets == [
        "webcal://127.0.0.1:8000/kalender/run.ics",
        "https://calendar.google.com/calendar/r",
        "https://outlook.office.com/calendar/0/addfromweb",
        "https://outlook.live.com/calendar/0/addfromweb",
    ]
    copied = page.select_one("#kalenderadress")
    assert copied is not None
    assert copied["value"] == "http://127.0.0.1:8000/kalender/run.ics"
    meeting = BeautifulSoup(client.get("/moten/run-konferens-2027").text, "html.parser")
    download = meeting.select_one("main a.button")
    assert download is not None
    shown = titles(client.get(str(download["href"])).data)
    assert sorted(shown) == sorted([BANNER, PLENARY, "Middag – RUN-konferens 2027"])
