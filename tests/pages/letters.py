"""Letters as their receivers read them, taken by a mail server on the loopback."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

_LINK = re.compile(r"https?://[^\s)]+")


@dataclass
class Mailboxes:
    """What has come, by receiver."""

    port: int = 0
    taken: dict[str, list[EmailMessage]] = field(default_factory=dict)

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the letter."""
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.setdefault(envelope.rcpt_tos[0], []).append(letter)
        return "250 taken"

    def count(self) -> int:
        """How many letters there are."""
        return sum(map(len, self.taken.values()))

    def newest(self, address: str) -> "ReadLetter":
        """The last letter to ``address``."""
        return ReadLetter(self.taken[address][-1])


@dataclass(frozen=True)
class ReadLetter:
    """A letter that is open."""

    message: EmailMessage

    @property
    def subject(self) -> str:
        """The subject."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The plain part."""
        body = self.message.get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def link(self, path: str) -> str:
        """The first address in the text whose path begins with ``path``."""
        return next(found for found in _LINK.findall(self.text) if f"{path}" in found.split("//", 1)[1])

    @property
    def calendar_method(self) -> str | None:
        """What the letter's calendar part says about itself, if it has one."""
        parts = [part for part in self.message.walk() if part.get_content_type() == "text/calendar"]
        return str(parts[0].get_param("method")) if parts else None


@contextmanager
def mailboxes() -> Iterator[Mailboxes]:
    """A mail server on a free port of the loopback."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        boxes = Mailboxes(free.getsockname()[1])
    controller = Controller(boxes, hostname="127.0.0.1", port=boxes.port)
    controller.start()
    yield boxes
    controller.stop()
