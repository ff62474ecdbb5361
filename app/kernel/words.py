"""Swedish words for dates and times, and the marker for text that is to be translated.

The forms are those of look.md: "torsdag 4 mars 2027", "13.00–16.15", "v. 9".
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
SHORT_WEEKDAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark ``text`` as source text to be translated at the door or in ``mail.render``; gives it back unchanged."""
    return text


TAKE_AWAY_PERSONNUMMER = N_("Ta bort personnumret. Vi behöver det inte och får inte spara det.")
"""What is said wherever somebody writes what looks like one."""


_kept = lru_cache(maxsize=1024)
"""A page or a letter says the same few days and times over and over, and so do all pages of a meeting."""


def listed(names: Sequence[str], last: str = " och ") -> str:
    """ "Hälsingland, Jämtlands län och Västernorrlands län"; what stands before the ``last`` can be said otherwise."""
    return last.join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def local(moment: datetime) -> datetime:
    """The aware ``moment`` in Europe/Stockholm."""
    return moment.astimezone(STOCKHOLM)


def _as_date(day: date) -> date:
    return local(day).date() if isinstance(day, datetime) else day


def weekday(day: date) -> str:
    """ "torsdag"."""
    return WEEKDAYS[_as_date(day).weekday()]


@_kept
def long_date(day: date) -> str:
    """ "torsdag 4 mars 2027"; a moment is shown in Europe/Stockholm."""
    day = _as_date(day)
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


@_kept
def day_date(day: date) -> str:
    """ "torsdag 4 mars", where the year is known from the page."""
    day = _as_date(day)
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


@_kept
def short_date(day: date) -> str:
    """ "tor 4 mars"."""
    day = _as_date(day)
    return f"{SHORT_WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


@_kept
def plain_date(day: date) -> str:
    """ "4 mars 2027"."""
    day = _as_date(day)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_month(day: date) -> str:
    """ "4 februari", where the year is known from what stands before."""
    day = _as_date(day)
    return f"{day.day} {MONTHS[day.month - 1]}"


def date_span(first: date, last: date) -> str:
    """ "4–5 mars 2027", "29 februari–1 mars 2024" or "4 mars 2027"."""
    first, last = _as_date(first), _as_date(last)
    if first == last:
        return plain_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{plain_date(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]}–{plain_date(last)}"
    return f"{plain_date(first)}–{plain_date(last)}"


@_kept
def weekday_span(first: date, last: date) -> str:
    """ "torsdag–fredag 4–5 mars 2027"; one day as ``long_date``."""
    first, last = _as_date(first), _as_date(last)
    if first == last:
        return long_date(first)
    return f"{weekday(first)}–{weekday(last)} {date_span(first, last)}"


@_kept
def clock_time(moment: datetime) -> str:
    """ "13.00", in Europe/Stockholm."""
    return local(moment).strftime("%H.%M")


@_kept
def time_span(start: datetime, end: datetime) -> str:
    """ "13.00–16.15"; the end's day is named when it is another day."""
    if local(start).date() == local(end).date():
        return f"{clock_time(start)}–{clock_time(end)}"
    return f"{clock_time(start)}–{short_date(end)} {clock_time(end)}"


def moment(at: datetime) -> str:
    """ "4 mars 2027 13.00", in Europe/Stockholm."""
    return f"{plain_date(at)} {clock_time(at)}"


@_kept
def week(day: date) -> str:
    """ "v. 9", the ISO week."""
    return f"v. {_as_date(day).isocalendar().week}"


@_kept
def iso_date(day: date) -> str:
    """ "2027-03-04"."""
    return _as_date(day).isoformat()
