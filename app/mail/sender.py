"""The mailbox that letters come from and that answers reach, given once at start."""

from email.utils import parseaddr
from typing import NamedTuple


class Mailbox(NamedTuple):
    """A name and an address."""

    name: str
    address: str


class _Configured:
    """The one of this process."""

    mailbox = Mailbox("", "")


def configure(mail_from: str, mail_reply_to: str) -> None:
    """Set the mailbox from the settings: where answers go, or else where letters come from."""
    name, address = parseaddr(mail_reply_to or mail_from)
    _Configured.mailbox = Mailbox(name or parseaddr(mail_from)[0] or "RUN", address)


def mailbox() -> Mailbox:
    """The mailbox that somebody reads: ORGANIZER of entries in letters, whom to ask."""
    return _Configured.mailbox
