"""A real mailbox for tests: Dovecot, from Debian's package, started as whoever runs the tests."""

import getpass
import imaplib
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.smtp import CERTIFICATE

USER, PASSWORD = "run@miun.example", "hush-hush"
OLD = "127.0.0.2"
"""Where the same server says that it is an old one, which cannot move a message."""
MISSING = "Dovecot is missing: sudo apt-get install dovecot-imapd (config/imap.sh)"
_CONF = """
protocols = imap
base_dir = {folder}/base
state_dir = {folder}/base
log_path = {folder}/log
listen = 127.0.0.1, {old}
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{folder}/mail/%u
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{certificate}
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_cache_size = 0
auth_failure_delay = 0
mail_max_userip_connections = 50
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  args = password={password}
  mechanisms = plain login
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
local {old} {{
  protocol imap {{
    imap_capability = IMAP4rev1 UIDPLUS
  }}
}}
"""


@dataclass
class Mailbox:
    """The mailbox of USER, on two ports: ``plain`` (with STARTTLS) and ``tls``."""

    plain: int
    tls: int
    folder: Path
    accepted: set[str] = field(default_factory=set)
    """Tokens that may sign in."""

    @contextmanager
    def opened(self, name: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """A conversation of the test's own, as a person's mail program would have it."""
        with imaplib.IMAP4("127.0.0.1", self.plain) as line:
            line.login(USER, PASSWORD)
            line.select(f'"{name}"')
            yield line

    def put(self, *messages: bytes, date: datetime | None = None) -> None:
        """Messages arrive, by the server's own clock unless said: it does not believe in days to come."""
        with self.opened() as line:
            for content in messages:
                assert line.append("INBOX", "", date and imaplib.Time2Internaldate(date), content)[0] == "OK"

    def subjects(self, name: str = "INBOX") -> list[tuple[str, bool]]:
        """What lies in a folder: the subject as it is written, and whether it is read."""
        with self.opened(name) as line:
            if line.state != "SELECTED":
                return []
            if line.search(None, "ALL")[1] == [b""]:
                return []
            _, found = line.fetch("1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
            parts = [one for one in found if isinstance(one, tuple)]
            return [(one[1].decode().partition(":")[2].strip(), b"\\Seen" in one[0]) for one in parts]

    def empty(self) -> None:
        """Away with everything, and with the folder of what is dealt with."""
        with self.opened() as line:
            _, [found] = line.search(None, "ALL")
            if found:
                line.store(found.replace(b" ", b",").decode(), "+FLAGS", r"(\Deleted)")
                line.expunge()
            line.delete("Hanterat")
        self.accepted.clear()


def _free_ports() -> tuple[int, int]:
    """On every address of the loopback."""
    with socket.create_server(("", 0)) as one, socket.create_server(("", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


@pytest.fixture(scope="session")
def imap_server() -> Iterator[Mailbox]:
    """Dovecot with the tests' certificate."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with tempfile.TemporaryDirectory(prefix="run-imap-", ignore_cleanup_errors=True) as name:
        box = Mailbox(*_free_ports(), Path(name))
        with _token_check(box) as url:
            process = subprocess.Popen([program, "-F", "-c", str(_configured(box, url))])
            try:
                _wait_for(box, process)
                yield box
            finally:
                process.terminate()
                process.wait(20)


@contextmanager
def _token_check(box: Mailbox) -> Iterator[str]:
    """Where Dovecot asks whose a token is."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path.partition("token=")[2] in box.accepted
            body = f'{{"user": "{USER}"}}'.encode() if known else b"{}"
            self.send_response(200 if known else 401)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/?token="
    server.shutdown()
    server.server_close()


def _configured(box: Mailbox, token_url: str) -> Path:
    """As root the server must not keep mail as root: it is kept as "dovecot", whom the package brings."""
    folder, plain, tls = box.folder, box.plain, box.tls
    own, root = getpass.getuser(), os.getuid() == 0
    folder.chmod(0o755)
    mail = folder / "mail"
    mail.mkdir(mode=0o777)
    mail.chmod(0o777)
    uid, gid = (_id("dovecot", "-u"), _id("dovecot", "-g")) if root else (os.getuid(), os.getgid())
    conf = folder / "dovecot.conf"
    user = "dovecot" if root else own
    group = subprocess.run(["id", "-gn", user], capture_output=True, text=True, check=True).stdout.strip()
    login = "dovenull" if root else own
    conf.write_text(_CONF.format(folder=folder, user=user, group=group, login=login, certificate=CERTIFICATE, uid=uid,
                                 gid=gid, password=PASSWORD, plain=plain, tls=tls, old=OLD))  # fmt: skip
    (folder / "oauth2.conf").write_text(f"tokeninfo_url = {token_url}\nusername_attribute = user\n")
    return conf


def _id(name: str, what: str) -> int:
    return int(subprocess.run(["id", what, name], capture_output=True, text=True, check=True).stdout)


def _wait_for(box: Mailbox, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError, imaplib.IMAP4.error, ssl.SSLError), box.opened():
            return
        time.sleep(0.05)
    pytest.fail((box.folder / "log").read_text() if (box.folder / "log").exists() else "Dovecot does not start")


@pytest.fixture
def mailbox(imap_server: Mailbox) -> Mailbox:
    """The same, empty."""
    imap_server.empty()
    return imap_server
