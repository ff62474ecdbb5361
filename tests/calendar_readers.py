"""A calendar as independent readers understand it: the strict one of ``strict_ics``, ``ical`` and ``vobject``."""

import vobject
from ical.calendar_stream import IcsCalendarStream

from tests.strict_ics import Component, read


def read_by_all(body: bytes) -> Component:
    """The calendar, when every reader finds the same entries with the same titles in it."""
    calendar = read(body)
    told = {event.one("UID").value: event.text("SUMMARY") for event in calendar.events}
    text = body.decode()
    found = {event.uid: event.summary for event in IcsCalendarStream.calendar_from_ics(text).events}
    assert found == told
    by_vobject = vobject.readOne(text)
    assert {event.uid.value: event.summary.value for event in by_vobject.contents.get("vevent", [])} == told
    return calendar


def titles(body: bytes) -> list[str | None]:
    """The titles in the order of time."""
    return [event.text("SUMMARY") for event in read_by_all(body).events]
