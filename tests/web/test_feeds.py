"""Calendars over HTTP: what every client gets, and what nobody gets."""

import gzip

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.feeds import queries
from app.kernel import links
from app.kernel.db import db, transaction
from app.people.model import Person
from tests import builders
from tests.calendar_readers import read_by_all, titles
from tests.feeds import (
    ADDRESSES,
    BANNER,
    NASTY,
    PLENARY,
    Scene,
    address_of,
    change,
    conference,
    headers_of,
    registered,
    renew,
)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return conference(app)


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_client_gets_the_same_calendar_without_cookie_or_redirect(
    client: FlaskClient, scene: Scene, name: str
) -> None:
    address = address_of(scene, name)
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
        assert (again.status_code, again.data, headers_of(again)) == (200, first.data, headers_of(first))
    head = client.head(address)
    assert (head.status_code, head.data, headers_of(head)) == (200, b"", headers_of(first))
    assert head.headers["Content-Length"] == str(len(first.data))


@pytest.mark.parametrize("name", ADDRESSES)
def test_what_one_has_is_not_sent_again(client: FlaskClient, scene: Scene, name: str) -> None:
    address = address_of(scene, name)
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


@pytest.mark.parametrize("address", ["feed", "group", "/kalender/run.ics"])
def test_packed_it_has_an_etag_of_its_own(client: FlaskClient, scene: Scene, address: str) -> None:
    address = address_of(scene, address)
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


def test_unknown_renewed_malformed_and_another_purposes_tokens_are_one_uncached_404(
    app: Flask, client: FlaskClient, scene: Scene
) -> None:
    with app.app_context():
        anna = db.session.get_one(Person, scene.person_id)
        others = [links.token(links.Link(purpose, anna.link_seed)) for purpose in links.Purpose if purpose != "feed"]
    assert renew(client, scene).status_code == 303
    tokens = [*others, "a" * 43, "a", "å%00", "..%2f", "x" * 3000, scene.feed.removeprefix("/kalender/")[:-4]]
    answers = [client.get(f"/kalender/{token}.ics") for token in tokens]
    answers.append(client.get("/i/okänd/kalender.ics"))
    assert {(answer.status_code, answer.text, answer.headers["Cache-Control"]) for answer in answers} == {
        (404, answers[0].text, "no-store")
    }
    assert {answer.headers.get("Set-Cookie") for answer in answers} == {None}


def test_looking_at_the_question_changes_nothing(app: Flask, client: FlaskClient, scene: Scene) -> None:
    client.get(scene.page + "/ny-kalenderadress")
    client.head(scene.page + "/ny-kalenderadress")
    assert client.get(scene.feed).status_code == 200


def test_one_persons_feed_tells_nothing_of_another(app: Flask, client: FlaskClient, scene: Scene) -> None:
    with app.app_context(), transaction() as database:
        bo = builders.person("Bo", "Ek", "bo.ek@are.example")
        event = builders.event("Arbetsutskott", slug="arbetsutskott")
        part = builders.part(event, "Sammanträde")
        other = registered(bo, builders.invitation(event, bo), part.id)
        database.flush()
    assert titles(client.get(other.feed).data) == ["Arbetsutskott"]
    mine = client.get(scene.feed).text
    assert [word in mine for word in ("Arbetsutskott", "Ek", "@", "ATTENDEE", "VALARM", "video.example", "/i/")] == [
        False
    ] * 7


def test_nasty_words_break_no_reader(app: Flask, client: FlaskClient, scene: Scene) -> None:
    change(app, scene, title=NASTY, theme=NASTY, place=NASTY)
    for name in ADDRESSES:
        calendar = read_by_all(client.get(address_of(scene, name)).data)
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
    change(app, scene, public=False)
    answers = [client.get("/moten/run-konferens-2027.ics"), client.get("/moten/okant.ics")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
    assert titles(client.get("/kalender/run.ics").data) == []


def test_an_empty_feed_is_a_whole_calendar(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        feed = links.path(queries.feed_link(builders.person()))
    assert [titles(client.get(address).data) for address in (feed, "/kalender/run.ics")] == [[], []]


def test_the_first_page_tells_every_way_to_subscribe_and_a_meeting_can_be_taken_once(
    client: FlaskClient, scene: Scene
) -> None:
    page = BeautifulSoup(client.get("/").text, "html.parser")
    targets = [str(link["href"]).partition("?")[0] for link in page.select("#kalender a.button")]
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
