"""The calendar file in a letter, as a mail server took it."""

from email.message import EmailMessage

from tests.calendar_readers import read_by_all
from tests.strict_ics import Component


def calendar_of(sent: EmailMessage) -> tuple[str, Component]:
    """The METHOD that the part says, and the calendar as every reader has it; the attached file is the same."""
    (part,) = [one for one in sent.walk() if one.get_content_type() == "text/calendar"]
    method, body = str(part.get_param("method")), part.get_payload(decode=True)
    (attached,) = [one for one in sent.walk() if one.get_filename() == "invite.ics"]
    assert attached.get_payload(decode=True) == body
    calendar = read_by_all(body)  # type: ignore[arg-type]
    assert calendar.one("METHOD").value == method
    return method, calendar


def facts(sent: EmailMessage) -> tuple[str, int, str, str]:
    """METHOD, SEQUENCE, STATUS and first day of a letter's entry."""
    method, calendar = calendar_of(sent)
    (event,) = calendar.events
    day = event.one("DTSTART").value[:8]
    return method, int(event.one("SEQUENCE").value), event.one("STATUS").value, day
