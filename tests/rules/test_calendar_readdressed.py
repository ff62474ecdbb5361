"""A mailed entry for a corrected address is the same entry for the same person."""

from datetime import UTC, datetime

import pytest

from app.calendar import ical
from app.calendar.entry import Attendee, Entry, Organizer
from app.calendar.readdressed import readdressed

ENTRY = Entry(
    uid="6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    summary="RUN-konferens 2027 om att attrahera, rekrytera och behålla lärare i hela regionen",
    starts=datetime(2027, 3, 4, 12, tzinfo=UTC),
    ends=datetime(2027, 3, 4, 15, tzinfo=UTC),
    last_modified=datetime(2027, 1, 20, 9, tzinfo=UTC),
    description="Frågor: anna.berg@ange.example",
)
RUN = Organizer("RUN", "run@miun.example")


def mailed(address: str) -> bytes:
    return ical.request(ENTRY, RUN, Attendee("Anna-Karin Långefternamn von Österström", address))


@pytest.mark.parametrize(
    "new", ["anna@ange.example", "anna-karin.langefternamn.von.osterstrom@utbildning.ange.example"]
)
@pytest.mark.parametrize("old", ["anna.berg@ange.example", "ANNA.BERG@Ange.example"])
def test_only_the_attendees_address_is_another(old: str, new: str) -> None:
    assert readdressed(mailed("anna.berg@ange.example"), old, new) == mailed(new)


def test_nobody_elses_address_is_touched() -> None:
    content = mailed("anna@ange.example")
    assert readdressed(content, "run@miun.example", "bo@ange.example") == content
