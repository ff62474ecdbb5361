"""Who may name somebody else to come in their stead, until when, and whom."""

from datetime import date, timedelta

import pytest

from app.events.rules.deadlines import Deadlines
from app.invitations.rules import InvitationState as State
from app.invitations.rules.substitutes import (
    Availability,
    Known,
    Obstacle,
    availability,
    may_come_anyway,
    obstacle,
    own_answer_by,
)

DATES = Deadlines(date(2026, 11, 4), date(2027, 2, 4), date(2027, 2, 18), date(2027, 2, 22), date(2027, 3, 3))
LAST = date(2027, 3, 5)
IN_TIME = date(2027, 1, 20)


def _obstacle(today: date, state: State = State.UNANSWERED, **given: bool) -> Obstacle | None:
    given = {"registered": False, "waiting": False, "open_": True} | given
    return obstacle(state, DATES, LAST, today, **given)


@pytest.mark.parametrize("state", [State.UNANSWERED, State.NOT_COMING])
def test_who_has_no_seat_names_somebody_until_the_last_day_to_answer(state: State) -> None:
    assert _obstacle(DATES.answer_by, state) is None
    assert _obstacle(DATES.answer_by + timedelta(days=1), state) is Obstacle.CLOSED


@pytest.mark.parametrize("state", [State.COMING, State.WAITING])
def test_a_seat_is_handed_over_until_the_list_is_locked(state: State) -> None:
    assert _obstacle(DATES.list_locked, state, registered=True) is None
    assert _obstacle(DATES.list_locked + timedelta(days=1), state, registered=True) is Obstacle.CLOSED


def test_before_it_opens_nobody_without_a_seat_can_be_replaced() -> None:
    assert _obstacle(DATES.opens - timedelta(days=1)) is Obstacle.CLOSED


def test_a_meeting_that_has_been_or_is_cancelled_needs_nobody() -> None:
    assert _obstacle(LAST + timedelta(days=1)) is Obstacle.OVER
    assert _obstacle(IN_TIME, open_=False) is Obstacle.OVER


def test_one_name_at_a_time() -> None:
    assert _obstacle(IN_TIME, State.REPLACED) is Obstacle.REPLACED
    assert _obstacle(IN_TIME, waiting=True) is Obstacle.WAITING


@pytest.mark.parametrize("state", [None, State.NOT_SENT, State.UNANSWERED, State.NOT_COMING, State.REVOKED])
def test_who_does_not_come_anyway_can_be_asked(state: State | None) -> None:
    assert availability(Known(state=state)) is Availability.FREE


@pytest.mark.parametrize(
    "known",
    [
        Known(state=State.COMING),
        Known(state=State.WAITING),
        Known(state=State.REPLACED),
        Known(state=State.UNANSWERED, stands_in=True),
        Known(wants_none=True),
    ],
)
def test_every_reason_why_somebody_cannot_be_asked_looks_the_same(known: Known) -> None:
    assert availability(known) is Availability.UNAVAILABLE


def test_who_stood_in_and_said_no_can_be_asked_by_another() -> None:
    assert availability(Known(state=State.NOT_COMING, stands_in=True)) is Availability.FREE


def test_naming_oneself_is_told_apart_from_everything_else() -> None:
    assert availability(Known(themselves=True, wants_none=True, state=State.COMING)) is Availability.THEMSELVES


def test_the_one_replaced_may_come_anyway_as_long_as_answers_can_be_changed() -> None:
    assert may_come_anyway(State.REPLACED, DATES, LAST, DATES.change_by, open_=True)
    assert not may_come_anyway(State.REPLACED, DATES, LAST, DATES.change_by + timedelta(days=1), open_=True)
    assert not may_come_anyway(State.REPLACED, DATES, LAST, IN_TIME, open_=False)
    assert not may_come_anyway(State.NOT_COMING, DATES, LAST, IN_TIME, open_=True)


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2027, 2, 4), None),
        (date(2027, 2, 5), date(2027, 2, 12)),
        (date(2027, 2, 26), date(2027, 3, 3)),
        (date(2027, 3, 4), date(2027, 3, 4)),
    ],
)
def test_who_is_let_in_late_has_a_week_but_not_past_the_locked_list(today: date, last: date | None) -> None:
    assert own_answer_by(DATES, today) == last
