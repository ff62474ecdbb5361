"""The letters of a whole story of changes, as a real mail server takes them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import rounds
from app.events.model import Event
from app.kernel import clock, links
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.people.model import Person
from tests import builders
from tests.calendar_letters import calendar_of, facts
from tests.pages.forms import submit
from tests.smtp import mail_server
from tests.strict_ics import read
from tests.web.changing import HELD, HOME, MOVE, WEEK_LATER, answers
from tests.web.guest import Guest


@pytest.fixture
def guest(app: Flask, at: Callable[[datetime], None]) -> Guest:
    return Guest(app, slug="konferensen", public=True)


@dataclass
class Told:
    """What has come by mail, and Anna's feed after each step of the story."""

    letters: list[EmailMessage] = field(default_factory=list)
    feed: list[dict[str, tuple[int, str]]] = field(default_factory=list)

    def to(self, who: str) -> list[EmailMessage]:
        """The letters to one of them."""
        return [one for one in self.letters if f"{who} Berg" in str(one["To"])]


@pytest.fixture
def time_passes(guest: Guest, settings: Settings, at: Callable[[datetime], None]) -> Iterator[Callable[[], Told]]:
    """Lets what is held leave to a real mail server; gives all that has come so far."""
    told = Told()
    with mail_server() as server:
        mail = replace(settings, mail_server="127.0.0.1", mail_port=server.port, mail_tls="none",
                       mail_from="RUN-möten <run@miun.example>", base_url="https://moten.example")  # fmt: skip

        def passes() -> Told:
            at(clock.now() + HELD)
            with guest.app.app_context():
                rounds.deliver(mail, clock.now)
                db.session.remove()
            told.letters[:] = server.taken
            told.feed.append(_feed(guest))
            return told

        yield passes


def test_confirm_move_a_part_move_all_withdraw_and_cancel_read_in_the_mailbox(
    guest: Guest, organizer: FlaskClient, time_passes: Callable[[], Told]
) -> None:
    """Anna comes, hears of each change and withdraws; Bo comes and the meeting is cancelled."""
    bo = _invited(guest, "Bo")
    guest.says_yes(guest.plenary, **{guest.slot_field: guest.second.uid})
    _says_yes(guest, bo)
    time_passes()
    part = f"{HOME}/program/del/{guest.second.uid}"
    answers(organizer, submit(organizer, part, {"starts": "10.00", "ends": "11.00"}), part, tell="now")
    time_passes()
    answers(organizer, submit(organizer, MOVE, WEEK_LATER), MOVE, tell="now")
    time_passes()
    guest.sends("/avboka")
    time_passes()
    off = f"{HOME}/stall-in"
    answers(organizer, submit(organizer, off), off, tell="now")
    told = time_passes()
    _each_is_told(
        told.to("Anna"),
        ["Du är anmäld", "Ny tid för Seminarium B", "Ny tid", "Du är avbokad"],
        ["REQUEST"] * 3 + ["CANCEL"],
    )
    _each_is_told(told.to("Bo"), ["Du är anmäld", "Ny tid", "Inställt"], ["REQUEST", "REQUEST", "CANCEL"])
    assert [day for *_, day in map(facts, told.to("Anna"))] == ["20270304", "20270304", "20270311", "20270311"]
    _anna_hears_what_was_and_is(told.to("Anna"))
    _the_feed_follows(told.feed)


def _each_is_told(letters: list[EmailMessage], subjects: list[str], methods: list[str]) -> None:
    """In that order, always about one entry, under ever higher numbers."""
    assert [str(one["Subject"]).split(":")[0] for one in letters] == subjects
    found = [facts(one) for one in letters]
    assert [method for method, *_ in found] == methods
    sequences = [sequence for _, sequence, *_ in found]
    assert sequences == sorted(set(sequences))
    assert len({calendar_of(one)[1].events[0].one("UID").value for one in letters}) == 1


def _anna_hears_what_was_and_is(letters: list[EmailMessage]) -> None:
    first, second = (_text(one) for one in letters[1:3])
    assert "Tid för Seminarium B: tidigare fre 5 mars 09.00–10.00, nu fre 5 mars 10.00–11.00." in first
    assert "När: tidigare torsdag–fredag 4–5 mars 2027, nu torsdag–fredag 11–12 mars 2027." in second
    assert "fre 12 mars 10.00–11.00 Seminarium B" in second


def _text(sent: EmailMessage) -> str:
    return " ".join(sent.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]


def _the_feed_follows(feed: list[dict[str, tuple[int, str]]]) -> None:
    """Every entry changed by a change is later and higher after it; after the withdrawal nothing is left."""
    confirmed, part_moved, moved, withdrawn, _ = feed
    assert len(confirmed) == 3
    assert confirmed.keys() == part_moved.keys() == moved.keys()
    raised = {uid for uid in confirmed if part_moved[uid] > confirmed[uid]}
    assert len(raised) >= 2  # the seminar, and the banner whose mail went out
    assert all(moved[uid][0] > part_moved[uid][0] and moved[uid][1] > part_moved[uid][1] for uid in moved)
    assert withdrawn == {}


def _feed(guest: Guest) -> dict[str, tuple[int, str]]:
    with guest.app.app_context():
        anna = db.session.scalars(sa.select(Person).where(Person.given_name == "Anna")).one()
        token = links.token(links.Link(links.Purpose.FEED, anna.link_seed, anna.feed_generation))
    answer = guest.app.test_client().get(f"/kalender/{token}.ics")
    events = read(answer.data).events
    return {one.one("UID").value: (int(one.one("SEQUENCE").value), one.one("LAST-MODIFIED").value) for one in events}


def _invited(guest: Guest, name: str) -> str:
    with guest.app.app_context(), transaction():
        event = db.session.get_one(Event, guest.event.id)
        one = builders.invitation(event, builders.person(name, "Berg"))
        return links.token(links.Link(links.Purpose.INVITATION, one.link_seed))


def _says_yes(guest: Guest, token: str) -> None:
    own, guest.token = guest.token, token
    try:
        guest.says_yes(guest.plenary)
    finally:
        guest.token = own
