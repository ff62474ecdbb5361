"""The postbox: the only one who knows IMAP. Reads a mailbox over a checked line with a time limit, at most the first
part of each message, and moves away what has been dealt with. Nothing else in the mailbox is touched: what it reads
stays unread.
"""

import imaplib
import logging
import ssl
from contextlib import suppress
from datetime import date
from types import TracebackType
from typing import Self

from app.kernel.settings import Settings
from app.kernel.words import N_
from app.mail import oauth
from app.mail.postbox.reading import LIMIT, read

__all__ = ["Postbox", "PostboxFault", "read"]

logger = logging.getLogger(__name__)

_SILENT = N_("Brevlådans server svarar inte som den ska")
_NO_SIGN_IN = N_("Brevlådans server godtar inte inloggningen")
_NO_ENCRYPTION = N_("Brevlådans server erbjuder ingen kryptering")
_BAD_CERTIFICATE = N_("Certifikatet för brevlådans server går inte att lita på")
_NO_FOLDER = N_("Mappen som ska läsas finns inte i brevlådan")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FAULTS = (imaplib.IMAP4.error, OSError, ValueError)
"""ValueError: imaplib trusts the server to speak IMAP."""


class PostboxFault(Exception):
    """The mailbox cannot be read now, for the ``reason`` in plain Swedish."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Postbox:
    """A mailbox that is open while it is read: ``with Postbox(settings) as postbox``. Each call raises PostboxFault."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._able: set[str] = set()
        self._made = False

    def __enter__(self) -> Self:
        try:
            self._line = self._signed_in()
        except oauth.TokenMissing as error:
            raise PostboxFault(error.reason) from None
        except _FAULTS as error:
            raise PostboxFault(_why(error)) from None
        try:
            self._open()
        except _FAULTS:
            self._hang_up()
            raise PostboxFault(_SILENT) from None
        except PostboxFault:
            self._hang_up()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def _hang_up(self) -> None:
        try:
            self._line.logout()
        except _FAULTS:
            _drop(self._line)

    def _signed_in(self) -> imaplib.IMAP4:
        """Once more with a new token, where one that was kept is refused."""
        try:
            return _connected(self._settings)
        except _SignInRefused:
            if not (self._settings.imap_signs_in_by == "oauth2" and oauth.forget(self._settings)):
                raise
            return _connected(self._settings)

    def _open(self) -> None:
        kind, answer = self._line.capability()
        self._able = set(answer[0].decode("ascii", "replace").upper().split()) if kind == "OK" and answer[0] else set()
        kind, _ = self._line.select(_quoted(self._settings.imap_folder))
        if kind != "OK":
            raise PostboxFault(_NO_FOLDER)
        _, validity = self._line.response("UIDVALIDITY")
        self.validity = int(validity[0]) if validity and validity[0] else 0
        """Numbers of messages mean something together with this only."""

    def list_new(self, last: int) -> list[int]:
        """The numbers of the messages after ``last``, in order."""
        return [number for number in self._search(f"UID {last + 1}:*") if number > last]

    def list_since(self, day: date) -> list[int]:
        """The numbers of the messages that have come since ``day``, in order."""
        return self._search(f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}")

    def _search(self, asked: str) -> list[int]:
        try:
            kind, found = self._line.uid("SEARCH", asked, "UNDELETED")
            if kind != "OK":
                raise PostboxFault(_SILENT)
            return sorted(int(number) for number in (found[0] or b"").split())
        except _FAULTS as error:
            raise PostboxFault(_why(error)) from None

    def fetch(self, number: int) -> bytes | None:
        """The first part of a message, which stays unread; None when it is gone."""
        try:
            kind, found = self._line.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{LIMIT}>)")
        except _FAULTS as error:
            raise PostboxFault(_why(error)) from None
        if kind != "OK":
            return None
        bodies = (one[1] for one in found if isinstance(one, tuple) and b"BODY[]" in one[0].upper())
        return next((bytes(body) for body in bodies), None)

    def file(self, number: int) -> None:
        """Move a message away, read. Where the server will not, it stays, read."""
        try:
            self._make_folder()
            self._line.uid("STORE", str(number), "+FLAGS.SILENT", r"(\Seen)")
            folder = _quoted(self._settings.imap_done_folder)
            if "MOVE" in self._able:
                kind, _ = self._line.uid("MOVE", str(number), folder)
            else:
                kind, _ = self._line.uid("COPY", str(number), folder)
                if kind == "OK":
                    self._remove(number)
        except _FAULTS as error:
            raise PostboxFault(_why(error)) from None
        if kind != "OK":
            logger.warning("a message could not be moved to %s", self._settings.imap_done_folder)

    def _make_folder(self) -> None:
        if not self._made:
            self._line.create(_quoted(self._settings.imap_done_folder))  # "no" where it is there already
            self._made = True

    def _remove(self, number: int) -> None:
        self._line.uid("STORE", str(number), "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self._able:
            self._line.uid("EXPUNGE", str(number))


class _SignInRefused(imaplib.IMAP4.error):
    """The server does not let us in."""


class _NotEncrypted(imaplib.IMAP4.error):
    """The server offers no encryption, or offers it and then will not."""


def _connected(settings: Settings) -> imaplib.IMAP4:
    """Connect, encrypt, sign in. Leaves no socket open when one of them fails."""
    where, context = (settings.imap_server, settings.imap_port), ssl.create_default_context()
    if settings.imap_tls == "tls":
        line: imaplib.IMAP4 = imaplib.IMAP4_SSL(*where, ssl_context=context, timeout=settings.mail_timeout)
    else:
        line = imaplib.IMAP4(*where, timeout=settings.mail_timeout)
    try:
        if settings.imap_tls == "starttls":
            _encrypt(line, context)
        _sign_in(line, settings)
    except (*_FAULTS, oauth.TokenMissing):
        _drop(line)
        raise
    return line


def _drop(line: imaplib.IMAP4) -> None:
    """Hang up on a server that does not listen, whatever is left of the line."""
    with suppress(OSError, ValueError):
        line.shutdown()


def _encrypt(line: imaplib.IMAP4, context: ssl.SSLContext) -> None:
    try:
        line.starttls(context)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise _NotEncrypted from error


def _sign_in(line: imaplib.IMAP4, settings: Settings) -> None:
    try:
        if settings.imap_signs_in_by == "password":
            line.login(settings.imap_username, settings.imap_password)
            return
        response = oauth.initial_response(settings, settings.imap_username).encode()
        given = iter([response])
        line.authenticate("XOAUTH2", lambda _why_not: next(given, b""))  # after a no an empty line is awaited
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise _SignInRefused from None  # what the server said may quote the password


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _why(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return _BAD_CERTIFICATE
        case _SignInRefused():
            return _NO_SIGN_IN
        case _NotEncrypted() | ssl.SSLError():
            return _NO_ENCRYPTION
        case _:
            return _SILENT
