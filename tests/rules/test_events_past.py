"""What can be entered of an older year."""

from dataclasses import replace

import pytest

from app.events.rules.kinds import EventKind
from app.events.rules.past import Division, PastYearValue, Share, faults

KNOWN = PastYearValue(
    2024,
    EventKind.CONFERENCE,
    161,
    231,
    203,
    188,
    (
        Share(Division.AREA, "Jämtlands län", "Jämtlands län", 80),
        Share(Division.AREA, "Hälsingland", "Hälsingland", 81),
    ),
)


@pytest.mark.parametrize(
    "entered", [KNOWN, PastYearValue(1990, EventKind.DIALOGUE, 0), replace(KNOWN, invited=None, answered=None)]
)
def test_what_can_be_is_taken_as_it_is(entered: PastYearValue) -> None:
    assert list(faults(entered, 2027)) == []


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        (replace(KNOWN, year=2028), "year"),
        (replace(KNOWN, year=24), "year"),
        (replace(KNOWN, answered=232), "answered"),
        (replace(KNOWN, expected=160), "expected"),
        (replace(KNOWN, participants=160), "area"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(entered: PastYearValue, field: str) -> None:
    assert [name for name, _words in faults(entered, 2027)] == [field]
