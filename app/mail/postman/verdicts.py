"""What the mail server's answers and failures mean for a letter, in plain Swedish.

What is known of smtplib: a refused receiver raises SMTPRecipientsRefused for 451 ("later") and 550 ("never") alike, so
the code decides; 421 may come as the answer to anything and means that the server is closing; a server that hangs or
hangs up after DATA may have taken the letter, so that letter is tried again, with waits, and given up in the end.
"""

import smtplib
import ssl
from dataclasses import dataclass

from app.kernel.words import N_
from app.mail import oauth
from app.mail.reasons import (
    BY_ENHANCED_CODE,
    FULL,
    LATER,
    MISSPELT,
    TOO_LARGE,
    UNKNOWN,
    UNWELCOME,
)


@dataclass(frozen=True)
class Sent:
    """The server has taken the letter."""


@dataclass(frozen=True)
class TryAgain:
    """This letter was not taken now, but may be later."""

    reason: str


@dataclass(frozen=True)
class Refused:
    """This letter will not be taken."""

    reason: str


@dataclass(frozen=True)
class Unreachable:
    """Our own server cannot be used now, for this letter or any other."""

    reason: str


class SignInNotOffered(smtplib.SMTPException):
    """The server offers no sign-in of the kind that is set."""


Verdict = Sent | TryAgain | Refused | Unreachable

SILENT = N_("Vår e-postserver svarar inte")
_HUNG_UP = N_("Vår e-postserver avbröt mitt i brevet")
_CLOSING = N_("Vår e-postserver tar inte emot brev just nu")
_NO_SENDER = N_("Vår e-postserver godtar inte avsändaren")
_NO_SIGN_IN = N_("Vår e-postserver godtar inte inloggningen")
_NO_SIGN_IN_OFFERED = N_("Vår e-postserver erbjuder inte den inloggning som är inställd")
_TOO_FAST = N_("Vår e-postserver vill ha färre brev i taget")
_NO_ENCRYPTION = N_("Vår e-postserver erbjuder ingen kryptering")
_BAD_CERTIFICATE = N_("Vår e-postservers certifikat går inte att lita på")

_OF_A_RECEIVER = {501: MISSPELT, 550: UNKNOWN, 551: UNKNOWN, 552: FULL, 553: MISSPELT}
"""Answers to RCPT without an enhanced code."""
_OF_A_LETTER = {552: TOO_LARGE}
"""Answers to MAIL and DATA without an enhanced code."""
_OF_OURS = {421: _CLOSING, 432: _TOO_FAST, 530: _NO_SIGN_IN}
"""Answers that are about us and no letter, wherever they come: 432 is Exchange Online's "too many at once"."""
_OF_OUR_SENDER = {"1.8", "7.60", "2.252"}
"""Enhanced codes that say the same of the sender, and come when a letter has been read: Exchange's SendAsDenied."""
_TOO_MUCH = 552


def why_unreachable(error: Exception) -> str:
    match error:
        case oauth.TokenMissing(reason=reason):
            return reason
        case SignInNotOffered():
            return _NO_SIGN_IN_OFFERED
        case ssl.SSLCertVerificationError():
            return _BAD_CERTIFICATE
        case ssl.SSLError() | smtplib.SMTPNotSupportedError():
            return _NO_ENCRYPTION
        case smtplib.SMTPAuthenticationError() if error.smtp_code >= 500:
            return _NO_SIGN_IN
        case smtplib.SMTPResponseException():
            return _OF_OURS.get(error.smtp_code, _CLOSING)
        case _:
            return SILENT


def verdict_on(error: Exception) -> Verdict:
    """What an error while a letter was handed over means for it."""
    match error:
        case smtplib.SMTPSenderRefused() if error.smtp_code // 100 == 5 and error.smtp_code != _TOO_MUCH:
            return Unreachable(_OF_OURS.get(error.smtp_code, _NO_SENDER))
        case smtplib.SMTPRecipientsRefused():
            [(code, said)] = error.recipients.values()
            return _by_answer(code, said, _OF_A_RECEIVER)
        case smtplib.SMTPResponseException():
            return _by_answer(error.smtp_code, error.smtp_error, _OF_A_LETTER)
        case smtplib.SMTPNotSupportedError():
            return Refused(MISSPELT)
        case _ if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
            return TryAgain(SILENT)
        case _:
            return TryAgain(_HUNG_UP)


def _by_answer(code: int, said: bytes | str, by_code: dict[int, str]) -> Verdict:
    if code in _OF_OURS:
        return Unreachable(_OF_OURS[code])
    enhanced = _enhanced(said if isinstance(said, str) else said.decode("ascii", "replace"))
    if enhanced in _OF_OUR_SENDER:
        return Unreachable(_NO_SENDER)
    usual = UNWELCOME if code >= 500 else LATER
    reason = BY_ENHANCED_CODE.get(enhanced, usual) if enhanced else by_code.get(code, usual)
    return Refused(reason) if code >= 500 else TryAgain(reason)


def _enhanced(said: str) -> str:
    """The last two numbers of the enhanced code that the server's words begin with ("5.1.1 …" gives "1.1"), or ""."""
    status, _, rest = said.partition(" ")[0].partition(".")
    return rest if status in {"4", "5"} and rest.replace(".", "").isdigit() else ""


def code_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return ", ".join(str(code) for code, _ in error.recipients.values())
    return str(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else ""
