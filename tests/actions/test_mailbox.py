"""The round that reads the mailbox, against a real IMAP server: each message makes one fact, whatever happens."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.audit.actor import SYSTEM
from app.desk import mail_came
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.mail import inbox, oauth, outbox
from app.mail.answers import CalendarWord
from app.mail.model import CameBack, LetterState, OutboxLetter, Received
from app.mail.postbox import Postbox
from app.mail.postbox import read as understood
from app.people import actions as people
from app.people import queries
from app.people.model import Person
from app.registrations.model import CalendarReply, Registration, RegistrationPart
from app.registrations.queries import list_unseen_calendar_replies
from app.registrations.rules import RegistrationState
from app.rounds import Read
from tests import builders
from tests.imap import OLD, PASSWORD, USER, Mailbox
from tests.mail import a_letter
from tests.returned import message
from tests.smtp import CERTIFICATE, HANG, mail_server
from tests.tokens import token_server

EVA = "eva.ek@harnosand.example"
NOW = clock.now().replace(microsecond=0)
"""As the server's clock has it, which says when a message came."""


@pytest.fixture(autouse=True)
def _trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' certificate is one to trust."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    oauth._kept.clear()


@pytest.fixture
def box(settings: Settings, mailbox: Mailbox) -> Settings:
    """Settings for the mailbox, encrypted from the start."""
    return replace(settings, imap_server="127.0.0.1", imap_port=mailbox.tls, imap_username=USER,
                   imap_password=PASSWORD, mail_timeout=5)  # fmt: skip


@pytest.fixture
def read(box: Settings, database: Flask) -> Callable[..., Read]:
    return lambda now=NOW, **more: rounds.read_mailbox(replace(box, **more), lambda: now)


def sent_to(address: str, now: datetime = NOW - timedelta(hours=1), **given) -> OutboxLetter:
    """A letter that has left."""
    with transaction():
        uid = outbox.put(a_letter(address, **given), now=now)
        db.session.execute(
            sa.update(OutboxLetter).where(OutboxLetter.uid == uid).values(state=LetterState.SENT, sent_at=now)
        )
    db.session.rollback()
    return db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.uid == uid)).one()


def a_person(*addresses: str) -> Person:
    with transaction():
        return builders.person("Eva", "Ek", addresses[0])


def standing(letter: OutboxLetter) -> tuple[LetterState, str]:
    db.session.rollback()
    row = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.id == letter.id)).one()
    db.session.refresh(row)
    return row.state, row.reason


def refused(address: str) -> list[tuple[datetime | None, str]]:
    db.session.rollback()
    db.session.expire_all()
    found = queries.list_persons_by_address(address)
    return [(one.mailbox.refused_at, one.mailbox.reason) for one in found if one.mailbox]


def kinds() -> Counter[CameBack]:
    db.session.rollback()
    return Counter(db.session.scalars(sa.select(Received.kind)))


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


def test_what_a_person_wrote_is_left_unread_where_it_is(read, mailbox: Mailbox) -> None:
    mailbox.put(message("human", sent_to(EVA).message_id, EVA))
    assert (read(), kinds(), mailbox.subjects()) == (Read(left=1), Counter(), [("SV: Inbjudan", False)])
    assert read() == Read()


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


class Killed(BaseException):
    """The worker dies."""


def test_killed_between_reading_and_moving_the_message_makes_one_fact(
    read, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    eva = a_person(EVA)
    letter = sent_to(EVA)
    mailbox.put(message("vacation", letter.message_id, EVA), message("postfix-unknown", letter.message_id, EVA))

    def dies(_box: Postbox, _number: int) -> None:
        raise Killed

    for _ in range(2):
        with monkeypatch.context() as patch:
            patch.setattr(Postbox, "file", dies)
            with pytest.raises(Killed):
                read()
    assert (kinds(), len(mailbox.subjects())) == (Counter([CameBack.AUTOMATIC]), 2)
    assert read() == Read(filed=2)
    assert kinds() == Counter([CameBack.AUTOMATIC, CameBack.RETURNED])
    with transaction():
        people.trust_address(queries.lock_person(eva.uid), now=NOW, actor=SYSTEM)
        assert mail_came.take_in(understood(_raw(letter)), inbox.key_of(_raw(letter)), now=NOW) is True
    assert refused(EVA) == [(None, "")]


def _raw(letter: OutboxLetter) -> bytes:
    return message("postfix-unknown", letter.message_id, EVA)


def test_hostile_messages_stop_nothing_and_no_more_than_the_first_part_is_read(read, mailbox: Mailbox) -> None:
    a_person(EVA)
    letter = sent_to(EVA)
    huge = b"Subject: huge\r\n\r\n" + b"x" * 78 + (b"\r\n" + b"y" * 76) * 660_000
    broken = (
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=\r\nSubject: broken\r\n\r\n\x00\xff"
    )
    nul = message("postfix-unknown", "<a\x00b@c>", EVA)
    mailbox.put(huge, broken, nul.replace(b"\x00", b"\x01"), message("postfix-unknown", letter.message_id, EVA))
    assert (read(), standing(letter)[0]) == (Read(filed=2, left=2), LetterState.FAILED)


@pytest.mark.parametrize("end", ["plain", "tls"])
def test_the_line_is_encrypted_and_the_certificate_checked(
    read, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    how = {"imap_port": getattr(mailbox, end), "imap_tls": "starttls" if end == "plain" else "tls"}
    mailbox.put(message("vacation", sent_to(EVA).message_id, EVA))
    with monkeypatch.context() as patch:
        patch.delenv("SSL_CERT_FILE")
        assert read(**how) == Read(fault="Certifikatet för brevlådans server går inte att lita på")
    assert read(**how) == Read(filed=1)


def test_what_cannot_be_read_is_said_in_plain_words_and_forgotten_when_it_can(
    read, box: Settings, mailbox: Mailbox
) -> None:
    faults = [
        read(imap_password="wrong").fault,
        read(imap_folder="Saknas").fault,
        read(imap_port=1).fault,
        read(imap_port=mailbox.plain, imap_tls="tls").fault,
    ]
    assert faults == [
        "Brevlådans server godtar inte inloggningen",
        "Mappen som ska läsas finns inte i brevlådan",
        "Brevlådans server svarar inte som den ska",
        "Brevlådans server erbjuder ingen kryptering",
    ]
    known = inbox.find_reading(box)
    assert known is not None
    assert (known.fault, known.read_at) == ("Brevlådans server erbjuder ingen kryptering", None)
    db.session.rollback()
    read()
    db.session.expire_all()
    known = inbox.find_reading(box)
    assert known is not None
    assert (known.fault, known.read_at) == ("", NOW)


@pytest.mark.parametrize("greeting", [HANG, "* OK nobody home\r\n* BYE", "220 smtp.example ESMTP"])
def test_a_server_that_hangs_or_is_another_is_given_up_in_time(read, greeting: str) -> None:
    with mail_server(CONNECT=greeting) as server:
        found = read(imap_port=server.port, imap_tls="none", mail_timeout=1)
    assert found == Read(fault="Brevlådans server svarar inte som den ska")


def test_a_token_signs_in_and_is_exchanged_once_when_it_is_refused(read, mailbox: Mailbox) -> None:
    mailbox.accepted.add("token-1")
    with token_server() as tokens:
        how = {"imap_auth": "oauth2", "imap_password": "", "oauth_token_url": tokens.url, "oauth_client_id": "run",
               "oauth_client_secret": "hush"}  # fmt: skip
        assert read(**how) == Read()
        mailbox.accepted.clear()
        mailbox.accepted.add("token-2")
        assert read(**how) == Read()
        mailbox.accepted.clear()
        assert read(**how) == Read(fault="Brevlådans server godtar inte inloggningen")
    assert [len(tokens.asked), {one["client_secret"] for one in tokens.asked}] == [3, {"hush"}]


def test_a_mailbox_read_for_the_first_time_is_not_read_from_the_beginning_of_time(read, mailbox: Mailbox) -> None:
    today = clock.now()
    mailbox.put(message("vacation", "<old@y>", EVA), date=today - timedelta(days=40))
    mailbox.put(message("vacation", "<new@y>", EVA), date=today - timedelta(days=20))
    assert read(today) == Read(filed=1)
    mailbox.put(message("vacation", "<newest@y>", EVA))
    assert (read(today), len(mailbox.subjects())) == (Read(filed=1), 1)


def test_without_a_mailbox_nothing_is_read(database: Flask, settings: Settings) -> None:
    assert rounds.read_mailbox(settings, lambda: NOW) == Read()


def registered() -> Registration:
    with transaction():
        event = builders.event()
        part = builders.part(event)
        eva = builders.person("Eva", "Ek", EVA)
        invited = builders.invitation(event, eva)
        one = Registration(event_id=event.id, person_id=eva.id, invitation_id=invited.id,
                           state=RegistrationState.CONFIRMED, created_at=NOW, changed_at=NOW)  # fmt: skip
        one.parts.append(RegistrationPart(part_id=part.id, state=RegistrationState.CONFIRMED, changed_at=NOW))
        db.session.add(one)
    return one


def calendar_words() -> list[tuple[CalendarWord, datetime | None]]:
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(sa.select(CalendarReply.word, CalendarReply.dismissed_at))]


def test_an_answer_in_the_calendar_is_shown_and_changes_no_registration(read, mailbox: Mailbox) -> None:
    one = registered()
    before = one.state, one.version, one.changed_at
    mailbox.put(message("outlook-declined", sent_to(EVA).message_id, EVA, one.uid))
    assert (read(), calendar_words()) == (Read(filed=1), [(CalendarWord.DECLINED, None)])
    db.session.refresh(one)
    assert (one.state, one.version, one.changed_at) == before
    assert [found.registration_id for found in list_unseen_calendar_replies(NOW.date())] == [one.id]


def test_the_latest_answer_counts_and_a_yes_is_nothing_to_look_at(read, mailbox: Mailbox) -> None:
    one = registered()
    for name, unseen in (("outlook-declined", 1), ("apple-tentative", 1), ("google-accepted", 0)):
        mailbox.put(message(name, "<x@y>", EVA, one.uid))
        read()
        assert len(list_unseen_calendar_replies(NOW.date())) == unseen
    assert calendar_words() == [(CalendarWord.ACCEPTED, None)]


def test_an_answer_about_a_withdrawn_registration_or_a_meeting_that_is_over_is_nothing_to_look_at(
    read, mailbox: Mailbox
) -> None:
    one = registered()
    mailbox.put(message("outlook-declined", "<x@y>", EVA, one.uid))
    read()
    assert list_unseen_calendar_replies(one.event.ends_on + timedelta(days=1)) == []
    with transaction():
        db.session.execute(sa.update(Registration).values(state=RegistrationState.CANCELLED))
    assert list_unseen_calendar_replies(NOW.date()) == []


def test_somebody_elses_calendar_answers_for_nobody_and_is_left_for_a_person(read, mailbox: Mailbox) -> None:
    one = registered()
    mailbox.put(message("outlook-declined", "<x@y>", "bo@annan.example", one.uid))
    assert (read(), calendar_words(), len(mailbox.subjects())) == (Read(left=1), [], 1)


def test_an_answer_to_the_meetings_own_entry_counts_only_with_the_persons_letter(read, mailbox: Mailbox) -> None:
    one = registered()
    mailbox.put(message("outlook-declined", "<x@y>", EVA, one.event.uid))
    assert read() == Read(left=1)
    letter = sent_to(EVA, event_uid=one.event.uid)
    with transaction():
        db.session.execute(sa.update(OutboxLetter).values(person_uid=one.person.uid))
    mailbox.put(message("outlook-declined", letter.message_id, EVA, one.event.uid))
    assert (read(), calendar_words()) == (Read(filed=1), [(CalendarWord.DECLINED, None)])


def test_facts_are_forgotten_after_a_year_and_with_their_letter(read, mailbox: Mailbox) -> None:
    first, second = sent_to(EVA), sent_to("bo@harnosand.example")
    mailbox.put(message("vacation", first.message_id, EVA), message("vacation", second.message_id, EVA))
    read()
    with transaction():
        db.session.execute(sa.delete(OutboxLetter).where(OutboxLetter.id == first.id))
    rounds.purge(NOW, apply=True)
    assert kinds() == Counter([CameBack.AUTOMATIC])
    rounds.purge(NOW + timedelta(days=366), apply=True)
    assert kinds() == Counter()


def test_a_server_that_cannot_move_gets_a_copy_and_a_removal(read, mailbox: Mailbox) -> None:
    mailbox.put(message("vacation", "<x@y>", EVA), message("human", "<x@y>", EVA))
    assert read(imap_server=OLD, imap_port=mailbox.plain, imap_tls="none") == Read(filed=1, left=1)
    assert (mailbox.subjects(), mailbox.subjects("Hanterat")) == ([("SV: Inbjudan", False)], [("Semester", True)])
