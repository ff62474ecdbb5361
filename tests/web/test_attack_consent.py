"""Consent as a screen-reader user and a scanner meet it: asked for once, said at its box, kept, and never taken away by
the first button of a page.
"""

from collections.abc import Iterator

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.events.rules.kinds import LegalBasis
from app.kernel import links
from app.kernel.db import transaction
from app.kernel.links import Link, Purpose
from tests import builders
from tests.builders import NOW
from tests.web.guest import Guest, errors


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def guest(app: Flask) -> Guest:
    """Anna Berg, invited to a conference that rests on consent."""
    return Guest(app, legal_basis=LegalBasis.CONSENT)


def test_a_missing_consent_is_said_at_its_box_and_linked_from_the_summary(guest: Guest) -> None:
    refused = guest.says_yes(guest.plenary)
    page = BeautifulSoup(refused.data, "html5lib")
    box = page.select_one("#consent")
    assert box is not None
    assert (box["aria-invalid"], box["aria-describedby"]) == ("true", "consent-hint consent-error")
    assert [link["href"] for link in page.select(".error-summary a")] == ["#consent"]
    assert page.title is not None
    assert page.title.get_text().startswith("Fel:")


def test_a_consent_given_stays_ticked_when_something_else_is_to_be_mended(guest: Guest) -> None:
    refused = guest.says_yes(consent="y")
    box = BeautifulSoup(refused.data, "html5lib").select_one("#consent")
    assert (errors(refused), box is not None and box.has_attr("checked")) == (
        ["Välj minst en del som du kommer till."],
        True,
    )


def test_a_change_rests_on_the_consent_that_was_given(guest: Guest) -> None:
    guest.says_yes(guest.plenary, consent="y")
    assert guest.sees("/svara").select_one("#consent") is None
    assert guest.says_yes(guest.plenary, guest.dinner).status_code == 303


def test_the_first_button_of_the_page_that_declines_everything_declines_nothing(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), transaction():
        address = links.path(Link(Purpose.DECLINE_ALL, builders.person().link_seed))
    page = BeautifulSoup(client.get(address).data, "html5lib")
    first = page.select_one("main .button")
    assert first is not None
    assert (first.name, first.get("href")) == ("a", "/")
