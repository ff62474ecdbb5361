"""What calendars are given, byte for byte."""

import time
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

from app.calendar import ical
from app.calendar.entry import Calendar
from app.kernel.words import STOCKHOLM
from tests.machine import allowed
from tests.rules.entries import ANNA, BANNER, CALENDAR, CHANGED, ORGANIZER, SEMINAR


def _text(body: bytes) -> str:
    return body.decode().replace("\r\n", "\n")


TIME_ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Stockholm
X-LIC-LOCATION:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
"""
BANNER_EVENT = """\
BEGIN:VEVENT
UID:0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a01
DTSTAMP:20270120T090000Z
LAST-MODIFIED:20270120T090000Z
SEQUENCE:0
DTSTART;VALUE=DATE:20270304
DTEND;VALUE=DATE:20270306
SUMMARY:RUN-konferens 2027
LOCATION:Södra Berget\\, Sundsvall
URL:https://run.example/moten/run-konferens-2027
STATUS:CONFIRMED
TRANSP:TRANSPARENT
"""


def test_a_feed_byte_for_byte() -> None:
    assert _text(ical.feed(CALENDAR)) == (
        """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//RUN//RUN-moten//SV
CALSCALE:GREGORIAN
NAME:RUN-möten\\, Anna Berg
X-WR-CALNAME:RUN-möten\\, Anna Berg
DESCRIPTION:Dina möten i RUN.
X-WR-CALDESC:Dina möten i RUN.
X-WR-TIMEZONE:Europe/Stockholm
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
"""
        + TIME_ZONE
        + BANNER_EVENT
        + """\
END:VEVENT
BEGIN:VEVENT
UID:0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a02
DTSTAMP:20270121T090000Z
CREATED:20270120T090000Z
LAST-MODIFIED:20270121T090000Z
SEQUENCE:2
DTSTART;TZID=Europe/Stockholm:20270305T090000
DTEND;TZID=Europe/Stockholm:20270305T103000
SUMMARY:Seminarium B: språk\\, skrivande\\; läsning
LOCATION:Sal 3\\, Södra Berget
DESCRIPTION:Medverkande: Åsa Öberg.\\nTa med C:\\\\Nytt underlag.\\n\\nhttps:/
 /video.example/rum/3?kod=a\\,b\\;c
CATEGORIES:RUN,Möte\\, digitalt
CONFERENCE;VALUE=URI:https://video.example/rum/3?kod=a,b;c
STATUS:CONFIRMED
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
    )


def test_a_download_has_no_name_and_no_refreshing() -> None:
    assert _text(ical.download(Calendar("RUN-konferens", (BANNER,)))) == (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//RUN//RUN-moten//SV\nCALSCALE:GREGORIAN\n"
        + TIME_ZONE
        + BANNER_EVENT
        + "END:VEVENT\nEND:VCALENDAR\n"
    )


def test_a_request_byte_for_byte() -> None:
    assert _text(ical.request(BANNER, ORGANIZER, ANNA)) == (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//RUN//RUN-moten//SV\nCALSCALE:GREGORIAN\nMETHOD:REQUEST\n"
        + TIME_ZONE
        + BANNER_EVENT
        + """\
ORGANIZER;CN="RUN, samordningen":mailto:run@lararutbildning.example
ATTENDEE;CN="Anna Berg";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACC
 EPTED;RSVP=FALSE:mailto:anna.berg@ange.example
END:VEVENT
END:VCALENDAR
"""
    )


def test_a_cancel_byte_for_byte() -> None:
    withdrawn = replace(SEMINAR, sequence=3, last_modified=CHANGED + timedelta(days=2))
    assert _text(ical.cancel(withdrawn, ORGANIZER, ANNA)) == (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//RUN//RUN-moten//SV\nCALSCALE:GREGORIAN\nMETHOD:CANCEL\n"
        + TIME_ZONE
        + """\
BEGIN:VEVENT
UID:0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a02
DTSTAMP:20270122T090000Z
CREATED:20270120T090000Z
LAST-MODIFIED:20270122T090000Z
SEQUENCE:3
DTSTART;TZID=Europe/Stockholm:20270305T090000
DTEND;TZID=Europe/Stockholm:20270305T103000
SUMMARY:Seminarium B: språk\\, skrivande\\; läsning
LOCATION:Sal 3\\, Södra Berget
CATEGORIES:RUN,Möte\\, digitalt
STATUS:CANCELLED
TRANSP:TRANSPARENT
ORGANIZER;CN="RUN, samordningen":mailto:run@lararutbildning.example
ATTENDEE;CN="Anna Berg";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;RSVP=FALSE:m
 ailto:anna.berg@ange.example
END:VEVENT
END:VCALENDAR
"""
    )


def test_equal_entries_give_equal_bytes_in_whatever_order_they_come() -> None:
    entries = (SEMINAR, BANNER, replace(SEMINAR, uid="0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a03"))
    assert len({ical.feed(Calendar("RUN", order)) for order in permutations(entries)}) == 1


def test_the_same_moment_said_in_another_zone_gives_the_same_bytes() -> None:
    assert isinstance(SEMINAR.starts, datetime)
    abroad = replace(SEMINAR, starts=SEMINAR.starts.astimezone(STOCKHOLM))
    assert ical.download(Calendar("RUN", (abroad,))) == ical.download(Calendar("RUN", (SEMINAR,)))


def test_sixty_entries_are_written_in_15_milliseconds() -> None:
    text = "Konferensen för skolpolitiker, rektorer och utvecklingsledare; välkommen.\nÄndra ditt svar på sidan.\n" * 4
    entries = tuple(replace(SEMINAR, uid=f"uid-{number}", description=text) for number in range(60))
    best = min(_seconds(Calendar("RUN", entries)) for _ in range(10))
    assert best < allowed(0.015)


def _seconds(calendar: Calendar) -> float:
    begun = time.perf_counter()
    ical.feed(calendar)
    return time.perf_counter() - begun
