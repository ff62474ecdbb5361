"""A token server for tests (OAuth 2.0, client credentials), which does what it is told."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from tests.smtp import CERTIFICATE, HANG


@dataclass
class TokenServer:
    """``answers``: a status with a body, or HANG, one by one; afterwards tokens, "token-1", "token-2" …"""

    answers: list[Any] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    life: int = 3600
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, form: dict[str, str]) -> tuple[int, str] | str:
        """What the next one who asks gets."""
        self.asked.append(form)
        if self.answers:
            return self.answers.pop(0)
        return 200, f'{{"token_type": "Bearer", "expires_in": {self.life}, "access_token": "token-{len(self.asked)}"}}'


@contextmanager
def token_server(*answers: Any, life: int = 3600) -> Iterator[TokenServer]:
    """A server on a free port of 127.0.0.1, encrypted with the tests' certificate."""
    told = TokenServer(list(answers), life=life)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = {name: value for name, [value] in parse_qs(self.rfile.read(length).decode()).items()}
            answer = told.answer(form)
            if answer == HANG:
                told.over.wait(5)
                return
            status, body = answer
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", body)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_given: object) -> None:
            pass

    server = _Quiet(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    told.url = f"https://127.0.0.1:{server.server_port}/token"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield told
    told.over.set()
    server.shutdown()
    thread.join(5)
    with suppress(OSError):
        server.server_close()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_given: object) -> None:
        """Somebody who does not trust the certificate hangs up: that is what the test wants."""
