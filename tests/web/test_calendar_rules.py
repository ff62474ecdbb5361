"""The rules of calendar files over everything that can be fetched: a person's, a group's and the public feed, and both
kinds of downloads of one meeting."""

from datetime import UTC, datetime

import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient

from app.events.actions import marks
from app.events.model import Event, Part
from app.kernel.db import transaction
from app.kernel.text import clean_line
from app.kernel.words import STOCKHOLM
from app.registrations import actions as registering
from tests.calendar_readers import read_by_all
from tests.fetched_calendars import FEEDS, LINK, OUTPUTS, Scene, conference

ALLOWED = {
    "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "URL",
    "CONFERENCE", "STATUS", "TRANSP",
}  # fmt: skip
NASTY = {
    "fold": "å" * 29 + "ä" * 29,
    "marks": 'a,b;c\\d"e:f^g',
    "newlines": "rad ett\nrad två\r\nrad tre",
    "control": "ett\x00två\x0btre\x1cfyra\x85fem\u2028sex\u202e\ufeff",
    "emoji": "🎉👩‍🏫🇸🇪" * 8,
    "long": "Lång " * 60,
    "injected": "Möte\r\nATTENDEE:mailto:x@evil.example\r\nBEGIN:VALARM\r\nEND:VALARM",
    "escapes": "C:\\Nytt\\n\\N;\\,\\\\",
    "markup": "\"'><img src=x onerror=alert(1)></script>{{7*7}}",
}


@pytest.fixture
def scene(app: Flask, client: FlaskClient) -> Scene:
    return conference(app, client)


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
def test_whatever_somebody_writes_every_file_is_whole_and_says_the_same_to_every_reader(
    scene: Scene, words: str
) -> None:
    with scene.app.app_context(), transaction() as session:  # past the gate of the forms, as an old row might be
        event, part = session.get_one(Event, scene.event_id), session.get_one(Part, scene.part_id)
        event.title = event.theme = event.place = event.address = words
        part.title = part.room = part.contributors = part.description = words
        registering.announce_change(event)
        marks.raise_public()
    for name in OUTPUTS:
        entries = scene.entries(name)
        assert len(entries) >= 2
        for entry in entries.values():
            assert {line.name for line in entry.lines} <= ALLOWED
            assert len(entry.text("SUMMARY") or "") < 255
        shown = {entry.text("SUMMARY") for entry in entries.values()}
        assert clean_line(words, 254)[:200] in {str(one)[:200] for one in shown}


SECRETS = (
    b"ATTENDEE",
    b"ORGANIZER",
    b"VALARM",
    b"METHOD",
    b"mailto",
    b"Berg,",
    b"Anna",
    b"/i/",
    b"/min/",
    b"/kalender/",
)


def test_no_file_names_anybody_rings_or_opens_anything(scene: Scene) -> None:
    unfolded = {name: scene.fetch(name).replace(b"\r\n ", b"") for name in OUTPUTS}
    assert {(name, word) for name, body in unfolded.items() for word in SECRETS if word in body} == set()
    assert [name for name, body in unfolded.items() if LINK.encode() in body] == ["personal", "download"]


def test_every_feed_has_one_name_said_twice_and_asks_to_be_fetched_every_hour(scene: Scene) -> None:
    names = {}
    for feed in FEEDS:
        calendar = read_by_all(scene.fetch(feed))
        names[feed] = calendar.text("NAME")
        assert calendar.text("X-WR-CALNAME") == names[feed]
        every = calendar.one("REFRESH-INTERVAL")
        assert (every.parameters, every.value, calendar.one("X-PUBLISHED-TTL").value) == (
            {"VALUE": "DURATION"},
            "PT1H",
            "PT1H",
        )
    assert names == {"personal": "RUN – dina möten", "group": "RUN – Skolledning", "public": "RUN – öppna möten"}


MOMENTS = {
    "spring": (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    "autumn": (datetime(2027, 10, 30, 23, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
    "first of the two hours": (datetime(2027, 10, 31, 0, 10, tzinfo=UTC), datetime(2027, 10, 31, 0, 50, tzinfo=UTC)),
    "second of the two hours": (datetime(2027, 10, 31, 1, 10, tzinfo=UTC), datetime(2027, 10, 31, 1, 50, tzinfo=UTC)),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_when_clocks_change_every_file_still_means_the_same_moments(scene: Scene, moment: str) -> None:
    starts, ends = MOMENTS[moment]
    with scene.app.app_context(), transaction() as session:
        event, part = session.get_one(Event, scene.event_id), session.get_one(Part, scene.part_id)
        event.starts_on = event.ends_on = starts.astimezone(STOCKHOLM).date()
        part.starts_at, part.ends_at, uid = starts, ends, part.uid
        registering.announce_change(event)
        marks.raise_public()
    for name in OUTPUTS:
        scene.entries(name)
        read = vobject.readOne(scene.fetch(name).decode())
        found = next(one for one in read.vevent_list if one.uid.value == uid)
        assert [found.dtstart.value.astimezone(UTC), found.dtend.value.astimezone(UTC)] == [starts, ends]
