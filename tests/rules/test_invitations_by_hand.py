"""Dates of one's own for somebody who is invited by hand."""

from datetime import date, timedelta

from app.invitations.rules.by_hand import NO_DATES, OwnDates, dates_fault

FIRST = date(2027, 3, 4)


def test_without_own_dates_the_events_stand() -> None:
    assert dates_fault(NO_DATES, FIRST) is None


def test_one_date_alone_is_enough() -> None:
    assert dates_fault(OwnDates(answer_by=FIRST), FIRST) is None
    assert dates_fault(OwnDates(change_by=date(2027, 2, 1)), FIRST) is None


def test_a_day_after_the_meeting_has_begun_is_refused() -> None:
    late = FIRST + timedelta(days=1)
    assert dates_fault(OwnDates(answer_by=late), FIRST) == "Skriv en dag som inte är efter mötets första dag."
    assert dates_fault(OwnDates(change_by=late), FIRST) == "Skriv en dag som inte är efter mötets första dag."


def test_changing_ends_after_answering() -> None:
    wrong = OwnDates(answer_by=date(2027, 2, 20), change_by=date(2027, 2, 19))
    assert dates_fault(wrong, FIRST) == "Sista dag att ändra kan inte vara före sista svarsdag."
