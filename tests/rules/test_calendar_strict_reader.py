"""The strict reader objects to what it is there to object to."""

from datetime import UTC, datetime

import pytest

from app.calendar import ical
from app.calendar.entry import Calendar, Entry
from tests.strict_ics import read

GOOD = ical.download(
    Calendar(
        "RUN",
        (
            Entry(
                uid="0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a02",
                summary="Språk, skola",
                starts=datetime(2027, 3, 5, 8, 0, tzinfo=UTC),
                ends=datetime(2027, 3, 5, 9, 30, tzinfo=UTC),
                last_modified=datetime(2027, 1, 20, 9, 0, tzinfo=UTC),
            ),
        ),
    )
)
FAULTS = {
    "bare line feed": (b"VERSION:2.0\r\n", b"VERSION:2.0\n"),
    "byte order mark": (b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR"),
    "long line": (b"SUMMARY:", b"SUMMARY:" + b"a" * 76),
    "fold inside a letter": ("å".encode(), b"\xc3\r\n \xa5"),
    "fold inside an escape": (b"\\,", b"\\\r\n ,"),
    "control character": (b"SUMMARY:", b"SUMMARY:\x0b"),
    "comma not escaped": (b"\\,", b","),
    "escaped what needs none": (b"\\,", b"\\:"),
    "floating time": (b";TZID=Europe/Stockholm", b""),
    "unknown zone": (b"=Europe/Stockholm", b"=Europe/Oslo"),
    "different stamps": (b"DTSTAMP:2027", b"DTSTAMP:2026"),
    "property twice": (b"SEQUENCE:0\r\n", b"SEQUENCE:0\r\nSEQUENCE:0\r\n"),
    "empty line": (b"SEQUENCE:0\r\n", b"SEQUENCE:0\r\n\r\n"),
    "ends before it begins": (b"DTEND;TZID=Europe/Stockholm:2027", b"DTEND;TZID=Europe/Stockholm:2026"),
    "left open": (b"END:VEVENT\r\n", b""),
    "alarm": (b"END:VEVENT", b"BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT"),
}


@pytest.mark.parametrize(("right", "wrong"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found(right: bytes, wrong: bytes) -> None:
    assert len(read(GOOD).events) == 1
    with pytest.raises((AssertionError, UnicodeDecodeError)):
        read(GOOD.replace(right, wrong))
