"""What calendars are given, byte for byte, and as four readers understand it."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import icalendar
import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream

from app.calendar import ical
from app.calendar.entry import Attendee, Calendar, Entry, Organizer, Status
from app.kernel.words import STOCKHOLM
from tests.strict_ics import read

CHANGED = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
ORGANIZER = Organizer("RUN, samordningen", "run@lararutbildning.example")
ANNA = Attendee("Anna Berg", "anna.berg@ange.example")
BANNER = Entry(
    uid="0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a01",
    summary="RUN-konferens 2027",
    starts=date(2027, 3, 4),
    ends=date(2027, 3, 5),
    last_modified=CHANGED,
    transparent=True,
    location="Södra Berget, Sundsvall",
    url="https://run.example/moten/run-konferens-2027",
)
SEMINAR = Entry(
    uid="0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a02",
    summary="Seminarium B: språk, skrivande; läsning",
    starts=datetime(2027, 3, 5, 8, 0, tzinfo=UTC),
    ends=datetime(2027, 3, 5, 9, 30, tzinfo=UTC),
    last_modified=CHANGED + timedelta(days=1),
    created=CHANGED,
    sequence=2,
    location="Sal 3, Södra Berget",
    description="Medverkande: Åsa Öberg.\nTa med C:\\Nytt underlag.",
    conference_url="https://video.example/rum/3?kod=a,b;c",
    categories=("RUN", "Möte, digitalt"),
)
CALENDAR = Calendar("RUN-möten, Anna Berg", (SEMINAR, BANNER), "Dina möten i RUN.")


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


EVERY_FILE = {
    "feed": ical.feed(CALENDAR),
    "empty feed": ical.feed(Calendar("RUN", ())),
    "published feed": ical.feed(Calendar("RUN", (replace(BANNER, organizer=ORGANIZER),))),
    "download": ical.download(CALENDAR),
    "request": ical.request(SEMINAR, ORGANIZER, ANNA),
    "cancel": ical.cancel(SEMINAR, ORGANIZER, ANNA),
}


@pytest.mark.parametrize("body", EVERY_FILE.values(), ids=EVERY_FILE)
def test_every_file_is_read_the_same_by_four_readers(body: bytes) -> None:
    strict = [event.text("SUMMARY") for event in read(body).events]
    tolerant = [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(body).walk("VEVENT")]
    old = [event.summary.value for event in vobject.readOne(body.decode()).contents.get("vevent", [])]
    (typed,) = IcsCalendarStream.from_ics(body.decode()).calendars
    assert strict == tolerant == old == [event.summary for event in typed.events]


@pytest.mark.parametrize("body", EVERY_FILE.values(), ids=EVERY_FILE)
def test_no_reader_finds_anything_to_object_to(body: bytes) -> None:
    assert icalendar.Calendar.from_ical(body).errors == []
    assert [event.errors for event in icalendar.Calendar.from_ical(body).walk("VEVENT") if event.errors] == []
    if b"BEGIN:VEVENT" in body:
        assert vobject.readOne(body.decode()).validate(raiseException=True)


def test_equal_entries_give_equal_bytes_in_whatever_order_they_come() -> None:
    entries = (SEMINAR, BANNER, replace(SEMINAR, uid="0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a03"))
    assert len({ical.feed(Calendar("RUN", order)) for order in permutations(entries)}) == 1


def test_the_same_moment_said_in_another_zone_gives_the_same_bytes() -> None:
    assert isinstance(SEMINAR.starts, datetime)
    abroad = replace(SEMINAR, starts=SEMINAR.starts.astimezone(STOCKHOLM))
    assert ical.download(Calendar("RUN", (abroad,))) == ical.download(Calendar("RUN", (SEMINAR,)))


def test_a_feed_is_published_only_when_every_entry_has_an_organizer() -> None:
    whole = read(ical.feed(Calendar("RUN", (replace(BANNER, organizer=ORGANIZER),))))
    half = read(ical.feed(Calendar("RUN", (replace(BANNER, organizer=ORGANIZER), SEMINAR))))
    empty = read(ical.feed(Calendar("RUN", ())))
    assert (whole.one("METHOD").value, len(whole.events[0].all("ORGANIZER"))) == ("PUBLISH", 1)
    assert half.all("METHOD") == empty.all("METHOD") == []
    assert [event.all("ORGANIZER") for event in half.events] == [[], []]


def test_an_empty_feed_is_still_a_calendar() -> None:
    assert [child.name for child in read(ical.feed(Calendar("RUN", ()))).children] == ["VTIMEZONE"]


def test_feeds_and_downloads_name_no_attendee_and_ring_no_alarm() -> None:
    for body in (ical.feed(CALENDAR), ical.download(CALENDAR)):
        assert b"ATTENDEE" not in body
        assert b"VALARM" not in body
        assert b"mailto:" not in body


def test_a_meeting_called_off_says_so_and_frees_the_time() -> None:
    off = replace(SEMINAR, status=Status.CANCELLED, sequence=3)
    (event,) = read(ical.feed(Calendar("RUN", (off,)))).events
    assert event.text("SUMMARY") == "INSTÄLLT: Seminarium B: språk, skrivande; läsning"
    assert [event.one(name).value for name in ("STATUS", "TRANSP", "SEQUENCE")] == ["CANCELLED", "TRANSPARENT", "3"]
    (mailed,) = read(ical.cancel(off, ORGANIZER, ANNA)).events
    assert mailed.text("SUMMARY") == event.text("SUMMARY")


def test_a_title_that_says_so_already_says_it_once() -> None:
    off = replace(SEMINAR, status=Status.CANCELLED, summary="INSTÄLLT: Seminarium")
    (event,) = read(ical.feed(Calendar("RUN", (off,)))).events
    assert event.text("SUMMARY") == "INSTÄLLT: Seminarium"


def test_somebody_who_withdrew_is_not_told_that_the_meeting_is_called_off() -> None:
    (event,) = read(ical.cancel(SEMINAR, ORGANIZER, ANNA)).events
    assert event.text("SUMMARY") == SEMINAR.summary
    assert event.text("DESCRIPTION") is None
    assert event.all("CONFERENCE") == []


def test_the_online_address_stands_in_the_description_once() -> None:
    said = replace(SEMINAR, description=f"Anslut: {SEMINAR.conference_url}")
    silent = replace(SEMINAR, description="")
    texts = [read(ical.download(Calendar("RUN", (entry,)))).events[0].text("DESCRIPTION") for entry in (said, silent)]
    assert texts == [said.description, SEMINAR.conference_url]


def test_titles_stay_under_255_letters_and_descriptions_under_their_limit() -> None:
    long = replace(BANNER, summary="å" * 400, description="ö" * 20_000)
    (event,) = read(ical.download(Calendar("RUN", (long,)))).events
    assert event.text("SUMMARY") == "å" * 253 + "…"
    assert event.text("DESCRIPTION") == "ö" * 7_999 + "…"


def test_a_name_cannot_break_out_of_its_parameter() -> None:
    nasty = Attendee('Anna "Nina" Berg;ROLE=CHAIR:x\r\nSUMMARY:y', "anna+run@ange.example")
    (event,) = read(ical.request(BANNER, ORGANIZER, nasty)).events
    attendee = event.one("ATTENDEE")
    assert attendee.parameters == {
        "CN": "Anna ^'Nina^' Berg;ROLE=CHAIR:x SUMMARY:y",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }
    assert attendee.value == "mailto:anna+run@ange.example"


def test_a_person_without_a_name_has_no_empty_one() -> None:
    (event,) = read(ical.request(BANNER, Organizer("", "run@ange.example"), Attendee("", "a@ange.example"))).events
    assert event.one("ORGANIZER").parameters == {}
    assert "CN" not in event.one("ATTENDEE").parameters


def test_an_address_cannot_start_a_line_of_its_own() -> None:
    nasty = replace(
        BANNER, url="https://run.example/å b\r\nATTENDEE:mailto:x", conference_url='https://v.example/"\x00'
    )
    (event,) = read(ical.download(Calendar("RUN", (nasty,)))).events
    assert event.one("URL").value == "https://run.example/%C3%A5%20b%0D%0AATTENDEE:mailto:x"
    assert event.one("CONFERENCE").value == "https://v.example/%22%00"


def test_sixty_entries_are_written_in_15_milliseconds() -> None:
    text = "Konferensen för skolpolitiker, rektorer och utvecklingsledare; välkommen.\nÄndra ditt svar på sidan.\n" * 4
    entries = tuple(replace(SEMINAR, uid=f"uid-{number}", description=text) for number in range(60))
    best = min(_seconds(Calendar("RUN", entries)) for _ in range(10))
    assert best < 0.015


def _seconds(calendar: Calendar) -> float:
    begun = time.perf_counter()
    ical.feed(calendar)
    return time.perf_counter() - begun
