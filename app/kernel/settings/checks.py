"""Refusing settings that cannot work, and in production what is not safe: one plain sentence each."""

import os
from importlib.util import find_spec
from urllib.parse import urlsplit

from app.kernel.settings.value import PREFIX, Settings, SettingsError

_EXAMPLES = ("example", "change-me", "changeme", "testing-", "development", "secret", "password")
_MINIMUM_KEY = 32
_OAUTH = ("oauth_token_url", "oauth_client_id", "oauth_client_secret", "oauth_scope")
_LONGEST_TIMEOUT = 60
_LONGEST_UNDO = 24 * 60
_LOOPBACK = ("127.", "localhost", "::1")


def check(settings: Settings) -> None:
    """Raises SettingsError for what cannot work, and in production for what is not safe."""
    if urlsplit(settings.database_url).scheme not in {"sqlite", "postgresql"}:
        raise SettingsError("RUN_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    queue = urlsplit(settings.queue_url).scheme
    if queue not in {"sqlite", "postgresql", "postgres", "redis", "rediss", "memory"}:
        raise SettingsError("RUN_QUEUE_URL must begin with sqlite:///, postgresql:// or redis://.")
    if queue in {"redis", "rediss"} and find_spec("redis") is None:
        raise SettingsError("RUN_QUEUE_URL names Redis, but the package is missing: .venv/bin/pip install redis.")
    base = urlsplit(settings.base_url)
    if base.scheme not in {"http", "https"} or not base.netloc:
        raise SettingsError("RUN_BASE_URL must be a whole address such as https://moten.example.se.")
    _check_mail(settings)
    _check_imap(settings)
    _check_oauth(settings)
    for name in ("secret_key", "link_key"):
        _check_key(name, getattr(settings, name), strict=settings.env == "production")
    if settings.env == "production":
        _check_production(settings)


def _check_mail(settings: Settings) -> None:
    """Refuse a mail server that is half set: it would be found out at the first letter."""
    if settings.mail_tls not in {"starttls", "tls", "none"}:
        raise SettingsError("RUN_MAIL_TLS must be starttls, tls or none.")
    if settings.mail_auth not in {"", "none", "password", "oauth2"}:
        raise SettingsError("RUN_MAIL_AUTH must be none, password or oauth2.")
    if not 1 <= settings.mail_timeout <= _LONGEST_TIMEOUT:
        raise SettingsError(f"RUN_MAIL_TIMEOUT must be between 1 and {_LONGEST_TIMEOUT} seconds.")
    if not 0 <= settings.mail_undo_minutes <= _LONGEST_UNDO:
        raise SettingsError(f"RUN_MAIL_UNDO_MINUTES must be from 0 to {_LONGEST_UNDO} minutes.")
    if settings.mail_rate < 0:
        raise SettingsError("RUN_MAIL_RATE must be 0 (no limit) or the number of letters a minute.")
    if settings.mail_is_on:
        _check_sign_in(settings, "mail", settings.mail_signs_in_by, settings.mail_server)


def _check_sign_in(settings: Settings, what: str, by: str, server: str) -> None:
    """Refuse a way of signing in at a server (``what``: mail) that lacks something, has too much, or that would send a
    password or a token unencrypted.
    """
    name, secret = f"{what}_username", f"{what}_password"
    needed = {"none": (), "password": (name, secret), "oauth2": (name, *_OAUTH)}[by]
    unused = {"none": (name, secret), "password": (), "oauth2": (secret,)}[by]
    if missing := [_named(one) for one in needed if not getattr(settings, one)]:
        raise SettingsError(f"{_named(what)} signs in by {by}, so {' and '.join(missing)} must be set too.")
    if superfluous := [_named(one) for one in unused if getattr(settings, one)]:
        raise SettingsError(f"{_named(what)}_AUTH is {by}, so {' and '.join(superfluous)} must not be set.")
    if by == "password" and not getattr(settings, secret).isascii():
        raise SettingsError(
            f"{_named(secret)} may hold ASCII letters, digits and signs only: the server reads no others."
        )
    if by != "none" and getattr(settings, f"{what}_tls") == "none" and not server.startswith(_LOOPBACK):
        raise SettingsError(
            f"{_named(what)}_TLS is none, but a password or token must be encrypted: set starttls or tls."
        )


def _check_imap(settings: Settings) -> None:
    """Refuse a mailbox that is half set."""
    if settings.imap_tls not in {"starttls", "tls", "none"}:
        raise SettingsError("RUN_IMAP_TLS must be starttls, tls or none.")
    if settings.imap_auth not in {"", "password", "oauth2"}:
        raise SettingsError("RUN_IMAP_AUTH must be password or oauth2.")
    if not settings.imap_is_on:
        return
    _check_sign_in(settings, "imap", settings.imap_signs_in_by, settings.imap_server)
    for name in ("imap_folder", "imap_done_folder"):
        folder = getattr(settings, name)
        if not (folder and folder.isascii() and folder.isprintable()):
            raise SettingsError(f"{_named(name)} must be the name of a folder in ASCII letters, digits and signs.")
    if settings.imap_folder == settings.imap_done_folder:
        raise SettingsError("RUN_IMAP_FOLDER and RUN_IMAP_DONE_FOLDER must differ.")


def _check_oauth(settings: Settings) -> None:
    """Refuse a token address that is not safe, and credentials that nothing uses."""
    if settings.mail_signs_in_by == "oauth2" or (settings.imap_is_on and settings.imap_auth == "oauth2"):
        address = urlsplit(settings.oauth_token_url)
        if settings.oauth_token_url and (address.scheme != "https" or not address.netloc):
            raise SettingsError("RUN_OAUTH_TOKEN_URL must be a whole address that begins with https://.")
    elif unused := [_named(one) for one in _OAUTH[:-1] if getattr(settings, one)]:
        raise SettingsError(f"{' and '.join(unused)} must not be set, because RUN_MAIL_AUTH is not oauth2.")


def _named(setting: str) -> str:
    return PREFIX + setting.upper()


def _check_key(name: str, value: str, *, strict: bool) -> None:
    setting = _named(name)
    if not value:
        raise SettingsError(f"{setting} is missing: set it to at least {_MINIMUM_KEY} random characters.")
    if strict and len(value) < _MINIMUM_KEY:
        raise SettingsError(f"{setting} is too short: it needs at least {_MINIMUM_KEY} random characters.")
    if strict and (any(word in value.lower() for word in _EXAMPLES) or len(set(value)) < 10):
        raise SettingsError(
            f"{setting} is an example or too simple: set it to at least {_MINIMUM_KEY} random characters."
        )


def _check_production(settings: Settings) -> None:
    if settings.mail_is_on and ".invalid" in settings.mail_from:
        raise SettingsError("RUN_MAIL_FROM must name a mailbox that somebody reads.")
    if not settings.https:
        raise SettingsError("RUN_BASE_URL must begin with https:// in production.")
    if settings.secret_key == settings.link_key:
        raise SettingsError("RUN_SECRET_KEY and RUN_LINK_KEY must differ.")
    if os.environ.get("FLASK_DEBUG", "0") not in {"", "0", "false", "False"}:
        raise SettingsError("FLASK_DEBUG must not be set in production.")
