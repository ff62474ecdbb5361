"""What comes back to the mailbox, and the mark on an address that it leaves and takes away."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.audit.actor import SYSTEM
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.mail import inbox, outbox
from app.mail.model import CameBack, LetterState, OutboxLetter
from app.people import actions as people
from app.people import queries
from app.people.model import Person
from app.rounds import Read
from tests import builders
from tests.imap import Mailbox
from tests.mail import a_letter
from tests.mailboxes import EVA, NOW, a_person, kinds, refused, sent_to, standing
from tests.returned import message
from tests.smtp import mail_server


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("exchange-unknown", "Adressen finns inte"),
        ("exchange-full", "Mottagarens brevlåda är full"),
        ("postfix-unknown", "Adressen finns inte"),
        ("gmail-unknown", "Adressen finns inte"),
        ("exim-worded", "Adressen finns inte"),
        ("qmail-worded", "Mottagarens brevlåda är full"),
    ],
)
def test_a_bounce_marks_the_letter_and_the_address_and_leaves_the_inbox(
    read, mailbox: Mailbox, name: str, reason: str
) -> None:
    a_person(EVA)
    letter = sent_to(EVA)
    mailbox.put(message(name, letter.message_id, EVA))
    assert read() == Read(filed=1)
    assert (standing(letter), refused(EVA)) == ((LetterState.FAILED, reason), [(NOW, reason)])
    assert (mailbox.subjects(), len(mailbox.subjects("Hanterat"))) == ([], 1)
    assert read() == Read()


def test_everybody_who_shares_the_address_is_marked_and_nobody_else(read, mailbox: Mailbox) -> None:
    with transaction():
        for given in ("Eva", "Bo"):
            builders.person(given, "Ek", EVA.upper())
        builders.person("Siv", "Ek", "siv@harnosand.example")
    mailbox.put(message("postfix-unknown", sent_to(EVA).message_id, EVA))
    read()
    assert (len(refused(EVA)), refused("siv@harnosand.example")) == (2, [(None, "")])
    everybody = {one.given_name: one.takes_letters for one in db.session.scalars(sa.select(Person))}
    assert everybody == {"Eva": False, "Bo": False, "Siv": True}


@pytest.mark.parametrize(
    ("name", "kind", "state"),
    [
        ("postfix-delayed", CameBack.DELAYED, LetterState.SENT),
        ("postfix-given-up", CameBack.RETURNED, LetterState.FAILED),
        ("outlook-absent", CameBack.AUTOMATIC, LetterState.SENT),
        ("vacation", CameBack.AUTOMATIC, LetterState.SENT),
        ("read-receipt", CameBack.AUTOMATIC, LetterState.SENT),
    ],
)
def test_what_may_pass_or_is_a_machines_answer_is_filed_and_marks_no_address(
    read, mailbox: Mailbox, name: str, kind: CameBack, state: LetterState
) -> None:
    a_person(EVA)
    letter = sent_to(EVA)
    mailbox.put(message(name, letter.message_id, EVA))
    assert (read(), kinds(), mailbox.subjects()) == (Read(filed=1), Counter([kind]), [])
    assert (standing(letter)[0], refused(EVA)) == (state, [(None, "")])


def test_a_bounce_that_knows_no_letter_of_ours_marks_nothing_and_is_counted_as_unknown(read, mailbox: Mailbox) -> None:
    a_person(EVA)
    letter = sent_to(EVA)
    mailbox.put(message("gmail-unknown", "<forged@run.example>", EVA), message("exchange-unknown", "<x@y>", EVA))
    assert (read(), kinds()) == (Read(filed=2), Counter({CameBack.UNKNOWN: 2}))
    assert (standing(letter), refused(EVA)) == ((LetterState.SENT, ""), [(None, "")])
    assert inbox.count_unknown(NOW) == 2


def test_a_letter_that_waits_to_go_again_is_not_stopped_by_a_bounce_of_its_first_way(read, mailbox: Mailbox) -> None:
    letter = sent_to(EVA)
    with transaction():
        db.session.execute(sa.update(OutboxLetter).values(state=LetterState.WAITING))
    mailbox.put(message("postfix-unknown", letter.message_id, EVA))
    read()
    assert standing(letter) == (LetterState.WAITING, "")


@pytest.mark.parametrize("name", ["outlook-absent", "human", "read-receipt"])
def test_the_mark_goes_when_a_later_letter_demonstrably_arrives(read, mailbox: Mailbox, name: str) -> None:
    a_person(EVA)
    before, first = sent_to(EVA), sent_to(EVA)
    mailbox.put(message("exchange-full", first.message_id, EVA))
    read()
    mailbox.put(message(name, before.message_id, EVA))
    read()
    assert refused(EVA) == [(NOW, "Mottagarens brevlåda är full")]
    mailbox.put(message(name, sent_to(EVA, NOW + timedelta(hours=1)).message_id, EVA))
    read(NOW + timedelta(hours=2))
    assert refused(EVA) == [(None, "")]


def test_the_mark_goes_with_the_address_and_by_an_organizers_word_and_lives_through_other_changes(
    read, mailbox: Mailbox
) -> None:
    eva = a_person(EVA)
    mailbox.put(message("exchange-full", sent_to(EVA).message_id, EVA))
    read()

    def edited(**changed: object) -> list[tuple[datetime | None, str]]:
        with transaction():
            person = queries.lock_person(eva.uid)
            draft = replace(people.draft_of(person), **changed)
            people.edit_person(eva.uid, draft, person.version, now=NOW, actor=SYSTEM)
        return refused((changed.get("addresses") or (EVA,))[0])

    assert edited(phone="070-1") == [(NOW, "Mottagarens brevlåda är full")]
    assert edited(addresses=("eva.eriksson@harnosand.example",)) == [(None, "")]
    assert edited(addresses=(EVA,)) == [(None, "")]
    with transaction():
        people.refuse_address(EVA, "Adressen finns inte", now=NOW)
    with transaction():
        assert people.trust_address(queries.lock_person(eva.uid), now=NOW, actor=SYSTEM) is True
    assert refused(EVA) == [(None, "")]


def test_an_address_that_our_own_server_refuses_is_marked_too(database: Flask, settings: Settings) -> None:
    a_person(EVA)
    with transaction():
        outbox.put(a_letter(EVA), now=NOW)
    with mail_server(RCPT="550 5.1.1 unknown") as server:
        mail = replace(settings, mail_server="127.0.0.1", mail_port=server.port, mail_tls="none", mail_timeout=1)
        rounds.deliver(mail, lambda: NOW)
    assert refused(EVA) == [(NOW, "Adressen finns inte")]
