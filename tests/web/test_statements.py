"""No page asks the database more often because there is more of anything: every page that shows what there can be many
of is opened with few and with many, and must ask as often."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.organizers.rules import Right
from app.web.permissions import MATRIX
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.said import count_statements
from tests.web.crowded import Crowded
from tests.web.crowded_around import CYCLE
from tests.web.pages_of_all import addresses, afterwards, of_the_invited

FEW, MANY = len(CYCLE), 2 * len(CYCLE)
TOO_LATE = datetime(2027, 2, 20, 9, tzinfo=UTC)
"""When a change must be asked for."""
AFTERWARDS = datetime(2027, 3, 8, 9, tzinfo=UTC)
GUARDED = ("/arrangor", "/dorr")
ALONE = frozenset(
    {
        "static",
        *("health.alive", "health.ready", "health.metrics", "health.robots"),
        *("info.accessibility", "info.privacy"),
        *("sign_in.show", "sign_in.show_code"),
        *("door_phone.manifest", "door_phone.worker", "door_phone.shell", "door_phone.code"),
        *("own_account.show", "own_account.show_password", "own_account.show_begin"),
        *("own_account.show_two_step", "own_account.show_codes", "own_account.show_turn_off"),
        "door.scan",  # one badge: tests/web/test_door_badges
        "door_entry.closed",
        *("self_check_in.show", "door_links.own_code"),  # one part: tests/web/test_self_check_in
        *("imports.choose", "imports.preview", "imports.done"),  # one's own file: tests/actions/test_people_importing
    }
)
"""Pages of what there is one of."""


@pytest.fixture
def scene(app: Flask, at: object) -> Crowded:
    return Crowded(app)


Look = Callable[[], dict[str, tuple[int, int]]]


@pytest.fixture
def look(app: Flask, sign_in: SignsIn, scene: Crowded, at: Callable[[datetime], None]) -> Look:
    """Opens every page, the organizers' with every right, and those of the invited once more when it is too late to
    change, and what there is afterwards. Other tests look at what stands there: here each page's status and statements
    are told.
    """
    anybody, organizer = FlaskClient(app, app.response_class), FlaskClient(app, app.response_class)
    sign_in(organizer, *Right)

    def looked() -> dict[str, tuple[int, int]]:
        at(NOW)
        with app.app_context():
            last = afterwards()
        there = [where for name, each in addresses(scene).items() if name not in last for where in each]
        found = {where: counted(organizer if where.startswith(GUARDED) else anybody, where) for where in there}
        at(TOO_LATE)
        with app.app_context():
            there = [where for each in of_the_invited(late=True).values() for where in each]
        found |= {f"{where} (late)": counted(anybody, where) for where in there}
        at(AFTERWARDS)
        later = FlaskClient(app, app.response_class)
        sign_in(later, *Right)
        there = [where for each in last.values() for where in each]
        return found | {where: counted(later if where.startswith(GUARDED) else anybody, where) for where in there}

    return looked


def test_every_page_is_opened_here_or_shows_one_thing_only(app: Flask, scene: Crowded) -> None:
    scene.grow(FEW)
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages <= set(MATRIX)
    assert pages - set(addresses(scene)) == ALONE


def test_no_page_asks_more_often_because_there_is_more(scene: Crowded, look: Look) -> None:
    scene.grow(FEW)
    few = look()
    scene.grow(MANY)
    many = look()
    assert {page: status for page, (status, _number) in many.items() if status != 200} == {}
    assert {page: (few[page], found) for page, found in many.items() if found != few[page]} == {}


def counted(client: FlaskClient, address: str) -> tuple[int, int]:
    """The status, and how many statements it takes to open a page."""
    answers = []
    number = count_statements(lambda: answers.append(client.get(address, buffered=True)))
    return answers[0].status_code, number
