"""What comes back to the mailbox is told apart: bounces, delays, machines' answers, calendars' answers, people."""

import base64
import time
from email.mime.multipart import MIMEMultipart

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail.answers import Answer, Automatic, CalendarWord, Delayed, Human, InCalendar, Returned
from app.mail.postbox.reading import LIMIT, read
from app.mail.reasons import of_bounce
from tests.returned import LETTER, UID, message

EVA = "eva.ek@harnosand.example"
IDS = (LETTER,)


@pytest.mark.parametrize(
    ("name", "is_"),
    [
        ("exchange-unknown", Returned(IDS, "Adressen finns inte", of_address=True)),
        ("exchange-full", Returned(IDS, "Mottagarens brevlåda är full", of_address=True)),
        ("postfix-unknown", Returned(IDS, "Adressen finns inte", of_address=True)),
        ("postfix-given-up", Returned(IDS, "Mottagarens e-postserver tog inte emot brevet i tid", of_address=False)),
        ("gmail-unknown", Returned(IDS, "Adressen finns inte", of_address=True)),
        ("exim-worded", Returned(IDS, "Adressen finns inte", of_address=True)),
        ("qmail-worded", Returned(IDS, "Mottagarens brevlåda är full", of_address=True)),
        ("postfix-delayed", Delayed(IDS)),
        ("outlook-absent", Automatic(IDS)),
        ("vacation", Automatic(IDS)),
        ("read-receipt", Automatic(IDS)),
        ("outlook-declined", InCalendar(IDS, UID, (EVA,), CalendarWord.DECLINED)),
        ("google-accepted", InCalendar((), UID, (EVA,), CalendarWord.ACCEPTED)),
        ("apple-tentative", InCalendar((), UID, (EVA,), CalendarWord.TENTATIVE)),
        ("human", Human(IDS)),
    ],
)
def test_each_message_is_what_it_is(name: str, is_: Answer) -> None:
    assert read(message(name)) == is_


@pytest.mark.parametrize(
    ("status", "said", "reason", "of_address"),
    [
        ("5.1.1", "", "Adressen finns inte", True),
        ("5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found", "Adressen finns inte", True),
        ("5.1.10", "550 5.1.10 Recipient domain has null MX", "Adressens domän tar inte emot e-post", True),
        ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied", "Adressen finns inte", True),
        ("5.4.4", "Host or domain name not found", "Adressens domän tar inte emot e-post", True),
        ("5.2.1", "account disabled", "Mottagarens brevlåda är avstängd", True),
        ("5.7.1", "550 5.7.1 blocked", "Mottagarens e-postserver avvisade brevet", True),
        ("5.3.4", "552 5.3.4 message too big", "Brevet är för stort för mottagarens brevlåda", False),
        ("5.6.0", "550 5.6.0 CAT.InvalidContent", "Mottagarens e-postserver avvisade brevet", False),
        ("4.4.7", "delivery time expired", "Mottagarens e-postserver tog inte emot brevet i tid", False),
        ("4.2.2", "mailbox full", "Mottagarens brevlåda är full", False),
        ("", "550 spam", "Mottagarens e-postserver avvisade brevet", True),
        ("", "192.5.1.1 said nothing", "Mottagarens e-postserver avvisade brevet", True),
    ],
)
def test_the_reason_is_plain_and_says_whether_the_address_is_to_blame(
    status: str, said: str, reason: str, of_address: bool
) -> None:
    assert of_bounce(status, said) == (reason, of_address)


def test_a_bounce_about_somebody_elses_letter_names_only_that() -> None:
    strange = "<somebody@else.example>"
    assert read(message("postfix-unknown", strange)) == Returned((strange,), "Adressen finns inte", of_address=True)


def test_what_is_cut_off_after_the_headers_of_the_letter_is_still_understood() -> None:
    whole = message("postfix-unknown")
    cut = whole[: whole.index(LETTER.encode()) + len(LETTER) + 10]
    assert read(cut) == Returned(IDS, "Adressen finns inte", of_address=True)


def test_a_delivery_report_in_base64_is_read_all_the_same() -> None:
    head, kind, rest = message("gmail-unknown").partition(b"Content-Type: message/delivery-status\r\n")
    report, mark, tail = rest.partition(b"\r\n--0000000000002b8f1c0629a0f0d1\r\n")
    encoded = b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(report.lstrip())
    assert read(head + kind + encoded + mark + tail) == Returned(IDS, "Adressen finns inte", of_address=True)


def test_a_person_who_writes_of_bounces_is_a_person() -> None:
    written = message("human").replace(b"SV: Inbjudan", b"Undelivered: 550 5.1.1 user unknown")
    assert read(written) == Human(IDS)


@pytest.mark.parametrize(
    "changed",
    [
        (b"METHOD:REPLY", b"METHOD:REQUEST"),
        (b"PARTSTAT=DECLINED", b"PARTSTAT=NEEDS-ACTION"),
        (b"PARTSTAT=DECLINED", b"PARTSTAT=DELEGATED"),
        (b"UID:", b"XUID:"),
        (b"ATTENDEE;", b"XATTENDEE;"),
        (b"BEGIN:VEVENT", b"BEGIN:VTODO"),
    ],
)
def test_a_calendar_file_that_is_no_answer_is_for_a_person(changed: tuple[bytes, bytes]) -> None:
    assert read(message("outlook-declined").replace(*changed)) == Human(IDS)


def nested(depth: int) -> bytes:
    innermost = outer = MIMEMultipart()
    for _ in range(depth):
        inner = MIMEMultipart()
        innermost.attach(inner)
        innermost = inner
    return (
        b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (number, number)
            for number in range(depth)
        )
        or outer.as_bytes()
    )


HOSTILE = [
    b"",
    b"\x00" * 1000,
    b"\xff\xfe" * 5000,
    b"Subject: =?utf-8?q?" + b"=" * 5000 + b"\r\n\r\n",
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=\r\n\r\n--\r\n",
    b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n\r\n--x--",
    b"From: <>\r\n" + b"References: " + b"<a@b>" * 50_000 + b"\r\n\r\n",
    b"X" * LIMIT,
    b"A:b\r\n" * 40_000,
    b"Content-Type: text/calendar; method=REPLY\r\n\r\nMETHOD:REPLY\r\n" + b"BEGIN:VEVENT\r\n" * 15_000,
    b"Content-Type: text/calendar\r\n\r\nMETHOD:REPLY\nBEGIN:VEVENT\nATTENDEE" + b';A="b"' * 30_000,
    b"Content-Type: text/calendar; charset=nonsense\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
    nested(200),
    nested(4000)[:LIMIT],
    b"Content-Type: message/rfc822\r\n\r\n" * 9000,
    nested(290) + b"\r\n" * 100_000,
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_a_message_made_to_break_things_is_read_within_moments(content: bytes) -> None:
    begun = time.monotonic()
    found = read(content[:LIMIT])
    assert (type(found) in {Human, Automatic}, time.monotonic() - begun < 5) == (True, True)


@given(st.binary(max_size=2000), st.integers(min_value=0, max_value=3000))
def test_a_report_damaged_anywhere_is_never_more_than_misread(damage: bytes, at: int) -> None:
    whole = message("exchange-unknown")
    read(whole[:at] + damage + whole[at + len(damage) :])
    read(damage)
