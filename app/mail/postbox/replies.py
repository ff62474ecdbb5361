"""Answers that calendars give by mail (RFC 5546 METHOD:REPLY, RFC 6047). Read by hand: of a hostile file only the few
lines that say what is asked for are looked at. Pure.
"""

import re
from email.message import Message
from urllib.parse import unquote

from app.mail.answers import CalendarWord, InCalendar

_LIMIT = 64 * 1024
_METHOD = re.compile(r"(?im)^METHOD:[ \t]*REPLY[ \t]*$")
_UID = re.compile(r"(?im)^UID(?:;[^:\n]*)?:[ \t]*([!-~]{1,200})[ \t]*$")
_ATTENDEE = re.compile(r'(?im)^ATTENDEE((?:;(?:[^:"\n]|"[^"\n]*")*)?):[ \t]*mailto:[ \t]*(\S{3,250})[ \t]*$')
_WORD = re.compile(r"(?i);PARTSTAT=\"?([A-Z-]+)")


def calendar_answer(parts: list[Message], senders: list[str], letters: tuple[str, ...]) -> InCalendar | None:
    """The answer that one of the parts holds; None where there is none, or where it answers nothing that we know."""
    for part in parts:
        if part.get_content_type() in {"text/calendar", "application/ics"} and not part.is_multipart():
            payload = part.get_payload(decode=True)
            found = _read(payload[:_LIMIT].decode("utf-8", "replace")) if isinstance(payload, bytes) else None
            if found is not None:
                uid, attendee, word = found
                return InCalendar(letters, uid, tuple(dict.fromkeys([attendee, *senders])), word)
    return None


def _read(file: str) -> tuple[str, str, CalendarWord] | None:
    lines = re.sub(r"\n[ \t]", "", file.replace("\r\n", "\n").replace("\r", "\n"))
    event = lines.partition("\nBEGIN:VEVENT")[2].partition("\nEND:VEVENT")[0]
    if not event or not _METHOD.search(lines):
        return None
    uid, attendee = _UID.search(event), _ATTENDEE.search(event)
    word = _WORD.search(attendee[1]) if attendee else None
    if uid is None or attendee is None or word is None or word[1].lower() not in set(CalendarWord):
        return None
    return uid[1], unquote(attendee[2]), CalendarWord(word[1].lower())
