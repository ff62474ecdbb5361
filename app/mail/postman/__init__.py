"""The postman: the only one who knows SMTP. One message per receiver through Flask-Mail's connection, with a time limit
and a checked certificate, and a verdict for each.
"""

import base64
import logging
import smtplib
import ssl
from email.errors import HeaderParseError
from email.utils import parseaddr
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from flask_mail import Connection, Mail, Message

from app.kernel.settings import Settings
from app.kernel.text import clean_line
from app.mail import oauth
from app.mail.postman.message import POLICY, Parcel, ascii_address, mime
from app.mail.postman.verdicts import (
    SILENT,
    Refused,
    Sent,
    SignInNotOffered,
    TryAgain,
    Unreachable,
    Verdict,
    code_of,
    verdict_on,
    why_unreachable,
)
from app.mail.reasons import MISSPELT

__all__ = ["Parcel", "Postman", "Refused", "Sent", "TryAgain", "Unreachable", "Verdict"]

logger = logging.getLogger(__name__)

_XOAUTH2 = "XOAUTH2"
_BY_PASSWORD = {"CRAM-MD5", "PLAIN", "LOGIN"}
_SIGNED_IN, _TELLS_WHY_NOT = 235, 334
"""Answers to AUTH XOAUTH2; after the second the server waits for an empty line before it refuses."""
_PATIENCE = 2
"""So many conversations may break in a row before the server counts as unreachable: each may cost the time limit."""


class Postman:
    """Carries letters over one connection, which is opened at the first letter and again when it has broken:
    ``with Postman(settings) as postman: verdict = postman.send(parcel)``.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._connection: _Connection | None = None
        self._broken = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.hang_up()

    def send(self, parcel: Parcel) -> Verdict:
        """Hand one letter to the mail server, and say what became of it."""
        try:
            message = _Message(parcel, self._settings)
        except (ValueError, HeaderParseError):
            return Refused(MISSPELT)
        if self._broken >= _PATIENCE:
            return Unreachable(SILENT)
        try:
            connection = self._connected()
        except (OSError, smtplib.SMTPException, oauth.TokenMissing) as error:
            return self._told(parcel, error, Unreachable(why_unreachable(error)))
        try:
            connection.send(message, envelope_from=parseaddr(self._settings.mail_from)[1])
        except (OSError, smtplib.SMTPException) as error:
            self._after(error)
            return self._told(parcel, error, verdict_on(error))
        self._broken = 0
        return Sent()

    def _told(self, parcel: Parcel, error: Exception, verdict: Verdict) -> Verdict:
        """Log the server's code and never its words, which may quote the letter."""
        logger.warning("letter %s: %s (%s)", parcel.message_id, verdict, code_of(error) or type(error).__name__)
        return verdict

    def _connected(self) -> "_Connection":
        """The open connection; a server that has hung up meanwhile is called anew."""
        if self._connection is not None and not self._connection.is_alive():
            self._connection.close()
            self._connection = None
        if self._connection is None:
            try:
                self._connection = _opened(self._settings)
            except smtplib.SMTPAuthenticationError:
                if not oauth.forget(self._settings):
                    raise
                self._connection = _opened(self._settings)  # once, with a new token
        return self._connection

    def _after(self, error: Exception) -> None:
        """After an answer smtplib has reset the conversation, and it goes on; without one it is over."""
        if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException):
            self._broken = 0
            return
        self._broken += 1
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _opened(settings: Settings) -> "_Connection":
    connection = _Connection(settings)
    connection.__enter__()
    return connection


class _Connection(Connection):  # type: ignore[misc]
    """Flask-Mail's connection with what it lacks: a time limit, a checked certificate, encryption that is never left
    out, and a name in HELO that needs no look-up. (Flask-Mail is untyped.)
    """

    def __init__(self, settings: Settings) -> None:
        mail = Mail().init_mail(
            {
                "MAIL_SERVER": settings.mail_server,
                "MAIL_PORT": settings.mail_port,
                "MAIL_USE_TLS": settings.mail_tls == "starttls",
                "MAIL_USE_SSL": settings.mail_tls == "tls",
            }
        )
        super().__init__(mail)
        self._settings = settings
        self._own_name = urlsplit(settings.base_url).hostname

    def configure_host(self) -> smtplib.SMTP:
        """Connect, encrypt, sign in. Leaves no socket open when one of them fails."""
        context = ssl.create_default_context()
        where = (self.mail.server, self.mail.port, self._own_name)
        if self.mail.use_ssl:
            host: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=self._settings.mail_timeout, context=context)
        else:
            host = smtplib.SMTP(*where, timeout=self._settings.mail_timeout)
        try:
            if self.mail.use_tls:
                _encrypt(host, context)
            _sign_in(host, self._settings)
        except (OSError, smtplib.SMTPException, oauth.TokenMissing):
            host.close()
            raise
        return host

    def is_alive(self) -> bool:
        """Whether the server still listens."""
        try:
            return bool(self.host.noop()[0] == 250)
        except (OSError, smtplib.SMTPException):
            return False

    def hang_up(self) -> None:
        """End the conversation politely."""
        try:
            self.host.quit()
        except (OSError, smtplib.SMTPException):
            self.close()

    def close(self) -> None:
        """Hang up on a server that does not listen: it gets no QUIT, whose answer might never come."""
        self.host.close()


def _encrypt(host: smtplib.SMTP, context: ssl.SSLContext) -> None:
    """Raises SMTPNotSupportedError where the server offers no encryption, or offers it and then will not."""
    try:
        host.starttls(context=context)
    except smtplib.SMTPResponseException as error:
        raise smtplib.SMTPNotSupportedError from error


def _sign_in(host: smtplib.SMTP, settings: Settings) -> None:
    """As the settings say. Raises SignInNotOffered rather than going on without."""
    by = settings.mail_signs_in_by
    if by == "none":
        return
    host.ehlo_or_helo_if_needed()
    offered = set(host.esmtp_features.get("auth", "").upper().split())
    if not offered & (_BY_PASSWORD if by == "password" else {_XOAUTH2}):
        raise SignInNotOffered
    if by == "password":
        host.login(settings.mail_username, settings.mail_password)
        return
    response = oauth.initial_response(settings, settings.mail_username).encode()
    code, said = host.docmd("AUTH", f"{_XOAUTH2} {base64.b64encode(response).decode('ascii')}")
    if code == _TELLS_WHY_NOT:
        code, said = host.docmd("")
    if code != _SIGNED_IN:
        raise smtplib.SMTPAuthenticationError(code, said)


class _Message(Message):  # type: ignore[misc]
    """Flask-Mail's envelope (to whom, from whom) around our own MIME message, because its own cannot say a calendar
    part's method. Raises ValueError for an address that is none.
    """

    def __init__(self, parcel: Parcel, settings: Settings) -> None:
        address = ascii_address(parcel.to_address)
        super().__init__(subject=clean_line(parcel.subject), recipients=[address], sender=settings.mail_from)
        self._mime = mime(parcel, settings)

    def as_bytes(self) -> bytes:
        """What follows DATA."""
        return self._mime.as_bytes(policy=POLICY)
