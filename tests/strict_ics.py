"""A reader of .ics that forgives nothing (RFC 5545 §3.1 and §3.3.11, and calendar.md), for feeds, downloads and mails.

``read(body)`` gives the VCALENDAR or fails with a sentence. It shares no code with what writes, nor with icalendar.
"""

import re
from dataclasses import dataclass, field

_NAME = r"[A-Z0-9-]+"
_PARAMETER = re.compile(rf'({_NAME})=("[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)')
_LINE = re.compile(rf"({_NAME})((?:;{_PARAMETER.pattern})*):(.*)", re.DOTALL)
_TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
_TEXT_LIST = re.compile(rf"{_TEXT.pattern}(?:,{_TEXT.pattern})*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_UTC = re.compile(r"\d{8}T\d{6}Z")
_LOCAL = re.compile(r"\d{8}T\d{6}")
_DAY = re.compile(r"\d{8}")
_TEXTS = {
    "SUMMARY", "LOCATION", "DESCRIPTION", "NAME", "UID", "PRODID", "TZNAME", "TZID", "CATEGORIES",
    "X-WR-CALNAME", "X-WR-CALDESC",
}  # fmt: skip
_ESCAPES = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}
_MANY = {"BEGIN", "END", "ATTENDEE", "CATEGORIES", "CONFERENCE"}
_STATUS = {"CONFIRMED", "TENTATIVE", "CANCELLED"}


@dataclass
class Line:
    """One unfolded content line; the value as written."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Component:
    """A component with its lines and the components in it."""

    name: str
    lines: list[Line] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        """The lines called ``name``."""
        return [line for line in self.lines if line.name == name]

    def one(self, name: str) -> Line:
        """The only line called ``name``."""
        (line,) = self.all(name)
        return line

    def text(self, name: str) -> str | None:
        """The only TEXT called ``name``, unescaped once; None where there is none."""
        found = self.all(name)
        return unescaped(found[0].value) if found else None

    @property
    def events(self) -> list["Component"]:
        """The VEVENTs in it."""
        return [child for child in self.children if child.name == "VEVENT"]


def unescaped(value: str) -> str:
    r"""TEXT as it was before ``\ ; ,`` and line breaks were escaped."""
    return re.sub(r"\\[\\;,nN]", lambda escape: _ESCAPES[escape.group()], value)


def read(body: bytes) -> Component:
    """The VCALENDAR in ``body``; AssertionError for anything a strict reader could object to."""
    root = Component("")
    open_ones = [root]
    for raw in _unfolded(body):
        line = _parsed(raw)
        if line.name == "BEGIN":
            open_ones[-1].children.append(Component(line.value))
            open_ones.append(open_ones[-1].children[-1])
        elif line.name == "END":
            assert open_ones.pop().name == line.value, f"END:{line.value} closes something else"
        else:
            open_ones[-1].lines.append(line)
    assert open_ones == [root], "a component is left open"
    (calendar,) = root.children
    assert calendar.name == "VCALENDAR"
    _check_calendar(calendar)
    return calendar


def _unfolded(body: bytes) -> list[str]:
    assert not body.startswith(b"\xef\xbb\xbf"), "a byte order mark"
    assert body.endswith(b"\r\n"), "the last line has no end"
    lines: list[str] = []
    for octets in body.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(octets) <= 75, f"{len(octets)} octets in a line: {octets!r}"
        assert octets, "an empty line"
        physical = octets.decode()  # fails where a line was folded inside a letter
        assert not _CONTROL.search(physical), f"a control character in {physical!r}"
        if physical.startswith(" "):
            assert not re.search(r"(?<!\\)(?:\\\\)*\\$", lines[-1]), f"folded inside an escape: {lines[-1]!r}"
            lines[-1] += physical[1:]
        else:
            lines.append(physical)
    return lines


def _parsed(raw: str) -> Line:
    match = _LINE.fullmatch(raw)
    assert match, f"no content line: {raw!r}"
    name, written, value = match[1], match[2], match[match.re.groups]
    parameters = {key: given.strip('"') for key, given in _PARAMETER.findall(written)}
    shape = _TEXT_LIST if name == "CATEGORIES" else _TEXT
    assert name not in _TEXTS or shape.fullmatch(value), f"badly escaped: {raw!r}"
    return Line(name, parameters, value)


def _check_calendar(calendar: Component) -> None:
    assert [(line.name, line.value) for line in calendar.lines[:1]] == [("VERSION", "2.0")]
    assert calendar.all("PRODID"), "no PRODID"
    assert calendar.children[0].name == "VTIMEZONE", "the time zone stands after an event"
    assert [child.name for child in calendar.children[1:]] == ["VEVENT"] * (len(calendar.children) - 1)
    _check_single(calendar)
    zones = {calendar.children[0].one("TZID").value}
    for event in calendar.events:
        _check_event(event, zones)
    uids = [event.one("UID").value for event in calendar.events]
    assert len(set(uids)) == len(uids), "a UID twice"


def _check_event(event: Component, zones: set[str]) -> None:
    _check_single(event)
    assert not event.children, "an alarm"
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        assert _UTC.fullmatch(event.one(name).value), f"{name} is not UTC"
    assert event.one("DTSTAMP").value == event.one("LAST-MODIFIED").value
    assert event.one("SEQUENCE").value.isdecimal()
    assert event.one("STATUS").value in _STATUS
    assert len(event.text("SUMMARY") or "") < 255
    starts, ends = event.one("DTSTART"), event.one("DTEND")
    _check_moment(starts, zones)
    _check_moment(ends, zones)
    assert starts.parameters == ends.parameters, "starts and ends in different ways"
    assert starts.value < ends.value, "ends before it begins"


def _check_moment(line: Line, zones: set[str]) -> None:
    if line.parameters == {"VALUE": "DATE"}:
        assert _DAY.fullmatch(line.value)
    elif "TZID" in line.parameters:
        assert line.parameters["TZID"] in zones, "a zone that the file does not define"
        assert _LOCAL.fullmatch(line.value)
    else:
        assert _UTC.fullmatch(line.value), f"a floating time: {line}"


def _check_single(component: Component) -> None:
    names = [line.name for line in component.lines if line.name not in _MANY]
    assert len(set(names)) == len(names), f"a property twice in {component.name}: {names}"
