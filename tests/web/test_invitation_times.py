"""The invitee's pages by the time it is: before, after the last days, and when the meeting is off."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from app.events.rules.kinds import EventState
from app.invitations.rules import InvitationState
from app.registrations.model import Registration
from tests.web.guest import OPEN, Guest, heading, words
from tests.web.guest import guest as guest


def test_a_receipt_is_on_its_way_on_the_day_of_the_answer(guest: Guest, at: Callable[[datetime], None]) -> None:
    guest.says_yes(guest.plenary)
    on_the_day = words(guest.sees())
    at(OPEN + timedelta(days=1))
    said = [("Du är anmäld" in page, "En bekräftelse är på väg" in page) for page in (on_the_day, words(guest.sees()))]
    assert said == [(True, True), (True, False)]


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 8, 1, tzinfo=UTC), "Anmälan har inte öppnat"),
        (datetime(2027, 2, 5, 12, tzinfo=UTC), "Anmälan har stängt"),
        (datetime(2027, 3, 6, 12, tzinfo=UTC), "Mötet har varit"),
    ],
)
def test_each_time_has_its_page_instead_of_the_form(
    guest: Guest, at: Callable[[datetime], None], moment: datetime, said: str
) -> None:
    at(moment)
    assert [heading(guest.sees(path)) for path in ("", "/svara")] == [said, said]


def test_a_form_sent_too_late_gets_the_page_that_says_so(guest: Guest, at: Callable[[datetime], None]) -> None:
    at(datetime(2027, 2, 4, 22, 50, tzinfo=UTC))
    page = guest.sees("/svara")
    csrf = page.find("input", attrs={"name": "csrf_token"})
    at(datetime(2027, 2, 4, 23, 5, tzinfo=UTC))
    data = {"csrf_token": csrf["value"] if csrf else "", "delar": [guest.plenary.uid]}
    response = guest.client.post(f"/i/{guest.token}/svara", data=data)
    late = BeautifulSoup(response.data, "html5lib")
    assert (response.status_code, heading(late), guest.count(Registration)) == (409, "Fråga om plats", 0)
    assert "Sista svarsdag var torsdag 4 februari" in words(late)
    assert [str(box["value"]) for box in late.select("input[name=delar][checked]")] == [guest.plenary.uid]


def test_after_the_last_day_for_changes_one_can_still_withdraw(guest: Guest, at: Callable[[datetime], None]) -> None:
    guest.says_yes(guest.plenary)
    at(datetime(2027, 2, 25, 12, tzinfo=UTC))
    page = guest.sees()
    assert "Sista dagen att ändra var torsdag 18 februari" in words(page)
    shown = [link.get_text().strip() for link in page.select(".actions a")]
    assert shown == ["Be om en ändring", "Avboka", "Någon annan kommer i mitt ställe"]
    assert guest.sends("/avboka").status_code == 303
    assert guest.state() is InvitationState.NOT_COMING


def test_a_cancelled_meeting_says_so_whatever_the_answer(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    guest.changes(state=EventState.CANCELLED)
    assert heading(guest.sees()) == "Mötet är inställt"
