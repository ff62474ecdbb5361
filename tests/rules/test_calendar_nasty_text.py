"""One participant's, or one organizer's, strange text must not break a calendar for everybody else."""

from dataclasses import replace
from datetime import UTC, datetime

import icalendar
import pytest
import vobject
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from app.calendar import ical
from app.calendar.entry import Attendee, Calendar, Entry, Organizer
from app.kernel.text import clean_line, clean_text
from tests.strict_ics import Component, read

NASTY = st.text(
    st.one_of(
        st.sampled_from("åäöÅÄÖé ,;:\\\"'^%=nNrR\n\r\t"),
        st.sampled_from("\x00\x07\x0b\x0c\x1c\x1d\x1e\x7f\x85\u00a0\u00ad\u2028\u2029\u202e\ufeff"),
        st.sampled_from("🎉👩‍🏫王\u0301"),
        st.characters(),
    ),
    max_size=250,
) | st.sampled_from(
    ["å" * 400, "a" * 400, "\\" * 400, "a" + "\\" * 300, "a" + "🎉" * 90, " " * 100 + "x", "\\N\\n\\\\N"]
)
MEETING = Entry(
    uid="0b4c7c6e-6f1c-4f0e-9d59-5a4f3f8f7a02",
    summary="Möte",
    starts=datetime(2027, 3, 5, 8, 0, tzinfo=UTC),
    ends=datetime(2027, 3, 5, 9, 30, tzinfo=UTC),
    last_modified=datetime(2027, 1, 20, 9, 0, tzinfo=UTC),
)


def _with(text: str) -> Entry:
    return replace(MEETING, summary=text, location=text, description=text, categories=(text,))


def _event(entry: Entry) -> Component:
    (event,) = read(ical.feed(Calendar(entry.summary, (entry,), entry.description))).events
    return event


@settings(deadline=None)  # the machine may be busy
@given(NASTY, NASTY, NASTY)
def test_no_text_breaks_a_line(words: str, name: str, address: str) -> None:
    entry = replace(_with(words), uid=words, url=address, conference_url=address)
    people = Organizer(name, address), Attendee(name, address)
    read(ical.feed(Calendar(words, (entry,), words)))
    read(ical.download(Calendar(words, (replace(entry, organizer=people[0]),))))
    read(ical.request(entry, *people))
    read(ical.cancel(entry, *people))


@settings(deadline=None)  # the machine may be busy
@given(NASTY)
@example("C:\\Nytt\\nu, här; där\\")
def test_text_that_passed_the_gate_comes_out_as_it_went_in(text: str) -> None:
    line, words = clean_line(text), clean_text(text)
    event = _event(replace(MEETING, summary=line, location=line, description=words))
    assert (event.text("SUMMARY"), event.text("LOCATION") or "", event.text("DESCRIPTION") or "") == (line, line, words)


@settings(deadline=None)  # the machine may be busy
@given(NASTY)
def test_text_that_did_not_pass_the_gate_is_cleaned_here(text: str) -> None:
    assume(len(text) < 255)
    event = _event(replace(MEETING, summary=text, description=text))
    assert clean_line(event.text("SUMMARY") or "", 254) == clean_line(text, 254)
    assert clean_text(event.text("DESCRIPTION") or "") == clean_text(text)


@settings(deadline=None)  # the machine may be busy
@given(NASTY)
def test_other_readers_read_what_was_written(text: str) -> None:
    line, words = clean_line(text), clean_text(text)
    body = ical.download(Calendar("RUN", (replace(MEETING, summary=line, description=words),)))
    (old,) = vobject.readOne(body.decode()).vevent_list
    (typed,) = IcsCalendarStream.from_ics(body.decode()).calendars[0].events
    (tolerant,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    for summary, description in (
        (old.summary.value, old.contents["description"][0].value if "description" in old.contents else ""),
        (typed.summary, typed.description or ""),
        (str(tolerant["SUMMARY"]), str(tolerant.get("DESCRIPTION", ""))),
    ):
        assert (summary, description) == (line, words)


@pytest.mark.parametrize("letter", ["å", "🎉", "\\", ";", "a"])
def test_no_letter_and_no_escape_is_cut_wherever_the_fold_falls(letter: str) -> None:
    texts = ["a" * before + letter * 3 + "slut" for before in range(140)]
    assert [_event(replace(MEETING, summary=text)).text("SUMMARY") for text in texts] == texts
