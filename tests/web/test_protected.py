"""Protected people: every page, file, feed and answer of the doors is walked through as whoever may not see them, and
names them nowhere; who has the right finds them in the lists. They answer by their own link as others.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.kernel import links
from app.organizers.rules import Right
from app.web.permissions import MATRIX, SignedIn
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.web.crowded import Crowded
from tests.web.guarded import Planted, plant, seen_by
from tests.web.pages_of_all import addresses, afterwards

WITHOUT = {
    "organizer": frozenset({Right.ORGANIZER}),
    "reader": frozenset({Right.READER}),
    "door": frozenset({Right.DOOR}),
    "needs": frozenset({Right.READER, Right.NEEDS}),
    "all but it": frozenset(Right) - {Right.PROTECTED},
}
EVENT = "/arrangor/moten/run-konferens"
SEARCHES = [
    ("search", where + "?q=hemlig0")
    for where in ("/arrangor/register", f"{EVENT}/inbjudna", f"{EVENT}/anmalda", f"{EVENT}/narvaro/personer")
]

AFTERWARDS = datetime(2027, 3, 8, 9, tzinfo=UTC)
SHUT_BY_STATE = ("/byt-lank", "/aterkalla", "/namnskyltar?person=")
"""Pages of somebody invited that are there only where something has been sent, or where the door finds them."""


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(app: Flask) -> Crowded:
    return Crowded(app)


@pytest.fixture
def planted(scene: Crowded) -> Planted:
    return plant(scene)


def _client(app: Flask) -> FlaskClient:
    return FlaskClient(app, app.response_class)


def _open_to(scene: Crowded, rights: frozenset[Right], *, later: bool = False) -> list[tuple[str, str]]:
    """(route, address) of every page that these rights open; ``later``: of what there is when the meeting has been."""
    with scene.app.app_context():
        last = afterwards()
    found = []
    for name, each in last.items() if later else addresses(scene).items():
        if name in last and not later:
            continue
        access = MATRIX[name]
        if isinstance(access, SignedIn) and (not access.rights or access.rights & rights):
            found += [(name, where) for where in each]
    return found


@pytest.mark.parametrize("reader", WITHOUT)
def test_no_page_names_them_to_whoever_has_no_right_to_it(
    app: Flask, scene: Crowded, planted: Planted, sign_in: SignsIn, reader: str
) -> None:
    client, rights = _client(app), WITHOUT[reader]
    sign_in(client, *rights)
    pages = _open_to(scene, rights)
    assert seen_by(client, [*pages, *(SEARCHES if Right.ORGANIZER in rights else [])], planted.secrets) == {}
    with time_machine.travel(AFTERWARDS, tick=False):
        later = _client(app)
        sign_in(later, *rights)
        assert seen_by(later, _open_to(scene, rights, later=True), planted.secrets) == {}


@pytest.mark.parametrize("reader", ["organizer", "reader", "all but it"])
def test_their_own_pages_are_not_there(app: Flask, planted: Planted, sign_in: SignsIn, reader: str) -> None:
    client = _client(app)
    sign_in(client, *WITHOUT[reader])
    found = {where: client.get(where).status_code for where in planted.own_pages}
    assert {where: status for where, status in found.items() if status not in (403, 404)} == {}
    if reader != "reader":
        assert set(found.values()) == {404}


def test_who_has_the_right_finds_them_in_the_lists(
    app: Flask, scene: Crowded, planted: Planted, sign_in: SignsIn
) -> None:
    client = _client(app)
    sign_in(client, *Right)
    told = seen_by(client, [*_open_to(scene, frozenset(Right)), *SEARCHES], planted.secrets)
    lists = {"register.persons", "invitations.show", "answers.show", "lists.view", "lists.download", "outbox.show"}
    lists |= {"paper.badges_file", "paper.signatures", "paper.reserve", "search", "needs.show", "log.show"}
    lists |= {"invitations.coverage", "requests.show", "home.show", "organisations.show", "places.show"}
    assert lists - set(told) == set()
    doors = {name for name in told if name.startswith("door") and not name.startswith("door_links")}
    assert doors == set()
    shut = {where for where in planted.own_pages if client.get(where, follow_redirects=True).status_code != 200}
    assert {where for where in shut if not any(kind in where for kind in SHUT_BY_STATE)} == set()


def test_an_organisations_link_names_them_neither(app: Flask, scene: Crowded, planted: Planted) -> None:
    org = links.path(scene.org)
    pages = [(name, where) for name, each in addresses(scene).items() for where in each if where.startswith(org)]
    assert pages
    assert seen_by(_client(app), pages, planted.secrets) == {}
