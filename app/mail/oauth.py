"""Tokens to sign in with at a mail server (OAuth 2.0, client credentials, RFC 6749 4.4). Fetched over checked TLS
within the time limit, kept in this process until shortly before they end, and never logged.
"""

import json
import ssl
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from app.kernel import clock
from app.kernel.settings import Settings
from app.kernel.words import N_

_MARGIN = timedelta(minutes=5)
"""A token is not used when it ends within this time: a slow conversation should outlive none."""
_USUAL_LIFE = 3600
"""Seconds, where the answer does not say."""
_LONGEST_ANSWER = 64 * 1024


class TokenMissing(Exception):
    """The token server gave no token; the subclasses say why. No message: the answer might quote our secret."""

    reason = ""


class TokenServerSilent(TokenMissing):
    """It cannot be reached, or answers with something else than a token."""

    reason = N_("Inloggningstjänsten för vår e-post svarar inte som den ska")


class TokenServerUntrusted(TokenMissing):
    """Its certificate is not one to trust."""

    reason = N_("Certifikatet för inloggningstjänsten till vår e-post går inte att lita på")


class CredentialsRefused(TokenMissing):
    """It does not accept our client id and secret, or the scope."""

    reason = N_("Inloggningstjänsten för vår e-post godtar inte våra uppgifter")


@dataclass(frozen=True)
class _Kept:
    token: str
    until: datetime
    used_again: bool = False


_kept: dict[tuple[str, str, str], _Kept] = {}
_lock = threading.Lock()


def initial_response(settings: Settings, username: str) -> str:
    """What AUTH XOAUTH2 begins with, before base64. Raises TokenMissing."""
    return f"user={username}\x01auth=Bearer {_token(settings)}\x01\x01"


def forget(settings: Settings) -> bool:
    """Drop the kept token, which a server has refused; whether a new one may fare better, because this was not new."""
    with _lock:
        kept = _kept.pop(_key(settings), None)
    return kept is not None and kept.used_again


def _token(settings: Settings) -> str:
    now, key = clock.now(), _key(settings)
    with _lock:
        kept = _kept.get(key)
        if kept is not None and now < kept.until - _MARGIN:
            _kept[key] = _Kept(kept.token, kept.until, used_again=True)
            return kept.token
        token, seconds = _read(_ask(settings))
        _kept[key] = _Kept(token, now + timedelta(seconds=seconds))
        return token


def _key(settings: Settings) -> tuple[str, str, str]:
    return settings.oauth_token_url, settings.oauth_client_id, settings.oauth_scope


class _NoRedirect(HTTPRedirectHandler):
    """Our secret goes to the address that is set and to no other."""

    def redirect_request(self, *_given: Any) -> None:
        """Follow nothing."""


def _ask(settings: Settings) -> bytes:
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.oauth_client_id,
        "client_secret": settings.oauth_client_secret,
        "scope": settings.oauth_scope,
    }
    request = Request(settings.oauth_token_url, urlencode(form).encode(), {"Accept": "application/json"})  # noqa: S310 - the settings have seen that it is https
    opener = build_opener(_NoRedirect, HTTPSHandler(context=ssl.create_default_context()))
    try:
        with opener.open(request, timeout=settings.mail_timeout) as answer:
            body: bytes = answer.read(_LONGEST_ANSWER)
            return body
    except HTTPError as error:
        error.close()
        raise (CredentialsRefused if error.code in {400, 401, 403} else TokenServerSilent) from None
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        untrusted = isinstance(reason, ssl.SSLCertVerificationError)
        raise (TokenServerUntrusted if untrusted else TokenServerSilent) from None


def _read(body: bytes) -> tuple[str, int]:
    """The token and the seconds that it lives."""
    try:
        answer = json.loads(body)
        token, seconds = str(answer["access_token"]), int(answer.get("expires_in") or _USUAL_LIFE)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise TokenServerSilent from None
    if not (token and token.isascii() and token.isprintable() and " " not in token):
        raise TokenServerSilent
    return token, seconds
