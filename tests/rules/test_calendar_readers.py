"""What calendars are given, as four readers understand it."""

from dataclasses import replace

import icalendar
import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream

from app.calendar import ical
from app.calendar.entry import Attendee, Calendar, Organizer, Status
from tests.rules.entries import ANNA, BANNER, CALENDAR, ORGANIZER, SEMINAR
from tests.strict_ics import read

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


def test_nobody_is_asked_to_come_to_what_is_cancelled() -> None:
    with pytest.raises(ValueError, match="cancelled"):
        ical.request(replace(SEMINAR, status=Status.CANCELLED), ORGANIZER, ANNA)
