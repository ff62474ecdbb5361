"""Fixtures that the tests of pages share."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from flask.testing import FlaskClient

from app.organizers.rules import Right
from tests.builders import NOW
from tests.conftest import SignsIn


@pytest.fixture
def at() -> Iterator[Callable[[datetime], None]]:
    """It is NOW; ``at(moment)`` makes it that time."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def organizer(client: FlaskClient, sign_in: SignsIn) -> FlaskClient:
    """A browser signed in as an organizer."""
    sign_in(client, Right.ORGANIZER)
    return client
