"""Who stays in the register, and when those leave who came by an event only."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.invitations.rules import InvitationSource
from app.people.rules.assignments import Term
from app.people.rules.keeping import OFFICE_KEPT, Attended, Ties, has_office, is_to_leave, leaves_on

SEMINAR = Attended(date(2027, 3, 5), 30)
TODAY = date(2027, 4, 5)
GUEST = Ties(attended=(SEMINAR,))


def test_a_guest_leaves_the_day_after_the_thirtieth_day() -> None:
    assert leaves_on(GUEST, TODAY) == date(2027, 4, 5)
    assert [is_to_leave(GUEST, day) for day in (date(2027, 4, 4), date(2027, 4, 5))] == [False, True]


@pytest.mark.parametrize(
    "ties",
    [
        replace(GUEST, consents=True),
        replace(GUEST, by_office=True),
        replace(GUEST, terms=(Term(date(2023, 1, 1), None),)),
        replace(GUEST, terms=(Term(date(2027, 8, 1), date(2028, 1, 1)),)),
        replace(GUEST, terms=(Term(None, TODAY - OFFICE_KEPT),)),
        Ties(),
    ],
)
def test_consent_an_office_and_having_been_entered_by_hand_keep_somebody(ties: Ties) -> None:
    assert leaves_on(ties, TODAY) is None


def test_an_office_of_long_ago_keeps_nobody() -> None:
    assert not has_office([Term(None, TODAY - OFFICE_KEPT - timedelta(days=1))], TODAY)


def test_the_latest_event_counts() -> None:
    later = Attended(date(2027, 9, 1), 0)
    assert leaves_on(replace(GUEST, attended=(SEMINAR, later)), TODAY) == date(2027, 9, 2)


days = st.dates(date(2020, 1, 1), date(2035, 1, 1))
attended = st.lists(st.builds(Attended, days, st.integers(0, 365)), max_size=4).map(tuple)


@given(attended, days)
def test_nobody_leaves_before_the_last_event_is_over(events: tuple[Attended, ...], today: date) -> None:
    gone = is_to_leave(Ties(attended=events), today)
    assert gone == (bool(events) and all(today > one.last + timedelta(days=one.kept_days) for one in events))


def test_who_is_invited_by_office() -> None:
    by_office = {source for source in InvitationSource if source.by_office}
    guests = {"substitute", "sign_up", "accompanying", "speaker", "walk_in"}
    assert {source.value for source in InvitationSource} - {source.value for source in by_office} == guests
