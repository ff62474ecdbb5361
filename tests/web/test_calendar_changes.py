"""What each change of a meeting does to everything that can be fetched, and what its age does."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app import rounds
from app.audit.actor import COMMAND
from app.desk.cancel_event import cancel_event
from app.desk.edit_event import remove_part
from app.invitations.queries import lock
from app.kernel.db import transaction
from app.registrations import actions as registering
from tests.builders import NOW
from tests.calendar_readers import read_by_all
from tests.fetched_calendars import FEEDS, OUTPUTS, Act, Scene, conference, do, editing, editing_part, march
from tests.strict_ics import Component

CHANGES: dict[str, tuple[Act, set[str]]] = {
    "room": (editing_part(room="Sal 3"), {"group", "public", "meeting"}),
    "part's title": (editing_part(title="Öppning"), set(OUTPUTS)),
    "part's time": (editing_part(starts_at=march(4, 13)), set(OUTPUTS)),
    "part's words": (editing_part(description="Annat."), set(OUTPUTS)),
    "contributors": (editing_part(contributors="Någon annan"), set(OUTPUTS)),
    "link": (editing_part(online_url="https://video.example/ny"), {"personal", "download"}),
    "title": (editing(title="RUN 2027"), set(OUTPUTS)),
    "theme": (editing(theme="Matematik"), set(OUTPUTS)),
    "place": (editing(place="Härnösand"), set(OUTPUTS)),
    "part called off": (lambda e, p, now: remove_part(e, p, now=now, actor=COMMAND), set(OUTPUTS)),
    "called off": (lambda e, p, now: cancel_event(e, now=now, actor=COMMAND), set(OUTPUTS)),
    "places": (editing_part(capacity=40), set()),
}
_STAMPS = ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE")
_WHEN_AND_WHERE = ("DTSTART", "DTEND", "LOCATION", "STATUS")


@pytest.fixture
def scene(app: Flask, client: FlaskClient) -> Scene:
    return conference(app, client)


def _shown(entry: Component, names: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [
        (line.name, line.value) for line in entry.lines if (line.name in names if names else line.name not in _STAMPS)
    ]


def _stamp(entry: Component) -> tuple[str, int]:
    return entry.one("LAST-MODIFIED").value, int(entry.one("SEQUENCE").value)


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=3)], ids=["same second", "later"])
@pytest.mark.parametrize("change", CHANGES)
def test_each_kind_of_change_raises_what_it_must_in_every_file_and_leaves_the_rest_to_the_byte(
    scene: Scene, change: str, later: timedelta
) -> None:
    act, expected = CHANGES[change]
    before = {name: scene.entries(name) for name in OUTPUTS}
    bytes_before = {name: scene.fetch(name) for name in OUTPUTS}
    do(scene, act, NOW + later)
    changed = set()
    for name in OUTPUTS:
        after = scene.entries(name)
        assert set(after) == set(before[name])
        for uid, entry in after.items():
            old = before[name][uid]
            (was_at, was), (is_at, now) = _stamp(old), _stamp(entry)
            assert (is_at >= was_at, now >= was) == (True, True)
            if _shown(entry) != _shown(old):
                changed.add(name)
                assert is_at > was_at
            if _shown(entry, _WHEN_AND_WHERE) != _shown(old, _WHEN_AND_WHERE):
                assert now > was
    assert changed == expected
    if change != "room":  # one entry, one number in every file: it rises also where the room is not told
        unseen = set(FEEDS) - expected
        assert {name: scene.fetch(name) for name in unseen} == {name: bytes_before[name] for name in unseen}


def test_withdrawn_the_meeting_leaves_ones_own_calendar_and_no_other(scene: Scene) -> None:
    before = {name: scene.fetch(name) for name in OUTPUTS}
    with scene.app.app_context(), transaction():
        registering.withdraw(lock(scene.invitation_uid), now=NOW, actor=COMMAND)
    after = {name: scene.fetch(name) for name in OUTPUTS}
    assert (scene.entries("personal"), after["download"]) == ({}, b"")
    assert [after[name] == before[name] for name in ("group", "public", "meeting")] == [True] * 3


def test_called_off_every_entry_says_so_and_frees_the_time(scene: Scene) -> None:
    do(scene, CHANGES["called off"][0], NOW)
    for name in OUTPUTS:
        told = {
            (e.one("STATUS").value, e.one("TRANSP").value, str(e.text("SUMMARY"))[:10])
            for e in scene.entries(name).values()
        }
        assert told == {("CANCELLED", "TRANSPARENT", "INSTÄLLT: ")}


def test_age_takes_a_meeting_out_of_every_feed_by_the_hourly_round_and_the_validator_tells(scene: Scene) -> None:
    with time_machine.travel(NOW, tick=False):
        seen = {name: scene.client.get(scene.addresses[name]).headers for name in FEEDS}
    gone = date(2027, 9, 10)
    with time_machine.travel(datetime(2027, 9, 10, 3, tzinfo=UTC), tick=False):
        for name in FEEDS:
            assert _again(scene, name, seen[name]["ETag"]) == 304
        with scene.app.app_context():
            assert rounds.refresh_feeds(gone) == len(FEEDS)
        for name in FEEDS:
            assert _again(scene, name, seen[name]["ETag"]) == 200
            answer = scene.client.get(scene.addresses[name], headers={"If-Modified-Since": seen[name]["Last-Modified"]})
            assert (answer.status_code, read_by_all(answer.data).events) == (200, [])
        with scene.app.app_context():
            assert rounds.refresh_feeds(gone) == 0


def _again(scene: Scene, name: str, etag: str) -> int:
    return scene.client.get(scene.addresses[name], headers={"If-None-Match": etag}).status_code
