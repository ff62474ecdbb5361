"""The message as it travels: headers, text, HTML, and the invitation for calendars (calendar.md 13)."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr

from app.kernel.settings import Settings
from app.kernel.text import clean_line
from app.mail.letter import CalendarFile
from app.mail.postman.headers import KINDS

POLICY = SMTP.clone(cte_type="7bit", header_factory=KINDS)  # 8bit bodies reach only servers that offer 8BITMIME


@dataclass(frozen=True)
class Parcel:
    """A letter as it leaves: everything that stands on and in it."""

    to_name: str
    to_address: str
    message_id: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    decline_url: str = ""
    automatic: bool = True
    """Whether no person wrote it: said in a header, so that no machine answers."""
    calendar: CalendarFile | None = None


def mime(parcel: Parcel, settings: Settings) -> EmailMessage:
    """The MIME message. The standard library refuses line breaks in headers. Raises ValueError for a broken address."""
    message = EmailMessage(policy=POLICY)
    for name, value in _headers(parcel, settings).items():
        message[name] = value
    message.set_content(parcel.text, cte="quoted-printable")
    message.add_alternative(parcel.html, subtype="html", cte="quoted-printable")
    if parcel.calendar is not None:
        _add_calendar(message, parcel.calendar)
    return message


def _headers(parcel: Parcel, settings: Settings) -> dict[str, str | Address]:
    headers: dict[str, str | Address] = {
        "Subject": clean_line(parcel.subject),
        "From": _mailbox(*parseaddr(settings.mail_from)),
        "To": _mailbox(parcel.to_name, parcel.to_address),
        "Date": formatdate(),
        "Message-ID": parcel.message_id,
        "Reply-To": _mailbox(*parseaddr(parcel.reply_to or settings.mail_reply_to or settings.mail_from)),
    }
    if parcel.automatic:
        headers |= {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}
    if parcel.decline_url:
        headers["List-Unsubscribe"] = f"<{parcel.decline_url}>"
    return headers


def _add_calendar(message: EmailMessage, calendar: CalendarFile) -> None:
    """Last of the alternatives, with the method in its header and in base64; the same bytes are attached."""
    parameters = {"method": calendar.method, "charset": "utf-8"}
    message.add_alternative(calendar.content, maintype="text", subtype="calendar", params=parameters)
    message.add_attachment(calendar.content, maintype="application", subtype="ics", filename="invite.ics")


def _mailbox(name: str, address: str) -> Address:
    user, _, domain = ascii_address(address).rpartition("@")
    return Address(clean_line(name), user, domain)


def ascii_address(address: str) -> str:
    """The address with its domain in IDNA letters. Raises ValueError when it is no address, or has letters before the @
    that most servers cannot carry.
    """
    user, at, domain = clean_line(address).rpartition("@")
    if not (user and at and domain and user.isascii()) or any(letter in user for letter in ' <>"(),;:\\'):
        raise ValueError(address)
    return f"{user}@{domain.encode('idna').decode('ascii')}"
