"""Särskilda behov as an invitee meets them: each kind by itself, nothing ticked beforehand, nothing shown back."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask

from app.audit.model import LogEntry
from app.events.rules.kinds import NeedQuestion, NeedsGround
from app.kernel.db import db
from app.registrations.model import Need
from app.registrations.rules import NeedKind
from tests.builders import NOW
from tests.web.guest import Guest, errors

SEVERE = "Jag har en svår allergi och vill att köket får veta mitt namn"


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def guest(app: Flask) -> Guest:
    return Guest(app)


def _needs(guest: Guest) -> list[tuple[str, str, str]]:
    with guest.app.app_context():
        rows = db.session.scalars(sa.select(Need).order_by(Need.id))
        return [(row.kind.value, row.text or row.choice, row.severe_words) for row in rows]


def _actions(guest: Guest) -> list[str]:
    with guest.app.app_context():
        return list(db.session.scalars(sa.select(LogEntry.action).order_by(LogEntry.id)))


def _text(page: BeautifulSoup) -> str:
    return page.main.get_text() if page.main else ""


def _boxes(page: BeautifulSoup) -> set[str]:
    return {str(field["name"]) for field in page.select("input[type=checkbox], input[type=radio], textarea")}


def test_only_the_kinds_that_are_asked_for_are_shown_with_the_text_and_box_of_their_ground(app: Flask) -> None:
    guest = Guest(
        app,
        needs_ground=NeedsGround.LAW,
        allergy_question=NeedQuestion.CONSENT,
        access_question=NeedQuestion.NOT_ASKED,
    )
    page = guest.sees("/svara")
    assert {"diet", "diet_text", "allergy", "allergy_text", "severe", "needs_consent"} <= _boxes(page)
    assert not {"access", "access_text"} & _boxes(page)
    text = " ".join(page.get_text(" ").split())
    assert "Grund för kost: lag (2018:218) 3 kap. 3 §, viktigt allmänt intresse." in text
    assert "Grund för allergi: ditt uttryckliga samtycke." in text
    assert "Jag samtycker till att uppgifterna om allergi sparas till dess att de raderas" in text
    assert "Särskilda behov: kost, allergi (frivilligt)" in text


def test_consent_is_wanted_only_for_what_rests_on_it(app: Flask) -> None:
    guest = Guest(app, needs_ground=NeedsGround.LAW, allergy_question=NeedQuestion.CONSENT)
    refused = guest.says_yes(guest.plenary, diet="vegan", allergy="nuts")
    assert (refused.status_code, _needs(guest)) == (422, [])
    assert errors(refused) == ["Samtyck till att uppgifterna sparas, eller lämna frågorna tomma."]
    assert guest.says_yes(guest.plenary, diet="vegan").status_code == 303
    assert _needs(guest) == [("diet", "vegan", "")]


def test_a_kind_that_is_not_asked_for_is_not_kept_whatever_is_posted(app: Flask) -> None:
    guest = Guest(app, access_question=NeedQuestion.NOT_ASKED)
    assert guest.says_yes(guest.plenary, access="wheelchair").status_code == 422
    assert _needs(guest) == []


def test_the_kitchen_gets_the_name_by_a_separate_box_that_is_never_ticked(guest: Guest) -> None:
    box = guest.sees("/svara").select_one("#severe")
    assert box is not None
    assert not box.has_attr("checked")
    guest.says_yes(guest.plenary, allergy="nuts", allergy_text="Jordnötsolja", diet="vegan", severe="y")
    assert _needs(guest) == [("diet", "vegan", ""), ("allergy", "nuts", SEVERE), ("allergy", "Jordnötsolja", SEVERE)]


def test_without_the_box_the_allergy_is_kept_and_the_name_is_not_given(guest: Guest) -> None:
    guest.says_yes(guest.plenary, allergy="nuts")
    assert _needs(guest) == [("allergy", "nuts", "")]


@pytest.mark.parametrize("fields", [{}, {"diet": "vegan"}])
def test_the_name_without_an_allergy_is_asked_about(guest: Guest, fields: dict[str, str]) -> None:
    refused = guest.says_yes(guest.plenary, severe="y", **fields)
    said = "Kryssa för eller skriv vilken allergi köket ska få veta, eller ta bort krysset för ditt namn."
    assert (refused.status_code, errors(refused), _needs(guest)) == (422, [said], [])
    page = BeautifulSoup(refused.data, "html5lib")
    box, summary = page.select_one("#severe"), page.select_one(".error-summary a")
    assert box is not None
    assert box.has_attr("checked")
    assert summary is not None
    assert summary["href"] == "#allergy"


def test_the_name_is_taken_back_by_itself_and_the_log_does_not_tell_that_it_was_given(guest: Guest) -> None:
    guest.says_yes(guest.plenary, allergy="nuts", severe="y")
    for _twice in range(2):
        assert guest.sends("/behov", to="/behov/namn-till-koket").status_code == 303
    assert _needs(guest) == [("allergy", "nuts", "")]
    assert _actions(guest) == ["registration.made", "needs.changed", "needs.changed"]


def test_the_page_looks_the_same_whether_the_kitchen_has_the_name(guest: Guest) -> None:
    guest.says_yes(guest.plenary, allergy="nuts")
    without = _text(guest.sees("/behov"))
    guest.sends("/behov", allergy="nuts", severe="y")
    assert _text(guest.sees("/behov")) == without


def test_changing_or_taking_away_what_was_given_takes_the_name_away_too(guest: Guest) -> None:
    guest.says_yes(guest.plenary, allergy="nuts", severe="y")
    guest.sends("/behov", allergy="egg")
    assert _needs(guest) == [("allergy", "egg", "")]
    guest.sends("/behov", allergy="egg", severe="y")
    guest.sends("/behov", to="/behov/ta-bort")
    assert _needs(guest) == []


def test_what_was_typed_in_the_request_stays_and_what_is_stored_never_comes(guest: Guest) -> None:
    guest.says_yes(guest.plenary, allergy_text="Sparat krabbskal")
    again = guest.sends("/behov", diet_text="Nyss skrivet 640823-3234").get_data(as_text=True)
    assert ("Nyss skrivet" in again, "krabbskal" in again) == (True, False)
    assert "Nyss skrivet" not in str(guest.sees("/behov"))


INVITEE_PAGES = ("", "/svara", "/nej", "/avboka", "/behov", "/inte-jag")


@pytest.mark.parametrize("registered", [False, True])
@pytest.mark.parametrize("basis", [NeedsGround.CONSENT, NeedsGround.LAW])
def test_no_box_about_oneself_is_ticked_beforehand_on_any_page(
    app: Flask, registered: bool, basis: NeedsGround
) -> None:
    """Parts may be chosen beforehand; consents and needs are not."""
    guest = Guest(app, needs_ground=basis)
    if registered:
        given = {"allergy": "nuts", "severe": "y", "needs_consent": "y"}
        assert guest.says_yes(guest.plenary, **given).status_code == 303
    for path in INVITEE_PAGES:
        ticked = [box["name"] for box in guest.sees(path).select("input[type=checkbox][checked]")]
        assert set(ticked) <= {"delar"}, path


def test_the_needs_page_of_an_event_where_nothing_is_asked_is_not_there(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    kinds: dict[str, Any] = {
        f"{kind.value}_question": NeedQuestion.NOT_ASKED for kind in (NeedKind.DIET, NeedKind.ALLERGY, NeedKind.ACCESS)
    }
    guest.changes(**kinds)
    assert "Särskilda behov" not in str(guest.sees("/behov").main)
