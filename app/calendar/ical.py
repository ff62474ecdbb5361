"""Entries to .ics bytes: feeds, downloads, and what is mailed (RFC 5545, 5546 and 7986).

Equal entries give equal bytes, whatever order they come in and whenever they are asked for: nothing here invents a UID
or reads a clock. icalendar escapes texts and writes parameters. Its component tree and its folding are not used: they
take several times as long, fold letter by letter, and write Europe/Stockholm as lists of dates that Outlook misreads.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from urllib.parse import quote

from icalendar import Parameters, vText

from app.calendar.entry import Attendee, Calendar, Entry, Organizer, Status
from app.kernel.text import clean_line, clean_text
from app.kernel.words import STOCKHOLM

TITLE_LIMIT = 254
"""Letters: some calendars' databases hold no more."""
DESCRIPTION_LIMIT = 8_000
"""Letters: no entry alone takes much of a calendar. Many that do are shortened together, by ``feeds.rules.build``."""

_LINE_OCTETS = 75
_PERSON_LIMIT = 200
_LINE_LIMIT = 1_000
_CANCELLED = "INSTÄLLT: "  # in the language of the titles, which is the organizer's
_URI_CHARACTERS = "%:/?#[]@!$&'()*+,;="
_ADDRESS_CHARACTERS = "@!$&'*+="

_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//RUN//RUN-moten//SV", "CALSCALE:GREGORIAN")

# The rule of the European Union since 1996. Constant, because Outlook desktop reads nothing but one yearly RRULE each.
_TIME_ZONE = (
    "BEGIN:VTIMEZONE", "TZID:Europe/Stockholm", "X-LIC-LOCATION:Europe/Stockholm",
    "BEGIN:DAYLIGHT", "DTSTART:19960331T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:CEST", "END:DAYLIGHT",
    "BEGIN:STANDARD", "DTSTART:19961027T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET", "END:STANDARD",
    "END:VTIMEZONE",
)  # fmt: skip


def feed(calendar: Calendar) -> bytes:
    """A calendar to subscribe to: UTF-8, named, asked to be fetched anew every hour.

    METHOD:PUBLISH where every entry has an organizer; otherwise neither METHOD nor ORGANIZER, as RFC 5546 wants.
    """
    method, events = _published(calendar.entries)
    return _file([*method, *_heading(calendar)], events)


def download(calendar: Calendar) -> bytes:
    """Entries to put into a calendar one has: as ``feed``, but without a name, which makes Outlook open a new one."""
    method, events = _published(calendar.entries)
    return _file(method, events)


def request(entry: Entry, organizer: Organizer, attendee: Attendee) -> bytes:
    """What is mailed to one person who comes, and again when something changes: METHOD:REQUEST, no answer asked for.

    A later one for the same person must have a higher ``sequence`` and a later ``last_modified``.
    ``organizer`` is the letter's From or Reply-To. Raises ValueError for a cancelled entry: that is for ``cancel``.
    """
    if entry.status is Status.CANCELLED:
        raise ValueError(f"entry {entry.uid}: cancelled, and asked to come to")
    people = [_organizer(organizer), _attendee(attendee, partstat="ACCEPTED")]
    return _file(["METHOD:REQUEST"], [_event(entry, entry.status, people)])


def cancel(entry: Entry, organizer: Organizer, attendee: Attendee) -> bytes:
    """What takes a ``request`` back, for somebody who withdrew or of a meeting called off: METHOD:CANCEL.

    ``sequence`` must be higher than that of every request sent to this person, and ``last_modified`` later: use
    ``dataclasses.replace``. The description and the online address are left out: they are for those who come.
    """
    bare = replace(entry, description="", conference_url="")
    people = [_organizer(organizer), _attendee(attendee)]
    return _file(["METHOD:CANCEL"], [_event(bare, Status.CANCELLED, people)])


def _file(head: Iterable[str], events: Iterable[list[str]]) -> bytes:
    lines = [*_HEAD, *head, *_TIME_ZONE, *chain.from_iterable(events), "END:VCALENDAR", ""]
    return b"\r\n".join(map(folded, lines))


def _heading(calendar: Calendar) -> Iterator[str]:
    name = _line(calendar.name, TITLE_LIMIT)
    yield f"NAME:{name}"
    yield f"X-WR-CALNAME:{name}"
    if calendar.description:
        description = _text(calendar.description)
        yield f"DESCRIPTION:{description}"
        yield f"X-WR-CALDESC:{description}"
    yield "X-WR-TIMEZONE:Europe/Stockholm"
    yield "REFRESH-INTERVAL;VALUE=DURATION:PT1H"
    yield "X-PUBLISHED-TTL:PT1H"


def _published(entries: Iterable[Entry]) -> tuple[list[str], list[list[str]]]:
    """The METHOD line, if any, and the events in order of time."""
    in_order = sorted(entries, key=_place_in_time)
    organizers = [entry.organizer for entry in in_order if entry.organizer]
    if not organizers or len(organizers) < len(in_order):
        return [], [_event(entry, entry.status) for entry in in_order]
    pairs = zip(in_order, organizers, strict=True)
    return ["METHOD:PUBLISH"], [_event(entry, entry.status, [_organizer(sender)]) for entry, sender in pairs]


def _place_in_time(entry: Entry) -> tuple[str, str]:
    """A day sorts before the moments in it."""
    starts = entry.starts.astimezone(STOCKHOLM) if isinstance(entry.starts, datetime) else entry.starts
    return starts.isoformat(), entry.uid


def _event(entry: Entry, status: Status, people: Iterable[str] = ()) -> list[str]:
    """The lines of one VEVENT, unfolded, always in the same order."""
    free = entry.transparent or status is Status.CANCELLED
    return [
        "BEGIN:VEVENT",
        f"UID:{_line(entry.uid)}",
        *_stamps(entry),
        *_times(entry),
        *_words(entry),
        f"STATUS:{status}",
        f"TRANSP:{'TRANSPARENT' if free else 'OPAQUE'}",
        *people,
        "END:VEVENT",
    ]


def _stamps(entry: Entry) -> Iterator[str]:
    changed = _utc(entry.last_modified)
    yield f"DTSTAMP:{changed}"
    if entry.created:
        yield f"CREATED:{_utc(entry.created)}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{entry.sequence}"


def _times(entry: Entry) -> list[str]:
    if not isinstance(entry.starts, datetime) or not isinstance(entry.ends, datetime):
        return _days(entry.starts, entry.ends)
    starts, ends = entry.starts.astimezone(STOCKHOLM), entry.ends.astimezone(STOCKHOLM)
    if starts.fold or ends.fold:  # the hour that comes twice in October: with a TZID it would mean the first one
        return [f"DTSTART:{_utc(starts)}", f"DTEND:{_utc(ends)}"]
    return [f"{name};TZID=Europe/Stockholm:{at:%Y%m%dT%H%M%S}" for name, at in (("DTSTART", starts), ("DTEND", ends))]


def _days(first: date, last: date) -> list[str]:
    return [f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}"]


def _words(entry: Entry) -> Iterator[str]:
    yield f"SUMMARY:{_line(_title(entry), TITLE_LIMIT)}"
    if entry.location:
        yield f"LOCATION:{_line(entry.location)}"
    if description := _description(entry):
        yield f"DESCRIPTION:{description}"
    if entry.categories:
        yield f"CATEGORIES:{','.join(_line(category) for category in entry.categories)}"
    if entry.url:
        yield f"URL:{_uri(entry.url)}"
    if entry.conference_url:
        yield f"CONFERENCE;VALUE=URI:{_uri(entry.conference_url)}"


def _title(entry: Entry) -> str:
    called_off = entry.status is Status.CANCELLED and not entry.summary.startswith(_CANCELLED)
    return f"{_CANCELLED}{entry.summary}" if called_off else entry.summary


def _description(entry: Entry) -> str:
    """With the online address as its last line: few calendars show CONFERENCE."""
    text = _text(entry.description)
    if not entry.conference_url or entry.conference_url in entry.description[:DESCRIPTION_LIMIT]:
        return text
    return r"\n\n".join(paragraph for paragraph in (text, _escaped(_uri(entry.conference_url))) if paragraph)


def _organizer(organizer: Organizer) -> str:
    return f"ORGANIZER{_parameters(CN=_plain_line(organizer.name)[:_PERSON_LIMIT])}:{mailto(organizer.address)}"


def _attendee(attendee: Attendee, partstat: str = "") -> str:
    """RSVP=FALSE: the answer that counts is given on the page."""
    parameters = _parameters(
        CN=_plain_line(attendee.name)[:_PERSON_LIMIT],
        CUTYPE="INDIVIDUAL",
        ROLE="REQ-PARTICIPANT",
        PARTSTAT=partstat,
        RSVP="FALSE",
    )
    return f"ATTENDEE{parameters}:{mailto(attendee.address)}"


def _parameters(**given: str) -> str:
    """``;NAME=value`` for each that is not empty, quoted and encoded (RFC 6868) where it must be."""
    parameters = Parameters({name: value for name, value in given.items() if value})
    written: bytes = parameters.to_ical(sorted=False)
    return f";{written.decode()}" if written else ""


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _uri(address: str) -> str:
    """An address is no TEXT and is not escaped: what does not belong in one is percent-encoded."""
    return quote(address.strip(), safe=_URI_CHARACTERS, errors="ignore")


def mailto(address: str) -> str:
    """The address as a property of an entry holds it."""
    return f"mailto:{quote(address.strip(), safe=_ADDRESS_CHARACTERS, errors='ignore')}"


def _line(value: str, limit: int = _LINE_LIMIT) -> str:
    return _escaped(shortened(_plain_line(value), limit))


def _text(value: str) -> str:
    # Text that the gate has let through once is nearly always printable: looking is far quicker than cleaning.
    plain = value if value.replace("\n", "").isprintable() else clean_text(value)
    return _escaped(shortened(plain, DESCRIPTION_LIMIT))


def _plain_line(value: str) -> str:
    return value if value.isprintable() else clean_line(value, _LINE_LIMIT)


def shortened(text: str, limit: int) -> str:
    """At most ``limit`` letters, the last one "…" where something is left out."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _escaped(text: str) -> str:
    r"""Escaped once. icalendar reads a typed ``\N`` ("C:\Nytt") as a line break, so those pieces go around it."""
    return r"\\N".join(vText(piece).to_ical().decode() for piece in text.split(r"\N"))


def folded(line: str) -> bytes:
    """At most 75 octets a line, cut neither inside a letter nor inside an escape, which naive readers would lose."""
    octets = line.encode()
    pieces, start, room = [], 0, _LINE_OCTETS
    while len(octets) - start > room:
        end = _cut(octets, start, start + room)
        pieces.append(octets[start:end])
        start, room = end, _LINE_OCTETS - 1
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces)


def _cut(octets: bytes, start: int, end: int) -> int:
    while octets[end] & 0xC0 == 0x80:
        end -= 1
    backslashes = end - start - len(octets[start:end].rstrip(b"\\"))
    return end - backslashes % 2
