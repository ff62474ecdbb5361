"""What a message in the mailbox is, by its bytes alone. Whatever stands in it, it is one of ``mail.answers``: a message
that cannot be read is one for a person. Pure.

Of the message only the first part may be given (``LIMIT``): what is looked for stands there.
"""

import re
from binascii import a2b_base64, a2b_qp
from collections.abc import Callable
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from itertools import islice
from typing import Any

from app.mail.answers import Answer, Automatic, Delayed, Human, Returned
from app.mail.postbox.replies import calendar_answer
from app.mail.reasons import of_bounce

LIMIT = 256 * 1024
"""So many bytes of a message are read at most."""
_MOST_PARTS = 60
_MOST_HEADINGS = 150
"""Parts within parts cost the parser the more the deeper they stand: what has more of them is nobody's report."""
_MOST_LETTERS = 40
_TEXT = 20_000
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, MessageError)
"""What the standard library's parser is known to raise for messages that somebody made to break it."""
_ID = re.compile(r"<[!-;=?-~]{3,250}>")
_BOUNCED = re.compile(
    r"undeliver|not delivered|delivery (?:status notification|failure|failed|has failed)|mail delivery (?:failed|"
    r"system)|returned mail|failure notice|kunde inte levereras|oleverer|kan inte levereras|inte levererat",
    re.IGNORECASE,
)
_DELAYED = re.compile(r"delay|warning: |fördröj|försenad", re.IGNORECASE)
_AUTOMATIC = re.compile(
    r"^(?:automatic reply|autoreply|auto-reply|out of (?:the )?office|autosvar|automatiskt svar|frånvaro)",
    re.IGNORECASE,
)
_MACHINES = ("mailer-daemon@", "postmaster@", "mail-daemon@", "microsoftexchange")
_DECODE: dict[str, Callable[[bytes], bytes]] = {"base64": a2b_base64, "quoted-printable": a2b_qp}
"""A report should not be encoded, so the parser leaves it as it is; some do all the same."""
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


def read(content: bytes) -> Answer:
    """What the message is."""
    if content.lower().count(b"content-type:") > _MOST_HEADINGS:
        return Human(())
    try:
        return _read(message_from_bytes(content, policy=policy.compat32))
    except _BROKEN:
        return Human(())


def _read(message: Message) -> Answer:
    parts = list(islice(message.walk(), _MOST_PARTS))
    letters = _answered(message)
    found = calendar_answer(parts, [address for _, address in getaddresses([_header(message, "From")])], letters)
    return found or _report(parts, letters) or _worded_bounce(message, parts, letters) or _by_headers(message, letters)


def _header(message: Message, name: str) -> str:
    value = str(message.get(name, ""))[:2000]
    try:
        return str(make_header(decode_header(value)))
    except (*_BROKEN, UnicodeError):
        return value


def _answered(message: Message) -> tuple[str, ...]:
    """The Message-IDs that it says it answers, the nearest first."""
    given = str(message.get("In-Reply-To", ""))[:2000] + str(message.get("References", ""))[-8000:]
    return tuple(dict.fromkeys(reversed(_ID.findall(given))))[:_MOST_LETTERS]


def _report(parts: list[Message], letters: tuple[str, ...]) -> Answer | None:
    """A report by RFC 3464 (of delivery) or 8098 (of reading)."""
    reports = [part for part in parts if part.get_content_type() in _REPORTS]
    if not reports:
        read_receipt = any(part.get_content_type() == "message/disposition-notification" for part in parts)
        return Automatic(letters) if read_receipt else None
    letters = tuple(dict.fromkeys(_returned_ids(parts) + letters))
    groups = [group for part in reports for group in _groups(part)]
    actions = {str(group.get("Action", "")).split(" ")[0].strip().lower() for group in groups} - {""}
    failed = [group for group in groups if str(group.get("Action", "")).strip().lower().startswith("fail")]
    if failed:
        status = str(failed[0].get("Status", ""))
        return Returned(letters, *of_bounce(status, str(failed[0].get("Diagnostic-Code", ""))))
    return Delayed(letters) if "delayed" in actions else Automatic(letters)


def _groups(report: Message) -> list[Message]:
    """The groups of fields: of the message first, then of each receiver."""
    payload: Any = report.get_payload()
    groups: list[Message] = payload if isinstance(payload, list) else []
    decode = _DECODE.get(str(report.get("Content-Transfer-Encoding", "")).strip().lower())
    if decode is None:
        return groups
    text = decode("".join(group.as_string() for group in groups).encode("ascii", "replace"))
    blocks = re.split(rb"\r?\n\r?\n", text)[:_MOST_PARTS]
    return [message_from_bytes(block, policy=policy.compat32) for block in blocks]


def _returned_ids(parts: list[Message]) -> tuple[str, ...]:
    """The Message-IDs in what is returned of the letter, whole or headers only."""
    found: list[str] = []
    for part in parts:
        if part.get_content_type() in _RETURNED:
            inner: Any = part.get_payload()
            if isinstance(inner, list):
                found += [one for message in inner for one in _ID.findall(str(message.get("Message-ID", "")))]
            found += _ids_in(_text(part))
    return tuple(dict.fromkeys(found))[:_MOST_LETTERS]


def _ids_in(text: str) -> list[str]:
    return [
        found for line in re.findall(r"(?im)^[> \t]*message-id:(.*(?:\n[ \t].*)?)", text) for found in _ID.findall(line)
    ]


def _text(part: Message) -> str:
    """The text of a part that is not made of others, decoded as well as it goes."""
    if part.is_multipart():
        return ""
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _worded_bounce(message: Message, parts: list[Message], letters: tuple[str, ...]) -> Answer | None:
    """A bounce that holds to no standard: a machine's name, words in the subject, and codes in running text."""
    machine = any(word in _header(message, "From").lower() for word in _MACHINES) or _is_from_nobody(message)
    subject = _header(message, "Subject")
    if (
        not (machine and (_BOUNCED.search(subject) or _DELAYED.search(subject)))
        and "X-Failed-Recipients" not in message
    ):
        return None
    text = "\n".join(_text(part)[:_TEXT] for part in parts if part.get_content_type().startswith(("text/", "message/")))
    named = tuple(dict.fromkeys([*_returned_ids(parts), *_ids_in(text), *letters]))[:_MOST_LETTERS]
    if _DELAYED.search(subject) and not _BOUNCED.search(subject.replace("Delivery Status Notification", "")):
        return Delayed(named)
    return Returned(named, *of_bounce("", _said(text)))


def _is_from_nobody(message: Message) -> bool:
    return str(message.get("Return-Path", "-")).strip() == "<>"


def _said(text: str) -> str:
    """What the server says, without the letter that it returns."""
    return re.split(r"(?im)^.{0,10}(?:below this line|original message|begin message|copy of the message).*$", text)[0][
        :2000
    ]


def _by_headers(message: Message, letters: tuple[str, ...]) -> Answer:
    submitted = _header(message, "Auto-Submitted").split(";")[0].strip().lower()
    precedence = _header(message, "Precedence").strip().lower()
    answers = (
        submitted.startswith("auto-replied"),
        any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponse")),
        precedence == "auto_reply",
        _AUTOMATIC.search(_header(message, "Subject").strip()),
        letters and submitted not in {"", "no"},
        letters and precedence in {"bulk", "junk", "list"},
    )
    return Automatic(letters) if any(answers) else Human(letters)
