"""A mail server for tests that does what it is told: refuse, hang, hang up, lack encryption."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

CERTIFICATE = Path(__file__).with_name("smtp_certificate.pem")
"""For localhost and 127.0.0.1, signed by itself; its key stands beside it, since it protects nothing."""
HANG, DROP = "hang", "drop"
TAKE_AND_DROP = "take it, and hang up without a word"
_USUAL = {
    "CONNECT": "220 stub", "EHLO": "250-stub\r\n250 8BITMIME", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on",
    ".": "250 taken", "RSET": "250 ok", "NOOP": "250 ok", "QUIT": "221 bye", "STARTTLS": "220 go on",
    "AUTH": "235 welcome",
}  # fmt: skip


@dataclass
class MailServer:
    """``answers`` by verb ("CONNECT" is the greeting, "." the end of DATA, "" an empty line): a reply, HANG or DROP; a
    list is used up one by one, and then the usual reply is given. ``encrypts``: on STARTTLS, or with "tls" from the
    start. ``signs_in`` is how one may sign in, and ``signed_in`` with what somebody tried.
    """

    answers: dict[str, str | list[str]] = field(default_factory=dict)
    encrypts: bool | str = False
    signs_in: str = ""
    signed_in: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def serve(self, listener: socket.socket) -> None:
        """Answer one after the other until the listener is closed."""
        while not self.over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            with suppress(OSError), connection:
                if self.encrypts == "tls":
                    with _encrypted(connection) as encrypted:
                        self._talk(encrypted)
                else:
                    self._talk(connection)

    def _answer(self, verb: str) -> str:
        told = self.answers.get(verb)
        if isinstance(told, list):
            told = told.pop(0) if told else None
        if verb == "EHLO" and (self.encrypts or self.signs_in):
            starttls = "\r\n250-STARTTLS" if self.encrypts is True else ""
            auth = f"\r\n250-AUTH {self.signs_in}" if self.signs_in else ""
            told = told or f"250-stub{starttls}{auth}\r\n250 OK"
        return told or _USUAL.get(verb, "500 what")

    def _say(self, connection: socket.socket, verb: str) -> bool:
        answer = self._answer(verb)
        if answer == HANG:
            self.over.wait(5)
        if answer in {HANG, DROP, TAKE_AND_DROP}:
            return False
        connection.sendall(answer.encode() + b"\r\n")
        return not answer.startswith("421")

    def _talk(self, connection: socket.socket) -> None:
        """Until one of the two has had enough."""
        if self._say(connection, "CONNECT"):
            self._talk_on(connection)

    def _talk_on(self, connection: socket.socket) -> None:
        lines, talking = connection.makefile("rb"), True
        while talking and (line := lines.readline()):
            verb = (line.split() or [b""])[0].decode().upper()
            if verb == "AUTH":
                self.signed_in.append(line.decode().strip())
            talking = self._say(connection, verb) and verb != "QUIT"
            if verb == "STARTTLS" and talking and "STARTTLS" not in self.answers:
                with _encrypted(connection) as encrypted:
                    self._talk_on(encrypted)
                return
            if verb == "DATA" and talking and not self._answer("DATA").startswith(("4", "5")):
                body = b"".join(iter(lines.readline, b".\r\n")).replace(b"\r\n..", b"\r\n.")
                talking = self._say_at_end(connection, body)

    def _say_at_end(self, connection: socket.socket, body: bytes) -> bool:
        told = self.answers.get(".")
        if told is None or told == [] or TAKE_AND_DROP in (told, told[0]):
            self.taken.append(message_from_bytes(body, policy=policy.default))
        return self._say(connection, ".")


def _encrypted(connection: socket.socket) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context.wrap_socket(connection, server_side=True)


@contextmanager
def mail_server(
    encrypts: bool | str = False, host: str = "127.0.0.1", signs_in: str = "", **answers: str | list[str]
) -> Iterator[MailServer]:
    """A server on a free port of ``host``; ``END`` stands for the dot."""
    if "END" in answers:
        answers["."] = answers.pop("END")
    server = MailServer(answers, encrypts, signs_in)
    with socket.create_server((host, 0)) as listener:
        server.port = listener.getsockname()[1]
        thread = threading.Thread(target=server.serve, args=(listener,), daemon=True)
        thread.start()
        yield server
        server.over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
