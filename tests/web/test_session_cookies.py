"""The signed cookie is known again once it was read well: never one that was changed, nor one that is too old."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

WEEK = 7 * 24 * 3600
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def serializer(app: Flask) -> URLSafeTimedSerializer:
    interface: Any = app.session_interface
    found: URLSafeTimedSerializer = interface.get_signing_serializer(app)
    return found


def test_a_cookie_is_read_the_same_the_second_time_and_nobodys_change_stays(serializer: URLSafeTimedSerializer) -> None:
    cookie = serializer.dumps({"sign_in": "x", "said": ["a"]})
    first = serializer.loads(cookie, max_age=WEEK)
    first["said"].append("b")
    assert serializer.loads(cookie, max_age=WEEK) == {"sign_in": "x", "said": ["a"]}


@pytest.mark.parametrize("at", [0, 5, 30])
def test_a_letter_changed_in_a_cookie_that_was_read_well_makes_it_nobodys(
    serializer: URLSafeTimedSerializer, at: int
) -> None:
    cookie = serializer.dumps({"sign_in": "x"})
    serializer.loads(cookie, max_age=WEEK)
    letters = list(cookie)
    letters[at] = "A" if letters[at] != "A" else "B"
    for _ in range(2):
        with pytest.raises(BadSignature):
            serializer.loads("".join(letters), max_age=WEEK)


def test_a_cookie_that_was_read_well_grows_too_old_all_the_same(serializer: URLSafeTimedSerializer) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        cookie = serializer.dumps({"sign_in": "x"})
        assert serializer.loads(cookie, max_age=WEEK) == {"sign_in": "x"}
        clock.move_to(NOON + timedelta(days=7))
        assert serializer.loads(cookie, max_age=WEEK) == {"sign_in": "x"}
        for moment in (NOON + timedelta(days=7, seconds=1), NOON - timedelta(seconds=1)):
            clock.move_to(moment)
            with pytest.raises(SignatureExpired):
                serializer.loads(cookie, max_age=WEEK)
