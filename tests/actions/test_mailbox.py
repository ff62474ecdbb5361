"""The round that reads the mailbox, against a real IMAP server: each message makes one fact, whatever happens."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.audit.actor import SYSTEM
from app.desk import mail_came
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.mail import inbox
from app.mail.model import CameBack, LetterState, OutboxLetter
from app.mail.postbox import Postbox
from app.mail.postbox import read as understood
from app.people import actions as people
from app.people import queries
from app.rounds import Read
from tests.imap import OLD, Mailbox
from tests.mailboxes import EVA, NOW, a_person, kinds, refused, sent_to, standing
from tests.returned import message
from tests.smtp import HANG, mail_server
from tests.tokens import token_server


def test_what_a_person_wrote_is_left_unread_where_it_is(read, mailbox: Mailbox) -> None:
    mailbox.put(message("human", sent_to(EVA).message_id, EVA))
    assert (read(), kinds(), mailbox.subjects()) == (Read(left=1), Counter(), [("SV: Inbjudan", False)])
    assert read() == Read()


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
