"""Somebody has been told that the address is kept (GDPR art. 14) by a letter that has left, and not by one that was
stopped, refused or came back; on both databases.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.audit.actor import SYSTEM
from app.desk import mail_came
from app.desk import mailings as desk
from app.desk.backup import repeat_erasures
from app.desk.cancel_event import cancel_event
from app.desk.mailings import Draft, Seen
from app.events.model import Event
from app.events.rules.ready_texts import READY
from app.invitations import actions
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.mail import mending
from app.mail.answers import Returned
from app.mail.model import LetterState, OutboxLetter
from app.people.actions import note_informed
from app.people.model import Person
from app.registrations.rules.mailings import Audience, AudienceKind, leaves_at
from tests import builders
from tests.builders import NOW
from tests.smtp import mail_server

LEAVES = leaves_at(None, NOW)


@pytest.fixture
def event_uid(database: Flask) -> str:
    """Anna and Bo are in the register, told nothing yet; Cia was told otherwise."""
    with transaction():
        event = builders.event()
        builders.part(event)
        for name in ("Anna", "Bo"):
            builders.person(name, "Ek")
        builders.person("Cia", "Ek", informed_at=NOW)
    return event.uid


def the_event() -> Event:
    return db.session.scalars(sa.select(Event)).one()


def mailed() -> str:
    """A mailing that informs, written to all and not sent: its uid."""
    ready = READY["save_the_date"]
    draft = Draft(ready.key, Audience(AudienceKind.REGISTER), ready.subject, ready.text, also_later=False)
    with transaction() as session:
        uid = desk.create(draft, the_event().uid, now=NOW, actor=SYSTEM).uid
        people = list(session.scalars(sa.select(Person.uid)))
        desk.decide(uid, people, {}, Seen(1, len(people)), None, now=NOW, actor=SYSTEM)
    rounds.write_mailings(lambda: LEAVES)
    return uid


def invited() -> None:
    """Anna's and Bo's invitations, written and not sent."""
    with transaction() as session:
        for who in session.scalars(sa.select(Person).where(Person.given_name != "Cia")):
            builders.invitation(the_event(), who, state=InvitationState.NOT_SENT, sent_at=None)
    with transaction():
        actions.send(the_event(), now=LEAVES, actor=SYSTEM)


def told() -> list[str]:
    """Who counts as told."""
    db.session.rollback()
    asked = sa.select(Person.given_name).where(Person.informed_at.is_not(None)).order_by(Person.id)
    return list(db.session.scalars(asked))


def deliver(settings: Settings, *to_first: str) -> None:
    with mail_server(RCPT=list(to_first)) as server:
        mail = replace(settings, mail_server="127.0.0.1", mail_port=server.port, mail_tls="none")
        rounds.deliver(mail, lambda: LEAVES)


def take_back(uid: str) -> None:
    desk.take_back(uid, now=LEAVES, actor=SYSTEM)


def call_off(_uid: str | None) -> None:
    cancel_event(the_event(), now=LEAVES, actor=SYSTEM)


def restore(_uid: str | None) -> None:
    repeat_erasures(frozenset(), now=LEAVES)


@pytest.mark.parametrize("stop", [take_back, call_off, restore])
def test_who_was_to_be_told_by_a_mailing_that_was_stopped_has_not_been(
    event_uid: str, stop: Callable[[str], None]
) -> None:
    uid = mailed()
    assert told() == ["Anna", "Bo", "Cia"]
    with transaction():
        stop(uid)
    assert told() == ["Cia"]


@pytest.mark.parametrize("stop", [call_off, restore])
def test_who_was_to_be_told_by_an_invitation_that_was_stopped_has_not_been(
    event_uid: str, stop: Callable[[str | None], None]
) -> None:
    invited()
    assert told() == ["Anna", "Bo", "Cia"]
    with transaction():
        stop(None)
    assert told() == ["Cia"]


def test_who_has_got_another_letter_that_tells_has_been_told(event_uid: str, settings: Settings) -> None:
    invited()
    deliver(settings)
    uid = mailed()
    with transaction():
        take_back(uid)
    assert told() == ["Anna", "Bo", "Cia"]


def test_who_was_told_otherwise_stays_told(event_uid: str) -> None:
    uid = mailed()
    with transaction() as session:
        take_back(uid)
        note_informed(session.scalars(sa.select(Person).where(Person.given_name == "Bo")).one(), now=NOW, actor=SYSTEM)
    uid = mailed()
    with transaction():
        take_back(uid)
    assert told() == ["Bo", "Cia"]


def test_a_letter_that_is_refused_tells_nobody_until_it_is_sent_again(event_uid: str, settings: Settings) -> None:
    invited()
    deliver(settings, "550 5.1.1 no such user")
    assert told() == ["Bo", "Cia"]
    with transaction() as session:
        row = session.scalars(sa.select(OutboxLetter).where(OutboxLetter.state == LetterState.FAILED)).one()
        assert isinstance(mending.readdress(row, "anna.ny@ange.example", now=LEAVES), mending.Changed)
    deliver(settings)
    assert told() == ["Anna", "Bo", "Cia"]


def test_a_letter_that_comes_back_has_told_nobody(event_uid: str, settings: Settings) -> None:
    invited()
    deliver(settings)
    with transaction() as session:
        row = session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id).limit(1)).one()
        bounce = Returned((row.message_id,), "Adressen finns inte", of_address=True)
        assert mail_came.take_in(bounce, "one", now=LEAVES)
    assert told() == ["Bo", "Cia"]
