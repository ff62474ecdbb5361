"""Calendar entries in letters, as a mail server takes them: whom an answer reaches, whom the entry names, and that the
answer that counts is given on the page (calendar.md, rules 14 and 15).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app import rounds
from app.kernel import clock
from app.kernel.db import db
from app.kernel.settings import Settings
from tests.calendar_letters import calendar_of
from tests.pages.forms import submit
from tests.smtp import MailServer, mail_server
from tests.web.changing import HELD, MOVE, WEEK_LATER, answers
from tests.web.guest import Guest
from tests.web.test_every_letter import html_of, said, text_of

COUNTS = "Det svar som gäller är det du ger på sidan, inte det du klickar i kalendern."
OWN, NONE = {"contact_address": "sam@miun.example"}, {"contact_address": "", "contact_name": ""}


@pytest.fixture
def guest(app: Flask, at: Callable[[datetime], None]) -> Guest:
    return Guest(app, slug="konferensen", public=True)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as one:
        yield one


@pytest.fixture
def sends(
    guest: Guest,
    at: Callable[[datetime], None],
    settings: Settings,
    server: MailServer,
) -> Callable[[], EmailMessage]:
    """Lets what is held leave; gives the newest letter."""
    mail = replace(settings, mail_server="127.0.0.1", mail_port=server.port, mail_tls="none")

    def deliver() -> EmailMessage:
        at(clock.now() + HELD)
        with guest.app.app_context():
            rounds.deliver(mail, clock.now)
            db.session.remove()
        return server.taken[-1]

    return deliver


def named(sent: EmailMessage, header: str) -> str:
    return parseaddr(str(sent[header]))[1]


@pytest.mark.parametrize("contact", [OWN, NONE], ids=["own contact", "none"])
def test_every_entry_names_the_mailbox_that_answers_reach_and_the_one_receiver(
    guest: Guest,
    organizer: FlaskClient,
    settings: Settings,
    sends: Callable[[], EmailMessage],
    contact: dict[str, str],
) -> None:
    guest.changes(**contact)
    mailbox = contact["contact_address"] or parseaddr(settings.mail_reply_to or settings.mail_from)[1]
    guest.says_yes(guest.plenary)
    told = [sends()]
    answers(organizer, submit(organizer, MOVE, WEEK_LATER), MOVE, tell="now")
    told.append(sends())
    guest.sends("/avboka")
    told.append(sends())
    for sent, method in zip(told, ("REQUEST", "REQUEST", "CANCEL"), strict=True):
        found, calendar = calendar_of(sent)
        (entry,) = calendar.events
        (attendee,) = entry.all("ATTENDEE")
        assert (found, entry.one("ORGANIZER").value) == (method, f"mailto:{mailbox}")
        assert mailbox in {named(sent, "Reply-To"), named(sent, "From")}
        assert (attendee.value, attendee.parameters["RSVP"]) == (f"mailto:{named(sent, 'To')}", "FALSE")
        assert (len(sent["To"].addresses), sent["Cc"], sent["Bcc"]) == (1, None, None)


def test_receipt_and_moved_say_that_the_answer_that_counts_is_given_on_the_page(
    guest: Guest,
    organizer: FlaskClient,
    sends: Callable[[], EmailMessage],
) -> None:
    guest.says_yes(guest.plenary)
    receipt = sends()
    answers(organizer, submit(organizer, MOVE, WEEK_LATER), MOVE, tell="now")
    moved = sends()
    assert [str(one["Subject"]).split(":")[0] for one in (receipt, moved)] == ["Du är anmäld", "Ny tid"]
    for sent in (receipt, moved):
        assert calendar_of(sent)[0] == "REQUEST"
        in_html = said(BeautifulSoup(html_of(sent), "html5lib").get_text(" "))
        assert [said(text_of(sent)).count(COUNTS), in_html.count(COUNTS)] == [1, 1]
